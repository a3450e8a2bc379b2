package io.fairway.rails;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/// Reads a pacs.002.
final class StatusReader {
  /// A rejection that names no code is narrative.
  private static final String NARRATIVE = "NARR";

  private final Envelope envelope;
  private final List<StatusMessage.Transaction> transactions = new ArrayList<>();
  private final Draft group = new Draft();
  private String messageId = "";
  private String originalMessageId = "";
  private @Nullable OffsetDateTime created;

  private StatusReader(Envelope envelope) {
    this.envelope = envelope;
  }

  /// @throws BadMessage when these are not the bytes of a pacs.002
  static StatusMessage read(Envelope envelope, byte[] document) {
    StatusReader reader = new StatusReader(envelope);
    XmlIn.read(
        MessageKind.PACS_002,
        document,
        (in, root) -> {
          if (!root.equals("FIToFIPmtStsRpt")) {
            throw in.bad("FIToFIPmtStsRpt expected");
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
                // agents: the header names them
              }
            }
          });
      case "OrgnlGrpInfAndSts" ->
          in.children(field -> {
            switch (field) {
              case "OrgnlMsgId" -> original(in);
              case "GrpSts" -> group.code = in.text();
              case "StsRsnInf" -> group.reason(in);
              default -> {
                // counts of the original
              }
            }
          });
      case "TxInfAndSts" -> transaction(in);
      default -> {
        // supplementary data
      }
    }
  }

  private void transaction(XmlIn in) throws XMLStreamException {
    Draft draft = new Draft();
    in.children(field -> {
      switch (field) {
        case "OrgnlGrpInf" ->
            in.children(name -> {
              if (name.equals("OrgnlMsgId")) {
                original(in);
              }
            });
        case "OrgnlInstrId" -> draft.instructionId = in.id();
        case "OrgnlEndToEndId" -> draft.endToEndId = in.id();
        case "OrgnlUETR" -> draft.uetr = in.uetr();
        case "TxSts" -> draft.code = in.text();
        case "StsRsnInf" -> draft.reason(in);
        case "FctvIntrBkSttlmDt" -> in.children(choice -> draft.day(in, choice));
        default -> {
          // agents and copies of the original
        }
      }
    });
    if (draft.uetr == null || draft.code.isEmpty()) {
      throw in.bad("OrgnlUETR and TxSts are mandatory here");
    }
    transactions.add(
        new StatusMessage.Transaction(
            draft.uetr, draft.instructionId, draft.endToEndId, draft.status(), draft.settled));
  }

  private void original(XmlIn in) throws XMLStreamException {
    String id = in.id();
    if (!originalMessageId.isEmpty() && !originalMessageId.equals(id)) {
      throw in.bad("one original message expected, found " + originalMessageId + " and " + id);
    }
    originalMessageId = id;
  }

  private StatusMessage finish() {
    if (messageId.isEmpty() || created == null) {
      throw bad("GrpHdr/MsgId and CreDtTm are mandatory");
    }
    if (!envelope.messageId().equals(messageId)) {
      throw bad("MsgId " + messageId + " is not the header's " + envelope.messageId());
    }
    boolean hasGroup = !group.code.isEmpty();
    if (hasGroup && originalMessageId.isEmpty()) {
      throw bad("a group status without OrgnlMsgId");
    }
    if (!hasGroup && transactions.isEmpty()) {
      throw bad("neither GrpSts nor TxInfAndSts");
    }
    return new StatusMessage(
        messageId,
        envelope.from(),
        envelope.to(),
        envelope.businessService(),
        created,
        originalMessageId,
        hasGroup ? group.status() : null,
        transactions);
  }

  private static BadMessage bad(String what) {
    return new BadMessage(MessageKind.PACS_002.id() + " /Document/FIToFIPmtStsRpt: " + what);
  }

  private static final class Draft {
    @Nullable UUID uetr;
    String instructionId = "";
    String endToEndId = "";
    String code = "";
    String reason = "";
    String text = "";
    @Nullable LocalDate settled;

    void reason(XmlIn in) throws XMLStreamException {
      in.children(part -> {
        switch (part) {
          case "Rsn" ->
              in.children(choice -> {
                String value = in.text();
                if (choice.equals("Cd") && Iso.isReason(value)) {
                  reason = value;
                } else {
                  text = (text + " " + value).strip();
                }
              });
          case "AddtlInf" -> text = (text + " " + in.text()).strip();
          default -> {
            // originator
          }
        }
      });
    }

    void day(XmlIn in, String choice) throws XMLStreamException {
      settled = choice.equals("Dt") ? in.date() : in.dateTime().toLocalDate();
    }

    StatusMessage.Status status() {
      boolean unexplained = code.equals("RJCT") && reason.isEmpty();
      return new StatusMessage.Status(code, unexplained ? NARRATIVE : reason, text);
    }
  }
}
