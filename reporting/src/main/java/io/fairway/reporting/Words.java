package io.fairway.reporting;

import io.fairway.payments.Outcome;
import java.util.Locale;
import java.util.Map;

/// Codes in plain words. A code with a detail after a colon, such as `PAYOUT_REJECTED:AC04`, is
/// known by the part before it.
final class Words {

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("COLUMN_MISSING", "a required column is missing"),
          Map.entry("COLUMNS_WRONG", "the line has too few or too many columns"),
          Map.entry("AMOUNT_NOT_A_NUMBER", "the amount is not a number"),
          Map.entry("AMOUNT_TOO_PRECISE", "the amount has more decimals than its currency"),
          Map.entry("AMOUNT_TOO_LARGE", "the amount is too large to be real"),
          Map.entry("AMOUNT_ZERO", "the amount is zero"),
          Map.entry("CURRENCY_UNKNOWN", "the currency is unknown"),
          Map.entry("COUNTRY_UNKNOWN", "the country is unknown"),
          Map.entry("ID_MISSING", "the order number is missing"),
          Map.entry("ID_CONFLICT", "the order number came before with other content"),
          Map.entry("TIME_INVALID", "the order time cannot be read"),
          Map.entry("NOT_UTF8", "the line is not UTF-8 text"),
          Map.entry("LINE_TOO_LONG", "the line is too long"),
          Map.entry("TEXT_INVALID", "a text holds characters that are not allowed"),
          Map.entry("REFUND_WITHOUT_ORIGINAL", "a cancellation that names no order"),
          Map.entry("REFUND_ORIGINAL_UNKNOWN", "a refund of an order that is not known"),
          Map.entry("REFUND_ORIGINAL_UNSETTLED", "a refund of an order that has not settled"),
          Map.entry("REFUND_EXCEEDS_ORIGINAL", "a refund of more than was paid"),
          Map.entry("BUYER_UNKNOWN", "no known buyer on the order"),
          Map.entry("SELLER_UNKNOWN", "no known seller on the order"),
          Map.entry("SCREENING_HIT", "a name is close to one on a sanctions list"),
          Map.entry("LIQUIDITY_SHORT", "a participant's prefunded balance is too small"),
          Map.entry("SELLER_BALANCE_SHORT", "the seller's balance does not cover the refund yet"),
          Map.entry("PAYOUT_REJECTED", "the bank rejected the payout; the money is the seller's"),
          Map.entry("SETTLEMENT_STOPPED", "settlement is stopped for every order"),
          Map.entry("COUNTRY_DENIED", "the policy denies the country"),
          Map.entry("NO_CORRIDOR", "the policy has no corridor for this payment"),
          Map.entry("NOT_IN_PILOT", "the seller is not in the pilot for this currency"),
          Map.entry("ORDER_LIMIT", "above the limit for one order"),
          Map.entry("CUSTOMER_DAY_LIMIT", "above the customer's limit for one day"),
          Map.entry("NO_ROUTE", "no rate leads from one currency to the other"),
          Map.entry("RATE_STALE", "the newest rate is too old"),
          Map.entry("QUOTE_EXPIRED", "the quote expired twice before it was used"),
          Map.entry("SETTLEMENT_REVERTED", "the chain refused this order's transfer"),
          Map.entry("CHAIN_SILENT", "the chain has not answered yet"),
          Map.entry("BANK_SILENT", "the bank has not answered yet"));

  private static final Map<String, String> COMPONENTS =
      Map.ofEntries(
          Map.entry("sending_bank_fee", "Sending bank"),
          Map.entry("intermediary_lifting", "Banks in between"),
          Map.entry("beneficiary_inward_fee", "Receiving bank"),
          Map.entry("fx_margin", "Exchange margin"),
          Map.entry("investigation_repair", "Investigation and repair"),
          Map.entry("float_days", "Money under way"),
          Map.entry("all_in_withdraw_fee", "Withdrawal fee"),
          Map.entry("fx_margin_hidden", "Exchange margin"));

  private static final Map<String, String> CHECKS =
      Map.of(
          "ledgerBalanced", "Every debit has its credit",
          "supplyEqualsLedger", "Coins on the chain equal the ledger",
          "reservesCoverSupply", "Reserves cover the coins",
          "outcomesSumToRead", "Every line has one outcome");

  private Words() {}

  static String reason(String code) {
    String base = base(code);
    return REASONS.getOrDefault(base, base.toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  /// The code without the detail after its colon.
  static String base(String code) {
    int colon = code.indexOf(':');
    return colon < 0 ? code : code.substring(0, colon);
  }

  static boolean knows(String code) {
    return REASONS.containsKey(base(code));
  }

  static String outcome(Outcome outcome) {
    return switch (outcome) {
      case SETTLED -> "settled";
      case REFUNDED -> "refunded";
      case HELD -> "held";
      case REFUSED -> "refused";
      case MALFORMED -> "malformed";
      case DUPLICATE -> "duplicate";
      case PENDING -> "pending";
    };
  }

  /// What an outcome means to whoever sent the order.
  static String meaning(Outcome outcome) {
    return switch (outcome) {
      case SETTLED -> "the seller is paid";
      case REFUNDED -> "the buyer is paid back";
      case HELD -> "waits for a person, liquidity or proceeds";
      case REFUSED -> "not allowed or not possible";
      case MALFORMED -> "the line cannot be read";
      case DUPLICATE -> "the same order, sent again";
      case PENDING -> "the chain or the bank has not answered";
    };
  }

  static String component(String name) {
    return COMPONENTS.getOrDefault(name, name.replace('_', ' '));
  }

  static String check(String name) {
    return CHECKS.getOrDefault(name, name);
  }
}
