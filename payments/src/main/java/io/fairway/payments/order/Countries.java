package io.fairway.payments.order;

import java.util.Locale;
import java.util.Set;

/// The countries of ISO 3166-1, by their two letters.
final class Countries {

  private static final Set<String> CODES = Set.of(Locale.getISOCountries());

  private Countries() {}

  static boolean isCode(String text) {
    return CODES.contains(text);
  }
}
