package io.fairway.chain.keys.vault;

import io.fairway.chain.keys.VaultUnavailable;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// The few things around a PKCS#11 library that the JDK's SunPKCS11 leaves out: the variable of the
/// environment that SoftHSM2 reads, making a token, and starting a library again that has lost its
/// token. Every argument and result of these functions is one 64-bit word (PKCS #11 v2.40 on a
/// 64-bit Linux).
@SuppressWarnings("restricted") // calling C is what it is for
final class Cryptoki {
  private static final long OK = 0;
  private static final long NOT_INITIALIZED = 0x190;
  private static final long ALREADY_INITIALIZED = 0x191;

  /// The library may use the system's own locks.
  private static final long OS_LOCKING_OK = 2;

  private static final long SERIAL_AND_WRITABLE_SESSION = 0x4 | 0x2;
  private static final long SECURITY_OFFICER = 0;
  private static final int WORDS_OF_INITIALIZE_ARGS = 6;
  private static final int FLAGS_WORD = 4;
  private static final int SLOTS_MAX = 64;
  private static final int LABEL_BYTES = 32;

  private final Path library;
  private final SymbolLookup functions;

  private Cryptoki(Path library, SymbolLookup functions) {
    this.library = library;
    this.functions = functions;
  }

  /// Sets a variable where C's `getenv` finds it. Other threads that call `getenv` at the same
  /// moment may be disturbed, so this is done once, before the library is loaded.
  static void setEnvironment(String name, String value) {
    try (Arena arena = Arena.ofConfined()) {
      Object result =
          Linker.nativeLinker()
              .downcallHandle(
                  Linker.nativeLinker().defaultLookup().findOrThrow("setenv"),
                  FunctionDescriptor.of(
                      ValueLayout.JAVA_INT,
                      ValueLayout.ADDRESS,
                      ValueLayout.ADDRESS,
                      ValueLayout.JAVA_INT))
              .invokeWithArguments(arena.allocateFrom(name), arena.allocateFrom(value), 1);
      if (!Integer.valueOf(0).equals(result)) {
        throw new VaultUnavailable("the environment's " + name + " cannot be set");
      }
    } catch (RuntimeException | Error problem) {
      throw problem;
    } catch (Throwable problem) {
      throw new VaultUnavailable("the environment's " + name + " cannot be set", problem);
    }
  }

  /// Ends a loaded library and begins it anew. All its sessions are gone after that.
  static void restart(Path library) {
    try (Arena arena = Arena.ofConfined()) {
      Cryptoki cryptoki = new Cryptoki(library, SymbolLookup.libraryLookup(library, arena));
      long ended = cryptoki.call("C_Finalize", 0);
      if (ended != OK && ended != NOT_INITIALIZED) {
        throw cryptoki.failure("C_Finalize", ended);
      }
      cryptoki.initialize(arena);
    }
  }

  /// Makes a token in the first slot that has none. The PIN serves the security officer, too: this
  /// is for tokens of development, which nobody administers.
  static void makeToken(Path library, String label, char[] pin) {
    try (Arena arena = Arena.ofConfined()) {
      Cryptoki cryptoki = new Cryptoki(library, SymbolLookup.libraryLookup(library, arena));
      cryptoki.initialize(arena);
      MemorySegment slots = arena.allocate(ValueLayout.JAVA_LONG, SLOTS_MAX);
      MemorySegment count = arena.allocateFrom(ValueLayout.JAVA_LONG, SLOTS_MAX);
      cryptoki.must("C_GetSlotList", 1, slots.address(), count.address());
      long slot = slots.getAtIndex(ValueLayout.JAVA_LONG, count.get(ValueLayout.JAVA_LONG, 0) - 1);
      MemorySegment secret = arena.allocate(pin.length);
      for (int at = 0; at < pin.length; at++) {
        secret.set(ValueLayout.JAVA_BYTE, at, (byte) pin[at]);
      }
      byte[] padded = Arrays.copyOf(label.getBytes(StandardCharsets.US_ASCII), LABEL_BYTES);
      Arrays.fill(padded, label.length(), LABEL_BYTES, (byte) ' ');
      MemorySegment name = arena.allocateFrom(ValueLayout.JAVA_BYTE, padded);
      cryptoki.must("C_InitToken", slot, secret.address(), pin.length, name.address());
      MemorySegment session = arena.allocate(ValueLayout.JAVA_LONG);
      cryptoki.must("C_OpenSession", slot, SERIAL_AND_WRITABLE_SESSION, 0, 0, session.address());
      long opened = session.get(ValueLayout.JAVA_LONG, 0);
      cryptoki.must("C_Login", opened, SECURITY_OFFICER, secret.address(), pin.length);
      cryptoki.must("C_InitPIN", opened, secret.address(), pin.length);
      cryptoki.must("C_CloseSession", opened);
      secret.fill((byte) 0);
      // The next to start the library finds the token among the slots.
      cryptoki.must("C_Finalize", 0);
    }
  }

  private void initialize(Arena arena) {
    MemorySegment arguments = arena.allocate(ValueLayout.JAVA_LONG, WORDS_OF_INITIALIZE_ARGS);
    arguments.setAtIndex(ValueLayout.JAVA_LONG, FLAGS_WORD, OS_LOCKING_OK);
    long begun = call("C_Initialize", arguments.address());
    if (begun != OK && begun != ALREADY_INITIALIZED) {
      throw failure("C_Initialize", begun);
    }
  }

  private void must(String function, long... arguments) {
    long result = call(function, arguments);
    if (result != OK) {
      throw failure(function, result);
    }
  }

  private long call(String function, long... arguments) {
    MemoryLayout[] words = new MemoryLayout[arguments.length];
    Arrays.fill(words, ValueLayout.JAVA_LONG);
    try {
      return (long)
          Linker.nativeLinker()
              .downcallHandle(
                  functions.findOrThrow(function),
                  FunctionDescriptor.of(ValueLayout.JAVA_LONG, words))
              .invokeWithArguments(Arrays.stream(arguments).boxed().toList());
    } catch (RuntimeException | Error problem) {
      throw problem;
    } catch (Throwable problem) {
      throw new VaultUnavailable(function + " of " + library + " cannot be called", problem);
    }
  }

  private VaultUnavailable failure(String function, long result) {
    return new VaultUnavailable(
        "%s of %s answers %#x (PKCS #11, CKR_...)".formatted(function, library, result));
  }
}
