package io.fairway.app.verify;

import io.fairway.chain.Hash32;
import io.fairway.chain.Incident;
import io.fairway.chain.watch.Watcher;
import io.fairway.chain.watch.Watcher.Change;
import io.fairway.chain.watch.Watcher.SupplyFact;
import io.fairway.issuance.Minted;
import io.fairway.money.Asset;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the watcher read from the chain's events, block by block, against what issuance booked:
/// every mint on the chain is a booked one and the other way round, each of its amount, and the
/// supply after every final block is what was booked up to it. What the watcher told of and nobody
/// released is a finding too.
final class WatchCheck {
  static final String NAME = "supplyByBlock";

  private final Map<Hash32, BigInteger> booked = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Watcher watcher;
  private long facts;

  private WatchCheck(Watcher watcher) {
    this.watcher = watcher;
  }

  /// @param minted by the book
  /// @param incidents that are open
  static CheckResult run(
      Watcher watcher, List<Asset> coins, List<Minted> minted, List<Incident> incidents) {
    WatchCheck check = new WatchCheck(watcher);
    watcher.step();
    for (Asset coin : coins) {
      check.coin(coin, minted.stream().filter(one -> one.coins().asset().equals(coin)).toList());
    }
    incidents.forEach(incident -> check.find(incident + ": nobody has released it"));
    return new CheckResult(
        NAME,
        check.facts,
        "supplies, to block %,d".formatted(watcher.position().block()),
        check.findings);
  }

  private void coin(Asset coin, List<Minted> minted) {
    booked.clear();
    minted.forEach(
        one -> booked.put(one.transactionHash(), BigInteger.valueOf(one.coins().units())));
    List<Change> changes = watcher.changes(coin.code());
    List<SupplyFact> supplies = watcher.supplyFacts(coin.code(), -1);
    BigInteger expected = BigInteger.ZERO;
    int next = 0;
    for (SupplyFact fact : supplies) {
      while (next < changes.size() && changes.get(next).blockNumber() <= fact.blockNumber()) {
        expected = expected.add(explained(coin, changes.get(next++)));
      }
      facts++;
      if (fact.isFinal() && !expected.equals(fact.called())) {
        find(
            "%s after block %s: booked were %s, the contract says %s"
                .formatted(coin, fact.blockNumber(), expected, fact.called()));
      }
    }
    booked.forEach((transaction, units) ->
        find(
            "%s: %s units are booked as minted by %s, which the chain does not have"
                .formatted(coin, units, transaction)));
  }

  /// What of a mint or burn on the chain is booked; each booking explains one.
  private BigInteger explained(Asset coin, Change change) {
    BigInteger units = booked.remove(change.transactionHash());
    if (units == null) {
      find(
          "%s: %s units came about in block %s by %s, which is not booked"
              .formatted(coin, change.units(), change.blockNumber(), change.transactionHash()));
      return BigInteger.ZERO;
    }
    return units;
  }

  private void find(String detail) {
    findings.add(new Finding(NAME, null, detail));
  }
}
