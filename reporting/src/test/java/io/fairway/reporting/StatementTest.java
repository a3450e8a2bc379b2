package io.fairway.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.payments.Receipt;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTest {
  @TempDir Path folder;

  /// S001 had 50.00. and the rejected A-3 bring 3 × 999.40, the refund takes 400.16,
  /// the bank paid 999.40 and 899.40: 749.24 are left.
  @Test
  void sumsToTheLedger() {
    Statement statement = Statement.all(Fixed.facts()).getFirst();
    assertThat(statement.sellerId()).isEqualTo("S001");
    assertThat(statement.opening()).isEqualByComparingTo("50.00");
    assertThat(statement.closing()).isEqualByComparingTo("749.24");
    assertThat(statement.totals())
        .isEqualTo(
            new Statement.Totals(
                3,
                new BigDecimal("3000.00"),
                new BigDecimal("0.60"),
                new BigDecimal("1.20"),
                new BigDecimal("2998.20"),
                new BigDecimal("400.16"),
                new BigDecimal("1898.80"),
                1));
    assertThat(statement.totals().lossBps()).isEqualByComparingTo("4");
  }

  /// CNH 100.00 of A-7 were released later: the receipt names the second payout, the statement has
  /// both.
  @Test
  void whatWasPaidBeforeIsNotForgotten() {
    Receipt later =
        Fixed.paidWith(
            Fixed.withheld(),
            new Receipt.Payout(
                Fixed.uetr(80),
                Sample.money("CNH", "100.00"),
                Sample.money("CNH", "0.10"),
                Sample.money("CNH", "0.00"),
                null));
    RunFacts.Seller paidUp = new RunFacts.Seller("Shop", List.of());
    RunFacts facts = SummaryTest.withSellers(Fixed.facts(List.of(later)), Map.of("S001", paidUp));
    Statement statement = Statement.all(facts).getFirst();
    assertThat(statement.entries())
        .extracting(Statement.Entry::kind)
        .containsExactly(Statement.Kind.ORDER, Statement.Kind.PAYOUT_BEFORE, Statement.Kind.PAYOUT);
    assertThat(statement.totals().paidOut()).isEqualByComparingTo("999.40");
    assertThat(statement.opening()).isEqualByComparingTo("0");
  }

  @Test
  void everyStatementOfALargeRunSums() {
    List<Statement> statements = Statement.all(Sample.run(11, 4000));
    assertThat(statements).hasSize(25);
    for (Statement statement : statements) {
      Statement.Totals totals = statement.totals();
      assertThat(
              statement
                  .opening()
                  .add(totals.received())
                  .subtract(totals.refunded())
                  .subtract(totals.paidOut()))
          .isEqualByComparingTo(statement.closing());
      assertThat(totals.fees().add(totals.exchangeLoss()).add(totals.received()))
          .isEqualByComparingTo(totals.mid());
      assertThat(statement.entries().getLast().balance()).isEqualByComparingTo(statement.closing());
      assertThat(statement.opening()).as("seed 11").isEqualByComparingTo("0");
    }
  }

  @Test
  void csvAsKept() throws Exception {
    Statements.write(folder, summary());
    Golden.assertSame("statement-S001.csv", Files.readString(folder.resolve("S001.csv")));
  }

  @Test
  void aFileEachForEverySellerWithAMovement() throws Exception {
    Statements.write(folder, summary());
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("S001.csv", "S001.html", "S002.csv", "S002.html");
    }
  }

  @Test
  void pageShowsTheFiguresAndEscapesNames() throws Exception {
    Statements.write(folder, summary());
    String page = Files.readString(folder.resolve("S001.html"));
    assertThat(page)
        .contains("Shop &lt;One&gt; &amp; Co", "749.24", "−400.16", "rejected by the bank: AC04")
        .contains("withheld for open refunds: CNH 100.00", Fixed.uetr(2).toString())
        .doesNotContain("<One>");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          S001,             S001
          ../../etc/passwd, %2E.%2F..%2Fetc%2Fpasswd
          .hidden,          %2Ehidden
          a.b,              a.b
          A/B,              A%2FB
          店,               %E5%BA%97
          """)
  void fileNamesStayInTheFolder(String seller, String name) {
    assertThat(Statements.fileName(seller)).isEqualTo(name);
  }

  @Test
  void longNamesStayApart() {
    String one = Statements.fileName("s".repeat(500) + "1");
    String two = Statements.fileName("s".repeat(500) + "2");
    assertThat(one).hasSize(120).isNotEqualTo(two);
  }

  private static Summary summary() {
    RunFacts facts = Fixed.facts();
    return Summary.of(facts, Sample.checks(facts));
  }
}
