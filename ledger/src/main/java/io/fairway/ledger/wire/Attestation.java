package io.fairway.ledger.wire;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/// The body of an [Operation#ATTEST] command: what a member of a cluster says of its own state. To
/// the state machine it is a pulse; its host reads it.
public final class Attestation {
  /// Bytes of the one event of the command.
  public static final int BYTES = 24;

  private static final int COMMANDS = 0;
  private static final int HASH = 8;
  private static final int MEMBER = 16;
  private static final int RESERVED = 20;

  private Attestation() {}

  /// Writes one; answers its length.
  ///
  /// @param commands how many commands made the state
  public static int write(
      int member, long commands, long hash, MutableDirectBuffer to, int offset) {
    to.putLong(offset + COMMANDS, commands);
    to.putLong(offset + HASH, hash);
    to.putInt(offset + MEMBER, member);
    to.putInt(offset + RESERVED, 0);
    return BYTES;
  }

  /// True when the command of that length is one.
  public static boolean isOne(DirectBuffer command, int offset, int length) {
    return length == Wire.COMMAND_HEADER + BYTES
        && command.getByte(offset + Wire.COMMAND_OPERATION) == Operation.ATTEST.code()
        && command.getShort(offset + Wire.COMMAND_VERSION) == Wire.VERSION;
  }

  public static long commands(DirectBuffer command, int offset) {
    return command.getLong(offset + Wire.COMMAND_HEADER + COMMANDS);
  }

  public static long hash(DirectBuffer command, int offset) {
    return command.getLong(offset + Wire.COMMAND_HEADER + HASH);
  }

  public static int member(DirectBuffer command, int offset) {
    return command.getInt(offset + Wire.COMMAND_HEADER + MEMBER);
  }
}
