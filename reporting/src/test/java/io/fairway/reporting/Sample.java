package io.fairway.reporting;

import io.fairway.chain.Hash32;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.Outcome;
import io.fairway.payments.Receipt;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A made-up run of the shape of a real one: the same seed makes the same run.
final class Sample {
  static final Instant STARTED = Instant.parse("2026-11-22T09:30:00Z");
  static final String POLICY = "2026-11:0a1b2c3d4e5f";
  static final String LISTS = "ofac:2024-05-10";

  private static final String[] COUNTRIES = {"GB", "DE", "FR", "IE", "ES", "NL", "CH", "AU"};
  private static final Asset[] PAY_IN = {
    Asset.of("GBP"), Asset.of("GBP"), Asset.of("GBP"), Asset.of("EUR"), Asset.of("USD")
  };
  private static final Map<Asset, BigDecimal> USD =
      Map.of(
          Asset.of("GBP"),
          new BigDecimal("1.5583"),
          Asset.of("EUR"),
          new BigDecimal("1.3074"),
          Asset.CNH,
          new BigDecimal("0.15012"),
          Asset.of("HKD"),
          new BigDecimal("0.12871"),
          Asset.FHKD,
          new BigDecimal("0.12871"));

  private final Random random;
  private final List<Receipt> receipts = new ArrayList<>();
  private final Map<String, BigDecimal> unpaid = new HashMap<>();
  private final int ordersPerWindow;
  private final double ordersPerMilli;

  private Sample(long seed, int lines) {
    this.random = new Random(seed);
    this.ordersPerWindow = Math.max(40, lines / 20);
    this.ordersPerMilli = Math.max(0.12, lines / 12_000.0);
  }

  /// A run over that many lines.
  static RunFacts run(long seed, int lines) {
    Sample sample = new Sample(seed, lines);
    for (int i = 0; i < lines; i++) {
      sample.receipts.add(sample.line(i));
    }
    return facts(sample.receipts, sample.sellers());
  }

  static RunFacts facts(List<Receipt> receipts, Map<String, RunFacts.Seller> sellers) {
    Map<String, Duration> steps = new LinkedHashMap<>();
    steps.put("screened", Duration.ofMillis(1840));
    steps.put("priced", Duration.ofMillis(96));
    steps.put("reserved", Duration.ofMillis(1310));
    steps.put("settled on chain", Duration.ofMillis(15_200));
    steps.put("paid out", Duration.ofMillis(9_420));
    Instant ended =
        receipts.stream()
            .map(r -> r.times().paidOut())
            .filter(t -> t != null)
            .max(Instant::compareTo)
            .orElse(STARTED.plusSeconds(1))
            .plusMillis(120);
    return new RunFacts(
        "orders-2010-12.csv",
        receipts.size(),
        receipts,
        receipts.stream().filter(r -> r.times().spendable() != null).count(),
        new RunFacts.Clock(STARTED.minusMillis(6_480), STARTED, ended, steps),
        new RunFacts.Versions(
            POLICY,
            LISTS,
            List.of(
                "SDN of 2024-05-10: 15,082 entries.",
                "ALT of 2025-02-11: 19,870 names, 1,468 without an SDN row kept.")),
        new RunFacts.Opening(
            true,
            List.of(
                new RunFacts.Funding("platform:P", money("GBP", "671234.50")),
                new RunFacts.Funding("provider:L", money("HKD", "9761234.00")),
                new RunFacts.Funding("payoutInstitution:O", money("CNH", "8364211.20")))),
        new RunFacts.ChainUse(
            "Anvil 1.7.1, chain id 31337", Duration.ofSeconds(1), 24, List.of(182_400L, 190_011L)),
        new RunFacts.Prices(new BigDecimal("0.05"), new BigDecimal("3000"), USD),
        "It answered after 250 ms and rejected payouts to accounts that do not exist.",
        sellers);
  }

  private Receipt line(int i) {
    double dice = random.nextDouble();
    if (dice < 0.60) {
      return settled(i, dice < 0.006);
    }
    if (dice < 0.76) {
      return stopped(i, Outcome.HELD, "REFUND_WITHOUT_ORIGINAL", "The line names no order.");
    }
    if (dice < 0.84) {
      return stopped(i, Outcome.HELD, "BUYER_UNKNOWN", "The line has no customer.");
    }
    if (dice < 0.91) {
      return stopped(i, Outcome.MALFORMED, "AMOUNT_ZERO", "The amount is 0.00.");
    }
    if (dice < 0.915) {
      return stopped(
          i,
          Outcome.HELD,
          "SCREENING_HIT",
          "Buyer “Viktor Anatolyevich Bout” meets OFAC SDN 9236, likeness 0.97.");
    }
    if (dice < 0.93) {
      return stopped(i, Outcome.REFUSED, "ORDER_LIMIT", "HKD 612,400.00 is above HKD 500,000.00.");
    }
    if (dice < 0.94) {
      return stopped(i, Outcome.REFUSED, "COUNTRY_DENIED", "The policy denies KP.");
    }
    if (dice < 0.95) {
      return stopped(i, Outcome.DUPLICATE, null, "The same as line 12.");
    }
    return dice < 0.952
        ? stopped(i, Outcome.PENDING, "BANK_SILENT", "No answer within 30 s.")
        : settled(i, false);
  }

  private Receipt settled(int i, boolean rejected) {
    Asset in = PAY_IN[random.nextInt(PAY_IN.length)];
    BigDecimal gross =
        BigDecimal.valueOf(Math.exp(4.6 + 1.35 * random.nextGaussian()))
            .setScale(2, RoundingMode.HALF_EVEN)
            .max(new BigDecimal("0.50"));
    Money amountIn = Money.of(in, gross);
    BigDecimal mid =
        USD.getOrDefault(in, BigDecimal.ONE).divide(USD.get(Asset.CNH), new MathContext(12));
    Receipt.Priced priced = priced(amountIn, mid, "2", "4");
    Money out = received(priced);
    Instant accepted = STARTED.plusMillis((long) (i / ordersPerMilli / 2));
    Instant spendable =
        accepted.plusMillis(480 + random.nextInt(950) + (random.nextInt(60) == 0 ? 900 : 0));
    Instant paid = spendable.plusMillis(260 + random.nextInt(320) + random.nextInt(700));
    String seller = "S%03d".formatted(random.nextInt(25) + 1);
    if (rejected) {
      unpaid.merge(seller, out.decimal(), BigDecimal::add);
    }
    return new Receipt(
        Integer.toString(536_365 + i),
        i + 2L,
        rejected ? Outcome.HELD : Outcome.SETTLED,
        rejected ? "PAYOUT_REJECTED:AC04" : null,
        rejected ? "The bank says the account is closed." : null,
        false,
        null,
        Integer.toString(12_346 + random.nextInt(900)),
        COUNTRIES[random.nextInt(COUNTRIES.length)],
        seller,
        amountIn,
        out,
        priced,
        new Receipt.Times(
            accepted,
            accepted.plusMillis(40),
            accepted.plusMillis(55),
            accepted.plusMillis(90),
            spendable,
            rejected ? null : paid,
            paid.plusMillis(5)),
        settlement(i),
        new Receipt.Payout(
            new UUID(
                (random.nextLong() & ~0xf000L) | 0x4000L,
                (random.nextLong() >>> 2) | Long.MIN_VALUE),
            out,
            rejected ? money("CNH", "0.00") : money("CNH", "0.12"),
            rejected ? out : Money.zero(Asset.CNH),
            rejected ? "AC04" : null),
        LISTS,
        POLICY);
  }

  /// A quote with that fee and spread, worked out anew and not by the product's pricing.
  static Receipt.Priced priced(Money in, BigDecimal mid, String feeBps, String spreadBps) {
    BigDecimal bp = new BigDecimal("0.0001");
    BigDecimal fee =
        in.decimal().multiply(new BigDecimal(feeBps)).multiply(bp).setScale(2, RoundingMode.DOWN);
    BigDecimal rate =
        mid.multiply(BigDecimal.ONE.subtract(new BigDecimal(spreadBps).multiply(bp)))
            .round(new MathContext(12));
    BigDecimal net = in.decimal().subtract(fee);
    BigDecimal out = net.multiply(rate).setScale(2, RoundingMode.DOWN);
    BigDecimal fxCost = net.multiply(mid).setScale(2, RoundingMode.HALF_EVEN).subtract(out);
    BigDecimal bridge = net.multiply(mid).multiply(new BigDecimal("1.166"));
    return new Receipt.Priced(
        rate,
        mid,
        LocalDate.of(2010, 12, 1),
        Money.of(in.asset(), fee),
        Money.of(Asset.CNH, fxCost),
        Money.of(Asset.CNH, in.decimal().multiply(mid).setScale(2, RoundingMode.HALF_EVEN)),
        Money.of(Asset.FHKD, bridge.setScale(6, RoundingMode.HALF_EVEN)),
        new Money(Asset.FHKD, 3));
  }

  /// What the seller gets of a quote: mid less fee less spread.
  static Money received(Receipt.Priced priced) {
    BigDecimal net =
        priced
            .midOut()
            .decimal()
            .subtract(priced.fee().decimal().multiply(priced.midRate()))
            .subtract(priced.fxCost().decimal());
    return Money.of(Asset.CNH, net.setScale(2, RoundingMode.HALF_EVEN));
  }

  private Receipt.Settlement settlement(int i) {
    int window = i / ordersPerWindow;
    return new Receipt.Settlement(
        hash("window", window),
        hash("transaction", window),
        18L + window,
        hash("root", window),
        i % ordersPerWindow,
        hash("leaf", i),
        List.of(hash("a", i), hash("b", i)),
        182_400L + window,
        ordersPerWindow,
        new BigDecimal("4560000000"));
  }

  static Receipt stopped(int i, Outcome outcome, @Nullable String reason, String detail) {
    Instant accepted = STARTED.plusMillis(i);
    return new Receipt(
        "C" + (536_365 + i),
        i + 2L,
        outcome,
        reason,
        detail,
        false,
        null,
        null,
        "GB",
        "S001",
        money("GBP", "12.50"),
        null,
        null,
        new Receipt.Times(accepted, null, null, null, null, null, null),
        null,
        null,
        LISTS,
        POLICY);
  }

  private Map<String, RunFacts.Seller> sellers() {
    Map<String, RunFacts.Seller> sellers = new HashMap<>();
    for (int i = 1; i <= 25; i++) {
      String id = "S%03d".formatted(i);
      BigDecimal balance = unpaid.getOrDefault(id, BigDecimal.ZERO);
      sellers.put(
          id,
          new RunFacts.Seller(
              "Shenzhen Trading No. " + i + " Co., Ltd", List.of(Money.of(Asset.CNH, balance))));
    }
    return sellers;
  }

  static Money money(String asset, String amount) {
    return Money.of(Asset.of(asset), new BigDecimal(amount));
  }

  static Hash32 hash(String kind, int number) {
    byte[] bytes = new byte[Hash32.LENGTH];
    new Random(kind.hashCode() * 31L + number).nextBytes(bytes);
    return Hash32.of(bytes);
  }

  /// Checks that hold, with figures of the size of a real run.
  static Checks checks(RunFacts facts) {
    var totals = new Check.Totals(BigInteger.TEN, BigInteger.TEN, BigInteger.ZERO, BigInteger.ZERO);
    var supply = BigInteger.valueOf(9_761_234_000_000L);
    var held = BigInteger.valueOf(4_102_981_775_310L);
    return new Checks(
        new Check.LedgerBalanced(
            61, new TreeMap<>(Map.of(344, totals, 826, totals, 100_156, totals)), List.of()),
        new Check.SupplyEqualsLedger(
            42,
            List.of(
                new Check.Bounds(Asset.FHKD, "supply", supply, supply, supply),
                new Check.Bounds(Asset.FHKD, "wallet:L", held, held, held))),
        new Check.ReservesCoverSupply(
            new BigDecimal("100"),
            List.of(
                new Check.Reserve(
                    Asset.FHKD,
                    new BigDecimal("9858846.34"),
                    new BigDecimal("9761234.000000"),
                    new BigDecimal("9858846.34")))),
        Checks.outcomesSumToRead(facts.linesRead(), facts.receipts()));
  }
}
