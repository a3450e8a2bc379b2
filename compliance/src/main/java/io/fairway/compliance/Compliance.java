package io.fairway.compliance;

import io.fairway.money.Asset;
import io.fairway.money.Rate;
import java.util.List;
import java.util.function.Function;

/// Decides movements: screening of both parties, then policy. One decision a movement, in order.
public interface Compliance {

  /// Decides each movement.
  ///
  /// @param valuation the rate by which an asset is valued in the policy's currency, for limits
  List<Decision> decide(List<Movement> movements, Function<Asset, Rate> valuation);
}
