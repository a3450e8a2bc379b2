package io.fairway.rails;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What must hold of a payment before it goes into a message, and of one that came out of one.
final class TransferRules {

  /// What a payment lacks.
  ///
  /// @param reason the code that a bank would give, of ISO's external status reason list
  record Violation(String reason, String text) {}

  private TransferRules() {}

  /// The first rule that the payment breaks, or null.
  static @Nullable Violation check(CreditTransfer transfer) {
    Violation agent = agents(transfer);
    if (agent != null) {
      return agent;
    }
    Violation creditor = party("creditor", transfer.creditor(), "BE22", "BE11");
    if (creditor != null) {
      return creditor;
    }
    Violation debtor = party("debtor", transfer.debtor(), "BE21", "BE10");
    return debtor != null ? debtor : amounts(transfer);
  }

  private static @Nullable Violation agents(CreditTransfer transfer) {
    if (!Iso.isBic(transfer.creditorAccount().bic())) {
      return bicViolation("creditor", transfer.creditorAccount());
    }
    if (!Iso.isBic(transfer.debtorAccount().bic())) {
      return bicViolation("debtor", transfer.debtorAccount());
    }
    if (!Iso.isAccount(transfer.creditorAccount().number())) {
      return accountViolation("AC03", "creditor", transfer.creditorAccount());
    }
    return Iso.isAccount(transfer.debtorAccount().number())
        ? null
        : accountViolation("AC02", "debtor", transfer.debtorAccount());
  }

  private static @Nullable Violation party(
      String role, Party party, String nameless, String countryless) {
    if (saysNothing(party.name())) {
      return new Violation(nameless, "the " + role + " has no name");
    }
    return Iso.isCountry(party.country())
        ? null
        : new Violation(
            countryless,
            "the %s's country is not of ISO 3166-1: '%s'".formatted(role, party.country()));
  }

  private static @Nullable Violation amounts(CreditTransfer transfer) {
    if (!Iso.isAmount(transfer.amount().decimal(), transfer.amount().asset())) {
      return new Violation("AM12", "more than 18 digits: " + transfer.amount());
    }
    if (transfer.instructed().asset().isCoin()) {
      return new Violation("AM03", "instructed in a coin: " + transfer.instructed());
    }
    if (!Iso.isAmount(transfer.instructed().decimal(), transfer.instructed().asset())) {
      return new Violation("AM12", "more than 18 digits: " + transfer.instructed());
    }
    if (!isRate(transfer.rate())) {
      return new Violation("FF05", "the rate is not a positive number: '" + transfer.rate() + "'");
    }
    if (saysNothing(transfer.invoice())) {
      return new Violation("RR04", "no invoice number");
    }
    return isId(transfer.instructionId()) && isId(transfer.endToEndId())
        ? null
        : new Violation("RF01", "instruction and end-to-end id have 1 to 35 characters");
  }

  private static boolean isId(String text) {
    return Iso.isId(text) && !saysNothing(text);
  }

  /// Nothing would be left of it in a message.
  private static boolean saysNothing(String text) {
    return Text.clean(text, true).value().isEmpty();
  }

  private static boolean isRate(String text) {
    try {
      BigDecimal rate = new BigDecimal(text);
      // More integer digits than BaseOneRate has cannot be rounded away.
      return rate.signum() > 0 && rate.precision() - rate.scale() <= Iso.RATE_DIGITS_MAX;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static Violation bicViolation(String role, BankAccount account) {
    return new Violation(
        "RC01",
        "the BIC of the %s's bank is not 8 or 11 characters of ISO 9362: '%s'"
            .formatted(role, account.bic()));
  }

  private static Violation accountViolation(String reason, String role, BankAccount account) {
    return new Violation(
        reason,
        "the %s's account has 1 to 34 Latin letters, digits or /-?:().,'+: '%s'"
            .formatted(role, account.number()));
  }
}
