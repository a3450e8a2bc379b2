package io.fairway.chain.keys;

import io.fairway.chain.Hash32;
import io.fairway.chain.Keys;
import io.fairway.chain.keys.vault.Vault;
import io.fairway.chain.keys.vault.Vaults;
import io.fairway.control.AuditEntry;
import io.fairway.control.AuditEntry.Outcome;
import io.fairway.control.AuditLog;
import io.fairway.control.AuditVerdict;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The keys of a house: the device they are in, the inventory of them, and the log of everything
/// that was done with them. One process has a key room open at a time.
///
/// Every change follows one order: the new inventory is written beside the old one, the event is
/// logged with the inventory's hash, then the inventory takes its place. A crash between any two is
/// put right by the next opening.
public final class KeyRoom implements AutoCloseable {
  /// Holds the keys that the development profile makes for itself.
  private static final List<String> NOBODY = List.of("development");

  /// The key that seals the audit log.
  static final String AUDIT = "audit";

  private final KeyProfile profile;
  private final Vault vault;
  private final InventoryFile file;
  private final KeyLog audit;
  private final InstantSource clock;
  private final OnlineKeys online = new OnlineKeys(this);

  private KeyRoom(
      KeyProfile profile, Vault vault, InventoryFile file, KeyLog audit, InstantSource clock) {
    this.profile = profile;
    this.vault = vault;
    this.file = file;
    this.audit = audit;
    this.clock = clock;
  }

  /// Opens the keys of a folder; in the development profile they begin there when there are none. A
  /// failed opening is an event like others and is on the disk before this throws.
  ///
  /// @param folder of inventory, log and token
  /// @param keystoreFolder where a keystore of development is or will be
  /// @param person who opens it, for the log
  /// @throws KeyProblem when the profile refuses what is there, or another process has it open
  /// @throws VaultUnavailable when the device does not let us in
  public static KeyRoom open(
      KeyProfile profile, Path folder, Path keystoreFolder, Person person, InstantSource clock) {
    try {
      return opened(profile, folder, keystoreFolder, person, clock);
    } catch (RuntimeException problem) {
      UnsealedEvents.keepOpening(folder, clock.instant(), person, problem);
      throw problem;
    }
  }

  private static KeyRoom opened(
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
      KeyLog audit = KeyLog.open(folder, new KeyLog.Seal(vault), clock, person);
      file.settle(audit);
      return new KeyRoom(profile, vault, file, audit, clock);
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
    return InventoryFile.verify(
        folder, anchors, new KeyLog.Seal(null, InventoryFile.auditAddress(folder)), each);
  }

  /// Failures that are not sealed yet, such as a wrong PIN: the next opening seals them. Their
  /// entries have the number 0 and no hash.
  public static List<AuditEntry> unsealed(Path folder) {
    return UnsealedEvents.read(folder);
  }

  /// The keys for the gateway. Significant ones are refused, but for those that the development
  /// profile made for itself.
  public Keys online() {
    return online;
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
    return audit.anchor();
  }

  Person person() {
    return audit.person();
  }

  KeyProfile profile() {
    return profile;
  }

  Instant now() {
    return clock.instant();
  }

  /// Makes a new key, or a key's next version.
  private synchronized KeyRecord make(
      String name,
      List<String> holders,
      KeyRecord.Limits limits,
      KeyRecord.Status status,
      boolean development) {
    int version = file.nextVersion(name, vault::has);
    String alias = KeyRecord.alias(name, version);
    return attempt(
        "GENERATE",
        alias,
        () -> {
          KeyRecord.mustBeName(name);
          holders.forEach(Person::here);
          // A crash after the key was made and before it was listed leaves a key that nobody knows.
          if (vault.has(alias)) {
            vault.destroy(alias);
          }
          file.begun(alias);
          vault.generate(alias);
          KeyRecord made = listed(name, version, holders, limits, status, development);
          change(
              inventory().with(made),
              "GENERATE",
              alias,
              made.keyClass()
                  + " key "
                  + made.address()
                  + " held by "
                  + String.join(", ", holders)
                  + ", "
                  + limits);
          return made;
        });
  }

  /// Makes a key that the development profile has for itself, or lists one that was made before
  /// there was an inventory and has roles on the chain.
  synchronized void provide(String name) {
    if (vault.has(name)) {
      attempt("ADOPT", name, () -> adopt(name));
    } else {
      make(name, NOBODY, KeyRecord.Limits.DEVELOPMENT, KeyRecord.Status.ACTIVE, true);
    }
  }

  private KeyRecord adopt(String name) {
    KeyRecord.mustBeName(name);
    KeyRecord found =
        listed(name, 1, NOBODY, KeyRecord.Limits.DEVELOPMENT, KeyRecord.Status.ACTIVE, true);
    change(inventory().with(found), "ADOPT", name, "found in " + vault.description());
    return found;
  }

  /// A key in the device, as the inventory has it from now on.
  private KeyRecord listed(
      String name,
      int version,
      List<String> holders,
      KeyRecord.Limits limits,
      KeyRecord.Status status,
      boolean development) {
    String alias = KeyRecord.alias(name, version);
    return new KeyRecord(
        name,
        version,
        KeyRecord.KeyClass.of(name),
        name.split(":", 2)[0],
        holders,
        vault.description(),
        status,
        vault.address(alias),
        vault.serial(alias),
        clock.instant(),
        0,
        limits,
        development);
  }

  /// Makes a key that is used from now on, within the limits of its class.
  public KeyRecord create(String name, List<String> holders) {
    return create(name, holders, KeyRecord.Limits.of(KeyRecord.KeyClass.of(name)));
  }

  /// Makes a key that is used from now on.
  public synchronized KeyRecord create(String name, List<String> holders, KeyRecord.Limits limits) {
    if (!inventory().versions(name).isEmpty()) {
      throw problem(
          "GENERATE",
          name,
          "there is a key " + name + " already; expected a new name, or: keys rotate " + name);
    }
    return make(name, holders, limits, KeyRecord.Status.ACTIVE, false);
  }

  /// Makes the next version of a key, with the limits of the one before. It signs nothing until
  /// [#activate], because its address has no role on the chain yet.
  public synchronized KeyRecord rotate(String name) {
    KeyRecord now = existing("ROTATE", name);
    if (inventory().prepared(name).isPresent()) {
      throw problem("ROTATE", name, name + " has a next version already; activate it first");
    }
    return make(
        now.name(), now.holders(), now.limits(), KeyRecord.Status.PREPARED, now.development());
  }

  /// Puts the prepared version of a key to use; the one before it never signs again.
  public synchronized KeyRecord activate(String name) {
    KeyRecord next =
        inventory()
            .prepared(name)
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
  ///
  /// @param name of a key, or a version of one, such as `settler~2`
  public synchronized KeyRecord compromise(String name, String why) {
    KeyRecord key = inventory().called(name).orElseGet(() -> existing("COMPROMISE", name));
    return attempt(
        "COMPROMISE",
        key.alias(),
        () -> {
          KeyRecord marked = key.with(KeyRecord.Status.COMPROMISED);
          change(
              inventory().with(marked), "COMPROMISE", key.alias(), Plain.text("the reason", why));
          return marked;
        });
  }

  /// Deletes a version that is no longer in use from its device.
  public synchronized KeyRecord destroy(String alias) {
    KeyRecord key =
        inventory()
            .version(alias)
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
    attempt(
        "REGISTER",
        personId,
        () -> {
          Person known = Person.here(personId);
          Inventory changed =
              inventory().withPerson(known.id(), address.toLowerCase(java.util.Locale.ROOT));
          change(changed, "REGISTER", personId, address.toLowerCase(java.util.Locale.ROOT));
          return changed;
        });
  }

  /// Says who must agree to what a function signs.
  ///
  /// @param required so many of the holders, at least two
  public synchronized void require(String function, int required, List<String> holders) {
    attempt(
        "QUORUM",
        function,
        () -> {
          Inventory changed =
              inventory().withQuorum(function, new Inventory.Quorum(required, holders));
          change(changed, "QUORUM", function, required + " of " + String.join(", ", holders));
          return changed;
        });
  }

  /// Gives a key other limits, as several people signed.
  synchronized void limit(Payload.Limits wanted, String why) {
    KeyRecord key = wanted.keyIn(inventory());
    change(
        inventory().with(key.limited(wanted.limits())),
        "LIMITS",
        key.alias(),
        wanted.limits() + ", before " + key.limits() + ", " + why);
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
    attempt(
        "LEASE",
        key.alias(),
        () -> {
          KeyRecord leased = key.used(uses);
          change(
              inventory().with(leased),
              "LEASE",
              key.alias(),
              "may sign online " + uses + " more times, " + leased.uses() + " in all");
          return leased;
        });
  }

  /// Counts uses back that were leased and never made.
  synchronized void giveBack(String alias, long rest) {
    KeyRecord key = inventory().version(alias).orElseThrow();
    change(
        inventory().with(key.used(-rest)),
        "RETURN",
        alias,
        rest + " leased signatures were not made, " + (key.uses() - rest) + " were");
  }

  /// Signs with a key that was leased.
  byte[] signOnline(KeyRecord key, Hash32 hash) {
    return attempt("SIGN", key.alias(), () -> vault.sign(key.alias(), hash));
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

  /// When something was done last to one of these, as the log has it.
  Optional<Instant> newest(String action, List<String> subjects) {
    return file.newest(action, subjects);
  }

  /// Logs what was done and changed no key.
  void done(String action, String subject, String detail) {
    audit.done(action, subject, detail);
  }

  /// Does what a person asks for: the log says that it was asked for before, and how it ended
  /// after.
  ///
  /// @throws VaultUnavailable when that cannot be sealed; nothing is done then
  public void ask(String action, String subject, String detail, Runnable work) {
    audit.asked(action, subject, detail);
    var _ =
        attempt(
            action,
            subject,
            () -> {
              work.run();
              return subject;
            });
    audit.done(action, subject, detail);
  }

  /// Logs what went wrong.
  void failed(String action, String subject, String detail) {
    audit.failed(action, subject, Outcome.FAILED, detail);
  }

  /// Logs a refusal, and makes the exception that says it.
  KeyProblem problem(String action, String subject, String what) {
    return audit.problem(action, subject, what);
  }

  private synchronized void change(
      Inventory changed, String action, String subject, String detail) {
    file.change(
        changed, hash -> audit.done(action, subject, detail + InventoryFile.NAMES_HASH + hash));
  }

  /// Does something with keys. However it fails, the log says so once.
  <T> T attempt(String action, String subject, Supplier<T> work) {
    return audit.attempt(action, subject, work);
  }

  @Override
  public void close() {
    List<RuntimeException> problems = new ArrayList<>();
    for (Runnable step : List.<Runnable>of(online::giveBack, vault::close, file::close)) {
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
}
