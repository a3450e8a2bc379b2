package io.fairway.chain.keys;

import io.fairway.chain.Hash32;
import io.fairway.chain.Keys;
import io.fairway.control.AuditEntry;
import io.fairway.control.AuditEntry.Outcome;
import io.fairway.control.AuditLog;
import io.fairway.control.AuditSeal;
import io.fairway.control.AuditVerdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Hash;

/// The keys of a house: the device they are in, the inventory of them, and the log of everything
/// that was done with them. One process has a key room open at a time.
///
/// Every change follows one order: the new inventory is written beside the old one, the event is
/// logged with the inventory's hash, then the inventory takes its place. A crash between any two is
/// put right by the next opening.
public final class KeyRoom implements AutoCloseable {
  /// The key that seals the audit log.
  static final String AUDIT = "audit";

  private final KeyProfile profile;
  private final Vault vault;
  private final InventoryFile file;
  private final AuditLog audit;
  private final Person person;
  private final InstantSource clock;

  private KeyRoom(
      KeyProfile profile,
      Vault vault,
      InventoryFile file,
      AuditLog audit,
      Person person,
      InstantSource clock) {
    this.profile = profile;
    this.vault = vault;
    this.file = file;
    this.audit = audit;
    this.person = person;
    this.clock = clock;
  }

  /// Opens the keys of a folder; in the development profile they begin there when there are none.
  ///
  /// @param folder of inventory, log and token
  /// @param keystoreFolder where a keystore of development is or will be
  /// @param person who opens it, for the log
  /// @throws KeyProblem when the profile refuses what is there, or another process has it open
  /// @throws VaultUnavailable when the device does not let us in
  public static KeyRoom open(
      KeyProfile profile, Path folder, Path keystoreFolder, Person person, InstantSource clock) {
    InventoryFile file = InventoryFile.lock(folder);
    @Nullable Vault vault = null;
    try {
      vault = Vaults.open(profile, folder, keystoreFolder);
      if (!vault.has(AUDIT)) {
        if (file.exists()) {
          throw new KeyProblem(
              "the inventory in "
                  + folder
                  + " is of other keys: "
                  + vault.description()
                  + " has no key '"
                  + AUDIT
                  + "'");
        }
        vault.generate(AUDIT);
      }
      file.begin(Inventory.empty(Vaults.kind(vault), vault.address(AUDIT)));
      AuditLog audit = AuditLog.open(folder, new Seal(vault), clock);
      file.settle(audit, person, folder);
      return new KeyRoom(profile, vault, file, audit, person, clock);
    } catch (RuntimeException problem) {
      if (vault != null) {
        vault.close();
      }
      file.close();
      throw problem;
    }
  }

  /// The inventory of a folder, without opening its keys.
  public static Inventory read(Path folder) {
    return InventoryFile.read(folder);
  }

  /// Checks the audit log of a folder and that the inventory is the one it names. Changes nothing
  /// and needs no key.
  public static AuditVerdict verify(Path folder, List<AuditLog.Anchor> anchors) {
    return verify(folder, anchors, entry -> {});
  }

  /// As above.
  ///
  /// @param each is handed every entry up to the first that is broken
  public static AuditVerdict verify(
      Path folder, List<AuditLog.Anchor> anchors, Consumer<AuditEntry> each) {
    return InventoryFile.verify(folder, anchors, new Seal(null, read(folder).auditAddress()), each);
  }

  /// The keys for the gateway. Significant ones are refused, but for those that the development
  /// profile made for itself.
  public Keys online() {
    return new OnlineKeys(this);
  }

  public Inventory inventory() {
    return file.inventory();
  }

  /// Where the keys are, in words.
  public String description() {
    return vault.description();
  }

  /// The newest entry of the log, to be written down elsewhere.
  public String anchor() {
    return String.valueOf(audit.anchor());
  }

  KeyProfile profile() {
    return profile;
  }

  Instant now() {
    return clock.instant();
  }

  /// Makes a new key, or a key's next version.
  synchronized KeyRecord make(
      String name, List<String> holders, KeyRecord.Status status, boolean development) {
    int version = inventory().versions(name).size() + 1;
    KeyRecord.KeyClass keyClass = KeyRecord.KeyClass.of(name);
    String alias = version == 1 ? name : name + "~" + version;
    return attempt(
        "GENERATE",
        alias,
        () -> {
          // A crash after the key was made and before it was listed leaves a key that nobody knows.
          if (vault.has(alias)) {
            vault.destroy(alias);
          }
          vault.generate(alias);
          KeyRecord made =
              new KeyRecord(
                  name,
                  version,
                  keyClass,
                  name.split(":", 2)[0],
                  holders,
                  vault.description(),
                  status,
                  vault.address(alias),
                  vault.serial(alias),
                  clock.instant(),
                  0,
                  KeyRecord.Limits.of(keyClass, development),
                  development);
          change(
              inventory().with(made),
              "GENERATE",
              alias,
              keyClass + " key " + made.address() + " held by " + String.join(", ", holders));
          return made;
        });
  }

  /// Lists a development key that was made before there was an inventory.
  synchronized void adopt(String name) {
    KeyRecord.KeyClass keyClass = KeyRecord.KeyClass.of(name);
    KeyRecord found =
        new KeyRecord(
            name,
            1,
            keyClass,
            name.split(":", 2)[0],
            List.of("development"),
            vault.description(),
            KeyRecord.Status.ACTIVE,
            vault.address(name),
            vault.serial(name),
            clock.instant(),
            0,
            KeyRecord.Limits.of(keyClass, true),
            true);
    change(inventory().with(found), "ADOPT", name, "found in " + vault.description());
  }

  /// Makes a key that is used from now on.
  public synchronized KeyRecord create(String name, List<String> holders) {
    if (!inventory().versions(name).isEmpty()) {
      throw problem(
          "GENERATE",
          name,
          "there is a key " + name + " already; expected a new name, or: keys rotate " + name);
    }
    return make(name, holders, KeyRecord.Status.ACTIVE, false);
  }

  /// Makes the next version of a key. It signs nothing until [#activate], because its address has
  /// no role on the chain yet.
  public synchronized KeyRecord rotate(String name) {
    KeyRecord now = existing("ROTATE", name);
    boolean waiting =
        inventory().versions(name).stream()
            .anyMatch(key -> key.status() == KeyRecord.Status.PREPARED);
    if (waiting) {
      throw problem("ROTATE", name, name + " has a next version already; activate it first");
    }
    return make(name, now.holders(), KeyRecord.Status.PREPARED, now.development());
  }

  /// Puts the prepared version of a key to use; the one before it never signs again.
  public synchronized KeyRecord activate(String name) {
    KeyRecord next =
        inventory().versions(name).stream()
            .filter(key -> key.status() == KeyRecord.Status.PREPARED)
            .findFirst()
            .orElseThrow(() ->
                problem("ACTIVATE", name, name + " has no prepared version: keys rotate first"));
    return attempt(
        "ACTIVATE",
        next.alias(),
        () -> {
          Inventory changed = inventory();
          for (KeyRecord key : changed.versions(name)) {
            if (key.status() == KeyRecord.Status.ACTIVE) {
              changed = changed.with(key.with(KeyRecord.Status.ROTATED));
            }
          }
          KeyRecord active = next.with(KeyRecord.Status.ACTIVE);
          change(changed.with(active), "ACTIVATE", next.alias(), "in use from now on");
          return active;
        });
  }

  /// Marks a key as known to others. From then on it signs nothing here.
  public synchronized KeyRecord compromise(String name, String why) {
    KeyRecord key = existing("COMPROMISE", name);
    return attempt(
        "COMPROMISE",
        key.alias(),
        () -> {
          KeyRecord marked = key.with(KeyRecord.Status.COMPROMISED);
          change(inventory().with(marked), "COMPROMISE", key.alias(), why);
          return marked;
        });
  }

  /// Deletes a version that is no longer in use from its device.
  public synchronized KeyRecord destroy(String alias) {
    KeyRecord key =
        inventory().keys().stream()
            .filter(known -> known.alias().equals(alias))
            .findFirst()
            .orElseThrow(() -> problem("DESTROY", alias, "there is no key " + alias));
    if (key.status() == KeyRecord.Status.ACTIVE || key.status() == KeyRecord.Status.PREPARED) {
      throw problem(
          "DESTROY",
          alias,
          "the key "
              + alias
              + " is "
              + key.status().name().toLowerCase(java.util.Locale.ROOT)
              + "; expected a rotated or compromised one");
    }
    return attempt(
        "DESTROY",
        alias,
        () -> {
          if (vault.has(alias)) {
            vault.destroy(alias);
          }
          KeyRecord gone = key.with(KeyRecord.Status.DESTROYED);
          change(inventory().with(gone), "DESTROY", alias, "deleted from " + key.location());
          return gone;
        });
  }

  /// Registers the address of a person's own key.
  public synchronized void register(String personId, String address) {
    Person known = Person.here(personId);
    if (!address.matches("0x[0-9a-fA-F]{40}")) {
      throw problem(
          "REGISTER", personId, "'" + address + "' is no address; expected 0x and 40 hex");
    }
    String lower = address.toLowerCase(java.util.Locale.ROOT);
    inventory()
        .people()
        .forEach((id, theirs) -> {
          if (theirs.equals(lower) && !id.equals(personId)) {
            throw problem("REGISTER", personId, "the address " + lower + " is that of " + id);
          }
        });
    change(inventory().withPerson(known.id(), lower), "REGISTER", personId, lower);
  }

  /// Says who must agree to what a function signs.
  ///
  /// @param required so many of the holders, at least two
  public synchronized void require(String function, int required, List<String> holders) {
    Inventory changed;
    try {
      changed = inventory().withQuorum(function, new Inventory.Quorum(required, holders));
    } catch (KeyProblem problem) {
      throw problem("QUORUM", function, String.valueOf(problem.getMessage()));
    }
    change(changed, "QUORUM", function, required + " of " + String.join(", ", holders));
  }

  /// Signs with a key in use, whatever its class: not for online use. One use, one log line.
  ///
  /// @param purpose what it is for, in words
  synchronized byte[] signOffline(KeyRecord key, Hash32 hash, String purpose) {
    String no = key.refusal(now(), 1);
    if (no != null) {
      throw problem("SIGN", key.alias(), no);
    }
    return attempt(
        "SIGN",
        key.alias(),
        () -> {
          change(inventory().with(key.used(1)), "SIGN", key.alias(), purpose + ", hash " + hash);
          return vault.sign(key.alias(), hash);
        });
  }

  /// Allows a key so many more signatures, on record before the first is made.
  synchronized void lease(KeyRecord key, long uses) {
    change(
        inventory().with(key.used(uses)),
        "LEASE",
        key.alias(),
        "may sign online " + uses + " more times, " + (key.uses() + uses) + " in all");
  }

  Vault vault() {
    return vault;
  }

  /// The key of a name, in whatever state.
  KeyRecord existing(String action, String name) {
    return inventory()
        .current(name)
        .orElseThrow(
            () -> problem(action, name, "there is no key " + name + "; expected one of keys list"));
  }

  /// Logs an event that changed no key.
  void log(String action, String subject, Outcome outcome, String detail) {
    audit.append(new AuditLog.Event(person.toString(), action, subject, outcome, detail));
  }

  /// Logs a refusal, and makes the exception that says it.
  KeyProblem problem(String action, String subject, String what) {
    log(action, subject.isBlank() ? "?" : subject, Outcome.REFUSED, what);
    return new KeyProblem(what);
  }

  private synchronized void change(
      Inventory changed, String action, String subject, String detail) {
    file.change(
        changed,
        hash -> log(action, subject, Outcome.DONE, detail + InventoryFile.NAMES_HASH + hash));
  }

  private interface Work<T> {
    T run();
  }

  private <T> T attempt(String action, String subject, Work<T> work) {
    try {
      return work.run();
    } catch (VaultUnavailable failure) {
      log(action, subject, Outcome.FAILED, String.valueOf(failure.getMessage()));
      throw failure;
    }
  }

  @Override
  public void close() {
    List<RuntimeException> problems = new ArrayList<>();
    for (Runnable step : List.<Runnable>of(vault::close, file::close)) {
      try {
        step.run();
      } catch (RuntimeException problem) {
        problems.add(problem);
      }
    }
    if (!problems.isEmpty()) {
      throw problems.getFirst();
    }
  }

  /// The seal of the log: a signature that anyone can check who knows the address.
  private record Seal(@Nullable Vault vault, String address) implements AuditSeal {
    Seal(Vault vault) {
      this(vault, vault.address(AUDIT));
    }

    @Override
    public String seal(String text) {
      if (vault == null) {
        throw new IllegalStateException("a verifier seals nothing");
      }
      return HexFormat.of().formatHex(vault.sign(AUDIT, hash(text)));
    }

    @Override
    public boolean fits(String text, String seal) {
      if (!seal.matches("[0-9a-f]{130}")) {
        return false;
      }
      return Secp256k1.signer(HexFormat.of().parseHex(seal), hash(text))
          .filter(address::equals)
          .isPresent();
    }

    private static Hash32 hash(String text) {
      return Hash32.of(Hash.sha3(text.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
