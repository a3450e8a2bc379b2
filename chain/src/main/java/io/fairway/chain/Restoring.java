package io.fairway.chain;

import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.permission.Approvals;
import io.fairway.chain.permission.Permission;
import io.fairway.chain.watch.HolderSnapshot;
import io.fairway.chain.watch.HolderSnapshot.Holder;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.time.Duration;
import java.util.List;

/// Gives the holders of a snapshot their coins on another chain.
final class Restoring {
  private final EvmChain chain;
  private final Permission permission;
  private final Approvals approvals;
  private final Duration wait;

  Restoring(EvmChain chain, Permission permission, Approvals approvals, Duration wait) {
    this.chain = chain;
    this.permission = permission;
    this.approvals = approvals;
    this.wait = wait;
  }

  int restore(HolderSnapshot snapshot, Asset coin) {
    for (Holder holder : snapshot.holders()) {
      restore(holder, coin, "restore " + snapshot.hash() + " " + holder.address());
    }
    return snapshot.holders().size();
  }

  private void restore(Holder holder, Asset coin, String order) {
    String account = holder.address();
    List<String> alone = List.of(account);
    permission.knowDestination(account);
    perform("allow " + order, Keys.LISTER, chain.coin(coin), new Stablecoin.Allow(alone));
    perform(
        "destination " + order,
        Keys.LIMIT_MANAGER,
        chain.gate(coin),
        new MintGate.SetDestination(account, true));
    Money units = new Money(coin, holder.units().longValueExact());
    MintOutcome outcome = chain.mint(Minting.digest(order), account, units, approvals, wait);
    if (!(outcome instanceof MintOutcome.Minted)) {
      throw new IllegalStateException("%s is not restored: %s".formatted(account, outcome));
    }
    if (holder.frozenSum().signum() > 0) {
      perform(
          "freeze sum " + order,
          Keys.FREEZER,
          chain.coin(coin),
          new Stablecoin.SetFrozenSum(account, holder.frozenSum()));
    }
    if (holder.frozen()) {
      perform("freeze " + order, Keys.FREEZER, chain.coin(coin), new Stablecoin.Freeze(alone));
    }
  }

  private void perform(String order, String signer, String contract, Abi.Call call) {
    chain.perform(Minting.digest(order), signer, contract, call, approvals, wait);
  }
}
