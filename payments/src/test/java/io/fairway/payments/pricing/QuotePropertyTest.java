package io.fairway.payments.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.order.PaymentOrder;
import io.fairway.payments.pricing.PriceOutcome.NoRoute;
import io.fairway.payments.pricing.PriceOutcome.Quoted;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random rates, spreads and amounts against a model in whole fractions. `-Dfairway.seed=N`
/// replays.
class QuotePropertyTest {

  private static final int WORLDS = 40;
  private static final int QUOTES = 250;
  private static final LocalDate DAY = LocalDate.of(2026, 1, 9);
  private static final Instant NOW = Instant.parse("2026-01-09T12:00:00Z");
  private static final List<String> CODES =
      List.of("EUR", "USD", "JPY", "GBP", "HKD", "CNY", "CNH", "KWD", "IDR");

  @TempDir Path directory;

  @Test
  void everyQuoteIsTheModels() {
    long seed = Long.getLong("fairway.seed", System.nanoTime());
    Random random = new Random(seed);
    int quoted = 0;
    for (int i = 0; i < WORLDS; i++) {
      World world = World.random(random, directory);
      for (int j = 0; j < QUOTES; j++) {
        try {
          quoted += world.check(random) ? 1 : 0;
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError("replay with -Dfairway.seed=" + seed + ": " + e.getMessage(), e);
        }
      }
    }
    assertThat(quoted).as("seed %s", seed).isGreaterThan(WORLDS * QUOTES / 2);
  }

  private record World(Pricing pricing, PricingPolicy policy, List<BigDecimal> perEuro) {

    static World random(Random random, Path directory) {
      List<BigDecimal> perEuro =
          CODES.stream()
              .map(code -> BigDecimal.valueOf(1 + random.nextLong(2_000_000), random.nextInt(6)))
              .toList();
      StringBuilder header = new StringBuilder("Date");
      StringBuilder row = new StringBuilder(DAY.toString());
      for (int i = 1; i < CODES.size(); i++) {
        if (!CODES.get(i).equals("CNH")) {
          header.append(',').append(CODES.get(i));
          row.append(',').append(perEuro.get(i).toPlainString());
        }
      }
      PricingPolicy policy =
          new PricingPolicy(
              bps(random),
              bps(random),
              bps(random),
              bps(random),
              4,
              60,
              random.nextBoolean(),
              BigDecimal.ONE,
              BigDecimal.ONE);
      ReferenceRates rates = Rates.read(directory, header + "\n" + row + "\n");
      return new World(new Pricing(rates, policy, AsOf.ORDER), policy, perEuro);
    }

    /// True when there was a quote to check.
    boolean check(Random random) {
      int in = random.nextInt(CODES.size());
      int out = random.nextInt(CODES.size());
      boolean refund = random.nextBoolean();
      // Up to 10^1 to 10^9 smallest units: cents as well as millions.
      long bound = BigInteger.TEN.pow(1 + random.nextInt(9)).longValueExact();
      Money amount = new Money(Asset.of(CODES.get(in)), 1 + random.nextLong(bound));
      Asset payOut = Asset.of(CODES.get(out));
      PaymentOrder order =
          new PaymentOrder("A", 2, NOW, DAY, "B", "GB", "S", amount, refund, refund ? "O" : null);
      Money fee = share(amount, policy.feeBps());
      PriceOutcome outcome =
          refund
              ? pricing.quoteRefund(order, amount, fee, payOut, NOW)
              : pricing.quote(order, payOut, NOW);
      QuoteModel model = model(in, out);
      return switch (outcome) {
        case Quoted(Quote quote) -> {
          checkAmounts(
              quote,
              refund && !policy.refundReturnsFee() ? Money.zero(amount.asset()) : fee,
              model);
          checkBounds(quote, model);
          yield true;
        }
        case NoRoute(String _, String detail) -> {
          boolean small = detail.contains("too small");
          assertThat(small || detail.contains("too large")).as(detail).isTrue();
          if (small) {
            BigInteger net = BigInteger.valueOf(amount.units() - fee.units());
            assertThat(model.sale(net).amountOut()).isZero();
          }
          yield false;
        }
      };
    }

    private static void checkAmounts(Quote quote, Money fee, QuoteModel model) {
      BigInteger net = BigInteger.valueOf(quote.netIn().units());
      QuoteModel.Amounts amounts = quote.refund() ? model.refund(net) : model.sale(net);
      assertThat(quote.fee()).isEqualTo(fee);
      assertThat(quote.netIn().units()).isEqualTo(quote.amountIn().units() - fee.units());
      assertThat(quote.bridge().units()).isEqualTo(amounts.bridge().longValueExact());
      assertThat(quote.bridgeNet().units()).isEqualTo(amounts.bridgeNet().longValueExact());
      assertThat(quote.amountOut().units()).isEqualTo(amounts.amountOut().longValueExact());
      assertThat(quote.fxCost().units()).isEqualTo(amounts.fxCost().longValueExact());
      assertThat(quote.rounding().units())
          .isEqualTo(amounts.bridge().subtract(amounts.bridgeNet()).longValueExact());
    }

    /// What the seller is paid is below the price without any rounding by less than one smallest
    /// unit of the pay-out and one of the coin, and never above it; what a refund costs is above it
    /// by as little. A hair is allowed for rates of 16 digits.
    private static void checkBounds(Quote quote, QuoteModel model) {
      BigInteger net = BigInteger.valueOf(quote.netIn().units());
      Ratio exact = model.unrounded(net, quote.refund());
      Ratio hair = exact.scaled(14).plus(Ratio.of(1, 1_000_000));
      Ratio coinUnit =
          Ratio.of(quote.payoutRate().value()).scaled(6 - quote.amountOut().asset().decimals());
      Ratio most = Ratio.of(1, 1).plus(coinUnit).plus(hair);
      Ratio out = Ratio.of(quote.amountOut().units(), 1);
      Ratio loss = quote.refund() ? out.minus(exact) : exact.minus(out);
      assertThat(loss).as("%s", quote).isLessThan(most);
      assertThat(loss.plus(hair)).as("%s", quote).isGreaterThanOrEqualTo(Ratio.of(0, 1));
      // What goes to rounding is worth no more than that either.
      Ratio kept = Ratio.of(quote.rounding().units(), 1).times(coinUnit);
      assertThat(kept).as("%s", quote).isLessThan(Ratio.of(1, 1).plus(coinUnit));
    }

    private QuoteModel model(int in, int out) {
      return new QuoteModel(
          perEuro(in),
          perEuro(CODES.indexOf("HKD")),
          perEuro(out),
          CODES.get(in).equals("HKD") ? Ratio.of(0, 1) : spread(policy.providerSpreadBps()),
          CODES.get(out).equals("HKD") ? Ratio.of(0, 1) : spread(policy.payoutSpreadBps()),
          Asset.of(CODES.get(in)).decimals(),
          Asset.of(CODES.get(out)).decimals());
    }

    private Ratio perEuro(int index) {
      return switch (CODES.get(index)) {
        case "EUR" -> Ratio.of(1, 1);
        case "CNH" ->
            Ratio.of(perEuro.get(CODES.indexOf("CNY")))
                .times(Ratio.of(1, 1).plus(spread(policy.cnhBasisBps())));
        case String _ -> Ratio.of(perEuro.get(index));
      };
    }

    private static Ratio spread(BigDecimal bps) {
      return Ratio.of(bps).scaled(4);
    }

    private static Money share(Money amount, BigDecimal bps) {
      BigInteger units = Ratio.of(amount.units(), 1).times(spread(bps)).floor();
      return new Money(amount.asset(), units.longValueExact());
    }

    /// None, a few, or many basis points.
    private static BigDecimal bps(Random random) {
      return switch (random.nextInt(3)) {
        case 0 -> BigDecimal.ZERO;
        case 1 -> BigDecimal.valueOf(random.nextInt(1000), 2);
        default -> BigDecimal.valueOf(random.nextInt(1000));
      };
    }
  }
}
