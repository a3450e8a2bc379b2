package io.fairway.rails;

import io.fairway.money.Asset;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Turns new payments into messages, with everything that goes on record beside them.
final class Outbox {
  final List<MessageStore.Entry> messages = new ArrayList<>();
  final List<MessageStore.Payment> payments = new ArrayList<>();
  final List<BankAnswer> answers = new ArrayList<>();
  final List<Finding> findings = new ArrayList<>();

  private static final String SCHEMA_REFUSED = "FF01";

  private final BankProfile profile;
  private final @Nullable OperatorSchemas schemas;
  private final Instant now;

  Outbox(BankProfile profile, @Nullable OperatorSchemas schemas, Instant now) {
    this.profile = profile;
    this.schemas = schemas;
    this.now = now;
  }

  /// Payments of one currency and day share messages, in the order in which they came.
  void fill(List<CreditTransfer> transfers) {
    Map<Batch, List<CreditTransfer>> batches = new LinkedHashMap<>();
    for (CreditTransfer transfer : transfers) {
      TransferRules.Violation violation = TransferRules.check(transfer);
      if (violation == null) {
        batches.computeIfAbsent(Batch.of(transfer), key -> new ArrayList<>()).add(transfer);
      } else {
        reject(transfer, violation.reason(), violation.text());
      }
    }
    batches.values().forEach(this::divide);
  }

  /// As many to a message as the profile allows and as its control sum can count.
  private void divide(List<CreditTransfer> batch) {
    int from = 0;
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < batch.size(); i++) {
      BigDecimal more = sum.add(batch.get(i).amount().decimal());
      if (i - from == profile.transactionsPerMessageMax()
          || more.precision() > Iso.AMOUNT_DIGITS_MAX) {
        add(batch.subList(from, i));
        from = i;
        more = batch.get(i).amount().decimal();
      }
      sum = more;
    }
    add(batch.subList(from, batch.size()));
  }

  private void add(List<CreditTransfer> transfers) {
    String id = messageId(transfers);
    CreditTransferMessage.Written written =
        new CreditTransferMessage(
                id,
                profile.ourBic(),
                profile.bankBic(),
                profile.businessService(),
                now.atOffset(ZoneOffset.UTC),
                List.copyOf(transfers))
            .write(profile);
    String complaint = complaint(written.message());
    if (complaint != null) {
      refuse(transfers, id, complaint);
      return;
    }
    messages.add(new MessageStore.Entry(id, MessageKind.PACS_008.id(), written.message(), now));
    for (CreditTransfer transfer : transfers) {
      payments.add(new MessageStore.Payment(transfer, id));
    }
    for (CreditTransferMessage.Loss loss : written.losses()) {
      String detail = loss.field() + ": '" + loss.original() + "' sent as '" + loss.sent() + "'";
      findings.add(new Finding(now, Finding.Code.TEXT_CHANGED, loss.uetr(), id, detail));
    }
  }

  private @Nullable String complaint(BankMessage message) {
    return schemas == null ? null : schemas.complaint(MessageKind.PACS_008, message);
  }

  /// One bad payment does not stop its neighbours: a refused message is split until it stands
  /// alone.
  private void refuse(List<CreditTransfer> transfers, String id, String complaint) {
    if (transfers.size() > 1) {
      int half = transfers.size() / 2;
      add(transfers.subList(0, half));
      add(transfers.subList(half, transfers.size()));
      return;
    }
    CreditTransfer alone = transfers.getFirst();
    findings.add(new Finding(now, Finding.Code.SCHEMA_REFUSED, alone.uetr(), id, complaint));
    reject(alone, SCHEMA_REFUSED, complaint);
  }

  private void reject(CreditTransfer transfer, String reason, String text) {
    payments.add(new MessageStore.Payment(transfer, null));
    answers.add(new BankAnswer.Rejected(transfer.uetr(), IsoRails.NOT_SENT, reason, text));
  }

  private static String messageId(List<CreditTransfer> transfers) {
    List<UUID> uetrs = transfers.stream().map(CreditTransfer::uetr).toList();
    String day = DateTimeFormatter.BASIC_ISO_DATE.format(transfers.getFirst().settlementDate());
    return Digest.id("FW" + day + "-", uetrs);
  }

  private record Batch(Asset asset, LocalDate day) {
    static Batch of(CreditTransfer transfer) {
      return new Batch(transfer.amount().asset(), transfer.settlementDate());
    }
  }
}
