package io.fairway.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairway.money.Asset;
import io.fairway.money.Rate;
import io.fairway.screening.Screening;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The real orders of known buyers with a positive amount, the real lists, the shipped policy.
class RealDecisionsTest {
  private static final Set<String> LISTED =
      Set.of(
          "12971", "14264", "14299", "14409", "15100", "15347", "15641", "15727", "17068", "17307",
          "17358", "17913", "18044");

  @Test
  void holdsEveryOrderOfAListedBuyerAndClearsTheRest() throws Exception {
    String folder = System.getenv("FAIRWAY_REAL_DATA");
    assumeTrue(folder != null, "skipped: FAIRWAY_REAL_DATA does not name the folder of real data");
    Screening lists = Screening.load(Path.of(folder, "sanctions"));
    List<Movement> movements = movements(Path.of(folder, "orders"));
    try (EmbeddedPostgres server = Desk.server()) {
      PolicyCompliance compliance =
          PolicyCompliance.open(Desk.database(server, "real"), lists, Policy.builtIn());
      List<Decision> decisions = compliance.decide(movements, (asset, day) -> pounds());
      Map<String, Integer> answers = new HashMap<>();
      Set<String> held = new TreeSet<>();
      for (int i = 0; i < decisions.size(); i++) {
        answers.merge(Desk.answer(decisions.get(i)), 1, Integer::sum);
        if (decisions.get(i) instanceof Decision.Held) {
          held.add(movements.get(i).originator().id());
        }
      }
      System.out.println(movements.size() + " real orders: " + answers);
      Set<String> expected =
          movements.stream()
              .map(movement -> movement.originator().id())
              .filter(LISTED::contains)
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(held).isEqualTo(expected).hasSizeGreaterThanOrEqualTo(10);
      assertThat(compliance.decide(movements, (asset, day) -> pounds())).isEqualTo(decisions);
      printSpeed(compliance, movements);
    }
  }

  private static Rate pounds() {
    return new Rate(Asset.of("GBP"), Asset.of("HKD"), new BigDecimal("12.10"));
  }

  private static void printSpeed(PolicyCompliance compliance, List<Movement> movements) {
    int batch = 1_000;
    int batches = 20;
    long start = System.nanoTime();
    for (int b = 0; b < batches; b++) {
      List<Movement> fresh = new ArrayList<>();
      for (int i = 0; i < batch; i++) {
        Movement like = movements.get((b * batch + i) % movements.size());
        fresh.add(
            new Movement(
                "speed-" + b + "-" + i,
                like.originator(),
                like.beneficiary(),
                like.amount(),
                like.payOut(),
                like.day().plusDays(b)));
      }
      compliance.decide(fresh, (asset, day) -> pounds());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%,.0f decisions a second in batches of 1,000%n", batch * batches / seconds);
  }

  /// Reads what these tests need; the real reader of orders lives in payments.
  private static List<Movement> movements(Path orders) throws IOException {
    Map<String, String[]> parties = new HashMap<>();
    for (String line : Files.readAllLines(orders.resolve("uci_parties.csv"))) {
      String[] fields = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
      parties.put(fields[0], fields);
    }
    List<String> lines = Files.readAllLines(orders.resolve("uci_online_retail_2010-12.csv"));
    List<String> header = List.of(lines.getFirst().split(",", -1));
    List<Movement> movements = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
      String[] buyer = parties.get(fields[header.indexOf("customer_id")]);
      String[] seller = parties.get(fields[header.indexOf("seller_id")]);
      BigDecimal amount = new BigDecimal(fields[header.indexOf("amount_gbp")]);
      if (buyer != null && seller != null && amount.signum() > 0) {
        movements.add(
            Desk.movement(
                fields[0],
                buyer[0],
                buyer[2],
                "GB",
                seller[0],
                seller[2].replace("\"", ""),
                "HK",
                "GBP " + amount.toPlainString(),
                "CNH"));
      }
    }
    return movements;
  }
}
