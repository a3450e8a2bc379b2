package io.fairway.compliance;

import io.fairway.money.Asset;
import io.fairway.money.Rate;
import java.time.LocalDate;

/// What assets are worth in the policy's currency, day by day: limits are valued by it.
public interface Valuation {

  /// The rate of an asset for the movements of that day.
  Rate rate(Asset asset, LocalDate day);
}
