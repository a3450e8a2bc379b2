package io.fairway.payments.order;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of a CSV file (RFC 4180, comma, UTF-8). Blank lines are skipped.
///
/// A bad row never takes another one with it. A quoted field may hold line ends when the source is
/// allowed to; but when the quote does not close, or the lines together are not a row of the
/// header's width, then only the first line is bad and reading goes on with the second. One
/// forgotten quote costs one row, not the rest of the file.
final class Rows implements AutoCloseable {

  /// The most lines that one row may span.
  static final int LINES_PER_ROW_MAX = 200;

  private final Lines lines;
  private final boolean spanning;
  private final int width;
  private final CsvReader.CsvReaderBuilder csv = csv();

  /// Lines read ahead and given back: at most [#LINES_PER_ROW_MAX].
  private final ArrayDeque<Lines.Line> ahead = new ArrayDeque<>();

  private long blankLines;

  /// @param spanning whether a quoted field may hold line ends
  /// @param width how many columns the header has
  Rows(Lines lines, boolean spanning, int width) {
    this.lines = lines;
    this.spanning = spanning;
    this.width = width;
  }

  /// The next row, or null at the end of the file.
  @Nullable Row next() throws IOException {
    for (Lines.Line line = nextLine(); line != null; line = nextLine()) {
      if (line.length() > 0) {
        return row(line);
      }
      blankLines++;
    }
    return null;
  }

  long blankLines() {
    return blankLines;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  /// How one row is taken apart.
  static CsvReader.CsvReaderBuilder csv() {
    return CsvReader.builder().allowUnclosedQuote(false);
  }

  /// The text, or null when it is not UTF-8.
  static @Nullable String decode(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return decodeStrictly(bytes);
      }
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  /// The fields of one row.
  ///
  /// @throws CsvParseException when quotes are wrong
  static List<String> split(String text, CsvReader.CsvReaderBuilder csv) {
    List<String> fields = new ArrayList<>();
    if (text.indexOf('"') >= 0) {
      for (String field : csv.ofSingleCsvRecord(text).getFields()) {
        fields.add(field.strip());
      }
      return fields;
    }
    int start = 0;
    for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', start)) {
      fields.add(text.substring(start, comma).strip());
      start = comma + 1;
    }
    fields.add(text.substring(start).strip());
    return fields;
  }

  private Row row(Lines.Line line) throws IOException {
    if (line.isTooLong()) {
      return new Row.Bad(line.number(), Reasons.LINE_TOO_LONG, tooLong(line.length()));
    }
    String text = decode(line.bytes());
    if (text == null) {
      return new Row.Bad(
          line.number(), Reasons.NOT_UTF8, "the line is not UTF-8; expected the file in UTF-8");
    }
    if (!endsInQuote(text)) {
      return single(line.number(), text);
    }
    return spanning ? spanningRow(line, text) : unclosed(line.number());
  }

  private Row single(long number, String text) {
    if (text.indexOf('\r') >= 0) {
      return new Row.Bad(
          number, Reasons.TEXT_INVALID, "a carriage return within the line; expected LF or CRLF");
    }
    try {
      return new Row.Fields(number, split(text, csv));
    } catch (CsvParseException e) {
      return new Row.Bad(
          number,
          Reasons.COLUMNS_WRONG,
          "the quotes do not match; expected \"a field\" with \"\" for a quote in it");
    }
  }

  private Row spanningRow(Lines.Line first, String firstText) throws IOException {
    List<Lines.Line> rest = new ArrayList<>();
    StringBuilder text = new StringBuilder(firstText);
    long bytes = first.length();
    while (rest.size() < LINES_PER_ROW_MAX - 1) {
      Lines.Line line = nextLine();
      if (line == null) {
        break;
      }
      rest.add(line);
      bytes += line.length() + 1;
      String more = bytes > Lines.BYTES_MAX ? null : decode(line.bytes());
      if (more == null) {
        break;
      }
      text.append('\n').append(more);
      if (!endsInQuote(text)) {
        Row row = whole(first.number(), text.toString());
        if (row != null) {
          return row;
        }
        break;
      }
    }
    for (int i = rest.size() - 1; i >= 0; i--) {
      ahead.addFirst(rest.get(i));
    }
    return unclosed(first.number());
  }

  private @Nullable Row whole(long number, String text) {
    try {
      List<String> fields = split(text, csv);
      return fields.size() == width ? new Row.Fields(number, fields) : null;
    } catch (CsvParseException e) {
      return null;
    }
  }

  private Row unclosed(long number) {
    String where = spanning ? "in a row of " + width + " columns" : "on the same line";
    return new Row.Bad(
        number,
        Reasons.COLUMNS_WRONG,
        "a quoted field does not end; expected a closing \" " + where);
  }

  private Lines.@Nullable Line nextLine() throws IOException {
    Lines.Line line = ahead.pollFirst();
    return line != null ? line : lines.next();
  }

  static String tooLong(long length) {
    return "the line has " + length + " bytes; expected at most " + Lines.BYTES_MAX;
  }

  /// Whether the text ends within a quoted field: a quote opens one only where a field begins.
  private static boolean endsInQuote(CharSequence text) {
    boolean quoted = false;
    boolean fieldStart = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && (quoted || fieldStart)) {
        quoted = !quoted;
        // `""` within a quoted field closes it and opens it again at once.
        fieldStart = !quoted;
      } else {
        fieldStart = !quoted && c == ',';
      }
    }
    return quoted;
  }

  private static @Nullable String decodeStrictly(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }
}
