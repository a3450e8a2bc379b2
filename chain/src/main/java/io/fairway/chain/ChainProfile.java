package io.fairway.chain;

import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// What the gateway must know of a network: data, not code.
///
/// @param name shown in messages
/// @param rpc the node's JSON-RPC over HTTP
/// @param chainId the network's id; a node that answers another one is refused
/// @param confirmations blocks that a transaction's block must be deep, itself included, to count
///   as final; 1 is the newest block (Anvil never reorganises; its `finalized` block stays 0)
/// @param pollInterval between looks at the chain while something is outstanding
/// @param rpcTimeout until one request counts as unanswered
/// @param maxFeePerGasWei offered at first; only base fee and tip are paid (EIP-1559)
/// @param tipPerGasWei offered at first to the block's maker
/// @param bumpAfterBlocks blocks until a transaction that is not mined is offered a higher fee
/// @param coins deployed, in this order
/// @param supplyCapUnits of each coin, in smallest units; 0 means closed
/// @param development true for a node that funds accounts and mines when told (Anvil)
public record ChainProfile(
    String name,
    URI rpc,
    long chainId,
    int confirmations,
    Duration pollInterval,
    Duration rpcTimeout,
    long maxFeePerGasWei,
    long tipPerGasWei,
    int bumpAfterBlocks,
    List<Asset> coins,
    long supplyCapUnits,
    boolean development) {

  /// The chain id of the development profile, the one that development tools expect.
  public static final long DEVELOPMENT_CHAIN_ID = 31_337;

  private static final long GWEI = 1_000_000_000L;
  private static final int POLLS_A_BLOCK = 20;
  private static final Duration POLL_MIN = Duration.ofMillis(10);

  public ChainProfile {
    coins = List.copyOf(coins);
    Invariant.check(confirmations >= 1, "confirmations: %s", confirmations);
    Invariant.check(pollInterval.isPositive(), "poll interval: %s", pollInterval);
    Invariant.check(bumpAfterBlocks >= 1, "blocks until a fee is bumped: %s", bumpAfterBlocks);
    Invariant.check(supplyCapUnits >= 0, "supply cap: %s", supplyCapUnits);
    Invariant.check(
        coins.stream().allMatch(Asset::isCoin) && !coins.isEmpty(),
        "coins of a profile: %s",
        coins);
  }

  /// The profile of an Anvil with that block time.
  public static ChainProfile development(URI rpc, Duration blockTime) {
    Duration poll = blockTime.dividedBy(POLLS_A_BLOCK);
    return new ChainProfile(
        "development",
        rpc,
        DEVELOPMENT_CHAIN_ID,
        1,
        poll.compareTo(POLL_MIN) < 0 ? POLL_MIN : poll,
        Duration.ofSeconds(2),
        100 * GWEI,
        GWEI / 10,
        10,
        List.of(Asset.FHKD, Asset.FUSD, Asset.FCNH),
        1_000_000_000_000_000_000L,
        true);
  }
}
