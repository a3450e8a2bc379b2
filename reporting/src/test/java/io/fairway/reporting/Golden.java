package io.fairway.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Compares with a kept file. `-Dfairway.golden.update=true` writes the file anew; read the
/// difference before committing it.
final class Golden {
  private static final Path FOLDER = Path.of("src/test/resources/io/fairway/reporting/golden");

  private Golden() {}

  static void assertSame(String name, String actual) throws IOException {
    Path kept = FOLDER.resolve(name);
    if (Boolean.getBoolean("fairway.golden.update")) {
      Files.createDirectories(FOLDER);
      Files.writeString(kept, actual);
    }
    assertThat(actual).as("golden file %s", kept).isEqualTo(Files.readString(kept));
  }
}
