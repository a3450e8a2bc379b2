package io.fairway.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.screening.Screening;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyComplianceTest {
  private static final Screening LISTS = Screening.builtIn();
  private static EmbeddedPostgres server;
  private static DataSource database;
  private static PolicyCompliance compliance;

  @BeforeAll
  static void startServer() throws IOException, SQLException {
    server = Desk.server();
    database = Desk.database(server, "decisions");
    compliance = PolicyCompliance.open(database, LISTS, Desk.policy());
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "TRUNCATE compliance.decision, compliance.day_total, compliance.screening_hit");
    }
  }

  /// The order of checks: rows that fail several at once end in the earliest. Limits are 5,000 HKD
  /// an order (pilot: 1,000), 12,000 a day; a pound is 10 HKD. `-` is an unknown country.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Grace Nakamura        | GB | Ningbo Haiyun Trading      | HK | GBP 500.00 | CNH | S001 | CLEAR
          Grace Nakamura        | GB | Ningbo Haiyun Trading      | HK | GBP 500.01 | CNH | S001 | REFUSED ORDER_LIMIT
          Orlando Vexley        | GB | Ningbo Haiyun Trading      | HK | GBP 5.00   | CNH | S001 | HELD SCREENING_HIT
          Orlando Vexley        | KP | Ningbo Haiyun Trading      | HK | GBP 900.00 | USD | S001 | HELD SCREENING_HIT
          Grace Nakamura        | GB | Quarrendon Deep Trading    | HK | GBP 5.00   | CNH | S001 | HELD SCREENING_HIT
          ???                   | GB | Ningbo Haiyun Trading      | HK | GBP 5.00   | CNH | S001 | HELD SCREENING_HIT
          Grace Nakamura        | KP | Ningbo Haiyun Trading      | HK | GBP 900.00 | USD | S001 | REFUSED COUNTRY_DENIED
          Grace Nakamura        | GB | Ningbo Haiyun Trading      | KP | GBP 5.00   | CNH | S001 | REFUSED COUNTRY_DENIED
          Grace Nakamura        | -  | Ningbo Haiyun Trading      | KP | GBP 5.00   | CNH | S001 | REFUSED COUNTRY_DENIED
          Grace Nakamura        | -  | Ningbo Haiyun Trading      | HK | GBP 900.00 | CNH | S001 | REFUSED NO_CORRIDOR
          Grace Nakamura        | GB | Ningbo Haiyun Trading      | -  | GBP 5.00   | CNH | S001 | REFUSED NO_CORRIDOR
          Grace Nakamura        | GB | Ningbo Haiyun Trading      | HK | EUR 5.00   | CNH | S001 | REFUSED NO_CORRIDOR
          Grace Nakamura        | GB | Ningbo Haiyun Trading      | HK | GBP 900.00 | USD | S001 | REFUSED NO_CORRIDOR
          Grace Nakamura        | FR | Ningbo Haiyun Trading      | HK | GBP 5.00   | CNY | S002 | REFUSED NO_CORRIDOR
          Grace Nakamura        | GB | Ningbo Haiyun Trading      | HK | GBP 900.00 | CNY | S002 | REFUSED NOT_IN_PILOT
          Grace Nakamura        | GB | Ningbo Haiyun Trading      | HK | GBP 100.00 | CNY | S001 | CLEAR
          Grace Nakamura        | GB | Ningbo Haiyun Trading      | HK | GBP 100.01 | CNY | S001 | REFUSED ORDER_LIMIT
          Grace Nakamura        | GB | Ningbo Haiyun Trading      | HK | JPY 97590  | CNH | S001 | CLEAR
          Grace Nakamura        | GB | Ningbo Haiyun Trading      | HK | JPY 97591  | CNH | S001 | REFUSED ORDER_LIMIT
          """)
  void firstNoCounts(
      String buyer,
      String from,
      String sellerName,
      String to,
      String amount,
      String payOut,
      String seller,
      String answer) {
    Movement movement =
        Desk.movement(
            "R1", "B1", buyer, country(from), seller, sellerName, country(to), amount, payOut);
    assertThat(decide(movement)).isEqualTo(answer);
    assertThat(decide(movement)).as("a repeat").isEqualTo(answer);
    assertTotalsAreSumsOfClearDecisions();
  }

  private static @Nullable String country(String column) {
    return column.equals("-") ? null : column;
  }

  @Test
  void aHitIsRecordedWithWhatElseSpeaksAgainstTheMovement() {
    Movement movement =
        Desk.movement(
            "R1", "B1", "Orlando Vexley", "KP", "S001", "Ningbo", "HK", "GBP 900.00", "CNH");
    Decision decision = compliance.decide(List.of(movement), Desk.VALUATION).getFirst();
    assertThat(Desk.detail(decision))
        .contains("originator \"Orlando Vexley\"")
        .contains("900001")
        .contains("also COUNTRY_DENIED");
    assertThat(Desk.count(database, "SELECT count(*) FROM compliance.screening_hit")).isEqualTo(1);
    assertThat(decision.listVersion()).isEqualTo(LISTS.version());
    assertThat(decision.policyVersion()).matches("test:[0-9a-f]{12}");
  }

  @Test
  void theDayLimitIsSequentialAndSkipsWhatDoesNotFit() {
    // 12,000 HKD a day: 5,000 + 5,000 fit, the next 5,000 does not, 2,000 does, then nothing.
    List<String> answers =
        answers(
            List.of(
                Desk.movement("A", "GBP 500.00"),
                Desk.movement("B", "USD 625.00"),
                Desk.movement("C", "GBP 500.00"),
                Desk.movement("D", "HKD 2000.00"),
                Desk.movement("E", "HKD 0.01")));
    assertThat(answers)
        .containsExactly(
            "CLEAR", "CLEAR", "REFUSED CUSTOMER_DAY_LIMIT", "CLEAR", "REFUSED CUSTOMER_DAY_LIMIT");
    Movement tomorrow = onDay(Desk.movement("F", "GBP 500.00"), 1);
    assertThat(decide(tomorrow)).isEqualTo("CLEAR");
    assertTotalsAreSumsOfClearDecisions();
  }

  @Test
  void aRepeatInTheSameBatchLaterOrByAnotherPolicyIsTheSameDecisionCountedOnce() {
    Movement movement = Desk.movement("A", "GBP 500.00");
    List<Decision> twice = compliance.decide(List.of(movement, movement), Desk.VALUATION);
    assertThat(twice.get(0)).isEqualTo(twice.get(1)).isInstanceOf(Decision.Clear.class);
    Valuation otherRates =
        (asset, day) -> {
          throw new AssertionError("a recorded decision needs no rate");
        };
    PolicyCompliance later = PolicyCompliance.open(database, LISTS, Policy.builtIn());
    assertThat(later.decide(List.of(onDay(movement, 5)), otherRates)).containsExactly(twice.get(0));
    assertThat(Desk.count(database, "SELECT units FROM compliance.day_total")).isEqualTo(500_000);
    assertTotalsAreSumsOfClearDecisions();
  }

  @Test
  void aClearReferenceCannotBeReusedForSomeoneElse() {
    decide(Desk.movement("A", "GBP 5.00"));
    Movement listed =
        Desk.movement("A", "B1", "Orlando Vexley", "GB", "S001", "Ningbo", "HK", "GBP 5.00", "CNH");
    assertThat(decide(listed)).isEqualTo("HELD DECISION_CONFLICT");
    assertThat(decide(Desk.movement("A", "GBP 5.01"))).isEqualTo("HELD DECISION_CONFLICT");
    assertThat(decide(Desk.movement("A", "GBP 5.00"))).isEqualTo("CLEAR");
    assertThat(Desk.count(database, "SELECT count(*) FROM compliance.decision")).isEqualTo(1);
  }

  @Test
  void aCrashBeforeTheCommitLeavesNothingAndTheBatchCanBeSentAgain() {
    List<Movement> batch =
        IntStream.range(0, 10).mapToObj(i -> Desk.movement("R" + i, "GBP 100.00")).toList();
    int[] asked = {0};
    Valuation dies =
        (asset, day) -> {
          asked[0]++;
          throw new IllegalStateException("the process dies here");
        };
    assertThatThrownBy(() -> compliance.decide(batch, dies)).hasMessage("the process dies here");
    assertThat(asked[0]).isEqualTo(1);
    assertThat(Desk.count(database, "SELECT count(*) FROM compliance.decision")).isZero();
    assertThat(answers(batch)).containsOnly("CLEAR");
    assertThat(answers(batch.subList(3, 10))).containsOnly("CLEAR");
    assertThat(Desk.count(database, "SELECT units FROM compliance.day_total")).isEqualTo(1_000_000);
  }

  @Test
  void manyCallersTogetherDoNotPassTheLimit() throws Exception {
    PolicyCompliance other = PolicyCompliance.open(database, LISTS, Desk.policy());
    List<Future<List<Decision>>> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
      for (int caller = 0; caller < 8; caller++) {
        PolicyCompliance mine = caller % 2 == 0 ? compliance : other;
        List<Movement> batch = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
          // Every reference is sent by two callers.
          batch.add(Desk.movement("R" + caller / 2 + "-" + i, "HKD 300.00"));
        }
        answers.add(callers.submit(() -> mine.decide(batch, Desk.VALUATION)));
      }
    }
    for (Future<List<Decision>> answer : answers) {
      assertThat(answer.get()).hasSize(25);
    }
    assertThat(
            Desk.count(
                database, "SELECT count(*) FROM compliance.decision WHERE outcome = 'CLEAR'"))
        .isEqualTo(12_000 / 300);
    assertThat(Desk.count(database, "SELECT units FROM compliance.day_total")).isEqualTo(1_200_000);
    assertTotalsAreSumsOfClearDecisions();
  }

  @Test
  void aNameThatTheDatabaseCannotHoldIsStillDecidedAndRepeatsAlike() {
    Movement odd =
        Desk.movement(
            "A",
            "B1",
            "Orlando Vexley\u0000\ud800",
            "GB",
            "S001",
            "Ningbo",
            "HK",
            "GBP 5.00",
            "CNH");
    Decision first = compliance.decide(List.of(odd), Desk.VALUATION).getFirst();
    assertThat(Desk.answer(first)).isEqualTo("HELD SCREENING_HIT");
    assertThat(compliance.decide(List.of(odd), Desk.VALUATION)).containsExactly(first);
  }

  @Test
  void severalTransactionsMakeOneBatch() {
    int n = PolicyCompliance.TRANSACTION_MOVEMENTS_MAX + 7;
    List<Movement> batch =
        IntStream.range(0, n).mapToObj(i -> Desk.movement("R" + i, "HKD 1.00")).toList();
    assertThat(answers(batch)).hasSize(n).containsOnly("CLEAR");
    assertThat(compliance.decide(List.of(), Desk.VALUATION)).isEmpty();
  }

  private String decide(Movement movement) {
    return answers(List.of(movement)).getFirst();
  }

  private List<String> answers(List<Movement> movements) {
    return compliance.decide(movements, Desk.VALUATION).stream().map(Desk::answer).toList();
  }

  private static Movement onDay(Movement movement, int daysLater) {
    return new Movement(
        movement.reference(),
        movement.originator(),
        movement.beneficiary(),
        movement.amount(),
        movement.payOut(),
        movement.day().plusDays(daysLater));
  }

  private void assertTotalsAreSumsOfClearDecisions() {
    Desk.assertTotals(database);
  }
}
