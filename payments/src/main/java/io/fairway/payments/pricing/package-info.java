/// Reference rates and quotes: what a seller is paid for an order, and what each step keeps.
///
/// ```
/// pay-in -fee-> net -provider rate-> FHKD (bridge) -payout rate-> pay-out
/// ```
///
/// Pure: no clock, no files past reading, no floating point.
@org.jspecify.annotations.NullMarked
package io.fairway.payments.pricing;
