package io.fairway.compliance;

import io.fairway.money.Money;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// A movement of value that someone wants to make, as compliance sees it. It knows nothing of
/// orders.
///
/// @param reference the caller's id of the movement; a repeat is decided alike and counted once
/// @param originator who pays
/// @param beneficiary who is paid
/// @param amount what the originator pays
/// @param payOut the asset in which the beneficiary is paid, by code
/// @param day the day to which daily limits count it
public record Movement(
    String reference,
    Person originator,
    Person beneficiary,
    Money amount,
    String payOut,
    LocalDate day) {

  /// Originator or beneficiary.
  ///
  /// @param id the customer's id, to which daily limits count
  /// @param country ISO 3166-1 alpha-2, or null when unknown
  public record Person(String id, String name, @Nullable String country) {}
}
