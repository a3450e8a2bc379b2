package io.fairway.rails;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The duty cycle of the thread that sends: looks payments up, fixes new ones in messages, hands
/// them to the bank, and asks a silent bank again.
final class Sender implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  /// Payments fixed in one transaction.
  static final int BATCH_MAX = 2_500;

  /// Messages that are read back at once to be sent again.
  private static final int RESEND_MAX = 50;

  private static final long TICK_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long TICK_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final MessageStore store;
  private final BankPort bank;
  private final BankProfile profile;
  private final InstantSource clock;
  private final BlockingQueue<List<Watch>> wanted;
  private final Map<UUID, Watch> watches;
  private final @Nullable OperatorSchemas schemas;
  private final long tickNanos;

  Sender(
      MessageStore store,
      BankPort bank,
      BankProfile profile,
      InstantSource clock,
      BlockingQueue<List<Watch>> wanted,
      Map<UUID, Watch> watches) {
    this.store = store;
    this.bank = bank;
    this.profile = profile;
    this.clock = clock;
    this.wanted = wanted;
    this.watches = watches;
    this.schemas = openSchemas(profile);
    this.tickNanos =
        Math.clamp(profile.resendAfter().toNanos() / 4, TICK_NANOS_MIN, TICK_NANOS_MAX);
  }

  @Override
  public void run() {
    long tickAtNanos = System.nanoTime() + tickNanos;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long left = tickAtNanos - System.nanoTime();
        List<Watch> first = wanted.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
        if (first != null) {
          process(withMore(first));
        }
        if (System.nanoTime() - tickAtNanos >= 0) {
          process(overdue());
          tickAtNanos = System.nanoTime() + tickNanos;
        }
      }
    } catch (InterruptedException closed) {
      LOG.debug("sender stops");
    }
  }

  /// What others asked for meanwhile shares the transaction and the messages.
  private List<Watch> withMore(List<Watch> first) {
    List<Watch> batch = new ArrayList<>(first);
    List<Watch> next = wanted.peek();
    while (next != null && batch.size() + next.size() <= BATCH_MAX) {
      batch.addAll(next);
      wanted.remove();
      next = wanted.peek();
    }
    return batch;
  }

  private List<Watch> overdue() {
    long now = System.nanoTime();
    return watches.values().stream().filter(w -> w.isOverdue(now)).limit(BATCH_MAX).toList();
  }

  /// Whatever goes wrong with a batch is told to those who wait for it; the sender goes on.
  private void process(List<Watch> batch) throws InterruptedException {
    if (batch.isEmpty()) {
      return;
    }
    try {
      send(batch);
    } catch (SQLException e) {
      RecordUnavailable failure = new RecordUnavailable(e);
      batch.forEach(watch -> watch.fail(failure));
    } catch (RuntimeException e) {
      LOG.error("sending failed", e);
      batch.forEach(watch -> watch.fail(e));
    }
  }

  private void send(List<Watch> batch) throws SQLException, InterruptedException {
    Map<UUID, MessageStore.Known> known = store.known(uetrs(batch));
    List<Watch> fresh = new ArrayList<>();
    Set<String> again = new LinkedHashSet<>();
    for (Watch watch : batch) {
      MessageStore.Known before = known.get(watch.transfer().uetr());
      if (before == null) {
        fresh.add(watch);
      } else if (isSame(watch, before)) {
        watch.learn(before.payment());
        if (!before.payment().isFinal() && before.messageId() != null) {
          again.add(before.messageId());
        }
      }
    }
    sendAgainLater(batch);
    sendAgain(List.copyOf(again), batch);
    if (!fresh.isEmpty()) {
      sendFresh(fresh);
    }
  }

  private void sendFresh(List<Watch> fresh) throws SQLException, InterruptedException {
    Outbox outbox = new Outbox(profile, schemas, clock.instant());
    outbox.fill(fresh.stream().map(Watch::transfer).toList());
    if (!store.addSent(outbox.messages, outbox.payments, outbox.answers, outbox.findings)) {
      // Someone else on the same record was quicker: what they fixed is what counts.
      send(fresh);
      return;
    }
    learn(fresh, outbox.answers);
    deliver(outbox.messages.stream().map(MessageStore.Entry::message).toList(), fresh);
  }

  private void learn(List<Watch> fresh, List<BankAnswer> answers) {
    for (Watch watch : fresh) {
      CreditTransfer transfer = watch.transfer();
      OpenPayment payment =
          new OpenPayment(transfer.uetr(), transfer.amount(), transfer.debtorAccount().number());
      if (!answers.isEmpty()) {
        answers.stream().filter(a -> a.uetr().equals(transfer.uetr())).forEach(payment::add);
      }
      watch.learn(payment);
    }
  }

  private void sendAgain(List<String> messageIds, List<Watch> batch)
      throws SQLException, InterruptedException {
    for (int from = 0; from < messageIds.size(); from += RESEND_MAX) {
      int to = Math.min(from + RESEND_MAX, messageIds.size());
      deliver(store.sent(messageIds.subList(from, to)), batch);
    }
  }

  /// A bank that cannot be reached is tried again soon: the messages are on record.
  private void deliver(List<BankMessage> messages, List<Watch> batch) throws InterruptedException {
    try {
      if (!messages.isEmpty()) {
        bank.send(messages);
      }
    } catch (BankUnavailable e) {
      LOG.warn("{} messages wait for the bank: {}", messages.size(), e.getMessage());
      long soon = System.nanoTime() + Math.min(RETRY_NANOS, profile.resendAfter().toNanos());
      batch.forEach(watch -> watch.sendAgainAt(soon));
    }
  }

  private void sendAgainLater(List<Watch> batch) {
    long later = System.nanoTime() + profile.resendAfter().toNanos();
    batch.forEach(watch -> watch.sendAgainAt(later));
  }

  private static boolean isSame(Watch watch, MessageStore.Known before) {
    boolean same = before.digest().equals(Digest.ofEssence(watch.transfer()));
    if (!same) {
      watch.fail(
          new IllegalArgumentException(
              "UETR %s is on record for another payment, in message %s"
                  .formatted(watch.transfer().uetr(), before.messageId())));
    }
    return same;
  }

  private static List<UUID> uetrs(List<Watch> batch) {
    return batch.stream().map(watch -> watch.transfer().uetr()).toList();
  }

  private static @Nullable OperatorSchemas openSchemas(BankProfile profile) {
    try {
      return profile.schemas() == null ? null : OperatorSchemas.open(profile.schemas());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
