package io.fairway.reporting;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.Outcome;
import io.fairway.payments.Receipt;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a run came to, in few figures: as one JSON object ([#json()]) and as text for a screen
/// ([#text()]).
///
/// Seconds run from an order's recorded acceptance. A time counts in the run in which it ended, so
/// orders of an earlier run that are only repeated are left out. `spendable`: the settlement is
/// posted and the seller may use the money. `final`: the bank has completed the payout and the
/// chain's confirmation rule is met. Percentiles are nearest-rank.
public final class Summary {
  private final RunFacts facts;
  private final Checks checks;
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private final SortedMap<String, Long> reasons = new TreeMap<>();
  private final SortedMap<Asset, BigDecimal> volumeIn = byCode();
  private final SortedMap<Asset, BigDecimal> volumeOut = byCode();
  private final Distribution spendable;
  private final Distribution finality;
  private final Cost cost;
  private final long driven;
  private final long gasPerOrder;
  private final List<Statement> statements;
  private final List<String> findings;

  private Summary(RunFacts facts, Checks checks) {
    this.facts = facts;
    this.checks = checks;
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, 0L);
    }
    facts.receipts().forEach(this::count);
    Instant started = facts.clock().started();
    spendable = times(receipt -> receipt.times().spendable());
    finality = times(Summary::finalAt);
    cost = Cost.of(facts.receipts(), facts.prices());
    driven = facts.receipts().stream().filter(r -> tookStepSince(r, started)).count();
    gasPerOrder = gasPerOrder(facts.receipts());
    statements = Statement.all(facts);
    findings = Findings.of(facts, statements);
  }

  /// Works out every figure of a run once.
  public static Summary of(RunFacts facts, Checks checks) {
    return new Summary(facts, checks);
  }

  /// The summary as one JSON object, on one line. Money is a decimal string by currency; every
  /// other figure is a number, or null where nothing was measured.
  public String json() {
    return SummaryJson.of(this);
  }

  /// The summary for a screen of 80 columns.
  public String text() {
    return SummaryText.of(this);
  }

  /// Orders that came to this outcome.
  public long count(Outcome outcome) {
    return Objects.requireNonNull(outcomes.get(outcome));
  }

  public Checks checks() {
    return checks;
  }

  /// Facts that do not agree with each other, a sentence each; empty when all is well.
  public List<String> findings() {
    return findings;
  }

  RunFacts facts() {
    return facts;
  }

  /// Orders by reason code, the detail after the colon included.
  SortedMap<String, Long> reasons() {
    return reasons;
  }

  /// What buyers paid for settled orders.
  SortedMap<Asset, BigDecimal> volumeIn() {
    return volumeIn;
  }

  /// What sellers received for settled orders.
  SortedMap<Asset, BigDecimal> volumeOut() {
    return volumeOut;
  }

  Distribution spendable() {
    return spendable;
  }

  Distribution finality() {
    return finality;
  }

  Cost cost() {
    return cost;
  }

  /// One a seller and pay-out asset, by seller.
  List<Statement> statements() {
    return statements;
  }

  /// Orders for which this run took a step.
  long driven() {
    return driven;
  }

  long gasPerOrder() {
    return gasPerOrder;
  }

  /// Orders for which this run took a step, a second of the journey.
  BigDecimal ordersPerSecond() {
    BigDecimal seconds = Figures.secondsExact(facts.clock().journey());
    return seconds.signum() == 0
        ? BigDecimal.ZERO
        : BigDecimal.valueOf(driven).divide(seconds, 1, RoundingMode.HALF_EVEN);
  }

  /// When the bank and the chain had both said yes; null before.
  static @Nullable Instant finalAt(Receipt receipt) {
    Instant chain = receipt.times().spendable();
    Instant bank = receipt.times().paidOut();
    if (chain == null || bank == null) {
      return null;
    }
    return bank.isAfter(chain) ? bank : chain;
  }

  private void count(Receipt receipt) {
    outcomes.merge(receipt.outcome(), 1L, Long::sum);
    if (receipt.reason() != null) {
      reasons.merge(receipt.reason(), 1L, Long::sum);
    }
    if (Cost.counts(receipt)) {
      add(volumeIn, receipt.amountIn());
      add(volumeOut, receipt.amountOut());
    }
  }

  private Distribution times(Function<Receipt, @Nullable Instant> end) {
    Instant started = facts.clock().started();
    LongStream.Builder millis = LongStream.builder();
    for (Receipt receipt : facts.receipts()) {
      Instant accepted = receipt.times().accepted();
      Instant ended = end.apply(receipt);
      if (!receipt.refund() && accepted != null && ended != null && !ended.isBefore(started)) {
        millis.add(Duration.between(accepted, ended).toMillis());
      }
    }
    return Distribution.of(millis.build().toArray());
  }

  /// True when a step of the order was recorded at or after that moment.
  static boolean tookStepSince(Receipt receipt, Instant started) {
    Receipt.Times t = receipt.times();
    return Stream.of(
            t.accepted(), t.screened(), t.priced(), t.reserved(), t.spendable(), t.paidOut())
        .anyMatch(time -> time != null && !time.isBefore(started));
  }

  private static long gasPerOrder(List<Receipt> receipts) {
    BigDecimal gas = BigDecimal.ZERO;
    long orders = 0;
    for (Receipt receipt : receipts) {
      Receipt.Settlement settlement = receipt.settlement();
      if (settlement != null) {
        gas = gas.add(Cost.gasShare(settlement));
        orders++;
      }
    }
    return orders == 0
        ? 0
        : gas.divide(BigDecimal.valueOf(orders), MathContext.DECIMAL64)
            .setScale(0, RoundingMode.HALF_EVEN)
            .longValueExact();
  }

  private static void add(Map<Asset, BigDecimal> sums, @Nullable Money money) {
    if (money != null) {
      sums.merge(money.asset(), money.decimal(), BigDecimal::add);
    }
  }

  private static SortedMap<Asset, BigDecimal> byCode() {
    return new TreeMap<>(Comparator.comparing(Asset::code));
  }
}
