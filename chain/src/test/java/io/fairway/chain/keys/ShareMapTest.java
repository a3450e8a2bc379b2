package io.fairway.chain.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareMapTest {
  private static final int SITE = 1;

  /// Share, site, jurisdiction, accepted, custodian, seal, tested: 3 of 5 over four sites.
  private static final List<String> GOOD =
      List.of(
          "1,A,HK,false,ann,b1,2026-01-01",
          "2,A,HK,false,ben,b2,2026-01-01",
          "3,B,HK,false,cat,b3,2026-01-01",
          "4,C,HK,false,dan,b4,2026-01-01",
          "5,D,SG,true,eve,b5,2026-01-01");

  private static ShareMap map(int threshold, int quorum, List<String> rows) {
    return new ShareMap(
        "upgrader",
        threshold,
        quorum,
        rows.stream()
            .map(row -> row.split(",", -1))
            .map(
                c -> new ShareMap.Share(c[0], c[SITE], c[2], c[3].equals("true"), c[4], c[5], c[6]))
            .toList());
  }

  @Test
  void aGoodMapHasNoFindings() {
    assertThat(map(3, 2, GOOD).findings()).isEmpty();
  }

  @ParameterizedTest(name = "row {0}, column {1} = {2}: {3}")
  @CsvSource({
    "2, 1, A,  the site a has 3 shares of a threshold of 3: it alone can make the key",
    "2, 1, ' a ', the site a has 3 shares of a threshold of 3: it alone can make the key",
    "4, 3, false, share 5 lies in SG; expected Hong Kong",
    "0, 5, '', share 1 is in nothing tamper-evident",
    "0, 6, '', recovery from share 1 was never tested",
    "0, 0, 2, share 2 is listed twice"
  })
  void eachRuleHasAFindingOfItsOwn(int row, int column, String value, String finding) {
    List<String> rows = new ArrayList<>(GOOD);
    String[] cells = rows.get(row).split(",", -1);
    cells[column] = value;
    rows.set(row, String.join(",", cells));
    assertThat(map(3, 2, rows).findings()).anyMatch(f -> f.startsWith(finding.strip()));
  }

  @Test
  void oneCustodianForManySharesIsFound() {
    List<String> rows = GOOD.stream().map(r -> r.replaceAll("ann|ben|cat", "ann")).toList();
    assertThat(map(3, 2, rows).findings()).anyMatch(f -> f.startsWith("the custodian ann has 3"));
  }

  @Test
  void thresholdsAreCompared() {
    assertThat(map(1, 1, GOOD).findings()).anyMatch(f -> f.contains("one share alone"));
    assertThat(map(3, 4, GOOD).findings()).anyMatch(f -> f.contains("no fewer for recovery"));
    assertThat(map(5, 2, GOOD).findings())
        .anyMatch(f -> f.contains("losing one loses the key"))
        .anyMatch(f -> f.startsWith("without the site a only 3 shares are left; expected 5"));
  }

  /// A good file with one word changed.
  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "sealed": "b1"   | "sealed": true       | share 1 of the list: the field sealed is true; expected the number of a seal
          "recoveryTested" | "recoverytested"     | share 1 of the list: the field recoverytested is not known
          "2026-01-01"     | 20260101             | the field recoveryTested is 20260101; expected the date
          false            | "no"                 | the field accepted is "no"; expected true or false
          "A"              | 7                    | the field site is 7; expected a text
          "threshold": 2   | "threshold": "two"   | the field threshold is "two"; expected a whole number
          "threshold": 2   | "threshold": 9999999999 | the field threshold is 9999999999; expected 1 to 255
          "quorum": 2      | "quorum": 0          | the field quorum is 0; expected 1 to 255
          "quorum"         | "note": "", "quorum" | the field note is not known
          "shares": [{     | "shares": [3, {      | expected a list of objects
          """)
  void nonsenseInAFileIsRefusedInWords(String word, String other, String said, @TempDir Path folder)
      throws IOException {
    String good =
        """
        {"key": "upgrader", "threshold": 2, "quorum": 2, "shares": [{"id": "1", "site": "A",
          "jurisdiction": "HK", "accepted": false, "custodian": "ann", "sealed": "b1",
          "recoveryTested": "2026-01-01"}]}
        """;
    Path file = Files.writeString(folder.resolve("good.json"), good);
    assertThat(ShareMap.read(file).shares()).hasSize(1);
    assertThat(good).contains(word);
    Path changed =
        Files.writeString(
            folder.resolve("map.json"),
            good.replaceFirst(
                java.util.regex.Pattern.quote(word),
                java.util.regex.Matcher.quoteReplacement(other)));
    assertThatThrownBy(() -> ShareMap.read(changed))
        .isInstanceOf(KeyProblem.class)
        .hasMessageStartingWith(changed.toString())
        .hasMessageContaining(said);
  }

  @Test
  void aFileWithoutAFieldIsRefusedByName(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("map.json"),
            "{\"key\":\"k\",\"threshold\":2,\"quorum\":2,\"shares\":[{\"id\":\"1\"}]}");
    assertThatThrownBy(() -> ShareMap.read(file))
        .isInstanceOf(KeyProblem.class)
        .hasMessageContaining("the field site is missing; expected a text");
  }
}
