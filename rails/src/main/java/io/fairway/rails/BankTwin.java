package io.fairway.rails;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A bank that behaves, for development and tests. It reads the bytes of pacs.008, books each UETR
/// once in PostgreSQL (schema `bank_twin`) and answers, after a delay, with pacs.002 and, for what
/// it paid, camt.054. Answers are kept and delivered until they are acknowledged; a message that
/// comes again is answered again, never paid again.
///
/// Creditor accounts whose number ends in `-` and a reason code (two letters, two digits: `-AC04`)
/// are always rejected with it; those ending in `-SILENT` never get an answer.
///
/// What it does not model: balances (credit is unlimited), opening hours, returns.
public final class BankTwin implements BankPort {
  private static final Logger LOG = LoggerFactory.getLogger(BankTwin.class);

  /// Messages taken but not yet read; a sender waits when it is full.
  private static final int INBOX_MAX = 100;

  /// Messages booked in one transaction.
  private static final int BATCH_MAX = 25;

  private final TwinBooks books;
  private final InstantSource clock;
  private final ArrayBlockingQueue<BankMessage> inbox = new ArrayBlockingQueue<>(INBOX_MAX);
  private final Thread clerk;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition answered = lock.newCondition();
  private final PriorityQueue<Instant> due = new PriorityQueue<>();
  private TwinBooks.Position delivered = TwinBooks.Position.START;

  /// How the bank behaves.
  ///
  /// @param delay between taking a message and answering it
  /// @param charge per payment, in the payout currency, on top of the amount. The default of 0.50
  ///   is an assumption: a published wholesale price for a Hong Kong FPS payment is USD 0.50
  ///   (Airwallex, AnkorPay price list, October 2025)
  /// @param rejections creditor account number to reason code
  /// @param silent creditor account numbers that get no answer
  public record Settings(
      Duration delay, BigDecimal charge, Map<String, String> rejections, Set<String> silent) {

    /// The default delay.
    public static final Duration DELAY = Duration.ofMillis(50);

    /// The default charge.
    public static final BigDecimal CHARGE = new BigDecimal("0.50");

    public Settings {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("delay is negative: " + delay);
      }
      if (charge.signum() < 0) {
        throw new IllegalArgumentException("charge is negative: " + charge);
      }
      rejections.forEach((account, reason) -> {
        if (!Iso.isReason(reason)) {
          throw new IllegalArgumentException(
              "reason of account " + account + " is not four capitals or digits: " + reason);
        }
      });
      rejections = Map.copyOf(rejections);
      silent = Set.copyOf(silent);
    }

    /// 50 ms, 0.50 a payment, everybody is paid.
    public static Settings defaults() {
      return new Settings(DELAY, CHARGE, Map.of(), Set.of());
    }

    /// Reads a properties file in UTF-8. Keys, all optional:
    ///
    /// - `delay.ms` whole milliseconds, default 50
    /// - `charge` decimal in the payout currency, default 0.50
    /// - `reject.<account>` a reason code such as AC04, for that creditor account
    /// - `silent` creditor accounts that get no answer, separated by commas
    ///
    /// @throws IOException when the file cannot be read, or a line is not one of these
    public static Settings read(Path file) throws IOException {
      return TwinSettings.read(file);
    }

    /// The same with another delay.
    public Settings withDelay(Duration other) {
      return new Settings(other, charge, rejections, silent);
    }

    /// The same with other rejections.
    public Settings withRejections(Map<String, String> other) {
      return new Settings(delay, charge, other, silent);
    }

    /// The same with other silent accounts.
    public Settings withSilent(Set<String> other) {
      return new Settings(delay, charge, rejections, other);
    }

    /// The same with another charge.
    public Settings withCharge(BigDecimal other) {
      return new Settings(delay, other, rejections, silent);
    }
  }

  private BankTwin(TwinBooks books, InstantSource clock) {
    this.books = books;
    this.clock = clock;
    this.clerk = Thread.ofPlatform().name("bank-twin").daemon().unstarted(this::work);
  }

  /// Opens the bank with its books. The database stays the caller's to close, after this.
  public static BankTwin open(DataSource database, Settings settings) {
    BankTwin twin = new BankTwin(new TwinBooks(database, settings), InstantSource.system());
    twin.clerk.start();
    return twin;
  }

  @Override
  public void connect() {
    lock.lock();
    try {
      delivered = TwinBooks.Position.START;
      due.addAll(books.dues());
      answered.signalAll();
    } catch (SQLException e) {
      throw new BankUnavailable("the bank's books cannot be read", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void send(List<BankMessage> messages) throws InterruptedException {
    for (BankMessage message : messages) {
      inbox.put(message);
    }
  }

  @Override
  public List<Delivery> receive(int messagesMax, Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (awaitDue(wait)) {
        List<Delivery> page = take(messagesMax);
        if (!page.isEmpty()) {
          return page;
        }
        // An announcement may come when its answers were taken already.
      }
      return List.of();
    } catch (SQLException e) {
      throw new BankUnavailable("the bank's books cannot be read", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void acknowledge(List<Delivery> deliveries) {
    try {
      books.acknowledge(deliveries.stream().map(Delivery::ticket).toList());
    } catch (SQLException e) {
      throw new BankUnavailable("the bank's books cannot be written", e);
    }
  }

  @Override
  public void close() {
    clerk.interrupt();
    try {
      clerk.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitDue(Duration wait) throws InterruptedException {
    long leftNanos = wait.toNanos();
    while (true) {
      Instant next = due.peek();
      long untilDue =
          next == null ? Long.MAX_VALUE : Duration.between(clock.instant(), next).toNanos();
      if (untilDue <= 0) {
        return true;
      }
      if (leftNanos <= 0) {
        return false;
      }
      long slept = Math.min(leftNanos, untilDue);
      leftNanos -= slept - Math.max(0, answered.awaitNanos(slept));
    }
  }

  private List<Delivery> take(int messagesMax) throws SQLException {
    Instant now = clock.instant();
    TwinBooks.Due page = books.due(delivered, now, messagesMax);
    delivered = page.last();
    if (page.deliveries().size() < messagesMax) {
      while (!due.isEmpty() && !due.element().isAfter(now)) {
        due.remove();
      }
    }
    return page.deliveries();
  }

  /// The clerk's day: reads what came in, books it, puts the answers out.
  private void work() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        List<BankMessage> batch = new ArrayList<>();
        batch.add(inbox.take());
        inbox.drainTo(batch, BATCH_MAX - 1);
        try {
          announce(books.take(batch, clock.instant()));
        } catch (SQLException e) {
          // Nothing was booked and nothing promised: the sender asks again.
          LOG.warn("{} messages lost, the books cannot be written", batch.size(), e);
        } catch (RuntimeException e) {
          LOG.error("{} messages lost", batch.size(), e);
        }
      }
    } catch (InterruptedException closed) {
      LOG.debug("clerk stops");
    }
  }

  private void announce(Instant when) {
    lock.lock();
    try {
      due.add(when);
      answered.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
