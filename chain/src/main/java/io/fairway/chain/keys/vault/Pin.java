package io.fairway.chain.keys.vault;

import io.fairway.chain.keys.KeyProblem;
import java.io.Console;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// Where the PIN of a module comes from: a file that only its owner may read, the environment, or
/// the console. Never an argument, which every user of the machine can see, and never a log.
///
/// @param file read when the environment has no PIN; the console is asked when there is no file
record Pin(Path file) {
  /// The environment's name for it.
  static final String ENVIRONMENT = "FAIRWAY_MODULE_PIN";

  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  /// The PIN; the caller overwrites it after use.
  @SuppressWarnings("SystemConsoleNull") // null is still its documented answer
  char[] read() {
    String fromEnvironment = System.getenv(ENVIRONMENT);
    if (fromEnvironment != null && !fromEnvironment.isBlank()) {
      return fromEnvironment.toCharArray();
    }
    if (Files.exists(file)) {
      return fromFile();
    }
    Console console = System.console();
    char[] typed =
        console == null || !console.isTerminal()
            ? null
            : console.readPassword("PIN of the key module: ");
    if (typed == null || typed.length == 0) {
      throw new KeyProblem(
          "no PIN for the key module: expected it in the file "
              + file
              + " (readable by its owner only), in the environment as "
              + ENVIRONMENT
              + ", or typed at a console");
    }
    return typed;
  }

  private char[] fromFile() {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (!OWNER.containsAll(permissions)) {
        throw new KeyProblem(
            "the PIN file " + file + " can be read by others; expected: chmod 600 " + file);
      }
      byte[] bytes = Files.readAllBytes(file);
      CharBuffer chars = StandardCharsets.UTF_8.decode(java.nio.ByteBuffer.wrap(bytes));
      Arrays.fill(bytes, (byte) 0);
      int length = chars.remaining();
      while (length > 0 && Character.isWhitespace(chars.get(length - 1))) {
        length--;
      }
      char[] pin = new char[length];
      chars.get(pin);
      Arrays.fill(chars.array(), '\0');
      if (length == 0) {
        throw new KeyProblem("the PIN file " + file + " is empty; expected one line");
      }
      return pin;
    } catch (IOException problem) {
      throw new KeyProblem(
          "the PIN file " + file + " cannot be read: " + problem.getMessage(), problem);
    }
  }
}
