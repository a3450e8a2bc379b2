package io.fairway.bench;

import io.fairway.money.Invariant;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Writes an order file of any size for benchmarks, with its parties and made-up rates. Every order
/// can be settled by the default policy; the same count and seed give the same bytes.
public final class SyntheticOrders {

  /// The most orders of one file.
  public static final int COUNT_MAX = 10_000_000;

  private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 5);
  private static final int DAYS = 5;
  private static final int SELLERS = 200;
  private static final int ORDERS_PER_BUYER = 20;
  private static final int SECONDS_PER_DAY = 86_400;

  /// Amounts in hundredths of a euro or so: 4.00 to 404.00.
  private static final int CENTS_MIN = 400;

  private static final int CENTS_RANGE = 40_000;

  private static final List<String> GIVEN =
      List.of("Anna", "Bram", "Clara", "Dario", "Edith", "Felix", "Greta", "Henk", "Ilse", "Jonas");

  private static final List<String> FAMILY =
      List.of("Testmann", "Exempel", "Muster", "Voorbeeld", "Esempio", "Priklad", "Modell");

  /// A country of buyers and what they pay in; a cent is `perCent` smallest units.
  private record Market(String country, String currency, int decimals, int perCent) {}

  private static final List<Market> MARKETS =
      List.of(
          new Market("GB", "GBP", 2, 1),
          new Market("DE", "EUR", 2, 1),
          new Market("FR", "EUR", 2, 1),
          new Market("US", "USD", 2, 1),
          new Market("JP", "JPY", 0, 2),
          new Market("HK", "HKD", 2, 8));

  /// Where the files are.
  public record Written(Path orders, Path parties, Path rates) {}

  private final Random random;
  private final String prefix;
  private final int count;

  private SyntheticOrders(String prefix, int count, long seed) {
    Invariant.check(count > 0 && count <= COUNT_MAX, "count of orders: %s", count);
    this.prefix = prefix;
    this.count = count;
    this.random = new Random(seed);
  }

  /// Writes `orders.csv`, `parties.csv` and `rates.csv` into a directory.
  ///
  /// @param count 1 to [#COUNT_MAX]
  public static Written write(Path directory, int count, long seed) {
    return write(directory, "SYN-", count, seed);
  }

  /// The same with order ids of one's own, so that two files share none.
  ///
  /// @param prefix begins every order's id
  public static Written write(Path directory, String prefix, int count, long seed) {
    SyntheticOrders synthetic = new SyntheticOrders(prefix, count, seed);
    try {
      Files.createDirectories(directory);
      return new Written(
          synthetic.orders(directory.resolve("orders.csv")),
          synthetic.parties(directory.resolve("parties.csv")),
          rates(directory.resolve("rates.csv")));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write into " + directory, e);
    }
  }

  private Path orders(Path path) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(path)) {
      out.write(
          "order_id,order_time,buyer_id,buyer_country,seller_id,currency,amount,original_order_id\n");
      for (int i = 0; i < count; i++) {
        out.write(order(i));
      }
    }
    return path;
  }

  private String order(int number) {
    int buyer = random.nextInt(buyers());
    Market market = market(buyer);
    long units = (long) (CENTS_MIN + random.nextInt(CENTS_RANGE)) * market.perCent;
    Instant time =
        FIRST_DAY
            .plusDays(random.nextInt(DAYS))
            .atStartOfDay(ZoneOffset.UTC)
            .plusSeconds(random.nextInt(SECONDS_PER_DAY))
            .toInstant();
    return prefix
        + (number + 1)
        + ','
        + time
        + ",B"
        + buyer
        + ','
        + market.country
        + ",S"
        + random.nextInt(SELLERS)
        + ','
        + market.currency
        + ','
        + BigDecimal.valueOf(units, market.decimals).toPlainString()
        + ",\n";
  }

  private Path parties(Path path) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(path)) {
      out.write(
          "party_id,role,name,country,town,address,bank_bic,account,account_currency,platform\n");
      for (int i = 0; i < buyers(); i++) {
        String name =
            GIVEN.get(random.nextInt(GIVEN.size()))
                + ' '
                + FAMILY.get(random.nextInt(FAMILY.size()));
        out.write(
            String.format(
                Locale.ROOT,
                "B%d,buyer,%s,%s,,%d Sample Street,,,,\n",
                i,
                name,
                market(i).country,
                i));
      }
      for (int i = 0; i < SELLERS; i++) {
        out.write(
            String.format(
                Locale.ROOT,
                "S%d,seller,Sample Seller %d Limited,HK,Hong Kong,%d Sample Road,TESTHKHHXXX,%012d,CNH,P1\n",
                i,
                i,
                i,
                500_000_000L + i));
      }
      out.write(
          "P1,platform,Sample Marketplace Limited,GB,London,1 Sample Lane,TESTGB2LXXX,P0001,GBP,\n");
      out.write(
          "L1,provider,Sample Liquidity Limited,HK,Hong Kong,2 Sample Lane,TESTHKHHXXX,L0001,HKD,\n");
      out.write(
          "O1,payout,Sample Payout Limited,HK,Hong Kong,3 Sample Lane,DEMOHKHHXXX,O0001,CNH,\n");
    }
    return path;
  }

  private static Path rates(Path path) throws IOException {
    StringBuilder text = new StringBuilder("Date,USD,JPY,GBP,HKD,CNY\n");
    for (int day = DAYS - 1; day >= 0; day--) {
      text.append(FIRST_DAY.plusDays(day)).append(",1.1000,160.00,0.85000,8.5800,7.7000\n");
    }
    return Files.writeString(path, text);
  }

  private int buyers() {
    return Math.max(MARKETS.size(), count / ORDERS_PER_BUYER);
  }

  private static Market market(int buyer) {
    return MARKETS.get(buyer % MARKETS.size());
  }
}
