package io.fairway.rails;

/// An account at a bank.
///
/// @param bic 8 or 11 characters, ISO 9362
/// @param number as the bank writes it, an IBAN or not
public record BankAccount(String bic, String number) {}
