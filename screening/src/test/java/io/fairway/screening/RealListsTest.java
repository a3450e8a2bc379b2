package io.fairway.screening;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The real lists: what is counted, how names are found among other names, and how fast.
class RealListsTest {

  @Test
  void speed() throws IOException {
    Screening screening = RealData.screening();
    List<String> names =
        RealData.csv("matching/yente_negatives_global.csv").stream()
            .map(row -> row.getField("full_name"))
            .distinct()
            .toList();
    int hits = 0;
    for (int round = 0; round < 4; round++) {
      hits = 0;
      long start = System.nanoTime();
      int from = round * 10000;
      for (String name : names.subList(from, from + 10000)) {
        if (screening.screen(name, null) instanceof Screened.Hit hit) {
          hits++;
          if (hits < 20) System.out.println(name + " -> " + hit.best().explain());
        }
      }
      System.out.printf(
          "distinct names/s %,.0f hits %d%n", 10000 / ((System.nanoTime() - start) / 1e9), hits);
    }
    List<String> buyers =
        RealData.csv("orders/uci_parties.csv").stream().map(r -> r.getField("name")).toList();
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < 200000; i++) {
        screening.screen(buyers.get(i % buyers.size()), "GB");
      }
      System.out.printf("repeated names/s %,.0f%n", 200000 / ((System.nanoTime() - start) / 1e9));
    }
    for (String f : List.of("treated", "untreated")) {
      int found = 0, all = 0;
      for (NamedCsvRecord row : RealData.csv("matching/yente_positives_un_" + f + ".csv")) {
        all++;
        if (screening.screen(row.getField("full_name"), null) instanceof Screened.Hit) found++;
        else if (all % 3 == 0) System.out.println("missed " + row.getField("full_name"));
      }
      System.out.println(f + " " + found + "/" + all);
    }
  }
}
