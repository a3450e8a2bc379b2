package io.fairway.rails;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes one transaction of a pacs.008.
final class TransferWriter {
  private final XmlOut out;
  private final CreditTransfer transfer;
  private final boolean latinOnly;
  private final List<CreditTransferMessage.Loss> losses;

  TransferWriter(
      XmlOut out,
      CreditTransfer transfer,
      boolean latinOnly,
      List<CreditTransferMessage.Loss> losses) {
    this.out = out;
    this.transfer = transfer;
    this.latinOnly = latinOnly;
    this.losses = losses;
  }

  /// @param agents the message that names the agents; null when its group header does
  void write(@Nullable CreditTransferMessage agents) {
    out.open("CdtTrfTxInf").open("PmtId");
    text("InstrId", transfer.instructionId(), Iso.ID_LENGTH_MAX);
    text("EndToEndId", transfer.endToEndId(), Iso.ID_LENGTH_MAX);
    out.leaf("UETR", transfer.uetr().toString()).close();
    amounts();
    // DEBT: the creditor gets the whole amount, the bank's charges are ours.
    out.leaf("ChrgBr", "DEBT");
    if (agents != null) {
      out.agent("InstgAgt", agents.from()).agent("InstdAgt", agents.to());
    }
    party("Dbtr", transfer.debtor());
    out.account("DbtrAcct", transfer.debtorAccount().number())
        .agent("DbtrAgt", transfer.debtorAccount().bic())
        .agent("CdtrAgt", transfer.creditorAccount().bic());
    party("Cdtr", transfer.creditor());
    out.account("CdtrAcct", transfer.creditorAccount().number());
    out.open("Purp").leaf("Cd", "GDDS").close();
    remittance();
    out.close();
  }

  private void amounts() {
    out.amount("IntrBkSttlmAmt", transfer.amount())
        .leaf("IntrBkSttlmDt", transfer.settlementDate().toString())
        .amount("InstdAmt", transfer.instructed());
    BigDecimal rate = sentRate();
    if (rate.signum() > 0 && !sameCurrency()) {
      out.leaf("XchgRate", rate.toPlainString());
    }
  }

  private BigDecimal sentRate() {
    return Iso.baseOneRate(new BigDecimal(transfer.rate()));
  }

  /// A message has no rate between a currency and itself; CNH and CNY are one there.
  private boolean sameCurrency() {
    return transfer.amount().asset().isoCode().equals(transfer.instructed().asset().isoCode());
  }

  private void party(String element, Party party) {
    out.open(element);
    text("Nm", party.name(), Iso.NAME_LENGTH_MAX);
    out.open("PstlAdr");
    text("TwnNm", party.town(), Iso.TOWN_LENGTH_MAX);
    out.leaf("Ctry", party.country());
    Text address = Text.clean(party.address(), latinOnly);
    for (Text line : address.lines(Iso.ADDRESS_LINE_LENGTH_MAX, Iso.ADDRESS_LINES_MAX)) {
      note(element + "/AdrLine", party.address(), line);
      out.leafUnlessEmpty("AdrLine", line.value());
    }
    out.close().close();
  }

  private void remittance() {
    Text invoice = Text.clean(transfer.invoice(), latinOnly);
    note("Nb", transfer.invoice(), invoice);
    out.open("RmtInf").open("Strd").open("RfrdDocInf");
    out.open("Tp").open("CdOrPrtry").leaf("Cd", "CINV").close().close();
    out.leaf("Nb", invoice.cut(Iso.ID_LENGTH_MAX).value()).close();
    out.open("RfrdDocAmt").amount("RmtdAmt", transfer.instructed()).close();
    if (invoice.value().length() > Iso.ID_LENGTH_MAX) {
      text("AddtlRmtInf", "Invoice " + transfer.invoice(), Iso.NAME_LENGTH_MAX);
    }
    BigDecimal exact = new BigDecimal(transfer.rate());
    if (!sameCurrency() && exact.compareTo(sentRate()) != 0) {
      // BaseOneRate is too short for this rate: the whole one travels as text.
      text("AddtlRmtInf", "Exact rate " + transfer.rate(), Iso.NAME_LENGTH_MAX);
    }
    out.close().close();
  }

  private void text(String element, String original, int lengthMax) {
    Text text = Text.clean(original, latinOnly).cut(lengthMax);
    note(element, original, text);
    out.leafUnlessEmpty(element, text.value());
  }

  private void note(String field, String original, Text sent) {
    if (sent.lost()) {
      losses.add(new CreditTransferMessage.Loss(transfer.uetr(), field, original, sent.value()));
    }
  }
}
