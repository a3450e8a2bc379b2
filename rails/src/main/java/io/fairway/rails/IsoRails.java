package io.fairway.rails;

import io.fairway.money.Invariant;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import javax.sql.DataSource;

/// Rails over ISO 20022: pacs.008 to the bank, pacs.002 and camt.054 back.
///
/// A payment is fixed with the bytes of its message in PostgreSQL (schema `rails`) before the bank
/// sees it; after a crash the same bytes go out again. What the bank says is recorded before it is
/// acknowledged, and believed only where it fits what was instructed; the rest becomes a [Finding].
///
/// Many threads may call [#pay] at once. One thread sends, so that payments asked for at the same
/// time share messages and transactions; one thread receives.
public final class IsoRails implements Rails {
  /// Stands for the message id of a payment that a rule of ours rejected.
  public static final String NOT_SENT = "NOT-SENT";

  private final MessageStore store;
  private final Map<UUID, Watch> watches = new ConcurrentHashMap<>();
  private final LinkedBlockingQueue<List<Watch>> wanted = new LinkedBlockingQueue<>();
  private final Thread sender;
  private final Thread receiver;
  private volatile boolean closed;

  private IsoRails(MessageStore store, BankPort bank, BankProfile profile, InstantSource clock) {
    this.store = store;
    Sender sending = new Sender(store, bank, profile, clock, wanted, watches);
    Receiver receiving = new Receiver(store, bank, profile, clock, watches);
    this.sender = Thread.ofPlatform().name("rails-sender").daemon().unstarted(sending);
    this.receiver = Thread.ofPlatform().name("rails-receiver").daemon().unstarted(receiving);
  }

  /// Opens the rails to one bank. The port and the database stay the caller's to close, after this.
  ///
  /// @throws BankUnavailable when the bank cannot be reached
  public static IsoRails open(DataSource database, BankPort bank, BankProfile profile) {
    return open(database, bank, profile, InstantSource.system());
  }

  static IsoRails open(
      DataSource database, BankPort bank, BankProfile profile, InstantSource clock) {
    IsoRails rails = new IsoRails(new MessageStore(database), bank, profile, clock);
    bank.connect();
    rails.sender.start();
    rails.receiver.start();
    return rails;
  }

  /// {@inheritDoc}
  ///
  /// A payment that breaks a rule of the messages (a BIC that is none, an account without number)
  /// never leaves: it is answered with `Rejected` from us, with [#NOT_SENT] as its message id and
  /// the reason code that a bank would give.
  ///
  /// @throws IllegalArgumentException when a UETR was used before for another amount, account or id
  /// @throws RecordUnavailable when the database fails
  @Override
  public Map<UUID, List<BankAnswer>> pay(List<CreditTransfer> transfers, Duration wait) {
    Invariant.check(!closed, "the rails are closed");
    long deadlineNanos = System.nanoTime() + wait.toNanos();
    Map<UUID, Watch> mine = new LinkedHashMap<>();
    try {
      List<Watch> fresh = new ArrayList<>();
      for (CreditTransfer transfer : transfers) {
        watch(transfer, mine, fresh);
      }
      // Handed over together, so that they share messages.
      for (int from = 0; from < fresh.size(); from += Sender.BATCH_MAX) {
        wanted.add(fresh.subList(from, Math.min(from + Sender.BATCH_MAX, fresh.size())));
      }
      return collect(mine, deadlineNanos);
    } finally {
      mine.forEach(this::release);
    }
  }

  /// What is on record of these payments; sends nothing. Payments without answers are absent.
  ///
  /// @throws RecordUnavailable when the database fails
  public Map<UUID, List<BankAnswer>> answers(Collection<UUID> uetrs) {
    try {
      Map<UUID, List<BankAnswer>> answers = new LinkedHashMap<>();
      store
          .known(uetrs)
          .forEach((uetr, known) -> {
            if (!known.payment().answers().isEmpty()) {
              answers.put(uetr, known.payment().answers());
            }
          });
      return answers;
    } catch (SQLException e) {
      throw new RecordUnavailable(e);
    }
  }

  /// The latest findings, newest first.
  ///
  /// @throws RecordUnavailable when the database fails
  public List<Finding> findings(int max) {
    try {
      return store.findings(max);
    } catch (SQLException e) {
      throw new RecordUnavailable(e);
    }
  }

  /// Stops sending and receiving. Who still waits is told so; what is on record stays.
  @Override
  public void close() {
    closed = true;
    for (Thread thread : List.of(sender, receiver)) {
      thread.interrupt();
      join(thread);
    }
    watches.values().forEach(w -> w.fail(new IllegalStateException("the rails were closed")));
  }

  private void watch(CreditTransfer transfer, Map<UUID, Watch> mine, List<Watch> fresh) {
    Watch before = mine.get(transfer.uetr());
    if (before != null) {
      checkSame(before.transfer(), transfer);
      return;
    }
    Watch watch =
        watches.compute(
            transfer.uetr(),
            (uetr, shared) -> {
              Watch held = shared;
              if (held == null || held.isFailed()) {
                held = new Watch(transfer);
                fresh.add(held);
              } else {
                checkSame(held.transfer(), transfer);
              }
              held.hold();
              return held;
            });
    mine.put(transfer.uetr(), watch);
  }

  private static void checkSame(CreditTransfer first, CreditTransfer second) {
    if (!Digest.ofEssence(first).equals(Digest.ofEssence(second))) {
      throw new IllegalArgumentException(
          "UETR " + first.uetr() + " was used for another payment: " + first + ", " + second);
    }
  }

  private void release(UUID uetr, Watch mine) {
    watches.compute(uetr, (key, shared) -> mine.release() && shared == mine ? null : shared);
  }

  private static Map<UUID, List<BankAnswer>> collect(Map<UUID, Watch> mine, long deadlineNanos) {
    Map<UUID, List<BankAnswer>> answered = LinkedHashMap.newLinkedHashMap(mine.size());
    for (Map.Entry<UUID, Watch> entry : mine.entrySet()) {
      try {
        List<BankAnswer> answers = entry.getValue().await(deadlineNanos);
        if (!answers.isEmpty()) {
          answered.put(entry.getKey(), answers);
        }
      } catch (InterruptedException e) {
        // Who is told to stop gets what is there: the rest counts as silent.
        Thread.currentThread().interrupt();
        return answered;
      }
    }
    return answered;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
