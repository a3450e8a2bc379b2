package io.fairway.ledger.machine;

import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.wire.AccountEvent;
import org.agrona.DirectBuffer;

/// All accounts, in order of creation, which is order of timestamp. What a transfer reads and
/// writes is one 64-byte record, one line of cache; the rest stands apart.
final class Accounts {
  private static final int ID_LOW = 0;
  private static final int ID_HIGH = 8;
  static final int DEBITS_PENDING = 16;
  static final int DEBITS_POSTED = 24;
  static final int CREDITS_PENDING = 32;
  static final int CREDITS_POSTED = 40;
  private static final int LEDGER = 48;
  private static final int CODE = 52;
  private static final int FLAGS = 54;
  private static final int TIMESTAMP = 56;
  static final int BALANCE_BYTES = 64;

  private static final int USER_DATA_128_LOW = 0;
  private static final int USER_DATA_128_HIGH = 8;
  private static final int USER_DATA_64 = 16;
  private static final int USER_DATA_32 = 24;
  private static final int FLAGS_AS_CREATED = 28;
  private static final int DETAIL_BYTES = 32;

  final Records balances;
  final Records details;
  private final IdMap ids;

  Accounts(Storage storage) {
    balances = new Records(storage, "accounts", BALANCE_BYTES);
    details = new Records(storage, "account-details", DETAIL_BYTES);
    ids = new IdMap(storage, balances, balances);
  }

  int count() {
    return balances.count();
  }

  /// The index of the account, or -1.
  int find(long idHigh, long idLow) {
    return ids.find(idHigh, idLow) - 1;
  }

  /// The hash of an account's id.
  long hash(long idHigh, long idLow) {
    return ids.hash(idHigh, idLow);
  }

  /// Finds accounts together: their indexes, or -1 each. On its own each search would wait for
  /// memory twice.
  ///
  /// @param ids low and high halves in turns
  void find(long[] hashes, long[] ids, int count, long[] entries, int[] indexes) {
    this.ids.touch(hashes, count, entries);
    this.ids.guess(hashes, count, indexes);
    for (int i = 0; i < count; i++) {
      int index = indexes[i] - 1;
      entries[i] = index < 0 ? 0 : balances.getLong(index, ID_LOW);
    }
    for (int i = 0; i < count; i++) {
      int index = indexes[i] - 1;
      long low = ids[2 * i];
      long high = ids[2 * i + 1];
      boolean right = index >= 0 && entries[i] == low && balances.getLong(index, ID_HIGH) == high;
      indexes[i] = right || index < 0 ? index : this.ids.find(hashes[i], high, low) - 1;
    }
  }

  /// Reads these accounts' balances together, so that their reads wait for memory once.
  long touch(int[] indexes, int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += balances.getLong(indexes[i], DEBITS_POSTED);
    }
    return sum;
  }

  void add(AccountEvent a, long timestamp) {
    int index = balances.append();
    details.append();
    balances.putLong(index, ID_LOW, a.idLow);
    balances.putLong(index, ID_HIGH, a.idHigh);
    balances.putLong(index, DEBITS_PENDING, 0);
    balances.putLong(index, DEBITS_POSTED, 0);
    balances.putLong(index, CREDITS_PENDING, 0);
    balances.putLong(index, CREDITS_POSTED, 0);
    balances.putInt(index, LEDGER, a.ledger);
    balances.putShort(index, CODE, a.code);
    balances.putShort(index, FLAGS, a.flags);
    balances.putLong(index, TIMESTAMP, timestamp);
    details.putLong(index, USER_DATA_128_LOW, a.userData128Low);
    details.putLong(index, USER_DATA_128_HIGH, a.userData128High);
    details.putLong(index, USER_DATA_64, a.userData64);
    details.putInt(index, USER_DATA_32, a.userData32);
    details.putInt(index, FLAGS_AS_CREATED, a.flags);
    ids.add(a.idHigh, a.idLow, index + 1);
  }

  /// Fills `a` with the account as it stands.
  void read(int index, AccountEvent a) {
    a.idLow = balances.getLong(index, ID_LOW);
    a.idHigh = balances.getLong(index, ID_HIGH);
    a.debitsPending = debitsPending(index);
    a.debitsPosted = debitsPosted(index);
    a.creditsPending = creditsPending(index);
    a.creditsPosted = creditsPosted(index);
    a.ledger = ledger(index);
    a.code = balances.getShort(index, CODE);
    a.flags = flags(index);
    a.timestamp = timestamp(index);
    a.userData128Low = details.getLong(index, USER_DATA_128_LOW);
    a.userData128High = details.getLong(index, USER_DATA_128_HIGH);
    a.userData64 = details.getLong(index, USER_DATA_64);
    a.userData32 = details.getInt(index, USER_DATA_32);
    a.reserved = 0;
  }

  /// Fills `a` with what never changes after the creation: other threads may ask.
  void readAsCreated(int index, AccountEvent a) {
    a.idLow = balances.getLong(index, ID_LOW);
    a.idHigh = balances.getLong(index, ID_HIGH);
    a.debitsPending = 0;
    a.debitsPosted = 0;
    a.creditsPending = 0;
    a.creditsPosted = 0;
    a.ledger = ledger(index);
    a.code = balances.getShort(index, CODE);
    a.flags = details.getInt(index, FLAGS_AS_CREATED);
    a.timestamp = timestamp(index);
    a.userData128Low = details.getLong(index, USER_DATA_128_LOW);
    a.userData128High = details.getLong(index, USER_DATA_128_HIGH);
    a.userData64 = details.getLong(index, USER_DATA_64);
    a.userData32 = details.getInt(index, USER_DATA_32);
    a.reserved = 0;
  }

  /// For a state of a release that did not keep the flags as created apart.
  void restoreFlags(int index) {
    details.putInt(index, FLAGS_AS_CREATED, flags(index));
  }

  /// Like [#restoreFlags], for an account that a transfer has closed since its creation.
  void restoreFlagsOfClosed(int index) {
    details.putInt(index, FLAGS_AS_CREATED, flags(index) & ~AccountFlags.CLOSED);
  }

  void truncate(int count) {
    for (int index = balances.count() - 1; index >= count; index--) {
      ids.remove(balances.getLong(index, ID_HIGH), balances.getLong(index, ID_LOW));
    }
    balances.truncate(count);
    details.truncate(count);
  }

  /// Finds all records by their ids from now on: the last step of restoring them.
  void index() {
    ids.addAll(balances, 0, balances.count());
  }

  /// The youngest account's timestamp, zero without accounts.
  long lastTimestamp() {
    return count() == 0 ? 0 : timestamp(count() - 1);
  }

  boolean hasTimestamp(long timestamp) {
    int index = firstAtLeast(timestamp);
    return index < count() && timestamp(index) == timestamp;
  }

  int firstAtLeast(long timestamp) {
    return balances.firstAtLeast(TIMESTAMP, timestamp);
  }

  long debitsPending(int index) {
    return balances.getLong(index, DEBITS_PENDING);
  }

  long debitsPosted(int index) {
    return balances.getLong(index, DEBITS_POSTED);
  }

  long creditsPending(int index) {
    return balances.getLong(index, CREDITS_PENDING);
  }

  long creditsPosted(int index) {
    return balances.getLong(index, CREDITS_POSTED);
  }

  void put(int index, int balance, long value) {
    balances.putLong(index, balance, value);
  }

  int ledger(int index) {
    return balances.getInt(index, LEDGER);
  }

  int flags(int index) {
    return balances.getShort(index, FLAGS);
  }

  void flags(int index, int flags) {
    balances.putShort(index, FLAGS, flags);
  }

  boolean isClosed(int index) {
    return (flags(index) & AccountFlags.CLOSED) != 0;
  }

  long timestamp(int index) {
    return balances.getLong(index, TIMESTAMP);
  }

  /// Adds what a record of a snapshot holds to its ledger's sums.
  static void addTo(Imbalances imbalances, DirectBuffer from, int at) {
    imbalances.add(
        from.getInt(at + LEDGER),
        from.getLong(at + DEBITS_PENDING) - from.getLong(at + CREDITS_PENDING),
        from.getLong(at + DEBITS_POSTED) - from.getLong(at + CREDITS_POSTED));
  }
}
