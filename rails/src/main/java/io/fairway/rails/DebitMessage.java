package io.fairway.rails;

import io.fairway.money.Money;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/// A camt.054 about debits of one account of ours.
///
/// @param account its number
/// @param currency ISO 4217
record DebitMessage(
    String messageId,
    String from,
    String to,
    String businessService,
    OffsetDateTime created,
    String account,
    String currency,
    List<Entry> entries) {

  private static final int SIZE_GUESS = 900;

  /// @param amount what the creditor gets
  /// @param charges what the bank took on top, zero for none
  record Entry(
      UUID uetr,
      String instructionId,
      String endToEndId,
      Money amount,
      Money charges,
      LocalDate booked) {}

  BankMessage write() {
    XmlOut out = new XmlOut(MessageKind.CAMT_054, SIZE_GUESS * (entries.size() + 1));
    String time = Iso.dateTime(created.toInstant());
    out.open("BkToCstmrDbtCdtNtfctn").open("GrpHdr");
    out.leaf("MsgId", messageId).leaf("CreDtTm", time).close();
    out.open("Ntfctn").leaf("Id", messageId).leaf("CreDtTm", time);
    account(out);
    for (Entry entry : entries) {
      write(out, entry);
    }
    out.close().close();
    Envelope envelope =
        new Envelope(from, to, messageId, MessageKind.CAMT_054, businessService, created);
    return new BankMessage(envelope.write(), out.finish());
  }

  private void account(XmlOut out) {
    out.open("Acct").open("Id");
    if (Iso.isIban(account)) {
      out.leaf("IBAN", account);
    } else {
      out.open("Othr").leaf("Id", account).close();
    }
    out.close().leaf("Ccy", currency).close();
  }

  private static void write(XmlOut out, Entry entry) {
    String day = entry.booked().toString();
    out.open("Ntry").amount("Amt", entry.amount()).leaf("CdtDbtInd", "DBIT");
    out.open("Sts").leaf("Cd", "BOOK").close();
    out.open("BookgDt").leaf("Dt", day).close().open("ValDt").leaf("Dt", day).close();
    // Payments, issued credit transfers, cross-border: ISO 20022 bank transaction code set.
    out.open("BkTxCd").open("Domn").leaf("Cd", "PMNT");
    out.open("Fmly").leaf("Cd", "ICDT").leaf("SubFmlyCd", "XBCT").close().close().close();
    if (!entry.charges().isZero()) {
      out.open("Chrgs").open("Rcrd").amount("Amt", entry.charges());
      out.leaf("CdtDbtInd", "DBIT").leaf("ChrgInclInd", "false").leaf("Br", "DEBT");
      out.close().close();
    }
    out.open("NtryDtls").open("TxDtls").open("Refs");
    out.leafUnlessEmpty("InstrId", entry.instructionId())
        .leafUnlessEmpty("EndToEndId", entry.endToEndId())
        .leaf("UETR", entry.uetr().toString());
    out.close().close().close().close();
  }
}
