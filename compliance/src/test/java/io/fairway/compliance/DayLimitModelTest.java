package io.fairway.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.money.Money;
import io.fairway.screening.Screening;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// Random movements against a naive model of the limits: one map, one loop, decimals.
class DayLimitModelTest {
  private static final BigDecimal ORDER_MAX = new BigDecimal("5000.00");
  private static final BigDecimal DAY_MAX = new BigDecimal("12000.00");

  @Test
  void decidesAsTheModelDoes() throws Exception {
    long seed = Long.getLong("fairway.seed", System.nanoTime());
    System.out.println("DayLimitModelTest: replay with -Dfairway.seed=" + seed);
    Random random = new Random(seed);
    try (EmbeddedPostgres server = Desk.server()) {
      DataSource database = Desk.database(server, "model");
      Map<String, String> answers = new HashMap<>();
      Map<String, BigDecimal> spent = new HashMap<>();
      List<Movement> sent = new ArrayList<>();
      Screening lists = Screening.builtIn();
      PolicyCompliance compliance = PolicyCompliance.open(database, lists, Desk.policy());
      for (int batch = 0; batch < 40; batch++) {
        if (batch % 10 == 9) {
          // A new front door now and then: what counts is in the database.
          compliance = PolicyCompliance.open(database, lists, Desk.policy());
        }
        List<Movement> movements = batch(random, batch, sent);
        List<String> expected =
            movements.stream().map(movement -> model(movement, answers, spent)).toList();
        List<String> actual =
            compliance.decide(movements, Desk.VALUATION).stream().map(Desk::answer).toList();
        assertThat(actual).as("seed " + seed + ", batch " + batch).isEqualTo(expected);
      }
      assertThat(answers.values())
          .contains("CLEAR", "REFUSED ORDER_LIMIT", "REFUSED CUSTOMER_DAY_LIMIT");
      Desk.assertTotals(database);
    }
  }

  private static List<Movement> batch(Random random, int batch, List<Movement> sent) {
    List<Movement> movements = new ArrayList<>();
    int size = 1 + random.nextInt(60);
    for (int i = 0; i < size; i++) {
      if (!sent.isEmpty() && random.nextInt(4) == 0) {
        movements.add(sent.get(random.nextInt(sent.size())));
      } else {
        String buyer = "B" + random.nextInt(4);
        String currency = List.of("GBP", "USD", "HKD", "JPY").get(random.nextInt(4));
        BigDecimal hkd =
            new BigDecimal(random.nextInt(1 << random.nextInt(1, 22))).movePointLeft(2);
        String amount =
            switch (currency) {
              case "GBP" -> hkd.movePointLeft(1).setScale(2, RoundingMode.UP).toPlainString();
              case "JPY" ->
                  hkd.multiply(BigDecimal.valueOf(20)).setScale(0, RoundingMode.UP).toPlainString();
              default -> hkd.toPlainString();
            };
        Movement movement =
            Desk.movement(
                "R" + batch + "-" + i,
                buyer,
                "Grace Nakamura",
                "GB",
                "S001",
                "Ningbo Haiyun",
                "HK",
                currency + " " + amount,
                "CNH");
        movement =
            new Movement(
                movement.reference(),
                movement.originator(),
                movement.beneficiary(),
                movement.amount(),
                movement.payOut(),
                Desk.DAY.plusDays(random.nextInt(3)));
        movements.add(movement);
        sent.add(movement);
      }
    }
    return movements;
  }

  private static String model(
      Movement movement, Map<String, String> answers, Map<String, BigDecimal> spent) {
    String known = answers.get(movement.reference());
    if (known != null) {
      return known;
    }
    Money amount = movement.amount();
    BigDecimal hkd =
        amount.decimal().multiply(Desk.VALUATION.rate(amount.asset(), Desk.DAY).value());
    String key = movement.originator().id() + movement.day();
    BigDecimal after =
        spent.getOrDefault(key, BigDecimal.ZERO).add(hkd.setScale(2, RoundingMode.CEILING));
    String answer;
    if (hkd.compareTo(ORDER_MAX) > 0) {
      answer = "REFUSED ORDER_LIMIT";
    } else if (after.compareTo(DAY_MAX) > 0) {
      answer = "REFUSED CUSTOMER_DAY_LIMIT";
    } else {
      answer = "CLEAR";
      spent.put(key, after);
    }
    answers.put(movement.reference(), answer);
    return answer;
  }
}
