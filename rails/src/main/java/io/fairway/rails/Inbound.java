package io.fairway.rails;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message from the bank, as far as it could be read.
///
/// @param messageId its own, or one made from its bytes when the header is unreadable
/// @param kind the message definition identifier; `unknown` when the header is unreadable
/// @param status the status report in it, if it is one
/// @param debits the debits in it
/// @param doubt why nothing in it is believed, or null
record Inbound(
    String messageId,
    String kind,
    BankMessage message,
    @Nullable StatusMessage status,
    List<Report> debits,
    Finding.@Nullable Code doubt,
    String detail) {

  private static final String UNKNOWN = "unknown";
  private static final int DETAIL_LENGTH_MAX = 500;

  /// Never fails: what cannot be read is a doubt.
  static Inbound read(BankMessage message, BankProfile profile) {
    Envelope envelope;
    try {
      envelope = Envelope.read(message.header());
    } catch (BadMessage e) {
      String id = "UNREADABLE-" + Digest.of(message.document()).toString().substring(0, 24);
      return doubtful(id, UNKNOWN, message, Finding.Code.UNREADABLE_MESSAGE, e.getMessage());
    }
    if (!envelope.from().equals(profile.bankBic()) || !envelope.to().equals(profile.ourBic())) {
      return doubtful(
          envelope.messageId(),
          envelope.kind().id(),
          message,
          Finding.Code.WRONG_SENDER,
          "from " + envelope.from() + " to " + envelope.to());
    }
    try {
      return read(message, envelope);
    } catch (BadMessage e) {
      return doubtful(
          envelope.messageId(),
          envelope.kind().id(),
          message,
          Finding.Code.UNREADABLE_MESSAGE,
          e.getMessage());
    }
  }

  private static Inbound read(BankMessage message, Envelope envelope) {
    String id = envelope.messageId();
    String kind = envelope.kind().id();
    return switch (envelope.kind()) {
      case PACS_002 -> {
        StatusMessage status = StatusReader.read(envelope, message.document());
        yield new Inbound(id, kind, message, status, List.of(), null, "");
      }
      case CAMT_054 -> {
        DebitMessage debit = DebitReader.read(envelope, message.document());
        List<Report> debits = new ArrayList<>(debit.entries().size());
        for (DebitMessage.Entry e : debit.entries()) {
          debits.add(new Report.Debit(e.uetr(), debit.account(), e.amount(), e.charges()));
        }
        yield new Inbound(id, kind, message, null, debits, null, "");
      }
      case PACS_008, HEAD_001 ->
          doubtful(id, kind, message, Finding.Code.UNREADABLE_MESSAGE, kind + " is not for us");
    };
  }

  private static Inbound doubtful(
      String id, String kind, BankMessage message, Finding.Code code, @Nullable String detail) {
    String text = String.valueOf(detail);
    String cut = text.substring(0, Math.min(text.length(), DETAIL_LENGTH_MAX));
    return new Inbound(id, kind, message, null, List.of(), code, cut.replace('\0', ' '));
  }
}
