package io.fairway.payments.order;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.math.BigDecimal;

/// An amount as files write it, with a minus for money that goes back.
record SignedAmount(boolean negative, Money amount) {

  /// Digits before the point: below 100 billion. What is larger in any currency is worth more than
  /// a coin's smallest units can count.
  static final int WHOLE_DIGITS_MAX = 11;

  sealed interface Parsed {
    record Good(SignedAmount amount) implements Parsed {}

    record Wrong(Problem problem) implements Parsed {}
  }

  /// Reads `[-]digits[.digits]` in ASCII, and nothing else: no thousands separators, exponents,
  /// plus signs, or digits of other scripts, whose meaning would be a guess.
  static Parsed parse(String column, String text, Asset asset) {
    int start = text.startsWith("-") ? 1 : 0;
    int point = text.indexOf('.');
    int wholeEnd = point < 0 ? text.length() : point;
    if (!digits(text, start, wholeEnd) || (point >= 0 && !digits(text, point + 1, text.length()))) {
      return wrong(
          Reasons.AMOUNT_NOT_A_NUMBER,
          column + " is " + Shown.of(text) + "; expected digits such as 1234.50, nothing else");
    }
    int first = start;
    while (first < wholeEnd - 1 && text.charAt(first) == '0') {
      first++;
    }
    if (wholeEnd - first > WHOLE_DIGITS_MAX) {
      return wrong(
          Reasons.AMOUNT_TOO_LARGE,
          column
              + " is "
              + Shown.of(text)
              + "; expected at most "
              + WHOLE_DIGITS_MAX
              + " digits before the point");
    }
    int decimals = point < 0 ? 0 : text.length() - point - 1;
    if (decimals > asset.decimals()) {
      return wrong(
          Reasons.AMOUNT_TOO_PRECISE,
          column
              + " is "
              + Shown.of(text)
              + "; expected at most "
              + asset.decimals()
              + " decimals of "
              + asset);
    }
    Money amount = Money.of(asset, new BigDecimal(text.substring(first)));
    return amount.isZero()
        ? wrong(Reasons.AMOUNT_ZERO, column + " is zero; expected an amount")
        : new Parsed.Good(new SignedAmount(start == 1, amount));
  }

  private static boolean digits(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return start < end;
  }

  private static Parsed wrong(String reason, String detail) {
    return new Parsed.Wrong(new Problem(reason, detail));
  }
}
