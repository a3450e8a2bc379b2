package io.fairway.ledger.machine;

import io.fairway.ledger.wire.Replies;
import io.fairway.ledger.wire.Wire;
import org.agrona.MutableDirectBuffer;

/// Status and timestamp of each event of one command, until the reply is written: a broken chain
/// changes answers already given.
final class Results {
  /// `CREATED`, for accounts and transfers alike.
  static final int CREATED = -1;

  /// `LINKED_EVENT_FAILED`, for accounts and transfers alike.
  static final int LINKED_EVENT_FAILED = 1;

  private final int[] statuses = new int[Wire.EVENTS_MAX];
  private final long[] timestamps = new long[Wire.EVENTS_MAX];

  void set(int index, int status, long timestamp) {
    statuses[index] = status;
    timestamps[index] = timestamp;
  }

  void failChain(int from, int to) {
    for (int i = from; i < to; i++) {
      statuses[i] = LINKED_EVENT_FAILED;
    }
  }

  /// Writes what is not plainly created at `first + index`; answers how many.
  int writeExceptions(MutableDirectBuffer to, int offset, int count, long first) {
    int at = offset;
    int exceptions = 0;
    for (int i = 0; i < count; i++) {
      if (statuses[i] != CREATED || timestamps[i] != first + i) {
        at += Replies.exception(to, at, i, statuses[i], timestamps[i]);
        exceptions++;
      }
    }
    return exceptions;
  }

  /// The rolling hash with these answers in it.
  long hash(long before, int count) {
    long hash = before;
    for (int i = 0; i < count; i++) {
      hash = StateHash.mix(hash, statuses[i] * 31L + timestamps[i]);
    }
    return hash;
  }
}
