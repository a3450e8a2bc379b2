package io.fairway.rails;

import io.fairway.money.Asset;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/// The formats of ISO 20022 fields and of the codes that they carry.
final class Iso {
  /// `Max35Text`: identifiers of messages and payments.
  static final int ID_LENGTH_MAX = 35;

  /// `Max34Text`: an account number that is no IBAN.
  static final int ACCOUNT_LENGTH_MAX = 34;

  /// `Max140Text`: names and remittance lines.
  static final int NAME_LENGTH_MAX = 140;

  /// `TwnNm`.
  static final int TOWN_LENGTH_MAX = 35;

  /// `AdrLine`.
  static final int ADDRESS_LINE_LENGTH_MAX = 70;

  /// Lines of an address: two is what CBPR+ leaves of the schema's seven beside town and country.
  static final int ADDRESS_LINES_MAX = 2;

  /// `AddtlInf` of a status reason.
  static final int REASON_TEXT_LENGTH_MAX = 105;

  /// Total digits of an amount in the schemas.
  static final int AMOUNT_DIGITS_MAX = 18;

  /// `BaseOneRate`: digits in all.
  static final int RATE_DIGITS_MAX = 11;

  /// `BaseOneRate`: digits after the point.
  static final int RATE_DECIMALS_MAX = 10;

  private static final String ACCOUNT_SIGNS = "/-?:().,'+ ";
  private static final int IBAN_LENGTH_MIN = 15;
  private static final int IBAN_LENGTH_MAX = 34;
  private static final int BIC_LENGTH = 8;
  private static final int BIC_LENGTH_WITH_BRANCH = 11;
  private static final int UUID_LENGTH = 36;

  /// Digits on either side of a decimal point.
  private static final int DECIMAL_DIGITS_MAX = 18;

  private static final Pattern REASON = Pattern.compile("[A-Z0-9]{4}");
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
  private static final int IBAN_MODULUS = 97;
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Iso() {}

  // These run for every field of every message: loops, because patterns took a tenth of the time.

  /// ISO 9362: four characters of institution, a country, two of place, perhaps three of branch.
  static boolean isBic(String text) {
    if (text.length() != BIC_LENGTH && text.length() != BIC_LENGTH_WITH_BRANCH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isCapital(text.charAt(i)) && !isDigit(text.charAt(i))) {
        return false;
      }
    }
    return COUNTRIES.contains(text.substring(4, 6));
  }

  /// ISO 13616: shape, country and the check digits of ISO 7064 (MOD 97-10).
  static boolean isIban(String text) {
    if (text.length() < IBAN_LENGTH_MIN
        || text.length() > IBAN_LENGTH_MAX
        || !COUNTRIES.contains(text.substring(0, 2))
        || !isDigit(text.charAt(2))
        || !isDigit(text.charAt(3))) {
      return false;
    }
    for (int i = 4; i < text.length(); i++) {
      if (!isCapital(text.charAt(i)) && !isDigit(text.charAt(i))) {
        return false;
      }
    }
    int remainder = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = Character.digit(text.charAt((i + 4) % text.length()), 36);
      remainder = (remainder * (digit < 10 ? 10 : 100) + digit) % IBAN_MODULUS;
    }
    return remainder == 1;
  }

  static boolean isAccount(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = isCapital(c) || (c >= 'a' && c <= 'z');
      if (!letter && !isDigit(c) && ACCOUNT_SIGNS.indexOf(c) < 0) {
        return false;
      }
    }
    return text.length() <= ACCOUNT_LENGTH_MAX && !text.isBlank();
  }

  static boolean isCountry(String text) {
    return COUNTRIES.contains(text);
  }

  static boolean isUetr(UUID uuid) {
    return uuid.version() == 4 && uuid.variant() == 2;
  }

  /// The text form of a UUID of version 4 in small letters, which alone the schemas allow.
  static boolean isUetr(String text) {
    if (text.length() != UUID_LENGTH) {
      return false;
    }
    for (int i = 0; i < UUID_LENGTH; i++) {
      char c = text.charAt(i);
      boolean fits =
          switch (i) {
            case 8, 13, 18, 23 -> c == '-';
            case 14 -> c == '4';
            case 19 -> c == '8' || c == '9' || c == 'a' || c == 'b';
            default -> isDigit(c) || (c >= 'a' && c <= 'f');
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /// Digits with at most one point among them, no exponent, perhaps a sign.
  static boolean isDecimal(String text) {
    int from = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int point = text.indexOf('.');
    int whole = (point < 0 ? text.length() : point) - from;
    int fraction = point < 0 ? 0 : text.length() - point - 1;
    if (whole < 1
        || whole > DECIMAL_DIGITS_MAX
        || fraction > DECIMAL_DIGITS_MAX
        || (point >= 0 && fraction == 0)) {
      return false;
    }
    for (int i = from; i < text.length(); i++) {
      if (i != point && !isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCapital(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// A code of ISO's external reason list: four capitals or digits.
  static boolean isReason(String text) {
    return REASON.matcher(text).matches();
  }

  static boolean isId(String text) {
    return !text.isBlank() && text.length() <= ID_LENGTH_MAX;
  }

  /// An amount that the schemas and its currency can carry.
  static boolean isAmount(BigDecimal value, Asset asset) {
    return value.signum() >= 0
        && value.stripTrailingZeros().scale() <= asset.decimals()
        && value.setScale(Math.max(asset.decimals(), value.scale())).precision()
            <= AMOUNT_DIGITS_MAX;
  }

  /// A rate as `BaseOneRate` can carry it, rounded half to even: 11 digits, 10 of them decimals.
  static BigDecimal baseOneRate(BigDecimal rate) {
    BigDecimal digits = rate.round(new MathContext(RATE_DIGITS_MAX, RoundingMode.HALF_EVEN));
    return digits.scale() <= RATE_DECIMALS_MAX
        ? digits
        : digits.setScale(RATE_DECIMALS_MAX, RoundingMode.HALF_EVEN);
  }

  /// Milliseconds and an offset, never `Z`: the form that CBPR+ asks for.
  static String dateTime(Instant instant) {
    return DATE_TIME.format(instant);
  }
}
