package io.fairway.screening;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The real lists: what is chosen, kept and counted, and how names are found among other names.
class RealListsTest {
  /// Hits allowed among names that no list holds, per ten thousand: 8 were measured over all
  /// 50,000.
  private static final int FALSE_ALERTS_PER_10000_MAX = 15;

  @Test
  void refusesTheEmptyFileByNameAndKeepsRowsWithoutAnSdnRow() throws IOException {
    ListReport report = RealData.screening().report();
    report.lines().forEach(System.out::println);
    assertThat(report.refused())
        .containsExactly(
            new ListReport.Refused("OFAC SDN", "sdn_2024-05-04_truncated.csv", "empty (0 bytes)"));
    assertThat(report.used())
        .extracting(ListReport.Used::file)
        .containsExactly(
            "sdn_2024-05-03.csv",
            "alt_2025-02-27.csv",
            "add_2025-02-27.csv",
            "UN_consolidated_2026-02-27.xml");
    assertThat(report.orphanAliases()).isEqualTo(1_468);
    assertThat(report.orphanAddresses()).isEqualTo(2_474);
    assertThat(RealData.screening().version())
        .startsWith("sdn-2024-05-03+alt-2025-02-27+add-2025-02-27+un-2026-02-27:");
    // An alias whose entity has no SDN row.
    assertThat(RealData.screening().screen("Gazprom Invest", null))
        .isInstanceOf(Screened.Hit.class);
  }

  @Test
  void findsEveryUnNameAsWrittenAndNearlyAllMangled() throws IOException {
    assertThat(found("untreated")).isEqualTo(1.0);
    assertThat(found("treated")).isGreaterThan(0.97);
  }

  private static double found(String kind) throws IOException {
    Screening screening = RealData.screening();
    List<NamedCsvRecord> rows = RealData.csv("matching/yente_positives_un_" + kind + ".csv");
    long found =
        rows.stream()
            .filter(r -> screening.screen(r.getField("full_name"), null) instanceof Screened.Hit)
            .count();
    System.out.printf("UN names %s: %d of %d found%n", kind, found, rows.size());
    return (double) found / rows.size();
  }

  /// Prints names per second, which no assertion depends on.
  @Test
  void raisesFewFalseAlerts() throws IOException {
    Screening screening = RealData.screening();
    List<String> names =
        RealData.csv("matching/yente_negatives_global.csv").stream()
            .map(row -> row.getField("full_name"))
            .filter(name -> name.chars().allMatch(c -> c < 0x250))
            .distinct()
            .toList();
    int round = names.size() / 4;
    int hits = 0;
    for (int from = 0; from + round <= names.size(); from += round) {
      long start = cpuNanos();
      for (String name : names.subList(from, from + round)) {
        hits += screening.screen(name, null) instanceof Screened.Hit ? 1 : 0;
      }
      System.out.printf(
          "%d distinct names: %,.0f a second of processor time%n", round, perSecond(round, start));
    }
    System.out.printf("%d hits among %d names of no list%n", hits, 4 * round);
    assertThat(hits * 10_000L).isLessThanOrEqualTo(FALSE_ALERTS_PER_10000_MAX * 4L * round);
    List<String> parties =
        RealData.csv("orders/uci_parties.csv").stream().map(row -> row.getField("name")).toList();
    long start = cpuNanos();
    for (int i = 0; i < 200_000; i++) {
      screening.screen(parties.get(i % parties.size()), "GB");
    }
    System.out.printf(
        "repeated names: %,.0f a second of processor time%n", perSecond(200_000, start));
  }

  /// This thread's own time, so that a busy machine does not change the figure much.
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double perSecond(int names, long startNanos) {
    return names / ((cpuNanos() - startNanos) / 1e9);
  }
}
