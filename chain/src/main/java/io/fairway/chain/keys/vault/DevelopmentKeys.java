package io.fairway.chain.keys.vault;

import io.fairway.chain.Hash32;
import io.fairway.chain.Keys;
import io.fairway.money.Invariant;
import io.fairway.money.InvariantViolation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;

/// Keys of the development profile: an encrypted keystore (PKCS#12) in a folder, opened by a random
/// passphrase in a file beside it that only its owner may read. That is no protection from anyone
/// who can read the folder: development only. A production profile has its keys in a hardware
/// module.
public final class DevelopmentKeys implements Keys {
  private static final String STORE = "development-keys.p12";
  private static final String PASSPHRASE = "development-keys.passphrase";
  private static final int PASSPHRASE_BYTES = 32;
  private static final int SCALAR_BYTES = 32;
  private static final BigInteger CURVE_ORDER = Sign.CURVE_PARAMS.getN();

  // PKCS#12 names secret keys by algorithm and knows none for a bare secp256k1 scalar; 32 bytes
  // under
  // this name come back as they went in.
  private static final String KEY_ALGORITHM = "AES";

  private final Path store;
  private final char[] passphrase;
  private final KeyStore keyStore;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Key> keys = new ConcurrentHashMap<>();

  private record Key(ECKeyPair pair, String address) {
    static Key of(byte[] scalar) {
      ECKeyPair pair = ECKeyPair.create(new BigInteger(1, scalar));
      return new Key(pair, "0x" + org.web3j.crypto.Keys.getAddress(pair));
    }
  }

  private DevelopmentKeys(Path store, char[] passphrase, KeyStore keyStore) {
    this.store = store;
    this.passphrase = passphrase;
    this.keyStore = keyStore;
  }

  /// Opens the keystore of a folder, or begins one.
  ///
  /// @throws IllegalStateException when the passphrase is missing or does not open the keystore
  public static DevelopmentKeys open(Path folder) {
    Path store = folder.resolve(STORE);
    Path passphraseFile = folder.resolve(PASSPHRASE);
    try {
      Files.createDirectories(folder);
      boolean exists = Files.exists(store);
      if (!Files.exists(passphraseFile)) {
        if (exists) {
          throw new IllegalStateException(
              store + " cannot be opened: its passphrase file " + passphraseFile + " is missing");
        }
        writeSecretly(passphraseFile, randomPassphrase().getBytes(StandardCharsets.US_ASCII));
      }
      char[] passphrase =
          Files.readString(passphraseFile, StandardCharsets.US_ASCII).strip().toCharArray();
      KeyStore keyStore = KeyStore.getInstance("PKCS12");
      if (exists) {
        try (InputStream in = Files.newInputStream(store)) {
          keyStore.load(in, passphrase);
        }
      } else {
        keyStore.load(null, passphrase);
      }
      DevelopmentKeys keys = new DevelopmentKeys(store, passphrase, keyStore);
      keys.readAll();
      return keys;
    } catch (IOException | GeneralSecurityException problem) {
      throw new IllegalStateException(
          "the development keystore " + store + " cannot be opened: " + problem.getMessage(),
          problem);
    }
  }

  @Override
  public synchronized void prepare(Collection<String> names) {
    List<String> missing =
        names.stream()
            .map(DevelopmentKeys::alias)
            .filter(alias -> !keys.containsKey(alias))
            .toList();
    if (missing.isEmpty()) {
      return;
    }
    Map<String, Key> made = new HashMap<>();
    try {
      for (String alias : missing) {
        byte[] scalar = scalar();
        keyStore.setKeyEntry(alias, new SecretKeySpec(scalar, KEY_ALGORITHM), passphrase, null);
        made.put(alias, Key.of(scalar));
      }
      save();
    } catch (GeneralSecurityException | IOException problem) {
      throw new IllegalStateException("no keys could be added to " + store, problem);
    }
    keys.putAll(made);
  }

  /// Is there a keystore in this folder?
  public static boolean exist(Path folder) {
    return Files.exists(folder.resolve(STORE));
  }

  /// Is there a key of this name?
  public boolean has(String name) {
    return keys.containsKey(alias(name));
  }

  /// Deletes a key for ever; the keystore is written anew without it.
  public synchronized void destroy(String name) {
    try {
      keyStore.deleteEntry(alias(name));
      save();
    } catch (GeneralSecurityException | IOException problem) {
      throw new IllegalStateException("the key " + name + " is still in " + store, problem);
    }
    keys.remove(alias(name));
  }

  @Override
  public String address(String name) {
    return key(name).address;
  }

  @Override
  public byte[] sign(String name, Hash32 hash) {
    Sign.SignatureData signature = Sign.signMessage(hash.bytes(), key(name).pair, false);
    byte[] bytes = Arrays.copyOf(signature.getR(), 65);
    System.arraycopy(signature.getS(), 0, bytes, 32, 32);
    bytes[64] = (byte) (signature.getV()[0] - Sign.LOWER_REAL_V);
    return bytes;
  }

  @Override
  public boolean forDevelopment() {
    return true;
  }

  private void save() throws GeneralSecurityException, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    keyStore.store(bytes, passphrase);
    writeSecretly(store, bytes.toByteArray());
  }

  private Key key(String name) {
    Key key = keys.get(alias(name));
    if (key == null) {
      throw new InvariantViolation("no key was prepared for " + name);
    }
    return key;
  }

  /// PKCS#12 folds the case of its names: two that differ only in case are one key.
  private static String alias(String name) {
    Invariant.check(!name.isBlank(), "a key without a name");
    return name.toLowerCase(Locale.ROOT);
  }

  private byte[] scalar() {
    byte[] scalar = new byte[SCALAR_BYTES];
    BigInteger value;
    do {
      random.nextBytes(scalar);
      value = new BigInteger(1, scalar);
    } while (value.signum() == 0 || value.compareTo(CURVE_ORDER) >= 0);
    return scalar;
  }

  private void readAll() throws GeneralSecurityException {
    for (String alias : Collections.list(keyStore.aliases())) {
      if (keyStore.getKey(alias, passphrase) instanceof SecretKey key) {
        keys.put(alias, Key.of(key.getEncoded()));
      }
    }
  }

  private static String randomPassphrase() {
    byte[] bytes = new byte[PASSPHRASE_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Written beside, flushed to the disk, then moved over: a crash leaves the old file or the new.
  private static void writeSecretly(Path file, byte[] content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    if (Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(part);
    }
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
