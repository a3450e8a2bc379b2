package io.fairway.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// Orders, parties and rates made up from a seed: the same seed gives the same bytes. Amounts and
/// countries are spread as in a shop that sells across Europe; every order can settle.
final class GeneratedOrders {
  private static final int SELLERS = 200;
  private static final int ORDERS_A_BUYER = 5;
  private static final int PENCE_MIN = 500;
  private static final int PENCE_SPREAD = 20_000;
  private static final Instant FIRST = Instant.parse("2026-11-20T00:00:00Z");
  private static final int SECONDS_A_DAY = 86_400;
  private static final List<String> COUNTRIES = List.of("GB", "GB", "GB", "DE", "FR", "NL", "ES");
  private static final List<String> GIVEN =
      List.of("Ada", "Bela", "Carla", "Dora", "Edna", "Fay", "Gus", "Hal", "Ida", "Jon");
  private static final List<String> FAMILY =
      List.of("Applegarth", "Birchwood", "Cloverfield", "Daventry", "Elmhurst", "Fernsby", "Gorse");

  private final SplittableRandom random;
  private final String prefix;
  private final int orders;
  private final int buyers;

  /// @param prefix begins every order's id, so that two files share no order
  GeneratedOrders(long seed, String prefix, int orders) {
    this.random = new SplittableRandom(seed);
    this.prefix = prefix;
    this.orders = orders;
    this.buyers = Math.max(1, orders / ORDERS_A_BUYER);
  }

  /// Writes `orders.csv`, `parties.csv` and `rates.csv`.
  ///
  /// @return the order file
  Path write(Path directory) throws IOException {
    Files.createDirectories(directory);
    writeParties(directory.resolve("parties.csv"));
    Files.writeString(
        directory.resolve("rates.csv"),
        """
        Date,USD,HKD,CNY,GBP
        2026-11-20,1.1684,9.1507,7.9827,0.87058
        2026-11-19,1.1711,9.1729,7.9967,0.87105
        """);
    Path file = directory.resolve("orders.csv");
    writeOrders(file);
    return file;
  }

  private void writeOrders(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(
          "order_id,order_time,buyer_id,buyer_country,seller_id,currency,amount,original_order_id\n");
      for (int i = 0; i < orders; i++) {
        int buyer = random.nextInt(buyers);
        int pence = PENCE_MIN + random.nextInt(PENCE_SPREAD);
        out.write(
            String.format(
                Locale.ROOT,
                "%s%07d,%s,B%06d,%s,S%03d,GBP,%d.%02d,%n",
                prefix,
                i,
                FIRST.plusSeconds(i % SECONDS_A_DAY),
                buyer,
                country(buyer),
                random.nextInt(SELLERS),
                pence / 100,
                pence % 100));
      }
    }
  }

  private void writeParties(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(
          """
          party_id,role,name,country,town,address,bank_bic,account,account_currency,platform
          P001,platform,Bench Marketplace Limited,GB,London,1 Bench Street,TESTGB2LXXX,GB00BENCH0000000000001,GBP,
          L001,provider,Bench Liquidity Limited,HK,Hong Kong,2 Bench Street,TESTHKHHXXX,100000000001,HKD,
          O001,payout,Bench Payout Limited,HK,Hong Kong,3 Bench Street,DEMOHKHHXXX,100000000002,CNH,
          """);
      for (int i = 0; i < SELLERS; i++) {
        out.write(
            String.format(
                Locale.ROOT,
                "S%03d,seller,Bench Works %03d Limited,HK,Hong Kong,%d Bench Road,DEMOHKHHXXX,2000%08d,CNH,P001%n",
                i,
                i,
                i + 1,
                i));
      }
      for (int i = 0; i < buyers; i++) {
        out.write(
            String.format(
                Locale.ROOT,
                "B%06d,buyer,%s %s,%s,,%d Bench Lane,,,,%n",
                i,
                GIVEN.get(i % GIVEN.size()),
                FAMILY.get(i / GIVEN.size() % FAMILY.size()),
                country(i),
                i + 1));
      }
    }
  }

  private static String country(int buyer) {
    return COUNTRIES.get(buyer % COUNTRIES.size());
  }
}
