package io.fairway.chain;

import io.fairway.money.Money;
import java.util.Map;

/// What the chain holds at one named block.
///
/// @param supply total supply of the coin
/// @param balances by lower-case address, of the addresses asked for
public record Observation(long blockNumber, Money supply, Map<String, Money> balances) {

  public Observation {
    balances = Map.copyOf(balances);
  }
}
