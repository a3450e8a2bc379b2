package io.fairway.ledger.machine;

import static io.fairway.ledger.TransferFlags.*;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What the naive ledger knows, and how it takes a chain back: a stack of undo steps.
final class ReferenceState {
  static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64);
  static final BigInteger ALL = LIMIT.subtract(BigInteger.ONE);
  static final long NANOS = 1_000_000_000L;

  /// A balance sheet of one account.
  static final class Sheet {
    BigInteger debitsPending = BigInteger.ZERO;
    BigInteger debitsPosted = BigInteger.ZERO;
    BigInteger creditsPending = BigInteger.ZERO;
    BigInteger creditsPosted = BigInteger.ZERO;
    boolean closed;
  }

  enum Fate {
    OPEN,
    POSTED,
    VOIDED,
    EXPIRED
  }

  record Due(long at, long created) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(created, other.created);
    }
  }

  final Map<Id128, Account> accounts = new LinkedHashMap<>();
  final Map<Id128, Sheet> sheets = new HashMap<>();
  final Map<Id128, Transfer> transfers = new LinkedHashMap<>();
  final Map<Id128, Fate> fates = new HashMap<>();
  final Set<Id128> burned = new HashSet<>();
  final Set<Id128> reversed = new HashSet<>();
  final Set<Long> accountTimes = new HashSet<>();
  final Set<Long> transferTimes = new HashSet<>();
  final TreeMap<Due, Transfer> dues = new TreeMap<>();
  final Deque<Runnable> undo = new ArrayDeque<>();
  long clock;
  long youngestAccount;
  long youngestTransfer;

  Sheet sheet(Id128 account) {
    return Objects.requireNonNull(sheets.get(account));
  }

  long accountTime(Id128 id) {
    return Objects.requireNonNull(accounts.get(id)).timestamp();
  }

  Transfer transfer(Id128 id) {
    return Objects.requireNonNull(transfers.get(id));
  }

  @Nullable Account account(Id128 id) {
    Account a = accounts.get(id);
    if (a == null) {
      return null;
    }
    Sheet s = sheet(id);
    int flags = s.closed ? a.flags() | AccountFlags.CLOSED : a.flags() & ~AccountFlags.CLOSED;
    return new Account(
        id,
        s.debitsPending.longValue(),
        s.debitsPosted.longValue(),
        s.creditsPending.longValue(),
        s.creditsPosted.longValue(),
        a.userData128(),
        a.userData64(),
        a.userData32(),
        a.ledger(),
        a.code(),
        flags,
        a.timestamp());
  }

  void remember(Sheet s) {
    BigInteger debitsPending = s.debitsPending;
    BigInteger debitsPosted = s.debitsPosted;
    BigInteger creditsPending = s.creditsPending;
    BigInteger creditsPosted = s.creditsPosted;
    boolean closed = s.closed;
    undo.push(() -> {
      s.debitsPending = debitsPending;
      s.debitsPosted = debitsPosted;
      s.creditsPending = creditsPending;
      s.creditsPosted = creditsPosted;
      s.closed = closed;
    });
  }

  void rollBack() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }

  static Due dueOf(Transfer p) {
    return new Due(p.timestamp() + (p.timeout() & 0xffffffffL) * NANOS, p.timestamp());
  }

  static BigInteger moved(Transfer t, Sheet debit, Sheet credit) {
    BigInteger amount = unsigned(t.amount());
    if (has(t, BALANCING_DEBIT)) {
      amount =
          amount.min(
              debit
                  .creditsPosted
                  .subtract(debit.debitsPosted)
                  .subtract(debit.debitsPending)
                  .max(BigInteger.ZERO));
    }
    if (has(t, BALANCING_CREDIT)) {
      amount =
          amount.min(
              credit
                  .debitsPosted
                  .subtract(credit.creditsPosted)
                  .subtract(credit.creditsPending)
                  .max(BigInteger.ZERO));
    }
    return amount;
  }

  static BigInteger meant(Transfer t, Transfer p) {
    BigInteger amount = unsigned(t.amount());
    BigInteger full = has(t, VOID_PENDING_TRANSFER) ? BigInteger.ZERO : ALL;
    return amount.equals(full) ? unsigned(p.amount()) : amount;
  }

  static boolean tooMuch(BigInteger balance, BigInteger amount) {
    return balance.add(amount).compareTo(LIMIT) >= 0;
  }

  static boolean given(Id128 id) {
    return !id.equals(Id128.ZERO);
  }

  static boolean has(Transfer t, int flag) {
    return (t.flags() & flag) != 0;
  }

  static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  /// The first code whose condition holds.
  static <S> S first(Map<S, BooleanSupplier> rules, S otherwise) {
    return rules.entrySet().stream()
        .filter(rule -> rule.getValue().getAsBoolean())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(otherwise);
  }
}
