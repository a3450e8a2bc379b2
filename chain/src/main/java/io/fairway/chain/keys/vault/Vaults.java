package io.fairway.chain.keys.vault;

import io.fairway.chain.keys.KeyProblem;
import io.fairway.chain.keys.KeyProfile;
import io.fairway.chain.keys.VaultUnavailable;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/// Chooses where keys are.
public final class Vaults {
  private static final String MODULE = "module";
  private static final String KEYSTORE = "keystore";

  /// The settings of a hardware module, in the folder of the keys.
  private static final String SETTINGS = "module.properties";

  private Vaults() {}

  /// The library of SoftHSM2, where it is installed.
  public static Optional<Path> softHsm() {
    return SoftHsm.library();
  }

  /// Opens the keys of a folder, wherever they are.
  ///
  /// @throws KeyProblem when the profile refuses what is there
  /// @throws VaultUnavailable when the device does not let us in
  public static Vault open(KeyProfile profile, Path folder, Path keystoreFolder) {
    Path settings = folder.resolve(SETTINGS);
    if (Files.exists(settings)) {
      ModuleSettings module = read(settings, folder);
      if (profile == KeyProfile.PRODUCTION && module.software()) {
        throw refused("SoftHSM2, which keeps keys in files", settings);
      }
      return ModuleVault.open(module);
    }
    if (profile == KeyProfile.PRODUCTION) {
      String found =
          SoftHsm.hasToken(folder.resolve("softhsm"))
              ? "a SoftHSM2 token of development"
              : KeystoreVault.exists(keystoreFolder) ? "a keystore of development" : "nothing";
      throw refused(found, settings);
    }
    return ofDevelopment(folder, keystoreFolder);
  }

  /// A folder stays with the kind that it began with: its addresses have roles on the chain.
  private static Vault ofDevelopment(Path folder, Path keystoreFolder) {
    Path softhsm = folder.resolve("softhsm");
    Optional<Path> library = SoftHsm.library();
    if (SoftHsm.hasToken(softhsm) && library.isEmpty()) {
      throw new KeyProblem(
          "the keys are in the SoftHSM2 token in "
              + softhsm
              + ", but SoftHSM2 is not installed here; expected: apt-get install softhsm2");
    }
    if (library.isPresent()
        && (SoftHsm.hasToken(softhsm) || !KeystoreVault.exists(keystoreFolder))) {
      return ModuleVault.open(SoftHsm.prepare(softhsm, library.get()));
    }
    return KeystoreVault.open(keystoreFolder);
  }

  private static KeyProblem refused(String found, Path settings) {
    return new KeyProblem(
        "the production profile found "
            + found
            + "; expected keys in a certified hardware module, named in "
            + settings
            + " (library=, slot=, pin=FILE, certificate=)");
  }

  private static ModuleSettings read(Path file, Path folder) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException problem) {
      throw new KeyProblem(file + ": cannot be read (" + problem.getMessage() + ")", problem);
    }
    Path library = Path.of(required(properties, "library", file));
    if (!Files.isRegularFile(library)) {
      throw new KeyProblem(
          file + ": library is " + library + "; expected the file of a PKCS#11 library");
    }
    String slot = properties.getProperty("slot", "0");
    if (!slot.matches("[0-9]{1,4}")) {
      throw new KeyProblem(file + ": slot is '" + slot + "'; expected an index from 0");
    }
    if (properties.containsKey("pinValue") || properties.getProperty("pin", "").matches("[0-9]+")) {
      throw new KeyProblem(
          file + ": holds a PIN; expected pin= the name of a file that only its owner may read");
    }
    boolean software = isSoftware(library) || properties.getProperty("certificate", "").isBlank();
    return new ModuleSettings(
        library,
        Integer.parseInt(slot),
        new Pin(folder.resolve(properties.getProperty("pin", "pin"))),
        software);
  }

  private static boolean isSoftware(Path library) {
    try {
      return library.toRealPath().toString().toLowerCase(java.util.Locale.ROOT).contains("softhsm");
    } catch (IOException problem) {
      throw new KeyProblem(library + ": cannot be read (" + problem.getMessage() + ")", problem);
    }
  }

  private static String required(Properties properties, String name, Path file) {
    String value = properties.getProperty(name, "");
    if (value.isBlank()) {
      throw new KeyProblem(file + ": has no " + name + "=; expected one");
    }
    return value;
  }

  /// `module` or `keystore`.
  public static String kind(Vault vault) {
    return switch (vault) {
      case ModuleVault _ -> MODULE;
      case KeystoreVault _ -> KEYSTORE;
      default -> throw new IllegalStateException("a vault of no known kind: " + vault);
    };
  }
}
