package io.fairway.chain.keys;

import io.fairway.chain.ChainRefusal;
import io.fairway.chain.Hash32;
import io.fairway.chain.keys.vault.Secp256k1;
import io.fairway.chain.keys.vault.Vault;
import io.fairway.control.AuditEntry.Outcome;
import io.fairway.control.AuditLog;
import io.fairway.control.AuditSeal;
import io.fairway.control.PlainText;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Hash;

/// The log of one key room. What was done is sealed or did not happen; what was refused or failed
/// is sealed when the device can, and else stands beside the log until it can.
final class KeyLog {
  private static final String OURS = "io.fairway.";

  private final Path folder;
  private final AuditSeal seal;
  private final InstantSource clock;
  private final Person person;
  private @Nullable AuditLog sealed;

  /// What was logged last as failed, so that it is not logged again on its way out.
  private volatile @Nullable RuntimeException newestLogged;

  private KeyLog(Path folder, AuditSeal seal, InstantSource clock, Person person) {
    this.folder = folder;
    this.seal = seal;
    this.clock = clock;
    this.person = person;
  }

  /// Opens the log and takes in what could not be sealed when it happened.
  static KeyLog open(Path folder, AuditSeal seal, InstantSource clock, Person person) {
    KeyLog log = new KeyLog(folder, seal, clock, person);
    var _ = log.opened();
    return log;
  }

  /// Logs what was done, before it counts as done.
  ///
  /// @throws VaultUnavailable when it cannot be sealed; it is not in the log then
  void done(String action, String subject, String detail) {
    append(event(action, subject, Outcome.DONE, detail));
  }

  /// Logs what is asked for, before it is tried.
  ///
  /// @throws VaultUnavailable when it cannot be sealed; it is not in the log then
  void asked(String action, String subject, String detail) {
    append(event(action, subject, Outcome.ASKED, detail));
  }

  /// Logs what was refused or failed, and whatever happens does not hide it.
  ///
  /// @throws KeyProblem when it can be written nowhere
  void failed(String action, String subject, Outcome outcome, String detail) {
    AuditLog.Event event = event(action, subject, outcome, detail);
    try {
      append(event);
    } catch (RuntimeException cannot) {
      UnsealedEvents.keep(folder, clock.instant(), event, cannot);
    }
  }

  /// Logs a refusal, and makes the exception that says it.
  KeyProblem problem(String action, String subject, String what) {
    KeyProblem problem = new KeyProblem(what);
    logged(action, subject, problem);
    return problem;
  }

  /// Does something. However it fails, the log says so once.
  @SuppressWarnings("ReferenceEquality") // the very same exception, on its way out
  <T> T attempt(String action, String subject, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException problem) {
      if (problem != newestLogged) {
        logged(action, subject, problem);
      }
      throw problem;
    }
  }

  private void logged(String action, String subject, RuntimeException problem) {
    newestLogged = problem;
    failed(action, subject, outcome(problem), words(problem));
  }

  private AuditLog.Event event(String action, String subject, Outcome outcome, String detail) {
    return new AuditLog.Event(
        PlainText.escaped(person.toString()),
        PlainText.escaped(action),
        subject.isBlank() ? "?" : PlainText.escaped(subject),
        outcome,
        PlainText.escaped(detail));
  }

  /// A device that does not seal leaves the log as it was, and it is opened anew when the device is
  /// back. After any other failure nobody knows what is on the disk: that log takes nothing more.
  private synchronized void append(AuditLog.Event event) {
    AuditLog log = opened();
    try {
      var _ = log.append(event);
    } catch (VaultUnavailable | KeyProblem notSealed) {
      sealed = null;
      throw notSealed;
    }
  }

  private synchronized AuditLog opened() {
    AuditLog log = sealed;
    if (log == null) {
      log = AuditLog.open(folder, seal, clock);
      UnsealedEvents.takeInto(folder, log);
      sealed = log;
    }
    return log;
  }

  Person person() {
    return person;
  }

  /// The newest entry, to be written down elsewhere.
  String anchor() {
    return String.valueOf(opened().anchor());
  }

  /// The seal of the log: a signature that anyone can check who knows the address.
  ///
  /// @param vault null for one who only checks
  record Seal(@Nullable Vault vault, String address) implements AuditSeal {
    Seal(Vault vault) {
      this(vault, vault.address(KeyRoom.AUDIT));
    }

    @Override
    public String seal(String text) {
      if (vault == null) {
        throw new IllegalStateException("a verifier seals nothing");
      }
      return HexFormat.of().formatHex(vault.sign(KeyRoom.AUDIT, hash(text)));
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

  /// Did this go wrong, rather than that a rule said no?
  static Outcome outcome(RuntimeException problem) {
    return problem instanceof KeyProblem || problem instanceof ChainRefusal
        ? Outcome.REFUSED
        : Outcome.FAILED;
  }

  /// What went wrong in words. Our own exceptions speak for themselves; of a foreign one the kind
  /// says as much as its message.
  static String words(RuntimeException problem) {
    boolean known =
        problem.getClass().getName().startsWith(OURS) || problem instanceof UncheckedIOException;
    return known ? String.valueOf(problem.getMessage()) : problem.toString();
  }
}
