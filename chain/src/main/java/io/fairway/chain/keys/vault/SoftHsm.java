package io.fairway.chain.keys.vault;

import io.fairway.chain.keys.KeyProblem;
import io.fairway.chain.keys.VaultUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A SoftHSM2 token in a folder of its own, made when it is missing.
///
/// SoftHSM2 finds its configuration by an environment variable that it reads once, when it starts.
/// So that one process can have the tokens of two folders, each folder has a copy of the library:
/// the loader takes two files for two libraries.
final class SoftHsm {
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib64/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib64/pkcs11/libsofthsm2.so"),
          Path.of("/usr/local/lib/softhsm/libsofthsm2.so"),
          Path.of("/opt/homebrew/lib/softhsm/libsofthsm2.so"));

  /// Names another library; `none` means that there is none here.
  static final String LIBRARY_PROPERTY = "fairway.softhsm";

  private static final String LABEL = "fairway";
  private static final int PIN_DIGITS = 16;

  private final Path folder;
  private final Path installed;

  private SoftHsm(Path folder, Path installed) {
    this.folder = folder;
    this.installed = installed;
  }

  /// Is there a token in this folder, whether the library is installed or not?
  static boolean hasToken(Path folder) {
    Path tokens = folder.resolve("tokens");
    if (!Files.isDirectory(tokens)) {
      return false;
    }
    try (Stream<Path> inside = Files.list(tokens)) {
      return inside.anyMatch(token -> Files.exists(token.resolve("token.object")));
    } catch (IOException problem) {
      throw new KeyProblem(tokens + " cannot be read: " + problem.getMessage(), problem);
    }
  }

  /// The installed library, when there is one.
  static Optional<Path> library() {
    String named = System.getProperty(LIBRARY_PROPERTY);
    if (named != null) {
      return Optional.of(Path.of(named)).filter(Files::isRegularFile);
    }
    return LIBRARIES.stream().filter(Files::isRegularFile).findFirst();
  }

  /// Prepares a folder. The token is made when there is none, with a random PIN in a file that only
  /// its owner may read.
  static ModuleSettings prepare(Path folder, Path library) {
    try {
      return new SoftHsm(folder.toAbsolutePath().normalize(), library).prepared();
    } catch (IOException problem) {
      throw new VaultUnavailable(
          "no SoftHSM2 token can be made in " + folder + ": " + problem.getMessage(), problem);
    }
  }

  private ModuleSettings prepared() throws IOException {
    Path tokens = folder.resolve("tokens");
    if (!Files.isDirectory(tokens)) {
      Files.createDirectories(
          tokens,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Path configuration = folder.resolve("softhsm2.conf");
    Files.writeString(
        configuration,
        """
        directories.tokendir = %s
        objectstore.backend = file
        log.level = ERROR
        slots.removable = false
        """
            .formatted(tokens));
    Path copy = folder.resolve("libsofthsm2.so");
    if (!Files.exists(copy) || Files.mismatch(copy, installed) >= 0) {
      Path part = folder.resolve("libsofthsm2.so.part");
      Files.copy(installed, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
    Cryptoki.setEnvironment("SOFTHSM2_CONF", configuration.toString());
    Pin pin = new Pin(folder.resolve("pin"));
    if (!hasToken(folder)) {
      Secrets.write(pin.file(), digits());
      Cryptoki.makeToken(copy, LABEL, Files.readString(pin.file()).toCharArray());
    }
    return new ModuleSettings(copy, 0, pin, true);
  }

  private static String digits() {
    SecureRandom random = new SecureRandom();
    StringBuilder pin = new StringBuilder(PIN_DIGITS);
    for (int digit = 0; digit < PIN_DIGITS; digit++) {
      pin.append((char) ('0' + random.nextInt(10)));
    }
    return pin.toString();
  }
}
