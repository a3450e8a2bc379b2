package io.fairway.screening;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The real target: who among the real orders' parties is on the real lists, and nobody else.
class RealPartiesTest {
  /// Twelve planted names, the last five misspelt, and one that matches by coincidence.
  private static final Map<String, String> LISTED =
      Map.ofEntries(
          Map.entry("12971", "12556"),
          Map.entry("14299", "12575"),
          Map.entry("15100", "22084"),
          Map.entry("15641", "17618"),
          Map.entry("17307", "46744"),
          Map.entry("17913", "36774"),
          Map.entry("18044", "41505"),
          Map.entry("14264", "44491"),
          Map.entry("14409", "7195"),
          Map.entry("15347", "7895"),
          Map.entry("17068", "40260"),
          Map.entry("17358", "45848"),
          Map.entry("15727", "45391"));

  @Test
  void findsTheListedBuyersAndNobodyElse() throws IOException {
    Screening screening = RealData.screening();
    Map<String, String> hits = new TreeMap<>();
    for (NamedCsvRecord party : RealData.csv("orders/uci_parties.csv")) {
      String name = party.getField("name");
      String country = Countries.code(party.getField("country"));
      if (screening.screen(name, country) instanceof Screened.Hit hit) {
        String id = party.getField("party_id");
        System.out.println(id + " " + name + " -> " + hit.best().explain());
        String entry = LISTED.getOrDefault(id, "none");
        boolean named = hit.matches().stream().anyMatch(m -> m.entryId().equals(entry));
        hits.put(id, named ? entry : hit.best().entryId());
      }
    }
    assertThat(hits).isEqualTo(new TreeMap<>(LISTED));
  }
}
