package io.fairway.screening;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/// Real data in the folder that FAIRWAY_REAL_DATA names; tests that want it are skipped without it.
final class RealData {
  private RealData() {}

  static Path folder() {
    String folder = System.getenv("FAIRWAY_REAL_DATA");
    assumeTrue(folder != null, "skipped: FAIRWAY_REAL_DATA does not name the folder of real data");
    return Path.of(folder);
  }

  static List<NamedCsvRecord> csv(String path) {
    try (CsvReader<NamedCsvRecord> csv =
        CsvReader.builder().ofNamedCsvRecord(folder().resolve(path))) {
      return csv.stream().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Loaded once for all tests of this room.
  static Screening screening() throws IOException {
    synchronized (RealData.class) {
      if (Loaded.screening == null) {
        Loaded.screening = Screening.load(folder().resolve("sanctions"));
      }
      return Loaded.screening;
    }
  }

  /// The words of the real lists with their weights.
  static Vocabulary vocabulary() throws IOException {
    return new NameIndex(ListFolder.load(folder().resolve("sanctions")).book().entries())
        .vocabulary();
  }

  private static final class Loaded {
    static @org.jspecify.annotations.Nullable Screening screening;
  }
}
