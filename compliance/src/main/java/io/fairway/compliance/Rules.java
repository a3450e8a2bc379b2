package io.fairway.compliance;

import io.fairway.money.Invariant;
import io.fairway.money.Money;
import io.fairway.money.Rate;
import io.fairway.money.Rounding;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The policy's rules, in the order in which they are asked; the first no counts.
///
/// | order | reason | asks |
/// |---|---|---|
/// | 1 | `COUNTRY_DENIED` | is either party's country denied |
/// | 2 | `NO_CORRIDOR` | is a way open from the originator's country; an unknown country has none |
/// | 3 | `NOT_IN_PILOT` | is the pay-out asset a pilot's, and the beneficiary not of its cohort |
/// | 4 | `ORDER_LIMIT` | is it worth more than one movement may be, in general or in the pilot |
/// | 5 | `CUSTOMER_DAY_LIMIT` | with what the originator was cleared for that day, is it too much |
///
/// Pure: what was cleared before is handed in. The valuation is asked only when a limit needs it,
/// so a currency without a corridor needs no rate.
final class Rules {
  private final Policy policy;

  Rules(Policy policy) {
    this.policy = policy;
  }

  /// @param reason empty when nothing speaks against it
  /// @param value what it is worth; null when refused before that was known
  record Verdict(String reason, String detail, @Nullable Money value) {
    boolean ok() {
      return reason.isEmpty();
    }
  }

  Verdict judge(Movement movement, Valuation valuation, Money clearedToday) {
    Verdict way = way(movement);
    return way == null
        ? worth(movement, valuation.rate(movement.amount().asset(), movement.day()), clearedToday)
        : way;
  }

  private @Nullable Verdict way(Movement movement) {
    for (Movement.Person person : List.of(movement.originator(), movement.beneficiary())) {
      String country = person.country() == null ? "" : person.country();
      String why = policy.deniedCountries().get(country);
      if (why != null) {
        return no("COUNTRY_DENIED", "%s of %s: %s".formatted(country, person.id(), why));
      }
    }
    for (Movement.Person person : List.of(movement.originator(), movement.beneficiary())) {
      if (person.country() == null) {
        return no("NO_CORRIDOR", "the country of %s is not known".formatted(person.id()));
      }
    }
    String from = String.valueOf(movement.originator().country());
    String payIn = movement.amount().asset().code();
    if (policy.corridors().stream().noneMatch(c -> c.open(from, payIn, movement.payOut()))) {
      return no(
          "NO_CORRIDOR", "none from %s in %s out %s".formatted(from, payIn, movement.payOut()));
    }
    List<Policy.Pilot> pilots = pilots(movement);
    if (!pilots.isEmpty() && pilots.stream().noneMatch(p -> isOf(p, movement))) {
      return no(
          "NOT_IN_PILOT",
          "%s is open to the pilot %s only, without %s"
              .formatted(
                  movement.payOut(),
                  String.join(", ", pilots.stream().map(Policy.Pilot::name).toList()),
                  movement.beneficiary().id()));
    }
    return null;
  }

  private Verdict worth(Movement movement, Rate valuation, Money clearedToday) {
    Invariant.check(
        valuation.quote().equals(policy.valuationCurrency()),
        "limits are in %s, the rate is in %s",
        policy.valuationCurrency(),
        valuation.quote());
    BigDecimal exact = valuation.exact(movement.amount());
    Money most = policy.limits().orderMax();
    if (exact.compareTo(most.decimal()) > 0) {
      return no("ORDER_LIMIT", "worth %s, at most %s an order".formatted(shown(exact), most));
    }
    for (Policy.Pilot pilot : pilots(movement)) {
      if (isOf(pilot, movement) && exact.compareTo(pilot.orderMax().decimal()) > 0) {
        return no(
            "ORDER_LIMIT",
            "worth %s, at most %s an order in the pilot %s"
                .formatted(shown(exact), pilot.orderMax(), pilot.name()));
      }
    }
    // Up: a limit is never passed by what rounding dropped.
    Money value = valuation.convert(movement.amount(), Rounding.UP);
    Money dayMax = policy.limits().customerDayMax();
    BigDecimal day = clearedToday.decimal().add(value.decimal());
    if (day.compareTo(dayMax.decimal()) > 0) {
      return no(
          "CUSTOMER_DAY_LIMIT",
          "worth %s after %s cleared for %s on %s, at most %s a day"
              .formatted(value, clearedToday, movement.originator().id(), movement.day(), dayMax));
    }
    return new Verdict("", "", value);
  }

  private List<Policy.Pilot> pilots(Movement movement) {
    return policy.pilots().stream().filter(p -> p.payOut().equals(movement.payOut())).toList();
  }

  private static boolean isOf(Policy.Pilot pilot, Movement movement) {
    return pilot.beneficiaries().contains(movement.beneficiary().id());
  }

  private String shown(BigDecimal exact) {
    return policy.valuationCurrency() + " " + exact.stripTrailingZeros().toPlainString();
  }

  private static Verdict no(String reason, String detail) {
    return new Verdict(reason, detail, null);
  }
}
