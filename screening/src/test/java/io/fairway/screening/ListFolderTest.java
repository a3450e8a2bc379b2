package io.fairway.screening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which file is used, and which is refused and why. All names are made up.
class ListFolderTest {
  private static final String REST = ",-0- ,\"TEST\"" + ",-0- ".repeat(8) + "\r\n";
  private static final String END = "\u001a";
  private static final String XML =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>Perpetua</FIRST_NAME>
      <SECOND_NAME>Quillfeather</SECOND_NAME><REFERENCE_NUMBER>TSi.001</REFERENCE_NUMBER>
      <NAME_ORIGINAL_SCRIPT>Перпетуя Квиллфезер</NAME_ORIGINAL_SCRIPT>
      <NATIONALITY><VALUE>Iceland</VALUE></NATIONALITY>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Petra Gansfeder; Pepita Ganso</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Goose</ALIAS_NAME></INDIVIDUAL_ALIAS>
      </INDIVIDUAL></INDIVIDUALS><ENTITIES><ENTITY><FIRST_NAME>Gosling Salvage</FIRST_NAME>
      <REFERENCE_NUMBER>TSe.001</REFERENCE_NUMBER></ENTITY></ENTITIES></CONSOLIDATED_LIST>
      """;

  @TempDir Path folder;

  private static String sdn(int rows) {
    return IntStream.rangeClosed(1, rows)
        .mapToObj(i -> i + ",\"QUILLFEATHER " + i + " SHIPPING\"" + REST)
        .collect(Collectors.joining());
  }

  private void put(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  private ListReport report() throws IOException {
    return Screening.load(folder).report();
  }

  /// What is wrong with the newest file: `ROWS` stands for whole rows, `END` for the end mark.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                          | empty (0 bytes)
          END                         | empty (no rows)
          ROWS                        | cut short: it lacks the end mark
          ROWS7END                    | implausibly small: 7 rows after 10
          ROWS11,"CUT SHORT",-0-      | line 11 has 3 columns, expected 12
          ROWS11,"OPEN QUOTE          | not CSV
          ROWSENDNLROWS               | text after its end mark
          <html>503</html>            | line 1 has 1 columns, expected 12
          """)
  void refusesABadFileByNameAndFallsBack(String content, String reason) throws IOException {
    put("sdn_2024-01-01.csv", sdn(10) + END);
    put(
        "sdn_2024-01-02.csv",
        content
            .replace("ROWS7", sdn(7))
            .replace("ROWS", sdn(10))
            .replace("END", END)
            .replace("NL", "\r\n"));
    ListReport report = report();
    assertThat(report.used())
        .extracting(ListReport.Used::file)
        .containsExactly("sdn_2024-01-01.csv");
    assertThat(report.refused()).hasSize(1);
    assertThat(report.refused().getFirst().file()).isEqualTo("sdn_2024-01-02.csv");
    assertThat(report.refused().getFirst().reason()).startsWith(reason);
  }

  @Test
  void theNewestByTheDateInTheNameIsUsedAndPlainNamesByTheirDay() throws IOException {
    put("sdn_2024-01-01.csv", sdn(10));
    put("sdn_2024-03-01_morning.csv", sdn(12));
    put("SDN_2024-02-01.CSV", sdn(11));
    put("sdn_comments_2025-01-01.csv", "1,\"remarks\"\r\n");
    put("readme.txt", "");
    put("sdn_2024-13-01.csv", sdn(10));
    ListReport report = report();
    assertThat(report.used().getFirst().file()).isEqualTo("sdn_2024-03-01_morning.csv");
    assertThat(report.unread()).contains("readme.txt", "sdn_comments_2025-01-01.csv");
    assertThat(report.refused().getFirst().reason()).isEqualTo("no such date: 2024-13-01");

    put("sdn.csv", sdn(13));
    touch("sdn.csv", "2024-02-15T00:00:00Z");
    assertThat(report().used().getFirst().file()).isEqualTo("sdn_2024-03-01_morning.csv");
    touch("sdn.csv", "2024-03-15T00:00:00Z");
    assertThat(report().used().getFirst().file()).isEqualTo("sdn.csv");
  }

  private void touch(String name, String instant) throws IOException {
    Files.setLastModifiedTime(folder.resolve(name), FileTime.from(Instant.parse(instant)));
  }

  @Test
  void aKindWithOnlyBadFilesIsAnErrorThatNamesThem() throws IOException {
    put("sdn_2024-01-01.csv", sdn(10));
    put("alt_2024-01-01.csv", "");
    assertThatThrownBy(() -> Screening.load(folder))
        .isInstanceOf(ListException.class)
        .hasMessageContaining("no good OFAC ALT list")
        .hasMessageContaining("alt_2024-01-01.csv (empty (0 bytes))");
  }

  @Test
  void aFolderWithoutListsIsAnError() throws IOException {
    assertThatThrownBy(() -> Screening.load(folder)).hasMessageContaining("no list in");
    assertThatThrownBy(() -> Screening.load(folder.resolve("none")))
        .isInstanceOf(ListException.class)
        .hasMessageContaining("is not a directory");
  }

  @Test
  void aliasesAndAddressesWithoutAnSdnRowAreKeptAndCounted() throws IOException {
    put("sdn_2024-01-01.csv", sdn(3));
    put(
        "alt_2024-02-01.csv",
        """
        1,11,"aka","GANDER FREIGHT",-0-
        99,12,"aka","ORPHANED OSPREY",-0-
        99,13,"fka","LONELY OSPREY",-0-
        """);
    put(
        "add_2024-02-01.csv",
        """
        99,21,-0- ,"Reykjavik","Iceland",-0-
        98,22,-0- ,-0- ,-0- ,-0-
        """);
    Screening screening = Screening.load(folder);
    assertThat(screening.report().orphanAliases()).isEqualTo(2);
    assertThat(screening.report().orphanAddresses()).isEqualTo(2);
    assertThat(screening.report().entries()).isEqualTo(5);
    assertThat(screening.report().names()).isEqualTo(6);
    Screened.Hit hit = (Screened.Hit) screening.screen("Orphaned Osprey", "IS");
    assertThat(hit.best().entryId()).isEqualTo("99");
    assertThat(hit.best().country()).isEqualTo(Match.CountryEvidence.SAME);
  }

  @Test
  void theVersionNamesDatesAndContent() throws IOException {
    put("sdn_2024-01-01.csv", sdn(10));
    String version = Screening.load(folder).version();
    assertThat(version).matches("sdn-2024-01-01:[0-9a-f]{12}");
    assertThat(Screening.load(folder).version()).isEqualTo(version);
    put("sdn_2024-01-01.csv", sdn(11));
    assertThat(Screening.load(folder).version()).isNotEqualTo(version);
  }

  @Test
  void readsTheUnListWithItsAliasesAndScripts() throws IOException {
    put("UN_consolidated_2024-01-01.xml", XML);
    Screening screening = Screening.load(folder);
    assertThat(screening.report().entries()).isEqualTo(2);
    assertThat(screening.report().names()).isEqualTo(6);
    for (String name :
        new String[] {
          "Quillfeather, Perpetua",
          "ПЕРПЕТУЯ КВИЛЛФЕЗЕР",
          "Pepita Ganso",
          "the goose",
          "Gosling Salvage Ltd"
        }) {
      assertThat(screening.screen(name, null)).as(name).isInstanceOf(Screened.Hit.class);
    }
    // A low-quality alias is compared word for word only.
    assertThat(screening.screen("The Geese", null)).isInstanceOf(Screened.Clean.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          </CONSOLIDATED_LIST>  | ``                          | not whole XML
          <CONSOLIDATED_LIST>   | <!DOCTYPE CONSOLIDATED_LIST [<!ENTITY x SYSTEM "file:///etc/passwd">]><CONSOLIDATED_LIST> | a document type
          <DATAID>1</DATAID>    | <DATAID>&x;</DATAID>        | not whole XML
          CONSOLIDATED_LIST>    | OTHER_LIST>                 | root <OTHER_LIST>, expected
          """)
  void refusesBadXml(String good, String bad, String reason) throws IOException {
    put("UN_consolidated_2024-01-01.xml", XML);
    put("UN_consolidated_2024-01-02.xml", XML.replace(good, bad));
    ListReport report = report();
    assertThat(report.used().getFirst().file()).isEqualTo("UN_consolidated_2024-01-01.xml");
    assertThat(report.refused().getFirst().reason()).startsWith(reason);
  }
}
