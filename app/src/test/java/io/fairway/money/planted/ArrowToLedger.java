package io.fairway.money.planted;

import io.fairway.ledger.Id128;

/// Money knows no ledger.
public record ArrowToLedger(Id128 id) {}
