package io.fairway.chain;

import io.fairway.money.Invariant;
import io.fairway.money.Money;

/// One movement of coins inside a window. A window moves only the net of its legs; the legs stand
/// behind it as a Merkle tree.
///
/// @param reference what the leg is for; a hash, so that nothing about a person is on the chain
/// @param from the address that gives, `0x` and 40 hexadecimal digits
/// @param to the address that receives
/// @param amount of a coin, not zero
public record Leg(Hash32 reference, String from, String to, Money amount) {

  public Leg {
    Invariant.check(amount.asset().isCoin() && !amount.isZero(), "not a coin leg: %s", amount);
  }
}
