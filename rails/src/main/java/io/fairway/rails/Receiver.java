package io.fairway.rails;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The duty cycle of the thread that listens: takes what the bank says, judges it, records it,
/// acknowledges it and tells those who wait, in this order.
final class Receiver implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

  /// Messages recorded in one transaction.
  private static final int BATCH_MAX = 64;

  private static final Duration WAIT = Duration.ofMillis(500);
  private static final Duration RECONNECT_AFTER = Duration.ofMillis(500);

  private final MessageStore store;
  private final BankPort bank;
  private final BankProfile profile;
  private final InstantSource clock;
  private final Map<UUID, Watch> watches;

  /// False after a failure: then the record is asked instead of what those who wait remember.
  private boolean memoryIsGood = true;

  Receiver(
      MessageStore store,
      BankPort bank,
      BankProfile profile,
      InstantSource clock,
      Map<UUID, Watch> watches) {
    this.store = store;
    this.bank = bank;
    this.profile = profile;
    this.clock = clock;
    this.watches = watches;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          List<BankPort.Delivery> deliveries = bank.receive(BATCH_MAX, WAIT);
          if (!deliveries.isEmpty()) {
            take(deliveries);
            bank.acknowledge(deliveries);
            memoryIsGood = true;
          }
        } catch (BankUnavailable | SQLException e) {
          LOG.warn("receiving failed, trying again: {}", e.getMessage());
          reconnect();
        } catch (RuntimeException e) {
          LOG.error("receiving failed, trying again", e);
          reconnect();
        }
      }
    } catch (InterruptedException closed) {
      LOG.debug("receiver stops");
    }
  }

  /// Unacknowledged messages come again.
  private void reconnect() throws InterruptedException {
    memoryIsGood = false;
    while (true) {
      Thread.sleep(RECONNECT_AFTER);
      try {
        bank.connect();
        return;
      } catch (BankUnavailable e) {
        LOG.warn("the bank cannot be reached: {}", e.getMessage());
      }
    }
  }

  private void take(List<BankPort.Delivery> deliveries) throws SQLException {
    Instant now = clock.instant();
    List<Finding> findings = new ArrayList<>();
    List<Inbound> news = news(deliveries, now, findings);
    List<List<Report>> reports = new ArrayList<>(news.size());
    Set<UUID> uetrs = new LinkedHashSet<>();
    for (Inbound inbound : news) {
      reports.add(reports(inbound, now, findings));
      reports.getLast().forEach(report -> uetrs.add(report.uetr()));
    }
    Map<UUID, OpenPayment> payments = load(uetrs);
    List<BankAnswer> answers = new ArrayList<>();
    Set<UUID> changed = new HashSet<>();
    for (int i = 0; i < news.size(); i++) {
      String messageId = news.get(i).messageId();
      for (Report report : reports.get(i)) {
        OpenPayment payment = payments.get(report.uetr());
        switch (judge(payment, report, messageId)) {
          case OpenPayment.Verdict.Believed(BankAnswer answer) -> {
            believe(payment, answer);
            answers.add(answer);
            changed.add(report.uetr());
          }
          case OpenPayment.Verdict.Passing passing -> LOG.trace("{} of {}", passing, messageId);
          case OpenPayment.Verdict.Doubted(Finding.Code code, String detail) ->
              findings.add(new Finding(now, code, report.uetr(), messageId, detail));
        }
      }
    }
    store.addReceived(entries(news, now), answers, findings);
    tell(changed, payments);
  }

  private OpenPayment.Verdict judge(
      @Nullable OpenPayment payment, Report report, String messageId) {
    return payment == null
        ? new OpenPayment.Verdict.Doubted(
            Finding.Code.UNKNOWN_UETR, "an answer to a payment that was never sent: " + report)
        : payment.judge(report, messageId, profile.chargesMax());
  }

  private static void believe(@Nullable OpenPayment payment, BankAnswer answer) {
    if (payment != null) {
      payment.add(answer);
    }
  }

  /// Leaves out what is on record already, byte for byte.
  private List<Inbound> news(
      List<BankPort.Delivery> deliveries, Instant now, List<Finding> findings) throws SQLException {
    List<Inbound> all = deliveries.stream().map(d -> Inbound.read(d.message(), profile)).toList();
    Map<String, List<Digest>> seen =
        store.seen(all.stream().map(Inbound::messageId).distinct().toList());
    List<Inbound> news = new ArrayList<>();
    for (Inbound inbound : all) {
      Digest digest = Digest.of(inbound.message().document());
      List<Digest> before = seen.computeIfAbsent(inbound.messageId(), id -> new ArrayList<>());
      if (before.contains(digest)) {
        continue;
      }
      if (!before.isEmpty()) {
        findings.add(
            finding(now, Finding.Code.MESSAGE_ID_REUSED, inbound, "other content than before"));
      }
      before.add(digest);
      news.add(inbound);
    }
    return news;
  }

  private List<Report> reports(Inbound inbound, Instant now, List<Finding> findings)
      throws SQLException {
    if (inbound.doubt() != null) {
      findings.add(finding(now, inbound.doubt(), inbound, inbound.detail()));
      return List.of();
    }
    StatusMessage status = inbound.status();
    if (status == null) {
      return inbound.debits();
    }
    List<Report> reports = new ArrayList<>();
    Set<UUID> named = new HashSet<>();
    for (StatusMessage.Transaction transaction : status.transactions()) {
      reports.add(new Report.Status(transaction.uetr(), transaction.status()));
      named.add(transaction.uetr());
    }
    if (status.group() != null) {
      List<UUID> ofMessage = store.paymentsOf(status.originalMessageId());
      if (ofMessage.isEmpty()) {
        findings.add(
            finding(now, Finding.Code.UNKNOWN_MESSAGE, inbound, status.originalMessageId()));
      }
      for (UUID uetr : ofMessage) {
        if (!named.contains(uetr)) {
          reports.add(new Report.Status(uetr, status.group()));
        }
      }
    }
    return reports;
  }

  /// Working copies: what others see changes only once the record has.
  private Map<UUID, OpenPayment> load(Set<UUID> uetrs) throws SQLException {
    Map<UUID, OpenPayment> payments = new HashMap<>();
    List<UUID> unremembered = new ArrayList<>();
    for (UUID uetr : uetrs) {
      Watch watch = memoryIsGood ? watches.get(uetr) : null;
      OpenPayment state = watch == null ? null : watch.state();
      if (state == null) {
        unremembered.add(uetr);
      } else {
        payments.put(uetr, state.copy());
      }
    }
    if (!unremembered.isEmpty()) {
      store.known(unremembered).forEach((uetr, known) -> payments.put(uetr, known.payment()));
    }
    return payments;
  }

  private void tell(Set<UUID> changed, Map<UUID, OpenPayment> payments) {
    for (UUID uetr : changed) {
      Watch watch = watches.get(uetr);
      OpenPayment payment = payments.get(uetr);
      if (watch != null && payment != null) {
        watch.learn(payment);
      }
    }
  }

  private static List<MessageStore.Entry> entries(List<Inbound> news, Instant now) {
    return news.stream()
        .map(in -> new MessageStore.Entry(in.messageId(), in.kind(), in.message(), now))
        .toList();
  }

  private static Finding finding(Instant now, Finding.Code code, Inbound inbound, String detail) {
    return new Finding(now, code, null, inbound.messageId(), detail);
  }
}
