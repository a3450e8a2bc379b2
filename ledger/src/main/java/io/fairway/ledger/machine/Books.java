package io.fairway.ledger.machine;

import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.wire.Wire;
import io.fairway.money.Invariant;
import java.util.Arrays;

/// Checks the books after every command, in production too: in every ledger that it touched, debits
/// changed by as much as credits, and no touched account is past its limits. What accounts held
/// before comes from a copy made at first touch, what they hold now from the store.
final class Books {
  private static final int BALANCES = 4;

  /// Accounts that are asked for together: after a long command the first ones have left the cache.
  private static final int AHEAD = 64;

  private static final int STAMPS_SHIFT = 16;
  private static final int STAMPS = 1 << STAMPS_SHIFT;

  private final Accounts accounts;
  private final int[] touched = new int[Wire.EVENTS_MAX * 2];
  private final long[] before = new long[Wire.EVENTS_MAX * 2 * BALANCES];

  /// The last command that touched an account, by the account's index: small, because every event
  /// asks twice.
  private int[][] stamps = {new int[STAMPS]};

  private final Imbalances imbalances = new Imbalances();
  private int count;
  private int command = 1;

  @SuppressWarnings("UnusedVariable") // a read without a use would not be done
  private long readAhead;

  Books(Accounts accounts) {
    this.accounts = accounts;
  }

  /// Reads what [#touch] will read first: with many accounts that waits for memory.
  int touchAhead(int account) {
    int part = account >>> STAMPS_SHIFT;
    return part < stamps.length ? stamps[part][account & (STAMPS - 1)] : 0;
  }

  /// An account is about to change.
  void touch(int account) {
    int part = account >>> STAMPS_SHIFT;
    if (part >= stamps.length) {
      addStamps(part + 1);
    }
    if (stamps[part][account & (STAMPS - 1)] == command) {
      return;
    }
    stamps[part][account & (STAMPS - 1)] = command;
    int at = count * BALANCES;
    before[at] = accounts.debitsPending(account);
    before[at + 1] = accounts.debitsPosted(account);
    before[at + 2] = accounts.creditsPending(account);
    before[at + 3] = accounts.creditsPosted(account);
    touched[count++] = account;
  }

  /// Checks what the command left behind; answers the rolling hash with it.
  long close(long hash) {
    long h = hash;
    for (int start = 0; start < count; start += AHEAD) {
      int end = Math.min(start + AHEAD, count);
      readAhead = accounts.touch(touched, start, end);
      for (int i = start; i < end; i++) {
        h = check(touched[i], i * BALANCES, h);
      }
    }
    imbalances.check();
    count = 0;
    nextCommand();
    return h;
  }

  private long check(int account, int at, long hash) {
    long debitsPending = accounts.debitsPending(account);
    long debitsPosted = accounts.debitsPosted(account);
    long creditsPending = accounts.creditsPending(account);
    long creditsPosted = accounts.creditsPosted(account);
    checkLimits(account, debitsPending, debitsPosted, creditsPending, creditsPosted);
    imbalances.add(
        accounts.ledger(account),
        debitsPending - before[at] - (creditsPending - before[at + 2]),
        debitsPosted - before[at + 1] - (creditsPosted - before[at + 3]));
    long h = StateHash.mix(hash, account);
    h = StateHash.mix(h, debitsPending + Long.rotateLeft(debitsPosted, 32));
    return StateHash.mix(h, creditsPending + Long.rotateLeft(creditsPosted, 32));
  }

  void checkLimits(
      int account, long debitsPending, long debitsPosted, long creditsPending, long creditsPosted) {
    long debits = debitsPending + debitsPosted;
    long credits = creditsPending + creditsPosted;
    Invariant.check(
        Long.compareUnsigned(debits, debitsPosted) >= 0
            && Long.compareUnsigned(credits, creditsPosted) >= 0,
        "a balance overflowed");
    int flags = accounts.flags(account);
    Invariant.check(
        (flags & AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS) == 0
            || Long.compareUnsigned(debits, creditsPosted) <= 0,
        "debits exceed credits");
    Invariant.check(
        (flags & AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS) == 0
            || Long.compareUnsigned(credits, debitsPosted) <= 0,
        "credits exceed debits");
  }

  private void addStamps(int parts) {
    int before = stamps.length;
    stamps = Arrays.copyOf(stamps, parts);
    for (int i = before; i < parts; i++) {
      stamps[i] = new int[STAMPS];
    }
  }

  private void nextCommand() {
    if (++command <= 0) {
      for (int[] part : stamps) {
        Arrays.fill(part, 0);
      }
      command = 1;
    }
  }
}
