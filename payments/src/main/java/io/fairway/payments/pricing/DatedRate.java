package io.fairway.payments.pricing;

import io.fairway.money.Rate;
import java.time.LocalDate;

/// A reference rate and the day on which it was published.
public record DatedRate(Rate rate, LocalDate day) {}
