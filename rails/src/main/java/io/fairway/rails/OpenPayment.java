package io.fairway.rails;

import io.fairway.money.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A payment on record, with what the bank said of it so far.
final class OpenPayment {

  /// What becomes of a report.
  sealed interface Verdict {
    /// Believed: goes on record as an answer.
    record Believed(BankAnswer answer) implements Verdict {}

    /// A step on the way that decides nothing.
    record Passing() implements Verdict {}

    /// Not believed: goes on record as a finding.
    record Doubted(Finding.Code code, String detail) implements Verdict {}
  }

  private final UUID uetr;
  private final Money amount;
  private final String debtorAccount;
  private final List<BankAnswer> answers = new ArrayList<>(2);
  private @Nullable BankAnswer status;
  private BankAnswer.@Nullable Debited debit;

  OpenPayment(UUID uetr, Money amount, String debtorAccount) {
    this.uetr = uetr;
    this.amount = amount;
    this.debtorAccount = debtorAccount;
  }

  /// A copy that can be judged further while this one stays.
  OpenPayment copy() {
    OpenPayment copy = new OpenPayment(uetr, amount, debtorAccount);
    answers.forEach(copy::add);
    return copy;
  }

  Money amount() {
    return amount;
  }

  /// The answers in the bank's order.
  List<BankAnswer> answers() {
    return List.copyOf(answers);
  }

  /// True when nothing more is to be expected: rejected, or settled and debited.
  boolean isFinal() {
    return status instanceof BankAnswer.Rejected || (status != null && debit != null);
  }

  /// Adds an answer that is on record or goes there.
  void add(BankAnswer answer) {
    switch (answer) {
      case BankAnswer.Completed completed -> status = completed;
      case BankAnswer.Rejected rejected -> status = rejected;
      case BankAnswer.Debited debited -> debit = debited;
    }
    answers.add(answer);
  }

  /// Judges what the message `messageId` claims; changes nothing.
  Verdict judge(Report report, String messageId, BigDecimal chargesMax) {
    return switch (report) {
      case Report.Status claim -> judge(claim, messageId);
      case Report.Debit claim -> judge(claim, messageId, chargesMax);
    };
  }

  private Verdict judge(Report.Status claim, String messageId) {
    return switch (claim.status().code()) {
      case "ACSC" -> completed(messageId, true);
      case "ACCC" -> completed(messageId, false);
      case "RJCT" -> rejected(claim.status(), messageId);
      case "RCVD", "ACTC", "ACCP", "ACSP", "ACWC", "ACFC", "ACWP", "PDNG", "PART" ->
          new Verdict.Passing();
      default -> doubt(Finding.Code.UNKNOWN_STATUS, "status " + claim.status().code());
    };
  }

  /// @param repeats whether the same status again is worth a finding: ACCC follows ACSC
  private Verdict completed(String messageId, boolean repeats) {
    return switch (status) {
      case null -> new Verdict.Believed(new BankAnswer.Completed(uetr, messageId));
      case BankAnswer.Completed before ->
          repeats
              ? doubt(Finding.Code.DUPLICATE_ANSWER, "settled already by " + before.messageId())
              : new Verdict.Passing();
      case BankAnswer.Rejected before ->
          doubt(
              Finding.Code.CONTRADICTION,
              "settled, after rejected with " + before.reason() + " by " + before.messageId());
      case BankAnswer.Debited before -> throw new IllegalStateException("no status: " + before);
    };
  }

  private Verdict rejected(StatusMessage.Status claim, String messageId) {
    if (status instanceof BankAnswer.Completed before) {
      return doubt(
          Finding.Code.CONTRADICTION,
          "rejected with " + claim.reason() + ", after settled by " + before.messageId());
    }
    if (status instanceof BankAnswer.Rejected before) {
      boolean same = before.reason().equals(claim.reason());
      return doubt(
          same ? Finding.Code.DUPLICATE_ANSWER : Finding.Code.CONTRADICTION,
          "rejected with %s, after rejected with %s by %s"
              .formatted(claim.reason(), before.reason(), before.messageId()));
    }
    if (debit != null) {
      return doubt(
          Finding.Code.CONTRADICTION,
          "rejected with " + claim.reason() + ", after debited by " + debit.messageId());
    }
    return new Verdict.Believed(
        new BankAnswer.Rejected(uetr, messageId, claim.reason(), claim.text()));
  }

  private Verdict judge(Report.Debit claim, String messageId, BigDecimal chargesMax) {
    if (status instanceof BankAnswer.Rejected before) {
      return doubt(Finding.Code.CONTRADICTION, "debited, after rejected by " + before.messageId());
    }
    if (!claim.account().equals(debtorAccount)) {
      return doubt(
          Finding.Code.WRONG_ACCOUNT,
          "debit of account " + claim.account() + " instead of " + debtorAccount);
    }
    if (!isSame(claim.amount())) {
      return doubt(
          Finding.Code.WRONG_AMOUNT, "debit of " + claim.amount() + " instead of " + amount);
    }
    if (!claim.charges().asset().isoCode().equals(amount.asset().isoCode())
        || claim.charges().decimal().compareTo(chargesMax) > 0) {
      return doubt(
          Finding.Code.WRONG_CHARGES, "charges of " + claim.charges() + ", at most " + chargesMax);
    }
    if (debit != null) {
      return doubt(Finding.Code.DEBITED_TWICE, "debited already by " + debit.messageId());
    }
    // The bank writes CNY for an account in CNH: the answer is in the payment's own asset.
    Money charges = new Money(amount.asset(), claim.charges().units());
    return new Verdict.Believed(new BankAnswer.Debited(uetr, messageId, amount, charges));
  }

  private boolean isSame(Money claimed) {
    return claimed.asset().isoCode().equals(amount.asset().isoCode())
        && claimed.units() == amount.units();
  }

  private static Verdict doubt(Finding.Code code, String detail) {
    return new Verdict.Doubted(code, detail);
  }
}
