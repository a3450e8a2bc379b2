package io.fairway.payments.order;

/// Why a line of an order file is malformed. Stable codes: they are part of every receipt.
public final class Reasons {
  public static final String COLUMN_MISSING = "COLUMN_MISSING";
  public static final String COLUMNS_WRONG = "COLUMNS_WRONG";
  public static final String AMOUNT_NOT_A_NUMBER = "AMOUNT_NOT_A_NUMBER";
  public static final String AMOUNT_TOO_PRECISE = "AMOUNT_TOO_PRECISE";
  public static final String AMOUNT_TOO_LARGE = "AMOUNT_TOO_LARGE";
  public static final String AMOUNT_ZERO = "AMOUNT_ZERO";
  public static final String CURRENCY_UNKNOWN = "CURRENCY_UNKNOWN";
  public static final String COUNTRY_UNKNOWN = "COUNTRY_UNKNOWN";
  public static final String ID_MISSING = "ID_MISSING";

  /// Same id, other content. Found by the journey, which knows every order seen before.
  public static final String ID_CONFLICT = "ID_CONFLICT";

  public static final String TIME_INVALID = "TIME_INVALID";
  public static final String NOT_UTF8 = "NOT_UTF8";
  public static final String LINE_TOO_LONG = "LINE_TOO_LONG";
  public static final String TEXT_INVALID = "TEXT_INVALID";

  private Reasons() {}
}
