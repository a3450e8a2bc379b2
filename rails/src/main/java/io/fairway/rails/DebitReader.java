package io.fairway.rails;

import io.fairway.money.Money;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/// Reads the booked debits of a camt.054; credits, reversals and pending entries are left out.
final class DebitReader {
  private final Envelope envelope;
  private final List<DebitMessage.Entry> entries = new ArrayList<>();
  private String messageId = "";
  private String account = "";
  private String currency = "";
  private @Nullable OffsetDateTime created;

  private DebitReader(Envelope envelope) {
    this.envelope = envelope;
  }

  /// @throws BadMessage when these are not the bytes of a camt.054
  static DebitMessage read(Envelope envelope, byte[] document) {
    DebitReader reader = new DebitReader(envelope);
    XmlIn.read(
        MessageKind.CAMT_054,
        document,
        (in, root) -> {
          if (!root.equals("BkToCstmrDbtCdtNtfctn")) {
            throw in.bad("BkToCstmrDbtCdtNtfctn expected");
          }
          in.children(part -> reader.part(in, part));
        });
    return reader.finish();
  }

  private void part(XmlIn in, String name) throws XMLStreamException {
    switch (name) {
      case "GrpHdr" ->
          in.children(field -> {
            switch (field) {
              case "MsgId" -> messageId = in.id();
              case "CreDtTm" -> created = in.dateTime();
              default -> {
                // pages
              }
            }
          });
      case "Ntfctn" ->
          in.children(field -> {
            switch (field) {
              case "Acct" -> account(in);
              case "Ntry" -> entry(in);
              default -> {
                // summaries
              }
            }
          });
      default -> {
        // supplementary data
      }
    }
  }

  private void account(XmlIn in) throws XMLStreamException {
    in.children(name -> {
      switch (name) {
        case "Id" -> sameAccount(in);
        case "Ccy" -> currency = in.text();
        default -> {
          // owner and servicer
        }
      }
    });
  }

  private void sameAccount(XmlIn in) throws XMLStreamException {
    String number = Agents.accountId(in);
    if (!account.isEmpty() && !account.equals(number)) {
      throw in.bad("one account a message expected, found " + account + " and " + number);
    }
    account = number;
  }

  private void entry(XmlIn in) throws XMLStreamException {
    Draft draft = new Draft();
    in.children(name -> field(in, draft, name));
    if (draft.isBookedDebit()) {
      entries.add(draft.finish(in));
    }
  }

  private static void field(XmlIn in, Draft draft, String name) throws XMLStreamException {
    switch (name) {
      case "Amt" -> draft.amount = in.amount();
      case "CdtDbtInd" -> draft.debit = in.text().equals("DBIT");
      case "RvslInd" -> draft.reversal = in.text().strip().equals("true");
      case "Sts" -> in.children(choice -> draft.booked = in.text().equals("BOOK"));
      case "BookgDt" ->
          in.children(
              choice -> draft.day = choice.equals("Dt") ? in.date() : in.dateTime().toLocalDate());
      case "Chrgs" ->
          in.children(part -> {
            if (part.equals("Rcrd")) {
              draft.charge(in);
            }
          });
      case "NtryDtls" ->
          in.children(details -> {
            if (details.equals("TxDtls")) {
              draft.transactions++;
              in.children(part -> {
                if (part.equals("Refs")) {
                  draft.references(in);
                }
              });
            }
          });
      default -> {
        // dates and codes that Fairway does not use
      }
    }
  }

  private DebitMessage finish() {
    if (messageId.isEmpty() || created == null || account.isEmpty()) {
      throw bad("GrpHdr/MsgId, CreDtTm and Ntfctn/Acct/Id are mandatory");
    }
    if (!envelope.messageId().equals(messageId)) {
      throw bad("MsgId " + messageId + " is not the header's " + envelope.messageId());
    }
    return new DebitMessage(
        messageId,
        envelope.from(),
        envelope.to(),
        envelope.businessService(),
        created,
        account,
        currency,
        entries);
  }

  private static BadMessage bad(String what) {
    return new BadMessage(MessageKind.CAMT_054.id() + " /Document/BkToCstmrDbtCdtNtfctn: " + what);
  }

  private static final class Draft {
    @Nullable UUID uetr;
    String instructionId = "";
    String endToEndId = "";
    @Nullable Money amount;
    @Nullable Money charges;
    @Nullable Money included;
    @Nullable LocalDate day;
    boolean debit;
    boolean booked;
    boolean reversal;
    int transactions;

    boolean isBookedDebit() {
      return debit && booked && !reversal;
    }

    /// A charge on top of the entry's amount, or, with `ChrgInclInd`, inside it.
    void charge(XmlIn in) throws XMLStreamException {
      Money[] amountOfIt = new Money[1];
      boolean[] inside = {false};
      boolean[] ours = {true};
      in.children(name -> {
        switch (name) {
          case "Amt" -> amountOfIt[0] = in.amount();
          case "ChrgInclInd" -> inside[0] = in.text().strip().equals("true");
          case "CdtDbtInd" -> ours[0] = in.text().equals("DBIT");
          default -> {
            // kind and taker
          }
        }
      });
      if (amountOfIt[0] != null && ours[0]) {
        charges = sum(in, charges, amountOfIt[0]);
        included = inside[0] ? sum(in, included, amountOfIt[0]) : included;
      }
    }

    void references(XmlIn in) throws XMLStreamException {
      in.children(name -> {
        switch (name) {
          case "InstrId" -> instructionId = in.id();
          case "EndToEndId" -> endToEndId = in.id();
          case "UETR" -> uetr = in.uetr();
          default -> {
            // the bank's own references
          }
        }
      });
    }

    DebitMessage.Entry finish(XmlIn in) {
      if (uetr == null || amount == null || day == null || transactions != 1) {
        throw in.bad("a debit needs Amt, BookgDt and exactly one TxDtls with a UETR");
      }
      if (included != null
          && (!included.asset().equals(amount.asset()) || included.compareTo(amount) > 0)) {
        throw in.bad("charges of " + included + " cannot be inside " + amount);
      }
      Money principal = included == null ? amount : amount.minus(included);
      Money taken = charges == null ? Money.zero(amount.asset()) : charges;
      return new DebitMessage.Entry(uetr, instructionId, endToEndId, principal, taken, day);
    }

    private static Money sum(XmlIn in, @Nullable Money before, Money more) {
      if (before != null && !before.asset().equals(more.asset())) {
        throw in.bad("charges in two currencies");
      }
      return before == null ? more : before.plus(more);
    }
  }
}
