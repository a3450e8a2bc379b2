package io.fairway.rails;

import io.fairway.money.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/// Reads a pacs.008 as the bank does.
final class CreditTransferReader {
  private final Envelope envelope;
  private final List<CreditTransfer> transfers = new ArrayList<>();
  private final Set<UUID> seen = new HashSet<>();
  private String messageId = "";
  private String from = "";
  private String to = "";
  private int count = -1;
  private @Nullable OffsetDateTime created;
  private @Nullable BigDecimal controlSum;
  private @Nullable Money total;

  CreditTransferReader(Envelope envelope) {
    this.envelope = envelope;
  }

  CreditTransferMessage read(byte[] document) {
    XmlIn.read(
        MessageKind.PACS_008,
        document,
        (in, root) -> {
          if (!root.equals("FIToFICstmrCdtTrf")) {
            throw in.bad("FIToFICstmrCdtTrf expected");
          }
          in.children(part -> {
            switch (part) {
              case "GrpHdr" -> group(in);
              case "CdtTrfTxInf" -> transfer(in);
              default -> throw in.bad("not an element of this message");
            }
          });
        });
    return finish();
  }

  private void group(XmlIn in) throws XMLStreamException {
    in.children(name -> {
      switch (name) {
        case "MsgId" -> messageId = in.id();
        case "CreDtTm" -> created = in.dateTime();
        case "NbOfTxs" -> count = in.count();
        case "CtrlSum" -> controlSum = in.decimal();
        case "TtlIntrBkSttlmAmt" -> total = in.amount();
        case "InstgAgt" -> from = Agents.bic(in);
        case "InstdAgt" -> to = Agents.bic(in);
        default -> {
          // settlement information: one method, one account
        }
      }
    });
  }

  private void transfer(XmlIn in) throws XMLStreamException {
    Draft draft = new Draft();
    in.children(name -> field(in, draft, name));
    CreditTransfer transfer = draft.finish(in);
    if (!seen.add(transfer.uetr())) {
      throw in.bad("UETR twice in one message: " + transfer.uetr());
    }
    transfers.add(transfer);
  }

  private void field(XmlIn in, Draft draft, String name) throws XMLStreamException {
    switch (name) {
      case "PmtId" -> draft.ids(in);
      case "IntrBkSttlmAmt" -> draft.amount = in.amount();
      case "IntrBkSttlmDt" -> draft.settlementDate = in.date();
      case "InstdAmt" -> draft.instructed = in.amount();
      case "XchgRate" -> draft.rate = in.decimal().toPlainString();
      case "InstgAgt" -> from = sameAgent(in, from, Agents.bic(in));
      case "InstdAgt" -> to = sameAgent(in, to, Agents.bic(in));
      case "Dbtr" -> draft.debtor = party(in);
      case "DbtrAcct" -> draft.debtorNumber = Agents.account(in);
      case "DbtrAgt" -> draft.debtorBic = Agents.bic(in);
      case "CdtrAgt" -> draft.creditorBic = Agents.bic(in);
      case "Cdtr" -> draft.creditor = party(in);
      case "CdtrAcct" -> draft.creditorNumber = Agents.account(in);
      case "RmtInf" -> draft.invoice = invoice(in);
      default -> {
        // optional elements that Fairway does not use
      }
    }
  }

  private static String sameAgent(XmlIn in, String before, String now) {
    if (!before.isEmpty() && !before.equals(now)) {
      throw in.bad("one agent a message expected, found " + before + " and " + now);
    }
    return now;
  }

  private static Party party(XmlIn in) throws XMLStreamException {
    String[] part = {"", "", "", ""};
    in.children(name -> {
      switch (name) {
        case "Nm" -> part[0] = in.text();
        case "PstlAdr" ->
            in.children(line -> {
              switch (line) {
                case "Ctry" -> part[1] = in.text();
                case "TwnNm" -> part[2] = in.text();
                case "AdrLine", "StrtNm" -> part[3] = (part[3] + " " + in.text()).strip();
                default -> {
                  // finer parts of an address
                }
              }
            });
        default -> {
          // identifications
        }
      }
    });
    return new Party(part[0], part[1], part[2], part[3]);
  }

  /// The number of the first referred document.
  private static String invoice(XmlIn in) throws XMLStreamException {
    String[] number = {""};
    in.children(structured ->
        in.children(name -> {
          if (name.equals("RfrdDocInf")) {
            in.children(part -> {
              if (part.equals("Nb") && number[0].isEmpty()) {
                number[0] = in.text();
              }
            });
          }
        }));
    return number[0];
  }

  private CreditTransferMessage finish() {
    require(!messageId.isEmpty(), "GrpHdr/MsgId is missing");
    require(count == transfers.size(), "NbOfTxs says " + count + ", found " + transfers.size());
    require(count > 0, "no CdtTrfTxInf");
    CreditTransferMessage message =
        new CreditTransferMessage(
            messageId,
            from,
            to,
            envelope.businessService(),
            created == null ? missing("GrpHdr/CreDtTm") : created,
            transfers);
    BigDecimal sum = message.controlSum();
    require(
        controlSum == null || controlSum.compareTo(sum) == 0,
        "CtrlSum says " + controlSum + ", found " + sum);
    require(
        total == null || total.decimal().compareTo(sum) == 0,
        "TtlIntrBkSttlmAmt says " + total + ", found " + sum);
    checkEnvelope(message);
    return message;
  }

  private void checkEnvelope(CreditTransferMessage message) {
    require(
        envelope.kind() == MessageKind.PACS_008,
        "the header announces " + envelope.kind().id() + " in MsgDefIdr");
    require(
        envelope.messageId().equals(messageId),
        "MsgId " + messageId + " is not the header's BizMsgIdr " + envelope.messageId());
    require(
        envelope.from().equals(message.from()),
        "instructing agent '" + from + "' is not the header's Fr " + envelope.from());
    require(
        envelope.to().equals(message.to()),
        "instructed agent '" + to + "' is not the header's To " + envelope.to());
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new BadMessage(MessageKind.PACS_008.id() + " /Document/FIToFICstmrCdtTrf: " + what);
    }
  }

  private static OffsetDateTime missing(String what) {
    throw new BadMessage(
        MessageKind.PACS_008.id() + " /Document/FIToFICstmrCdtTrf: " + what + " is missing");
  }

  /// The fields of one transaction while they are read.
  private static final class Draft {
    @Nullable UUID uetr;
    String instructionId = "";
    String endToEndId = "";
    @Nullable Money amount;
    @Nullable Money instructed;
    String rate = "1";
    @Nullable LocalDate settlementDate;
    Party debtor = new Party("", "", "", "");
    String debtorNumber = "";
    String debtorBic = "";
    Party creditor = new Party("", "", "", "");
    String creditorNumber = "";
    String creditorBic = "";
    String invoice = "";

    void ids(XmlIn in) throws XMLStreamException {
      in.children(name -> {
        switch (name) {
          case "InstrId" -> instructionId = in.id();
          case "EndToEndId" -> endToEndId = in.id();
          case "UETR" -> uetr = in.uetr();
          default -> {
            // references of others
          }
        }
      });
    }

    CreditTransfer finish(XmlIn in) {
      if (uetr == null || amount == null || settlementDate == null) {
        throw in.bad("UETR, IntrBkSttlmAmt and IntrBkSttlmDt are mandatory");
      }
      if (amount.isZero()) {
        throw in.bad("IntrBkSttlmAmt is zero");
      }
      CreditTransfer transfer =
          new CreditTransfer(
              uetr,
              instructionId,
              endToEndId,
              amount,
              instructed == null ? amount : instructed,
              rate,
              settlementDate,
              debtor,
              new BankAccount(debtorBic, debtorNumber),
              creditor,
              new BankAccount(creditorBic, creditorNumber),
              invoice);
      TransferRules.Violation violation = TransferRules.check(transfer);
      if (violation != null) {
        throw in.bad("transaction " + uetr + ": " + violation.text());
      }
      return transfer;
    }
  }
}
