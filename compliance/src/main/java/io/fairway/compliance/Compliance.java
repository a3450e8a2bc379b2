package io.fairway.compliance;

import java.util.List;

/// Decides movements: screening of both parties, then policy. One decision a movement, in order.
public interface Compliance {

  /// Decides each movement, whatever days they are of.
  ///
  /// @param valuation the rate by which an asset is valued in the policy's currency, for limits
  List<Decision> decide(List<Movement> movements, Valuation valuation);
}
