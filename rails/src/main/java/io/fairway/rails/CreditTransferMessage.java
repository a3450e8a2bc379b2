package io.fairway.rails;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A pacs.008: customer credit transfers that one institution instructs another to make.
///
/// @param from instructing agent
/// @param to instructed agent
record CreditTransferMessage(
    String messageId,
    String from,
    String to,
    String businessService,
    OffsetDateTime created,
    List<CreditTransfer> transfers) {

  private static final int SIZE_GUESS = 1_800;

  /// What was changed in a payment's text so that the message can carry it.
  record Loss(UUID uetr, String field, String original, String sent) {}

  /// A message ready to go, with everything that its text lost.
  record Written(BankMessage message, List<Loss> losses) {}

  /// Writes header and document. Every transfer has passed [TransferRules].
  Written write(BankProfile profile) {
    XmlOut out = new XmlOut(MessageKind.PACS_008, SIZE_GUESS * transfers.size());
    boolean single = profile.transactionsPerMessageMax() == 1;
    out.open("FIToFICstmrCdtTrf");
    group(out, single);
    List<Loss> losses = new ArrayList<>();
    for (CreditTransfer transfer : transfers) {
      new TransferWriter(out, transfer, profile.latinOnly(), losses).write(single ? this : null);
    }
    out.close();
    Envelope envelope =
        new Envelope(from, to, messageId, MessageKind.PACS_008, businessService, created);
    return new Written(new BankMessage(envelope.write(), out.finish()), losses);
  }

  /// @throws BadMessage when these are not the bytes of a pacs.008 that Fairway's rules accept
  static CreditTransferMessage read(BankMessage message) {
    return new CreditTransferReader(Envelope.read(message.header())).read(message.document());
  }

  /// The sum of all amounts, whatever their currencies: `CtrlSum`.
  BigDecimal controlSum() {
    BigDecimal sum = BigDecimal.ZERO;
    for (CreditTransfer transfer : transfers) {
      sum = sum.add(transfer.amount().decimal());
    }
    return sum;
  }

  private void group(XmlOut out, boolean single) {
    out.open("GrpHdr")
        .leaf("MsgId", messageId)
        .leaf("CreDtTm", Iso.dateTime(created.toInstant()))
        .leaf("NbOfTxs", Integer.toString(transfers.size()));
    if (!single) {
      out.leaf("CtrlSum", controlSum().toPlainString());
      total(out);
    }
    // INDA: the bank that is instructed holds the account from which the money comes.
    out.open("SttlmInf").leaf("SttlmMtd", "INDA").close();
    if (!single) {
      out.agent("InstgAgt", from).agent("InstdAgt", to);
    }
    out.close();
  }

  private void total(XmlOut out) {
    Asset asset = transfers.getFirst().amount().asset();
    if (transfers.stream().allMatch(t -> t.amount().asset().equals(asset))) {
      Money total =
          transfers.stream().map(CreditTransfer::amount).reduce(Money.zero(asset), Money::plus);
      out.amount("TtlIntrBkSttlmAmt", total);
    }
  }
}
