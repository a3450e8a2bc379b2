package io.fairway.payments.pricing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Made-up reference rates and policies of tests.
final class Rates {

  static final String HISTORY =
      """
      Date,USD,JPY,GBP,HKD,CNY,RUB,
      2026-01-09,1.2,160,0.8,9.36,8.4,N/A,
      2026-01-08,1.25,N/A,0.8,9.75,8.5,N/A,
      2026-01-02,1.1,150,0.85,8.6,7.9,N/A,
      2025-12-31,1.1,150,0.85,8.6,7.9,90.5,
      """;

  private Rates() {}

  static ReferenceRates read(Path directory, String text) {
    try {
      return ReferenceRates.read(
          Files.writeString(Files.createTempFile(directory, "rates", ".csv"), text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
