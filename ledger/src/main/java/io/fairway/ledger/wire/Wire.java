package io.fairway.ledger.wire;

import io.fairway.money.Invariant;
import java.nio.ByteOrder;

/// Layout and limits of the ledger's messages.
public final class Wire {
  /// What this release writes.
  public static final short VERSION = 2;

  /// The first version. What it did not know, commands of it still do not: a log of it replays to
  /// the state that it had.
  public static final short VERSION_1 = 1;

  /// Events in one command; as TigerBeetle's 1 MiB message of 128-byte events.
  public static final int EVENTS_MAX = 8190;

  /// No command and no reply is longer, in bytes.
  public static final int MESSAGE_BYTES_MAX = 1 << 20;

  static final int COMMAND_VERSION = 0;
  static final int COMMAND_OPERATION = 2;
  static final int COMMAND_RESERVED = 3;
  static final int COMMAND_COUNT = 4;
  static final int COMMAND_CORRELATION = 8;

  /// Bytes before a command's first event.
  public static final int COMMAND_HEADER = 16;

  static final int REPLY_VERSION = 0;
  static final int REPLY_OPERATION = 2;
  static final int REPLY_REFUSAL = 3;
  static final int REPLY_COUNT = 4;
  static final int REPLY_CORRELATION = 8;
  static final int REPLY_TIMESTAMP = 16;
  static final int REPLY_BODY_COUNT = 24;
  static final int REPLY_PADDING = 28;

  /// Bytes before a reply's body.
  public static final int REPLY_HEADER = 32;

  /// An exception to "created, one nanosecond after the event before": index, status, timestamp.
  public static final int EXCEPTION_BYTES = 16;

  /// An id in a lookup: low half first.
  public static final int ID_BYTES = 16;

  static {
    Invariant.check(
        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN,
        "the ledger's bytes are little-endian, and so must the machine be");
  }

  private Wire() {}
}
