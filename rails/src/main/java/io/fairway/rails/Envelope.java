package io.fairway.rails;

import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.Set;

/// What a business application header says of its document.
///
/// @param from BIC of the sender
/// @param to BIC of the receiver
/// @param messageId `BizMsgIdr`; equals the document's `MsgId`
record Envelope(
    String from,
    String to,
    String messageId,
    MessageKind kind,
    String businessService,
    OffsetDateTime created) {

  private static final int SIZE_GUESS = 700;

  byte[] write() {
    XmlOut out = new XmlOut(MessageKind.HEAD_001, SIZE_GUESS);
    party(out, "Fr", from);
    party(out, "To", to);
    return out.leaf("BizMsgIdr", messageId)
        .leaf("MsgDefIdr", kind.id())
        .leaf("BizSvc", businessService)
        .leaf("CreDt", Iso.dateTime(created.toInstant()))
        .finish();
  }

  /// @throws BadMessage when these are not the bytes of a header
  static Envelope read(byte[] bytes) {
    Draft draft = new Draft();
    XmlIn.read(
        MessageKind.HEAD_001,
        bytes,
        (in, name) -> {
          switch (name) {
            case "Fr" -> draft.from = party(in);
            case "To" -> draft.to = party(in);
            case "BizMsgIdr" -> draft.messageId = in.id();
            case "MsgDefIdr" -> draft.definition = in.id();
            case "BizSvc" -> draft.businessService = in.id();
            case "CreDt" -> draft.created = in.dateTime();
            default -> {
              // optional elements that Fairway does not use
            }
          }
        });
    return draft.finish();
  }

  private static void party(XmlOut out, String name, String bic) {
    out.open(name).open("FIId").open("FinInstnId").leaf("BICFI", bic).close().close().close();
  }

  private static String party(XmlIn in) throws javax.xml.stream.XMLStreamException {
    String[] bic = {""};
    in.children(choice -> {
      if (choice.equals("FIId")) {
        bic[0] = Agents.bic(in);
      }
    });
    return bic[0];
  }

  private static final class Draft {
    private static final Set<MessageKind> DOCUMENTS =
        EnumSet.complementOf(EnumSet.of(MessageKind.HEAD_001));

    String from = "";
    String to = "";
    String messageId = "";
    String definition = "";
    String businessService = "";
    @org.jspecify.annotations.Nullable OffsetDateTime created;

    Envelope finish() {
      MessageKind kind = MessageKind.find(definition).orElse(null);
      if (kind == null || !DOCUMENTS.contains(kind)) {
        throw bad("MsgDefIdr", "one of " + DOCUMENTS + " expected, found '" + definition + "'");
      }
      if (from.isEmpty() || to.isEmpty()) {
        throw bad("Fr and To", "the BIC of a bank expected in each");
      }
      if (messageId.isEmpty() || created == null) {
        throw bad("BizMsgIdr and CreDt", "both are mandatory");
      }
      return new Envelope(from, to, messageId, kind, businessService, created);
    }

    private static BadMessage bad(String where, String what) {
      return new BadMessage(MessageKind.HEAD_001.id() + " /AppHdr/" + where + ": " + what);
    }
  }
}
