package io.fairway.payments.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// docs/order-file.md says what the code does.
class OrderFileDocTest {

  private static final Pattern EXAMPLE =
      Pattern.compile("```csv\n(.*?)```.*?```text\n(.*?)```", Pattern.DOTALL);

  private String page = "";

  @TempDir Path directory;

  @BeforeEach
  void read() throws IOException {
    page = Files.readString(Path.of("..", "docs", "order-file.md"));
  }

  @Test
  void everyExampleIsReadAsThePageSays() {
    List<MatchResult> examples = EXAMPLE.matcher(page).results().toList();
    assertThat(examples).hasSize(3);
    for (MatchResult example : examples) {
      List<String> shown = OrderLines.shown(OrderLines.read(directory, example.group(1)));
      assertThat(shown).isEqualTo(example.group(2).lines().toList());
    }
  }

  @Test
  void everyReasonIsExplained() throws IllegalAccessException {
    for (Field reason : Reasons.class.getFields()) {
      assertThat(page).contains("| `" + reason.get(null) + "` |");
    }
  }

  @Test
  void everyColumnIsExplained() {
    for (String column : OrderLines.HEADER.strip().split(",", -1)) {
      assertThat(page).contains("| `" + column + "` |");
    }
  }

  @Test
  void everyKeyOfTheShippedMappingsIsExplained() throws IOException {
    for (Mapping mapping : Mapping.shipped()) {
      Path file = Path.of("..", "mappings", mapping.name() + ".properties");
      assertThat(Files.readAllLines(file))
          .filteredOn(line -> line.contains("=") && !line.startsWith("#"))
          .allSatisfy(line -> {
            String key = line.substring(0, line.indexOf('=')).strip();
            String shown = key.startsWith("country.") ? "country.NAME" : key;
            assertThat(page).contains("`" + shown + "`");
          });
    }
  }

  @Test
  void theBoundsAreThoseOfTheCode() {
    assertThat(page)
        .contains("at most " + Cells.ID_CHARS_MAX + " characters")
        .contains("years " + Cells.YEAR_MIN + " to " + Cells.YEAR_MAX)
        .contains("more than 65,536 bytes");
    assertThat(Lines.BYTES_MAX).isEqualTo(65_536);
  }
}
