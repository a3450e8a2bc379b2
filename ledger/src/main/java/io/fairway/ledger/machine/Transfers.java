package io.fairway.ledger.machine;

import io.fairway.ledger.TransferFlags;
import io.fairway.ledger.wire.TransferEvent;
import org.agrona.concurrent.UnsafeBuffer;

/// All transfers, in order of creation, which is order of timestamp; and the ids that a transient
/// refusal burned. A record is 80 bytes: accounts and pending transfers are named by index. It
/// never changes once its command is over: what becomes of a transfer stands apart.
final class Transfers {
  /// What became of a transfer. One that was never pending has none until it is reversed.
  static final int NONE = 0;

  static final int PENDING = 1;

  static final int POSTED = 2;
  static final int VOIDED = 3;
  static final int EXPIRED = 4;

  /// A posted movement that a reversal has moved back.
  static final int REVERSED = 5;

  static final int ABSENT = -1;
  static final int BURNED = -2;

  private static final int ID_LOW = 0;
  private static final int ID_HIGH = 8;
  private static final int AMOUNT = 16;
  private static final int TIMESTAMP = 24;
  private static final int USER_DATA_128_LOW = 32;
  private static final int USER_DATA_128_HIGH = 40;
  private static final int USER_DATA_64 = 48;
  private static final int USER_DATA_32 = 56;
  private static final int DEBIT = 60;
  private static final int CREDIT = 64;

  /// A pending transfer's timeout, or the index of the transfer that this one posts, voids or
  /// reverses: none has both.
  private static final int TIMEOUT_OR_PENDING = 68;

  private static final int CODE = 72;
  private static final int FLAGS = 74;

  /// Zero; the state in snapshots of version 1.
  private static final int STATE_OF_VERSION_1 = 76;

  static final int RECORD_BYTES = 80;

  private static final int NAMES_ANOTHER =
      TransferFlags.POST_PENDING_TRANSFER
          | TransferFlags.VOID_PENDING_TRANSFER
          | TransferFlags.REVERSAL;

  final Records records;
  final Records states;
  final Records burned;
  private final IdMap ids;
  private final Accounts accounts;

  Transfers(Storage storage, Accounts accounts) {
    this.accounts = accounts;
    records = new Records(storage, "transfers", RECORD_BYTES);
    states = new Records(storage, "transfer-states", 1);
    burned = new Records(storage, "burned-ids", 16);
    ids = new IdMap(storage, records, burned);
  }

  int count() {
    return records.count();
  }

  /// The index of the transfer, [#ABSENT] or [#BURNED].
  int find(long idHigh, long idLow) {
    int value = ids.find(idHigh, idLow);
    return value < 0 ? BURNED : value - 1;
  }

  /// The hash of a transfer's id.
  long hash(long idHigh, long idLow) {
    return ids.hash(idHigh, idLow);
  }

  /// Reads ahead of [#find]: see [IdMap#touch].
  void touch(long[] hashes, int count, long[] entries) {
    ids.touch(hashes, count, entries);
  }

  /// Adds a transfer; `pending` is the index of the one it posts, voids or reverses, else -1.
  int add(TransferEvent t, int debit, int credit, int pending, long timestamp) {
    int index = records.append();
    UnsafeBuffer chunk = records.chunkOf(index);
    int at = records.offsetOf(index);
    chunk.putLong(at + ID_LOW, t.idLow);
    chunk.putLong(at + ID_HIGH, t.idHigh);
    chunk.putLong(at + AMOUNT, t.amount);
    chunk.putLong(at + TIMESTAMP, timestamp);
    chunk.putLong(at + USER_DATA_128_LOW, t.userData128Low);
    chunk.putLong(at + USER_DATA_128_HIGH, t.userData128High);
    chunk.putLong(at + USER_DATA_64, t.userData64);
    chunk.putInt(at + USER_DATA_32, t.userData32);
    chunk.putInt(at + DEBIT, debit);
    chunk.putInt(at + CREDIT, credit);
    chunk.putInt(at + TIMEOUT_OR_PENDING, pending >= 0 ? pending : t.timeout);
    chunk.putShort(at + CODE, (short) t.code);
    chunk.putShort(at + FLAGS, (short) t.flags);
    chunk.putInt(at + STATE_OF_VERSION_1, 0);
    states.putByte(states.append(), 0, (t.flags & TransferFlags.PENDING) != 0 ? PENDING : NONE);
    ids.add(t.idHigh, t.idLow, index + 1);
    return index;
  }

  /// Refuses that id from now on.
  void burn(long idHigh, long idLow) {
    int index = burned.append();
    burned.putLong(index, ID_LOW, idLow);
    burned.putLong(index, ID_HIGH, idHigh);
    indexBurned(index);
  }

  /// Fills `t` with the transfer as it was created.
  void read(int index, TransferEvent t) {
    t.idLow = records.getLong(index, ID_LOW);
    t.idHigh = records.getLong(index, ID_HIGH);
    t.amount = amount(index);
    t.timestamp = timestamp(index);
    t.userData128Low = records.getLong(index, USER_DATA_128_LOW);
    t.userData128High = records.getLong(index, USER_DATA_128_HIGH);
    t.userData64 = records.getLong(index, USER_DATA_64);
    t.userData32 = records.getInt(index, USER_DATA_32);
    t.debitLow = accounts.balances.getLong(debit(index), 0);
    t.debitHigh = accounts.balances.getLong(debit(index), 8);
    t.creditLow = accounts.balances.getLong(credit(index), 0);
    t.creditHigh = accounts.balances.getLong(credit(index), 8);
    t.flags = flags(index);
    boolean second = (t.flags & NAMES_ANOTHER) != 0;
    t.pendingLow = second ? records.getLong(pending(index), ID_LOW) : 0;
    t.pendingHigh = second ? records.getLong(pending(index), ID_HIGH) : 0;
    t.timeout = second ? 0 : timeout(index);
    t.ledger = accounts.ledger(debit(index));
    t.code = code(index);
  }

  /// Fills what stands in the record itself: all but ids of others, timeout and ledger.
  void readBody(int index, TransferEvent t) {
    UnsafeBuffer chunk = records.chunkOf(index);
    int at = records.offsetOf(index);
    t.idLow = chunk.getLong(at + ID_LOW);
    t.idHigh = chunk.getLong(at + ID_HIGH);
    t.amount = chunk.getLong(at + AMOUNT);
    t.timestamp = chunk.getLong(at + TIMESTAMP);
    t.userData128Low = chunk.getLong(at + USER_DATA_128_LOW);
    t.userData128High = chunk.getLong(at + USER_DATA_128_HIGH);
    t.userData64 = chunk.getLong(at + USER_DATA_64);
    t.userData32 = chunk.getInt(at + USER_DATA_32);
    t.code = chunk.getShort(at + CODE) & 0xffff;
    t.flags = chunk.getShort(at + FLAGS) & 0xffff;
  }

  void truncate(int count) {
    for (int index = records.count() - 1; index >= count; index--) {
      ids.remove(records.getLong(index, ID_HIGH), records.getLong(index, ID_LOW));
    }
    records.truncate(count);
    states.truncate(count);
  }

  /// Finds the records from `first` on by their ids from now on: the last step of restoring them.
  void index(int first) {
    ids.addAll(records, first, records.count() - first);
  }

  /// Moves the state of a record that version 1 wrote to where it stands now.
  void restoreStateOfVersion1(int index) {
    states.putByte(states.append(), 0, records.getInt(index, STATE_OF_VERSION_1));
    records.putInt(index, STATE_OF_VERSION_1, 0);
  }

  /// Finds a burned id from now on.
  void indexBurned(int index) {
    ids.add(burned.getLong(index, ID_HIGH), burned.getLong(index, ID_LOW), -(index + 1));
  }

  /// The youngest transfer's timestamp, zero without transfers.
  long lastTimestamp() {
    return count() == 0 ? 0 : timestamp(count() - 1);
  }

  boolean hasTimestamp(long timestamp) {
    int index = firstAtLeast(timestamp);
    return index < count() && timestamp(index) == timestamp;
  }

  int firstAtLeast(long timestamp) {
    return records.firstAtLeast(TIMESTAMP, timestamp);
  }

  long amount(int index) {
    return records.getLong(index, AMOUNT);
  }

  long timestamp(int index) {
    return records.getLong(index, TIMESTAMP);
  }

  int debit(int index) {
    return records.getInt(index, DEBIT);
  }

  int credit(int index) {
    return records.getInt(index, CREDIT);
  }

  int timeout(int index) {
    return records.getInt(index, TIMEOUT_OR_PENDING);
  }

  int pending(int index) {
    return records.getInt(index, TIMEOUT_OR_PENDING);
  }

  int code(int index) {
    return records.getShort(index, CODE);
  }

  int flags(int index) {
    return records.getShort(index, FLAGS);
  }

  int state(int index) {
    return states.getByte(index, 0);
  }

  void state(int index, int state) {
    states.putByte(index, 0, state);
  }
}
