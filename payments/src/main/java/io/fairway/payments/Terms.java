package io.fairway.payments;

import io.fairway.money.Asset;
import io.fairway.payments.order.Parties;
import io.fairway.payments.pricing.Pricing;

/// What a run is made with: who takes part, at which prices, and how long it waits.
///
/// @param payOut the asset in which sellers are paid for orders that this run accepts
/// @param valuation the asset in which compliance values movements for its limits
public record Terms(
    Parties parties,
    Pricing pricing,
    Asset payOut,
    Asset valuation,
    Wallets wallets,
    RunLimits limits) {}
