package io.fairway.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTextTest {
  /// Controls of C0 and C1, delete, direction, width, line and paragraph, a tag beyond the 16 bits,
  /// half a pair.
  @ParameterizedTest
  @CsvSource({
    "0000, \\u0000",
    "0007, \\u0007",
    "0009, \\u0009",
    "000a, \\u000a",
    "000d, \\u000d",
    "001b, \\u001b",
    "007f, \\u007f",
    "009b, \\u009b",
    "00ad, \\u00ad",
    "200b, \\u200b",
    "200e, \\u200e",
    "2028, \\u2028",
    "2029, \\u2029",
    "202e, \\u202e",
    "2066, \\u2066",
    "feff, \\ufeff",
    "d800, \\ud800",
    "e0041, \\udb40\\udc41"
  })
  void whatDoesNotShowIsWrittenOut(String point, String escaped) {
    String text = "a" + Character.toString(Integer.parseInt(point, 16)) + "b";
    assertThat(PlainText.isPlain(text)).isFalse();
    assertThat(PlainText.escaped(text)).isEqualTo("a" + escaped + "b");
    assertThat(PlainText.isPlain(PlainText.escaped(text))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"'plain, with spaces'", "香港金融管理局", "Zürich – São Paulo", "\uD83D\uDEA2 ship", "''"})
  void whatShowsStays(String text) {
    assertThat(PlainText.isPlain(text)).isTrue();
    assertThat(PlainText.escaped(text)).isEqualTo(text);
  }

  @Test
  void layoutKeepsItsLines() {
    assertThat(PlainText.escapedLines("one\n\u001b[2Jtwo\n\n\u202ethree\r\n"))
        .isEqualTo("one\n\\u001b[2Jtwo\n\n\\u202ethree\\u000d\n");
    assertThat(PlainText.escapedLines("")).isEmpty();
  }
}
