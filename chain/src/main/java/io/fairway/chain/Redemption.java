package io.fairway.chain;

import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.TypedData;
import io.fairway.chain.deploy.Calls;
import io.fairway.money.Invariant;
import io.fairway.money.Money;
import java.math.BigInteger;
import java.util.List;

/// What a holder signs to give coins back: the burner's key submits it, the coins are burned from
/// the holder's balance. Typed data (EIP-712) of the coin's own domain, version 2.
///
/// @param holder whose coins, and whose key signs
/// @param orderId of the redemption, whose money is paid elsewhere
/// @param nonce random; used once
/// @param deadlineSeconds the last second on which it is good
/// @param contract the coin's address, the domain's verifying contract
public record Redemption(
    String holder,
    Money amount,
    Hash32 orderId,
    BigInteger nonce,
    long deadlineSeconds,
    String contract,
    long chainId) {
  private static final String TYPE =
      "Redeem(address holder,uint256 amount,bytes32 orderId,uint256 nonce,uint256 deadline)";

  public Redemption {
    Invariant.check(amount.asset().isCoin() && !amount.isZero(), "no redemption: %s", amount);
  }

  /// What the holder's key signs. The signature goes to the coin as [MintOrder#approval] writes it.
  public Hash32 signingHash() {
    return TypedData.signingHash(
        new TypedData.Domain(Calls.name(amount.asset()), Calls.DOMAIN_VERSION, chainId, contract),
        TYPE,
        "(address,uint256,bytes32,uint256,uint256)",
        List.of(
            holder,
            BigInteger.valueOf(amount.units()),
            orderId,
            nonce,
            BigInteger.valueOf(deadlineSeconds)));
  }

  Stablecoin.Redeem call(String signature) {
    return new Stablecoin.Redeem(
        new Stablecoin.Redemption(
            holder,
            BigInteger.valueOf(amount.units()),
            orderId,
            nonce,
            BigInteger.valueOf(deadlineSeconds)),
        signature);
  }
}
