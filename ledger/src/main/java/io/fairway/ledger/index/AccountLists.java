package io.fairway.ledger.index;

import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.TransferFlags;
import io.fairway.ledger.machine.Committed;
import io.fairway.ledger.machine.Storage;
import io.fairway.ledger.wire.AccountEvent;
import org.agrona.concurrent.UnsafeBuffer;

/// Every account's history: which transfers and expirations touched it, in the order in which they
/// were committed, and its balances at the start of every block, so that what it held at any time
/// is one search and a fold of at most one block.
///
/// An entry is a transfer's index, or `-1 - n` for expiration `n`. An account's record holds its
/// balances now and its first [#INLINE] entries; most accounts need no more.
final class AccountLists {
  /// Entries in the account's own record.
  static final int INLINE = 4;

  private static final int DEBITS_PENDING = 0;
  private static final int DEBITS_POSTED = 8;
  private static final int CREDITS_PENDING = 16;
  private static final int CREDITS_POSTED = 24;
  private static final int TAIL = 32;
  private static final int USED = 36;
  private static final int CLOSINGS = 38;
  private static final int LEDGER = 40;
  private static final int LATE = 44;
  private static final int TAIL_ORDINAL = 46;
  private static final int ENTRIES = 48;
  private static final int ACCOUNT_BYTES = 64;

  private static final int BLOCK_TIMESTAMP = Blocks.LINK_BYTES;
  private static final int BLOCK_BALANCES = BLOCK_TIMESTAMP + 8;
  private static final int BLOCK_CLOSINGS = BLOCK_BALANCES + 32;
  private static final int BLOCK_HEADER_BYTES = 64;
  private static final int FIRST_BLOCK_BYTES = 96;

  private final Committed committed;
  private final Table accounts;
  private final Blocks blocks;
  private int count;

  AccountLists(Committed committed, Storage storage) {
    this.committed = committed;
    accounts = new Table(storage, "index-accounts", ACCOUNT_BYTES);
    blocks = new Blocks(storage, "index-account-history", BLOCK_HEADER_BYTES, FIRST_BLOCK_BYTES);
  }

  /// The next account; one created closed never opens.
  void add(AccountEvent a) {
    accounts.ensure(count);
    accounts.putInt(count, LEDGER, a.ledger);
    UnsafeBuffer buffer = accounts.buffer(count);
    int closings = (a.flags & AccountFlags.CLOSED) != 0 ? 1 : 0;
    buffer.putShort(accounts.at(count) + CLOSINGS, (short) closings);
    count++;
  }

  /// Adds an entry to an account's history, before it changes the balances.
  ///
  /// @param late true when an entry before it may have a later timestamp
  void append(int account, int entry, long timestamp, boolean late) {
    UnsafeBuffer buffer = accounts.buffer(account);
    int at = accounts.at(account);
    int tail = buffer.getInt(at + TAIL);
    int used = buffer.getShort(at + USED);
    if (late) {
      buffer.putShort(at + LATE, (short) 1);
    }
    if (tail == 0 && used < INLINE) {
      buffer.putInt(at + ENTRIES + (used << 2), entry);
    } else {
      if (tail == 0 || used == blocks.capacityOf(buffer.getShort(at + TAIL_ORDINAL))) {
        tail = newBlock(account, tail, timestamp);
        used = 0;
      }
      blocks.entry(tail, used, entry);
    }
    buffer.putShort(at + USED, (short) (used + 1));
  }

  /// Moves an amount between posted balances.
  void post(int debit, int credit, long amount) {
    change(debit, DEBITS_POSTED, amount);
    change(credit, CREDITS_POSTED, amount);
  }

  /// Holds an amount, or releases a negative one.
  void hold(int debit, int credit, long amount) {
    change(debit, DEBITS_PENDING, amount);
    change(credit, CREDITS_PENDING, amount);
  }

  /// Closes what a pending transfer of those flags closes, or opens it again.
  void close(int debit, int credit, int flags, int change) {
    if ((flags & TransferFlags.CLOSING_DEBIT) != 0) {
      changeClosings(debit, change);
    }
    if ((flags & TransferFlags.CLOSING_CREDIT) != 0) {
      changeClosings(credit, change);
    }
  }

  /// Reads the account's record ahead of its change: what is read together is waited for once.
  int touch(int account) {
    return accounts.getInt(account, TAIL);
  }

  /// Reads ahead where the account's next entry goes: after [#touch].
  int touchTail(int account) {
    UnsafeBuffer buffer = accounts.buffer(account);
    int at = accounts.at(account);
    int tail = buffer.getInt(at + TAIL);
    return tail == 0 ? 0 : blocks.entry(tail, buffer.getShort(at + USED) - 1);
  }

  int count() {
    return count;
  }

  int ledger(int account) {
    return accounts.getInt(account, LEDGER);
  }

  /// True when the history's timestamps do not ascend: imported transfers follow expirations.
  boolean isLate(int account) {
    return accounts.buffer(account).getShort(accounts.at(account) + LATE) != 0;
  }

  /// The last block of the account, zero when all entries stand in its record.
  int tail(int account) {
    return accounts.getInt(account, TAIL);
  }

  /// The last block that starts at that time or before; zero when it is the account's own record.
  int blockAt(int account, long timestamp) {
    return blocks.lastAtMost(tail(account), timestamp, this::blockTimestamp);
  }

  /// The block after, -1 at the end; zero stands for the account's record.
  int next(int account, int block) {
    int next = block == 0 ? blocks.first(tail(account)) : blocks.next(block);
    return next == 0 ? -1 : next;
  }

  /// The block before, -1 at the start; zero stands for the account's record.
  int previous(int block) {
    return block == 0 ? -1 : blocks.previous(block);
  }

  /// How many entries the block holds.
  int size(int account, int block) {
    int tail = tail(account);
    if (block == tail) {
      return accounts.buffer(account).getShort(accounts.at(account) + USED);
    }
    return block == 0 ? INLINE : blocks.capacity(block);
  }

  int entry(int account, int block, int index) {
    return block == 0
        ? accounts.getInt(account, ENTRIES + (index << 2))
        : blocks.entry(block, index);
  }

  /// When an entry's event was, in nanoseconds.
  long timestamp(int entry) {
    return entry < 0
        ? committed.expirationTimestamp(-1 - entry)
        : committed.transferTimestamp(entry);
  }

  /// What the account holds now.
  void readNow(int account, BalanceSheet into) {
    UnsafeBuffer buffer = accounts.buffer(account);
    int at = accounts.at(account);
    into.debitsPending = buffer.getLong(at + DEBITS_PENDING);
    into.debitsPosted = buffer.getLong(at + DEBITS_POSTED);
    into.creditsPending = buffer.getLong(at + CREDITS_PENDING);
    into.creditsPosted = buffer.getLong(at + CREDITS_POSTED);
    into.closings = buffer.getShort(at + CLOSINGS);
  }

  /// What the account held before the first entry of that block.
  void readBefore(int account, int block, BalanceSheet into) {
    if (block == 0) {
      into.clear();
      into.closings = createdClosed(account) ? 1 : 0;
      return;
    }
    UnsafeBuffer buffer = blocks.buffer(block);
    int at = blocks.at(block) + BLOCK_BALANCES;
    into.debitsPending = buffer.getLong(at);
    into.debitsPosted = buffer.getLong(at + 8);
    into.creditsPending = buffer.getLong(at + 16);
    into.creditsPosted = buffer.getLong(at + 24);
    into.closings = blocks.getInt(block, BLOCK_CLOSINGS);
  }

  /// What the account held after everything up to and at that time.
  void readAt(int account, long timestamp, BalanceSheet into) {
    boolean late = isLate(account);
    int block = late ? 0 : blockAt(account, timestamp);
    readBefore(account, block, into);
    for (; block >= 0; block = late ? next(account, block) : -1) {
      int size = size(account, block);
      for (int i = 0; i < size; i++) {
        int entry = entry(account, block, i);
        if (timestamp(entry) <= timestamp) {
          into.apply(committed, account, entry);
        } else if (!late) {
          return;
        }
      }
    }
  }

  /// Bytes of all accounts' records and blocks.
  long bytes() {
    return (long) count * ACCOUNT_BYTES + blocks.bytes();
  }

  private boolean createdClosed(int account) {
    AccountEvent a = new AccountEvent();
    committed.readAccount(account, a);
    return (a.flags & AccountFlags.CLOSED) != 0;
  }

  private void change(int account, int balance, long by) {
    UnsafeBuffer buffer = accounts.buffer(account);
    int at = accounts.at(account) + balance;
    buffer.putLong(at, buffer.getLong(at) + by);
  }

  private void changeClosings(int account, int by) {
    UnsafeBuffer buffer = accounts.buffer(account);
    int at = accounts.at(account) + CLOSINGS;
    buffer.putShort(at, (short) (buffer.getShort(at) + by));
  }

  /// A block after `tail` that starts with the balances of now.
  private int newBlock(int account, int tail, long timestamp) {
    UnsafeBuffer buffer = accounts.buffer(account);
    int at = accounts.at(account);
    int block = blocks.append(tail);
    UnsafeBuffer header = blocks.buffer(block);
    int headerAt = blocks.at(block);
    header.putLong(headerAt + BLOCK_TIMESTAMP, timestamp);
    header.putBytes(headerAt + BLOCK_BALANCES, buffer, at + DEBITS_PENDING, TAIL - DEBITS_PENDING);
    header.putInt(headerAt + BLOCK_CLOSINGS, buffer.getShort(at + CLOSINGS));
    buffer.putInt(at + TAIL, block);
    int ordinal = Math.min(blocks.ordinal(block), Short.MAX_VALUE);
    buffer.putShort(at + TAIL_ORDINAL, (short) ordinal);
    return block;
  }

  private long blockTimestamp(int block) {
    return blocks.buffer(block).getLong(blocks.at(block) + BLOCK_TIMESTAMP);
  }
}
