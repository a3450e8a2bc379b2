package io.fairway.rails;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A pacs.002: what a bank says of payments that it was instructed to make.
///
/// @param originalMessageId the pacs.008 that it answers
/// @param group the status of that whole message, null when each payment has its own
record StatusMessage(
    String messageId,
    String from,
    String to,
    String businessService,
    OffsetDateTime created,
    String originalMessageId,
    @Nullable Status group,
    List<Transaction> transactions) {

  private static final int SIZE_GUESS = 600;

  /// @param code of ISO's external payment transaction status list, such as `ACSC` or `RJCT`
  /// @param reason of ISO's external status reason list; empty unless rejected
  /// @param text the bank's words; may be empty
  record Status(String code, String reason, String text) {}

  /// @param settled the day of settlement, null unless settled
  record Transaction(
      UUID uetr,
      String instructionId,
      String endToEndId,
      Status status,
      @Nullable LocalDate settled) {}

  BankMessage write() {
    XmlOut out = new XmlOut(MessageKind.PACS_002, SIZE_GUESS * (transactions.size() + 1));
    out.open("FIToFIPmtStsRpt").open("GrpHdr");
    out.leaf("MsgId", messageId).leaf("CreDtTm", Iso.dateTime(created.toInstant()));
    out.agent("InstgAgt", from).agent("InstdAgt", to).close();
    // Always present: it names the message for all transactions at once.
    out.open("OrgnlGrpInfAndSts")
        .leaf("OrgnlMsgId", originalMessageId)
        .leaf("OrgnlMsgNmId", MessageKind.PACS_008.id());
    if (group != null) {
      out.leaf("GrpSts", group.code());
      reason(out, group);
    }
    out.close();
    for (Transaction transaction : transactions) {
      write(out, transaction);
    }
    out.close();
    Envelope envelope =
        new Envelope(from, to, messageId, MessageKind.PACS_002, businessService, created);
    return new BankMessage(envelope.write(), out.finish());
  }

  private static void write(XmlOut out, Transaction transaction) {
    out.open("TxInfAndSts")
        .leafUnlessEmpty("OrgnlInstrId", transaction.instructionId())
        .leafUnlessEmpty("OrgnlEndToEndId", transaction.endToEndId())
        .leaf("OrgnlUETR", transaction.uetr().toString())
        .leaf("TxSts", transaction.status().code());
    reason(out, transaction.status());
    if (transaction.settled() != null) {
      out.open("FctvIntrBkSttlmDt").leaf("Dt", transaction.settled().toString()).close();
    }
    out.close();
  }

  private static void reason(XmlOut out, Status status) {
    if (!status.reason().isEmpty()) {
      out.open("StsRsnInf").open("Rsn").leaf("Cd", status.reason()).close();
      Text text = Text.clean(status.text(), true).cut(Iso.REASON_TEXT_LENGTH_MAX);
      out.leafUnlessEmpty("AddtlInf", text.value()).close();
    }
  }
}
