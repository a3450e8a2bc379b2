package io.fairway.payments.pricing;

import io.fairway.money.Rate;
import java.time.LocalDate;

/// The mid rates between a pay-in and a pay-out asset on a day, by way of the bridge.
///
/// @param toBridge pay-in to coins
/// @param fromBridge coins to pay-out
/// @param direct pay-in to pay-out
/// @param day when the reference rates were published
record Route(Rate toBridge, Rate fromBridge, Rate direct, LocalDate day) {}
