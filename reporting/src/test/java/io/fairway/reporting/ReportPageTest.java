package io.fairway.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.payments.Receipt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// To look at the page of a made-up run: `-Dfairway.sample.out=FOLDER` keeps its files there.
class ReportPageTest {
  private static final int PAGE_BYTES_MAX = 250_000;

  @TempDir Path temporary;

  @Test
  void writesEverything() throws Exception {
    String kept = System.getProperty("fairway.sample.out");
    Path out = kept == null || kept.isEmpty() ? temporary : Path.of(kept);
    RunFacts facts = Sample.run(7, 2025);
    Reporting.write(out, facts, Sample.checks(facts));
    assertThat(out.resolve(Reporting.RECEIPTS)).isRegularFile();
    assertThat(out.resolve(Reporting.STATEMENTS).resolve("S001.html")).isRegularFile();
    assertSelfContained(Files.readString(out.resolve(Reporting.REPORT)));
    assertSelfContained(Files.readString(out.resolve("statements/S001.html")));
  }

  @Test
  void hostileTextStaysText() {
    String page = page(Fixed.facts());
    assertThat(page)
        .contains("&lt;script&gt;alert(1)&lt;/")
        .contains("&lt;img src=x onerror=alert(1)&gt;")
        .contains("Shop &lt;One&gt; &amp; Co")
        .doesNotContain("<script", "<img");
    assertSelfContained(page);
  }

  @Test
  void saysTheFiguresOfTheRun() {
    String page = page(Fixed.facts());
    assertThat(page)
        .contains("3 of 8 orders settled in 4.00 seconds")
        .contains("7.02 basis points")
        .contains("GBP 300.00", "CNH 2,998.20")
        .contains("until a seller can spend")
        .contains("The bank is simulated.", "It answers after 10 ms.")
        .contains("Friday 27 November 2026, 19:00", "61.5 hours more")
        .contains("The opening money is invented.", "platform:P GBP 612.00");
  }

  @Test
  void aRunWithNothingToShowHasAPage() {
    String page = page(Fixed.facts(List.of(Fixed.malformed())));
    assertThat(page)
        .contains("0 of 1 orders settled", "No order was settled", "there is no cost to weigh");
    assertSelfContained(page);
    assertSelfContained(page(Fixed.facts(List.of())));
  }

  @Test
  void aRepeatedRunSaysThatItMovedNothing() {
    RunFacts f = Fixed.facts(List.of(Fixed.repeated()));
    RunFacts repeat =
        new RunFacts(
            f.orderFile(),
            1,
            f.receipts(),
            0,
            f.clock(),
            f.versions(),
            f.opening(),
            f.chain(),
            f.prices(),
            f.bankTwin(),
            f.sellers());
    assertThat(page(repeat)).contains("1 of 1 orders are settled; this run moved no money");
  }

  @Test
  void whatAnEarlierRunLeftIsNamed() {
    Receipt r = Fixed.settled();
    Receipt.Times t = r.times();
    Receipt drivenOn =
        Fixed.timed(
            r,
            new Receipt.Times(
                Fixed.at(-60_000),
                t.screened(),
                t.priced(),
                t.reserved(),
                t.spendable(),
                t.paidOut(),
                t.reported()));
    assertThat(page(Fixed.facts(List.of(drivenOn))))
        .contains("1 of them had been accepted by an earlier run");
    assertThat(page(Fixed.facts())).doesNotContain("by an earlier run");
  }

  @Test
  void theFolderOfTheOrderFileIsNotShown() {
    RunFacts f = Fixed.facts();
    RunFacts elsewhere =
        new RunFacts(
            "/home/someone/orders.csv",
            f.linesRead(),
            f.receipts(),
            f.moved(),
            f.clock(),
            f.versions(),
            f.opening(),
            f.chain(),
            f.prices(),
            f.bankTwin(),
            f.sellers());
    assertThat(page(elsewhere)).contains("orders.csv").doesNotContain("someone");
  }

  @Test
  void aFailedCheckIsSeen() {
    RunFacts facts = Fixed.facts();
    Checks good = Sample.checks(facts);
    Checks bad =
        new Checks(
            good.ledgerBalanced(),
            good.supplyEqualsLedger(),
            good.reservesCoverSupply(),
            new Check.OutcomesSumToRead(9, 8, 8));
    String page = ReportPage.of(Summary.of(facts, bad)).markup();
    assertThat(page)
        .contains(
            "Not everything holds.",
            "Every line has one outcome: failed",
            "9 lines read, 8 outcomes");
    assertThat(Summary.of(facts, bad).text()).contains("FAILED Every line has one outcome");
    assertThat(page(facts)).doesNotContain(": failed", "Not everything holds");
  }

  @Test
  void sizeIsBounded() {
    assertThat(page(Sample.run(3, 20_000)).length()).isLessThan(PAGE_BYTES_MAX);
  }

  @Test
  @Tag("long")
  void aHundredThousandOrders() throws Exception {
    RunFacts facts = Sample.run(5, 100_000);
    Reporting.write(temporary, facts, Sample.checks(facts));
    try (var lines = Files.lines(temporary.resolve(Reporting.RECEIPTS))) {
      assertThat(lines).hasSize(100_001);
    }
    assertThat(temporary.resolve(Reporting.REPORT).toFile().length()).isLessThan(PAGE_BYTES_MAX);
  }

  @Test
  void listsAtMostAHundredStoppedOrders() {
    String page = page(Sample.run(7, 2025));
    assertThat(Pattern.compile("<td class=\"id\">").matcher(page).results()).hasSize(100);
    assertThat(page).contains("more are in <a href=\"receipts.csv\">");
  }

  private static String page(RunFacts facts) {
    return ReportPage.of(Summary.of(facts, Sample.checks(facts))).markup();
  }

  /// Nothing is loaded from anywhere, nothing runs, and every tag that is opened is closed.
  private static void assertSelfContained(String page) {
    assertThat(page)
        .doesNotContain("<script", "http://", "https://", "@import", "url(", "<link")
        .doesNotContain("NaN", "Infinity", ">null<")
        .contains("default-src 'none'");
    var tag = Pattern.compile("<(/?)([a-z][a-z0-9]*)((?:\"[^\"]*\"|[^>\"])*)>").matcher(page);
    var open = new java.util.ArrayDeque<String>();
    while (tag.find()) {
      assertThat(tag.group(3)).doesNotContainPattern("\\s(src|on[a-z]+|srcset|poster|data)=");
      boolean isVoid = tag.group(2).equals("meta") || tag.group(3).endsWith("/");
      if (!tag.group(1).isEmpty()) {
        assertThat(open.pop()).as("closed at %s", tag.start()).isEqualTo(tag.group(2));
      } else if (!isVoid) {
        open.push(tag.group(2));
      }
    }
    assertThat(open).isEmpty();
  }
}
