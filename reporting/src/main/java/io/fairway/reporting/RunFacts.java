package io.fairway.reporting;

import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import io.fairway.money.Money;
import io.fairway.payments.Receipt;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Everything that a run leaves behind for its reports. The app gathers it from the journey's
/// result, the policy and the engines.
///
/// @param orderFile the name of the file as the user gave it
/// @param linesRead order lines that the reader saw, the header not counted: the independent number
///   that the outcomes must sum to
/// @param receipts one per line read
/// @param moved orders for which this run created a ledger transfer
/// @param bankTwin what the bank is and how it was set, in words
public record RunFacts(
    String orderFile,
    long linesRead,
    List<Receipt> receipts,
    long moved,
    Clock clock,
    Versions versions,
    Opening opening,
    ChainUse chain,
    Prices prices,
    String bankTwin,
    Map<String, Seller> sellers) {

  public RunFacts {
    receipts = List.copyOf(receipts);
    sellers = Map.copyOf(sellers);
  }

  /// The last part of the order file's name: where it lay on someone's disk is not for a report.
  String orderFileName() {
    return orderFile.substring(
        Math.max(orderFile.lastIndexOf('/'), orderFile.lastIndexOf('\\')) + 1);
  }

  /// When things happened.
  ///
  /// @param commandStarted when the user's command began, before the engines were up
  /// @param started when the first order could be taken
  /// @param ended when the last order had its outcome
  /// @param steps time spent in each step, summed over batches, in the order of the journey; steps
  ///   overlap, so their sum may exceed the run
  public record Clock(
      Instant commandStarted, Instant started, Instant ended, Map<String, Duration> steps) {

    public Clock {
      steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
      Invariant.check(!ended.isBefore(started), "a run ends after it starts: %s", started);
    }

    Duration total() {
      return Duration.between(commandStarted, ended);
    }

    Duration journey() {
      return Duration.between(started, ended);
    }
  }

  /// What decisions were taken by.
  ///
  /// @param listReport what was read of each screening list, a line each
  public record Versions(String policy, String lists, List<String> listReport) {
    public Versions {
      listReport = List.copyOf(listReport);
    }
  }

  /// The participants' money before the first order.
  ///
  /// @param development true when the development profile invented it from the file's totals
  public record Opening(boolean development, List<Funding> fundings) {
    public Opening {
      fundings = List.copyOf(fundings);
    }
  }

  /// One opening amount.
  ///
  /// @param account by name, such as `provider:L`
  public record Funding(String account, Money amount) {}

  /// What the run asked of the chain.
  ///
  /// @param network in words, such as `Anvil 1.7, chain id 31337`
  /// @param transactions confirmed in this run, of every kind
  /// @param gasPerWindow gas units of each window settled in this run
  public record ChainUse(
      String network, Duration blockTime, long transactions, List<Long> gasPerWindow) {
    public ChainUse {
      gasPerWindow = List.copyOf(gasPerWindow);
    }
  }

  /// The prices at which figures of different assets are put side by side. They weigh, they never
  /// move money.
  ///
  /// @param gasPriceGwei of one gas unit, stated by the policy
  /// @param nativeUsd US dollars of one native coin of the chain, stated by the policy
  /// @param usd US dollars of one unit of an asset at mid; the dollar itself may be left out
  public record Prices(BigDecimal gasPriceGwei, BigDecimal nativeUsd, Map<Asset, BigDecimal> usd) {
    private static final int GWEI_DECIMALS = 9;

    public Prices {
      usd = Map.copyOf(usd);
    }

    /// The value of an amount in US dollars, exact.
    ///
    /// @throws IllegalArgumentException when no rate was given for the asset
    BigDecimal usd(Asset asset, BigDecimal amount) {
      if (asset.code().equals("USD")) {
        return amount;
      }
      BigDecimal rate = usd.get(asset);
      if (rate == null) {
        throw new IllegalArgumentException(
            "no US dollar rate for " + asset + ": the report cannot weigh its costs");
      }
      return amount.multiply(rate);
    }

    /// The price of gas units in US dollars, exact.
    BigDecimal gasUsd(BigDecimal gasUnits) {
      return gasUnits.multiply(gasPriceGwei).movePointLeft(GWEI_DECIMALS).multiply(nativeUsd);
    }
  }

  /// A seller as the parties file and the ledger know it.
  ///
  /// @param balances posted balance of its accounts after the run, as read from the ledger, one an
  ///   asset; an asset left out counts as zero
  public record Seller(String name, List<Money> balances) {
    public Seller {
      balances = List.copyOf(balances);
    }
  }
}
