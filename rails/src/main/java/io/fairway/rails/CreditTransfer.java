package io.fairway.rails;

import io.fairway.money.Invariant;
import io.fairway.money.Money;
import java.time.LocalDate;
import java.util.UUID;

/// One payment that a bank is asked to make: a transaction of a pacs.008.
///
/// @param uetr fixed in the intent before anything is sent; the bank takes each once
/// @param instructionId at most 35 characters, ours
/// @param endToEndId at most 35 characters, carried to the creditor
/// @param amount in bank money; CNH travels as CNY
/// @param instructed what the buyer paid, shown to the creditor with the rate
/// @param rate as text with its decimals, instructed currency to the amount's
/// @param invoice the order's number, for the remittance information
public record CreditTransfer(
    UUID uetr,
    String instructionId,
    String endToEndId,
    Money amount,
    Money instructed,
    String rate,
    LocalDate settlementDate,
    Party debtor,
    BankAccount debtorAccount,
    Party creditor,
    BankAccount creditorAccount,
    String invoice) {

  public CreditTransfer {
    Invariant.check(uetr.version() == 4 && uetr.variant() == 2, "a UETR is a v4 UUID: %s", uetr);
    Invariant.check(!amount.asset().isCoin() && !amount.isZero(), "not bank money: %s", amount);
    Invariant.check(instructionId.length() <= 35, "instruction id too long: %s", instructionId);
    Invariant.check(endToEndId.length() <= 35, "end-to-end id too long: %s", endToEndId);
  }
}
