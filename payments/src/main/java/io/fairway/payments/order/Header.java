package io.fairway.payments.order;

import de.siegmar.fastcsv.reader.CsvParseException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The first line of an order file, which tells whether the file is one at all.
final class Header {

  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final String EXPECTED = "a CSV file in UTF-8 that begins with its columns' names";

  private Header() {}

  static List<String> read(Path path, Lines lines) throws IOException {
    Lines.Line line = lines.next();
    if (line == null) {
      throw new UnreadableOrderFile(path.toString(), "the file is empty", EXPECTED);
    }
    String where = path + ", line 1";
    if (line.isTooLong()) {
      throw new UnreadableOrderFile(where, Rows.tooLong(line.length()), EXPECTED);
    }
    byte[] bytes = line.bytes();
    if (beginsWith(bytes, (byte) 0xFE, (byte) 0xFF)
        || beginsWith(bytes, (byte) 0xFF, (byte) 0xFE)) {
      throw new UnreadableOrderFile(where, "the file is UTF-16", EXPECTED);
    }
    String text = Rows.decode(bytes);
    if (text == null || text.indexOf('\0') >= 0) {
      throw new UnreadableOrderFile(where, "the file is not UTF-8 text", EXPECTED);
    }
    try {
      return Rows.split(beginsWith(bytes, BOM) ? text.substring(1) : text, Rows.csv());
    } catch (CsvParseException e) {
      throw new UnreadableOrderFile(where, "the header's quotes do not match", EXPECTED);
    }
  }

  /// The mapping that was asked for, or the shipped one that knows the header.
  static Mapping mapping(Path path, List<String> header, @Nullable Mapping wanted) {
    if (wanted == null) {
      return Mapping.detect(header).orElseThrow(() -> unknown(path, header));
    }
    String misfit = wanted.misfit(header);
    if (misfit == null) {
      return wanted;
    }
    throw new UnreadableOrderFile(
        path + ", line 1",
        "the header has " + misfit,
        "the columns of the mapping " + wanted + ": " + wanted.headerText());
  }

  private static UnreadableOrderFile unknown(Path path, List<String> header) {
    List<String> known = new ArrayList<>();
    for (Mapping mapping : Mapping.shipped()) {
      known.add(mapping + " (" + mapping.headerText() + ")");
    }
    return new UnreadableOrderFile(
        path + ", line 1",
        "no mapping knows the header " + Shown.of(String.join(",", header)),
        "the columns of " + String.join(" or of ", known) + ", or a mapping of your own");
  }

  private static boolean beginsWith(byte[] bytes, byte... prefix) {
    if (bytes.length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
