package io.fairway.issuance;

import io.fairway.ledger.Chart;
import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import io.fairway.money.Money;

/// Money that a participant brings in. Banks are named by their BIC.
public sealed interface Funding {

  /// What is brought in, in bank money.
  Money amount();

  /// Buyers' money that a platform captured.
  record Platform(String participantId, String bic, Money amount) implements Funding {
    public Platform {
      check(amount);
    }
  }

  /// Bank money of a liquidity provider, such as it needs for refunds.
  record Provider(String participantId, String bic, Money amount) implements Funding {
    public Provider {
      check(amount);
    }
  }

  /// Bank money of a payout institution.
  record Payout(String participantId, String bic, Money amount) implements Funding {
    public Payout {
      check(amount);
    }
  }

  /// Bank money for which a liquidity provider gets coins at par: it goes into the reserve pool,
  /// and the coins are minted.
  ///
  /// @param address the provider's registered address, `0x` and 40 hexadecimal digits
  /// @param amount in the money that the coin is pegged to
  record Coins(String participantId, String bic, String address, Asset coin, Money amount)
      implements Funding {
    public Coins {
      check(amount);
      Invariant.check(amount.asset().equals(Chart.peg(coin)), "%s does not back %s", amount, coin);
    }

    /// As many coins as money: one for one, in the coin's finer units.
    Money coins() {
      return Money.of(coin, amount.decimal());
    }
  }

  /// The issuer's own money in the reserve pool, above what is owed to holders.
  ///
  /// @param amount in the money that the coin is pegged to
  record Buffer(Asset coin, Money amount) implements Funding {
    public Buffer {
      check(amount);
      Invariant.check(amount.asset().equals(Chart.peg(coin)), "%s does not back %s", amount, coin);
    }
  }

  private static void check(Money amount) {
    Invariant.check(!amount.asset().isCoin() && !amount.isZero(), "no funding: %s", amount);
  }
}
