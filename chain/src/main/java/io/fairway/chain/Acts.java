package io.fairway.chain;

import io.fairway.chain.abi.Abi;
import io.fairway.chain.permission.Act;
import io.fairway.money.Asset;

/// What people look at and sign before the gateway does it: the very acts that [EvmChain] would put
/// before their `Approvals`.
public final class Acts {
  private final EvmChain chain;
  private final long chainId;

  Acts(EvmChain chain, long chainId) {
    this.chain = chain;
    this.chainId = chainId;
  }

  /// Minting an order at once.
  ///
  /// @param approval see [MintOrder#approval]
  public Act mint(MintOrder order, String approval) {
    return Minting.mint(order, approval).act(chainId);
  }

  /// Proposing a mint.
  public Act propose(MintOrder order, String approval) {
    return Minting.propose(order, approval).act(chainId);
  }

  /// Minting what was proposed.
  public Act execute(Hash32 orderId, Asset coin) {
    return Minting.execute(chain.knownOrder(orderId, coin)).act(chainId);
  }

  /// Stating a reserve, as of its own second.
  public Act attest(Asset coin, Reserve reserve) {
    return Minting.attest(chain.gate(coin), reserve, reserve.asOf().getEpochSecond()).act(chainId);
  }

  /// Any other of the operations; see [EvmChain#perform].
  public Act call(Hash32 orderId, String signer, String contract, Abi.Call call) {
    return EvmChain.control(orderId, signer, contract, call).act(chainId);
  }
}
