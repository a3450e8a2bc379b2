package io.fairway.payments;

import io.fairway.chain.Chain;
import io.fairway.compliance.Compliance;
import io.fairway.ledger.Ledger;
import io.fairway.rails.Rails;
import java.time.InstantSource;
import javax.sql.DataSource;

/// What the journey runs on. The caller starts and stops them.
///
/// @param database PostgreSQL; the journey keeps its records in the schema `payments`
/// @param clock the run's clock: times of steps and the start of a quote's validity
public record Engines(
    Ledger ledger,
    Chain chain,
    Rails rails,
    Compliance compliance,
    DataSource database,
    InstantSource clock) {}
