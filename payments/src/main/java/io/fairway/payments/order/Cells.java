package io.fairway.payments.order;

import io.fairway.control.PlainText;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.order.Mapping.Field;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of one row, each checked as it is asked for. A wrong value is null, and the first
/// wrong one is the row's problem.
final class Cells {

  /// The longest id. An e-mail address has at most 254 characters (RFC 5321, erratum 1690).
  static final int ID_CHARS_MAX = 254;

  /// Orders are paid within these years; others are typing errors.
  static final int YEAR_MIN = 1990;

  static final int YEAR_MAX = 2199;

  /// A moment, and its calendar day where it was written down.
  record Time(Instant instant, LocalDate day) {}

  private final Mapping mapping;
  private final Layout layout;
  private final Row.Fields row;
  private @Nullable Problem problem;

  Cells(Mapping mapping, Layout layout, Row.Fields row) {
    this.mapping = mapping;
    this.layout = layout;
    this.row = row;
  }

  long line() {
    return row.line();
  }

  /// The first thing that is wrong, or null.
  @Nullable Problem problem() {
    return problem;
  }

  void wrong(String reason, String detail) {
    if (problem == null) {
      problem = new Problem(reason, detail);
    }
  }

  /// The order's id when it can be shown.
  @Nullable String shownOrderId() {
    return layout.orderId(row);
  }

  @Nullable String orderId() {
    return requiredId(Field.ORDER_ID);
  }

  @Nullable String sellerId() {
    String fixed = mapping.values().sellerId();
    return fixed != null ? fixed : requiredId(Field.SELLER_ID);
  }

  /// Null when the source does not know the buyer, which is not wrong.
  @Nullable String buyerId() {
    String text = text(Field.BUYER_ID);
    return text.isEmpty() ? null : id(Field.BUYER_ID, text);
  }

  void checkStatus() {
    String status = text(Field.STATUS);
    if (layout.has(Field.STATUS) && !mapping.values().statusAccepted().contains(status)) {
      List<String> accepted = mapping.values().statusAccepted().stream().sorted().toList();
      wrong(
          Reasons.TEXT_INVALID,
          is(Field.STATUS, status) + "an order that was paid: " + String.join(", ", accepted));
    }
  }

  @Nullable Asset currency() {
    Asset fixed = mapping.values().currency();
    if (fixed != null) {
      return fixed;
    }
    String code = text(Field.CURRENCY);
    Asset currency = OrderParser.currency(code);
    if (currency == null) {
      wrong(Reasons.CURRENCY_UNKNOWN, is(Field.CURRENCY, code) + "an ISO 4217 code such as GBP");
    }
    return currency;
  }

  @Nullable SignedAmount amount(Asset currency) {
    return amount(Field.AMOUNT, currency);
  }

  /// The amount that was given back later, or null when nothing was.
  @Nullable Money refundedAmount(PaymentOrder order) {
    String text = text(Field.REFUNDED_AMOUNT);
    if (text.isEmpty() || text.chars().allMatch(c -> c == '0' || c == '.')) {
      return null;
    }
    SignedAmount refunded = amount(Field.REFUNDED_AMOUNT, order.amount().asset());
    if (refunded == null) {
      return null;
    }
    if (refunded.negative() || order.refund() || refunded.amount().compareTo(order.amount()) > 0) {
      wrong(
          Reasons.TEXT_INVALID,
          is(Field.REFUNDED_AMOUNT, text) + "at most the order's " + order.amount());
    }
    return refunded.amount();
  }

  boolean cancelled() {
    if (!layout.has(Field.CANCELLATION)) {
      return false;
    }
    String text = text(Field.CANCELLATION);
    String yes = mapping.values().cancelledYes();
    String no = mapping.values().cancelledNo();
    if (!text.equals(yes) && !text.equals(no)) {
      wrong(Reasons.TEXT_INVALID, is(Field.CANCELLATION, text) + yes + " or " + no);
    }
    return text.equals(yes);
  }

  @Nullable String originalOrderId(boolean refund) {
    String text = text(Field.ORIGINAL_ORDER_ID);
    if (text.isEmpty()) {
      return null;
    }
    String id = id(Field.ORIGINAL_ORDER_ID, text);
    if (!refund) {
      wrong(
          Reasons.TEXT_INVALID,
          is(Field.ORIGINAL_ORDER_ID, text) + "it empty, or a negative amount, which is a refund");
      return null;
    }
    if (text.equals(text(Field.ORDER_ID))) {
      wrong(Reasons.TEXT_INVALID, is(Field.ORIGINAL_ORDER_ID, text) + "another order than itself");
    }
    return id;
  }

  /// Null when the source does not say, which is not wrong.
  @Nullable String country() {
    String text = text(Field.BUYER_COUNTRY);
    if (text.isEmpty()) {
      return null;
    }
    String country = mapping.country(text);
    if (country == null) {
      wrong(
          Reasons.COUNTRY_UNKNOWN,
          is(Field.BUYER_COUNTRY, text)
              + "ISO 3166-1 alpha-2 letters such as GB, or a name of the"
              + " mapping "
              + mapping);
    }
    return Mapping.COUNTRY_UNSAID.equals(country) ? null : country;
  }

  @Nullable Time time() {
    String text = text(Field.ORDER_TIME);
    try {
      Time time = time(text, mapping.time());
      if (time != null && time.day.getYear() >= YEAR_MIN && time.day.getYear() <= YEAR_MAX) {
        return time;
      }
    } catch (DateTimeException notSo) {
      // Answered below, with what was expected.
    }
    wrong(
        Reasons.TIME_INVALID,
        is(Field.ORDER_TIME, text) + "a time such as " + mapping.time().example());
    return null;
  }

  /// Whether a text may be an id: 1 to [#ID_CHARS_MAX] characters that can be seen.
  static boolean isId(String text) {
    return !text.isEmpty() && text.length() <= ID_CHARS_MAX && PlainText.isPlain(text);
  }

  /// Local times that a zone's clock shows twice are taken as the earlier one; null for one that it
  /// never shows.
  private static @Nullable Time time(String text, Mapping.TimeForm form) {
    DateTimeFormatter format = form.format();
    ZoneId zone = form.zone();
    if (zone == null) {
      OffsetDateTime time =
          format == null ? OffsetDateTime.parse(text) : OffsetDateTime.parse(text, format);
      return new Time(time.toInstant(), time.toLocalDate());
    }
    LocalDateTime local =
        format == null ? LocalDateTime.parse(text) : LocalDateTime.parse(text, format);
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    return offsets.isEmpty()
        ? null
        : new Time(local.toInstant(offsets.getFirst()), local.toLocalDate());
  }

  private @Nullable SignedAmount amount(Field field, Asset currency) {
    return switch (SignedAmount.parse(mapping.column(field), text(field), currency)) {
      case SignedAmount.Parsed.Good(SignedAmount amount) -> amount;
      case SignedAmount.Parsed.Wrong(Problem wrong) -> {
        wrong(wrong.reason(), wrong.detail());
        yield null;
      }
    };
  }

  private @Nullable String requiredId(Field field) {
    String text = text(field);
    if (text.isEmpty()) {
      wrong(Reasons.ID_MISSING, mapping.column(field) + " is empty; expected an id");
      return null;
    }
    return id(field, text);
  }

  private @Nullable String id(Field field, String text) {
    if (isId(text)) {
      return text;
    }
    wrong(
        Reasons.TEXT_INVALID,
        is(field, text) + "at most " + ID_CHARS_MAX + " characters that can be seen");
    return null;
  }

  private String is(Field field, String text) {
    return mapping.column(field) + " is " + Shown.of(text) + "; expected ";
  }

  private String text(Field field) {
    return layout.text(row, field);
  }
}
