package io.fairway.chain.keys.vault;

import io.fairway.chain.Hash32;
import io.fairway.chain.keys.KeyProblem;
import io.fairway.chain.keys.VaultUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.bouncycastle.math.ec.ECPoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keys in a PKCS#11 module, through the JDK's SunPKCS11. They are made inside, marked sensitive
/// and not extractable, and sign raw hashes there. Each signature takes a session of its own from
/// the provider's pool, so threads sign side by side.
///
/// When a module fails, as after its token was gone for a moment, the library is started again and
/// the signature asked for once more; a second failure is the caller's to hear, and the next call
/// tries again.
final class ModuleVault implements Vault {
  private static final Logger LOG = LoggerFactory.getLogger(ModuleVault.class);
  private static final String CURVE = "secp256k1";

  /// Raw hash in, r and s side by side out (IEEE P1363).
  private static final String RAW = "NONEwithECDSAinP1363Format";

  private static final String RAW_DER = "NONEwithECDSA";

  private final ModuleSettings settings;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private @Nullable Open open;

  /// @param provider the module as Java sees it
  /// @param keys by alias
  private record Open(Provider provider, KeyStore store, Map<String, Entry> keys) {}

  private record Entry(PrivateKey key, ECPoint point, String address, String serial) {}

  private ModuleVault(ModuleSettings settings) {
    this.settings = settings;
  }

  /// Opens a module and logs in.
  ///
  /// @throws VaultUnavailable when the module does not answer or the PIN is wrong
  static ModuleVault open(ModuleSettings settings) {
    ModuleVault vault = new ModuleVault(settings);
    vault.open = vault.connect();
    return vault;
  }

  @Override
  public String description() {
    return settings.software()
        ? "a SoftHSM2 token in " + settings.library().getParent() + " (software, development only)"
        : "the key module behind " + settings.library();
  }

  @Override
  public boolean has(String alias) {
    return read(() -> opened().keys().containsKey(alias));
  }

  @Override
  public String address(String alias) {
    return read(() -> entry(alias).address());
  }

  @Override
  public String serial(String alias) {
    return read(() -> entry(alias).serial());
  }

  @Override
  public byte[] sign(String alias, Hash32 hash) {
    try {
      return read(() -> signOnce(alias, hash));
    } catch (ProviderException | GeneralSecurityExceptionInside failed) {
      LOG.warn("the key module failed and is started again: {}", reason(failed));
      reconnect();
      try {
        return read(() -> signOnce(alias, hash));
      } catch (ProviderException | GeneralSecurityExceptionInside again) {
        throw new VaultUnavailable(
            description() + " does not sign with " + alias + ": " + reason(again), again);
      }
    }
  }

  @Override
  public void generate(String alias) {
    lock.writeLock().lock();
    try {
      Open now = opened();
      if (now.store().containsAlias(alias)) {
        throw new KeyProblem("there is a key " + alias + " in " + description() + " already");
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", now.provider());
      generator.initialize(new ECGenParameterSpec(CURVE));
      // A session object until the key store copies it: a crash before leaves nothing behind.
      KeyPair pair = generator.generateKeyPair();
      X509Certificate certificate =
          Certificates.selfSigned(
              alias,
              pair.getPublic(),
              digest -> {
                Signature signature = Signature.getInstance(RAW_DER, now.provider());
                signature.initSign(pair.getPrivate());
                signature.update(digest);
                return signature.sign();
              });
      now.store().setKeyEntry(alias, pair.getPrivate(), null, new Certificate[] {certificate});
      now.keys().put(alias, entry(now.store(), alias));
    } catch (GeneralSecurityException | ProviderException | IOException problem) {
      throw new VaultUnavailable(
          description() + " made no key " + alias + ": " + reason(problem), problem);
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void destroy(String alias) {
    lock.writeLock().lock();
    try {
      Open now = opened();
      now.store().deleteEntry(alias);
      now.keys().remove(alias);
      if (now.store().containsAlias(alias)) {
        throw new VaultUnavailable(description() + " still has the key " + alias);
      }
    } catch (GeneralSecurityException | ProviderException problem) {
      throw new VaultUnavailable(
          description() + " does not destroy the key " + alias + ": " + reason(problem), problem);
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (open != null && open.provider() instanceof java.security.AuthProvider provider) {
        provider.logout();
      }
    } catch (GeneralSecurityException | ProviderException gone) {
      LOG.debug("the module was gone at the end", gone);
    } finally {
      open = null;
      lock.writeLock().unlock();
    }
  }

  private byte[] signOnce(String alias, Hash32 hash) {
    Entry entry = entry(alias);
    try {
      Signature signature = Signature.getInstance(RAW, opened().provider());
      signature.initSign(entry.key());
      signature.update(hash.bytes());
      return Secp256k1.complete(signature.sign(), hash, entry.point());
    } catch (GeneralSecurityException problem) {
      throw new GeneralSecurityExceptionInside(problem);
    }
  }

  private static final class GeneralSecurityExceptionInside extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GeneralSecurityExceptionInside(GeneralSecurityException cause) {
      super(cause);
    }
  }

  private Entry entry(String alias) {
    Entry entry = opened().keys().get(alias);
    if (entry == null) {
      throw new KeyProblem("there is no key " + alias + " in " + description());
    }
    return entry;
  }

  private Open opened() {
    Open now = open;
    if (now == null) {
      throw new VaultUnavailable(description() + " is not open");
    }
    return now;
  }

  private <T> T read(java.util.function.Supplier<T> work) {
    lock.readLock().lock();
    try {
      if (open != null) {
        return work.get();
      }
    } finally {
      lock.readLock().unlock();
    }
    reconnect();
    lock.readLock().lock();
    try {
      return work.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Everything that the module gave us is worthless after it failed: sessions, object handles, the
  /// login. So all of it is asked for again.
  private void reconnect() {
    lock.writeLock().lock();
    try {
      open = null;
      Cryptoki.restart(settings.library());
      open = connect();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private Open connect() {
    char[] pin = settings.pin().read();
    try {
      Provider provider = provider();
      KeyStore store = KeyStore.getInstance("PKCS11", provider);
      store.load(null, pin);
      Map<String, Entry> keys = new HashMap<>();
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)) {
          keys.put(alias, entry(store, alias));
        }
      }
      return new Open(provider, store, keys);
    } catch (GeneralSecurityException | ProviderException | IOException problem) {
      throw new VaultUnavailable(description() + " cannot be opened: " + reason(problem), problem);
    } finally {
      Arrays.fill(pin, '\0');
    }
  }

  private Provider provider() throws IOException {
    Path file = Files.createTempFile("module", ".cfg");
    try {
      Files.writeString(
          file,
          """
          name = fairway
          library = %s
          slotListIndex = %d
          attributes(generate, CKO_PRIVATE_KEY, CKK_EC) = {
            CKA_SENSITIVE = true
            CKA_EXTRACTABLE = false
            CKA_SIGN = true
          }
          """
              .formatted(settings.library(), settings.slot()));
      Provider base = Security.getProvider("SunPKCS11");
      if (base == null) {
        throw new VaultUnavailable("this JDK has no SunPKCS11: the module jdk.crypto.cryptoki");
      }
      return base.configure(file.toString());
    } catch (java.security.InvalidParameterException unusable) {
      throw new VaultUnavailable(
          "the library " + settings.library() + " is no PKCS#11 module: " + reason(unusable),
          unusable);
    } finally {
      Files.delete(file);
    }
  }

  private static Entry entry(KeyStore store, String alias) throws GeneralSecurityException {
    if (store.getKey(alias, null) instanceof PrivateKey key
        && store.getCertificate(alias) instanceof X509Certificate certificate
        && certificate.getPublicKey() instanceof ECPublicKey publicKey) {
      ECPoint point = Secp256k1.point(publicKey);
      return new Entry(
          key, point, Secp256k1.address(point), certificate.getSerialNumber().toString(16));
    }
    throw new java.security.KeyStoreException(
        "the entry " + alias + " is no elliptic curve key with a certificate");
  }

  /// The innermost cause says most: `CKR_PIN_INCORRECT`, `CKR_TOKEN_NOT_PRESENT`.
  private static String reason(Throwable problem) {
    Throwable innermost = problem;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return innermost.toString();
  }
}
