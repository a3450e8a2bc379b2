package io.fairway.ledger.machine;

import io.fairway.money.Invariant;

/// Debits less credits, by ledger number: an open-addressing map that grows. Sums wrap at 64 bits,
/// which keeps their equality.
final class Imbalances {
  private int[] ledgers = new int[64];
  private long[] pending = new long[64];
  private long[] posted = new long[64];
  private int size;
  private int last;

  void add(int ledger, long pendingDifference, long postedDifference) {
    int slot = slotOf(ledger);
    pending[slot] += pendingDifference;
    posted[slot] += postedDifference;
  }

  /// Every ledger must be even.
  void check() {
    for (int slot = 0; slot < ledgers.length; slot++) {
      if ((pending[slot] | posted[slot]) != 0) {
        Invariant.check(
            false, "debits do not equal credits in ledger %s", Integer.toString(ledgers[slot]));
      }
    }
  }

  private int slotOf(int ledger) {
    if (ledgers[last] == ledger) {
      return last;
    }
    int slot = probe(ledger);
    if (ledgers[slot] == 0) {
      if ((size + 1) * 2 > ledgers.length) {
        grow();
        slot = probe(ledger);
      }
      ledgers[slot] = ledger;
      size++;
    }
    last = slot;
    return slot;
  }

  private int probe(int ledger) {
    int mask = ledgers.length - 1;
    int slot = ((ledger * 0x9e3779b9) >>> 16) & mask;
    while (ledgers[slot] != 0 && ledgers[slot] != ledger) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int[] oldLedgers = ledgers;
    long[] oldPending = pending;
    long[] oldPosted = posted;
    ledgers = new int[oldLedgers.length * 2];
    pending = new long[oldLedgers.length * 2];
    posted = new long[oldLedgers.length * 2];
    for (int i = 0; i < oldLedgers.length; i++) {
      if (oldLedgers[i] != 0) {
        int slot = probe(oldLedgers[i]);
        ledgers[slot] = oldLedgers[i];
        pending[slot] = oldPending[i];
        posted[slot] = oldPosted[i];
      }
    }
  }
}
