package io.fairway.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.chain.AttestOutcome;
import io.fairway.chain.Chain;
import io.fairway.chain.Hash32;
import io.fairway.chain.MintOutcome;
import io.fairway.chain.Observation;
import io.fairway.chain.Window;
import io.fairway.chain.WindowOutcome;
import io.fairway.ledger.Account;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.Chart;
import io.fairway.ledger.CreateAccountResult;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.money.Asset;
import io.fairway.money.InvariantViolation;
import io.fairway.money.Money;
import io.fairway.payments.Receipt;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each check over answers of an engine that are right, and over answers that were tampered with:
/// an unbalanced ledger cannot be made through the state machine, so its answer is changed here.
class ChecksTest {
  private static final Id128 ISSUED = Id128.ofAccount("fairway", "issued:FHKD", "FHKD");
  private static final Id128 POOL = Id128.ofAccount("fairway", "pool:FHKD", "HKD");
  private static final Id128 WALLET = Id128.ofAccount("fairway", "wallet:L", "FHKD");
  private static final String ADDRESS = "0x00000000000000000000000000000000000000Aa";
  private static final int FHKD = Asset.FHKD.ledger();
  private static final Checks.CoinAccounts COIN =
      new Checks.CoinAccounts(
          Asset.FHKD,
          ISSUED,
          Asset.of("HKD"),
          POOL,
          List.of(new Checks.Holder("wallet:L", ADDRESS, WALLET)));

  @Test
  void accountsFollowTheChart() {
    Checks.CoinAccounts coin =
        Checks.CoinAccounts.of(Asset.FHKD, Map.of("L", "0x01", "O", "0x02"), "0x03");
    assertThat(coin.issued()).isEqualTo(ISSUED);
    assertThat(coin.pool()).isEqualTo(POOL);
    assertThat(coin.peg()).isEqualTo(Asset.of("HKD"));
    assertThat(coin.holders())
        .containsExactly(
            new Checks.Holder("wallet:L", "0x01", WALLET),
            new Checks.Holder("wallet:O", "0x02", Chart.wallet("O", Asset.FHKD).id()),
            new Checks.Holder("rounding:issuer", "0x03", Chart.rounding(Asset.FHKD).id()));
  }

  @Test
  void aLedgerOfManyPagesBalances() {
    List<Account> accounts = pairs(9_000);
    Check.LedgerBalanced check = Checks.ledgerBalanced(new Answers(accounts));
    assertThat(check.holds()).isTrue();
    assertThat(check.accounts()).isEqualTo(18_000);
    assertThat(check.ledgers()).containsOnlyKeys(156, 344);
  }

  /// One unit on one side of one account on the last page is enough, posted or pending.
  @ParameterizedTest
  @CsvSource({"0,0,0,0,true", "1,0,0,0,false", "0,1,0,0,false", "0,0,1,0,false", "0,0,0,1,false"})
  void oneUnitAsideIsSeen(
      long debitsPending,
      long debitsPosted,
      long creditsPending,
      long creditsPosted,
      boolean holds) {
    List<Account> accounts = pairs(9_000);
    Account last = accounts.removeLast();
    accounts.add(
        account(
            last.id(),
            last.debitsPending() + debitsPending,
            last.debitsPosted() + debitsPosted,
            last.creditsPending() + creditsPending,
            last.creditsPosted() + creditsPosted,
            last.ledger(),
            last.flags(),
            last.timestamp()));
    Check.LedgerBalanced check = Checks.ledgerBalanced(new Answers(accounts));
    assertThat(check.holds()).isEqualTo(holds);
    if (!holds) {
      assertThat(check.figures()).anyMatch(line -> line.contains("does not balance"));
    }
  }

  @Test
  void whatOneLedgerLacksAnotherDoesNotMakeUp() {
    Account one = account(Id128.hash("one"), 0, 5, 0, 0, 344, 0, 1);
    Account other = account(Id128.hash("other"), 0, 0, 0, 5, 156, 0, 2);
    assertThat(Checks.ledgerBalanced(new Answers(List.of(one, other))).holds()).isFalse();
  }

  @Test
  void unsignedSumsDoNotOverflow() {
    Account one = account(Id128.hash("one"), 0, -1, 0, 0, 344, 0, 1);
    Account two = account(Id128.hash("two"), 0, -1, 0, 0, 344, 0, 2);
    Account all = account(Id128.hash("all"), 0, 0, 0, -1, 344, 0, 3);
    Account rest = account(Id128.hash("rest"), 0, 0, 0, -1, 344, 0, 4);
    Check.LedgerBalanced check = Checks.ledgerBalanced(new Answers(List.of(one, two, all, rest)));
    assertThat(check.holds()).isTrue();
    assertThat(check.ledgers().values())
        .extracting(Check.Totals::debitsPosted)
        .containsExactly(new BigInteger("36893488147419103230"));
  }

  @ParameterizedTest
  @CsvSource({
    // flags, debits pending, debits posted, credits posted, holds
    "2, 0, 10, 10, true",
    "2, 1, 10, 10, false",
    "2, 0, 11, 10, false",
    "4, 0, 10, 10, true",
    "4, 0, 10, 11, false",
    "0, 0, 99, 1,  true"
  })
  void accountsPastTheirLimitAreSeen(
      int flags, long debitsPending, long debitsPosted, long creditsPosted, boolean holds) {
    Account account =
        account(Id128.hash("a"), debitsPending, debitsPosted, 0, creditsPosted, 344, flags, 1);
    Account other =
        account(Id128.hash("b"), 0, creditsPosted, debitsPending, debitsPosted, 344, 0, 2);
    Check.LedgerBalanced check = Checks.ledgerBalanced(new Answers(List.of(account, other)));
    assertThat(check.holds()).isEqualTo(holds);
    assertThat(check.pastLimit()).hasSize(holds ? 0 : 1);
  }

  @Test
  void aLedgerThatAnswersOutOfOrderIsABug() {
    Account one = account(Id128.hash("one"), 0, 0, 0, 0, 344, 0, 9);
    Account two = account(Id128.hash("two"), 0, 0, 0, 0, 344, 0, 3);
    assertThatThrownBy(() -> Checks.ledgerBalanced(new Answers(List.of(one, two), false)))
        .isInstanceOf(InvariantViolation.class);
  }

  /// Bounds: posted − pending burns ≤ chain ≤ posted + pending mints; the same for an address with
  /// its pending debits and credits. In whole smallest units.
  @ParameterizedTest
  @CsvSource({
    // posted, pending mint, pending burn, chain, holds
    "1000, 0,   0,   1000, true",
    "1000, 0,   0,   1001, false",
    "1000, 0,   0,    999, false",
    "1000, 50,  0,   1000, true",
    "1000, 50,  0,   1050, true",
    "1000, 50,  0,   1051, false",
    "1000, 50,  0,    999, false",
    "1000, 0,   50,   950, true",
    "1000, 0,   50,   949, false",
    "0,    0,   0,      0, true",
    "0,    0,   0,      1, false"
  })
  void supplyLiesWithinItsBounds(
      long posted, long pendingMint, long pendingBurn, long chain, boolean holds) {
    Answers ledger = new Answers(coin(posted, pendingMint, pendingBurn));
    Check.SupplyEqualsLedger check =
        Checks.supplyEqualsLedger(ledger, new Seen(chain, chain), List.of(COIN));
    assertThat(check.holds()).isEqualTo(holds);
    assertThat(check.block()).isEqualTo(77);
  }

  @Test
  void anAddressMustAgreeEvenWhenTheSupplyDoes() {
    Check.SupplyEqualsLedger check =
        Checks.supplyEqualsLedger(
            new Answers(coin(1000, 0, 0)), new Seen(1000, 400), List.of(COIN));
    assertThat(check.holds()).isFalse();
    assertThat(check.figures())
        .anyMatch(line -> line.contains("DIFFERS") && line.contains("wallet:L"));
  }

  /// A mint was posted between the two readings of the ledger: either supply is right.
  @ParameterizedTest
  @CsvSource({"1000, true", "1200, true", "999, false", "1201, false"})
  void theWiderBoundsOfTwoReadingsCount(long chain, boolean holds) {
    Answers before = new Answers(coin(1000, 0, 0));
    Answers after = new Answers(coin(1200, 0, 0));
    Deque<Answers> readings = new ArrayDeque<>(List.of(before, after));
    Ledger moving =
        new Answers(List.of()) {
          @Override
          public List<Account> lookupAccounts(List<Id128> ids) {
            return readings.removeFirst().lookupAccounts(ids);
          }
        };
    assertThat(Checks.supplyEqualsLedger(moving, new Seen(chain, chain), List.of(COIN)).holds())
        .isEqualTo(holds);
  }

  @Test
  void noCoinsToCompareProveNothing() {
    assertThat(Checks.supplyEqualsLedger(new Answers(List.of()), new Seen(0, 0), List.of()).holds())
        .isFalse();
    assertThat(
            Checks.reservesCoverSupply(new Answers(List.of()), List.of(), BigDecimal.ZERO).holds())
        .isFalse();
  }

  /// Supply in millionths, pool in hundredths, a buffer of 100 basis points: FHKD 10.00 need HKD
  /// 10.10.
  @ParameterizedTest
  @CsvSource({
    // supply, pending mint, pool, leaving the pool, buffer bp, holds
    "10000000, 0,       1010, 0, 100, true",
    "10000000, 0,       1009, 0, 100, false",
    "10000000, 0,       1000, 0, 0,   true",
    "10000000, 1000000, 1010, 0, 100, false",
    "10000000, 1000000, 1111, 0, 100, true",
    "10000000, 0,       1010, 1, 100, false",
    "10000001, 0,       1010, 0, 100, false",
    "0,        0,       0,    0, 100, true"
  })
  void thePoolCoversSupplyAndBuffer(
      long supply, long pendingMint, long pool, long leaving, BigDecimal bufferBps, boolean holds) {
    List<Account> accounts = new ArrayList<>(coin(supply, pendingMint, 0));
    accounts.add(account(POOL, 0, pool, leaving, 0, 344, 0, 3));
    Check.ReservesCoverSupply check =
        Checks.reservesCoverSupply(new Answers(accounts), List.of(COIN), bufferBps);
    assertThat(check.holds()).isEqualTo(holds);
  }

  @Test
  void outcomesMustSumToTheLinesRead() {
    List<Receipt> receipts = Fixed.receipts();
    assertThat(Checks.outcomesSumToRead(8, receipts).holds()).isTrue();
    assertThat(Checks.outcomesSumToRead(9, receipts).holds()).as("a line lost").isFalse();
    assertThat(Checks.outcomesSumToRead(7, receipts).holds()).as("one too many").isFalse();
    List<Receipt> twice = new ArrayList<>(receipts);
    twice.set(1, receipts.get(0));
    assertThat(Checks.outcomesSumToRead(8, twice).holds()).as("one twice, one lost").isFalse();
  }

  private static List<Account> coin(long posted, long pendingMint, long pendingBurn) {
    return List.of(
        account(ISSUED, pendingMint, posted, pendingBurn, 0, FHKD, 0, 1),
        account(WALLET, pendingBurn, 0, pendingMint, posted, FHKD, 0, 2));
  }

  /// Accounts two by two, each pair balanced, in two ledgers.
  private static List<Account> pairs(int count) {
    List<Account> accounts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int ledger = i % 2 == 0 ? 344 : 156;
      int limit = AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS;
      accounts.add(
          account(Id128.hash("from", "" + i), 3, 1000 + i, 0, 50_000, ledger, limit, 2L * i + 1));
      accounts.add(
          account(Id128.hash("to", "" + i), 0, 50_000, 3, 1000 + i, ledger, 0, 2L * i + 2));
    }
    return accounts;
  }

  private static Account account(
      Id128 id,
      long debitsPending,
      long debitsPosted,
      long creditsPending,
      long creditsPosted,
      int ledger,
      int flags,
      long timestamp) {
    return new Account(
        id,
        debitsPending,
        debitsPosted,
        creditsPending,
        creditsPosted,
        Id128.ZERO,
        0,
        0,
        ledger,
        1,
        flags,
        timestamp);
  }

  /// The answers of a ledger that has these accounts.
  private static class Answers implements Ledger {
    private final List<Account> accounts;
    private final boolean filtered;

    Answers(List<Account> accounts) {
      this(accounts, true);
    }

    Answers(List<Account> accounts, boolean filtered) {
      this.accounts = accounts;
      this.filtered = filtered;
    }

    @Override
    public List<Account> queryAccounts(QueryFilter filter) {
      return accounts.stream()
          .filter(account -> !filtered || account.timestamp() >= filter.timestampMin())
          .limit(filter.limit())
          .toList();
    }

    @Override
    public List<Account> lookupAccounts(List<Id128> ids) {
      return accounts.stream().filter(account -> ids.contains(account.id())).toList();
    }

    @Override
    public List<CreateAccountResult> createAccounts(List<Account> requests) {
      throw new AssertionError("a check writes nothing");
    }

    @Override
    public List<CreateTransferResult> createTransfers(List<Transfer> transfers) {
      throw new AssertionError("a check writes nothing");
    }

    @Override
    public List<Transfer> lookupTransfers(List<Id128> ids) {
      throw new AssertionError("a check reads accounts");
    }

    @Override
    public List<Transfer> queryTransfers(QueryFilter filter) {
      throw new AssertionError("a check reads accounts");
    }

    @Override
    public void close() {}
  }

  /// A chain on which that much is to be seen.
  private record Seen(long supply, long balance) implements Chain {
    @Override
    public Observation observe(Asset coin, Collection<String> addresses) {
      return new Observation(
          77,
          new Money(coin, supply),
          Map.of(ADDRESS.toLowerCase(Locale.ROOT), new Money(coin, balance)));
    }

    @Override
    public WindowOutcome settle(Window window, Duration wait) {
      throw new AssertionError("a check settles nothing");
    }

    @Override
    public AttestOutcome attest(Asset coin, long reserveUnits, Instant asOf, Duration wait) {
      throw new AssertionError("a check states nothing");
    }

    @Override
    public MintOutcome mint(Hash32 orderId, String to, Money amount, Duration wait) {
      throw new AssertionError("a check mints nothing");
    }

    @Override
    public long transactionsConfirmed() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
