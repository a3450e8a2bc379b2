package io.fairway.screening;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads OFAC's CSV files: no header, `-0-` for nothing, doubled quotes, and in most a last line
/// with the DOS end-of-file character.
///
/// Source of the columns: OFAC, "Specially Designated Nationals list data formats"
/// (`dat_spec.txt`).
final class OfacReader {
  /// What OFAC writes for an empty field.
  private static final String NOTHING = "-0-";

  private static final String END_OF_FILE = "\u001a";

  private OfacReader() {}

  /// The rows of a file, fields trimmed, `-0-` as the empty string.
  ///
  /// @throws ListException when a row has not the published columns, naming its line
  static Rows read(ListKind kind, byte[] bytes) throws ListException {
    List<String[]> rows = new ArrayList<>();
    boolean ended = false;
    try (CsvReader<CsvRecord> csv =
        CsvReader.builder()
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(decode(bytes))) {
      for (CsvRecord row : csv) {
        if (ended) {
          throw new ListException("text after its end mark, line " + row.getStartingLineNumber());
        }
        if (row.getFieldCount() == 1 && row.getField(0).strip().equals(END_OF_FILE)) {
          ended = true;
        } else {
          rows.add(fields(kind, row));
        }
      }
    } catch (ListException e) {
      throw e;
    } catch (CsvParseException e) {
      throw new ListException("not CSV: " + e.getMessage());
    } catch (java.io.IOException e) {
      throw new ListException("cannot be read: " + e.getMessage());
    }
    return new Rows(rows, ended);
  }

  private static String[] fields(ListKind kind, CsvRecord row) throws ListException {
    if (row.getFieldCount() != kind.columns) {
      throw new ListException(
          "line %d has %d columns, expected %d (cut short?)"
              .formatted(row.getStartingLineNumber(), row.getFieldCount(), kind.columns));
    }
    String[] fields = new String[kind.columns];
    for (int i = 0; i < fields.length; i++) {
      String field = row.getField(i).strip();
      fields[i] = field.equals(NOTHING) ? "" : field;
    }
    if (fields[0].isEmpty() || !fields[0].chars().allMatch(Character::isDigit)) {
      throw new ListException(
          "line %d starts with \"%s\", expected an entity number"
              .formatted(row.getStartingLineNumber(), abbreviated(fields[0])));
    }
    return fields;
  }

  private static String abbreviated(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  /// UTF-8, or Windows' Western encoding in which older files were published.
  private static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(bytes, Charset.forName("windows-1252"));
    }
  }

  /// @param endMark whether the file ends with the DOS end-of-file character
  record Rows(List<String[]> rows, boolean endMark) {}
}
