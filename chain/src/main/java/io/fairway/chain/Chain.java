package io.fairway.chain;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/// Token truth, behind which stands an EVM network. Calls block; call them from virtual threads,
/// many at a time. Every effect is keyed (window id, order id): a repeat never happens twice,
/// whatever crashed between.
public interface Chain extends AutoCloseable {

  /// Settles a window, or finds what became of it. Waits at most `wait`.
  WindowOutcome settle(Window window, Duration wait);

  /// States the reserve behind a coin, without which the chain mints nothing: not more than is
  /// really there. Nothing is sent when the chain knows the very same and it is not old.
  ///
  /// @param reserveUnits its value in smallest units of the coin
  /// @param asOf when that was so
  AttestOutcome attest(Asset coin, long reserveUnits, Instant asOf, Duration wait);

  /// Mints coins for an approved order; `orderId` is used once. Refused when the reserve that was
  /// stated last does not cover the supply after it.
  MintOutcome mint(Hash32 orderId, String to, Money amount, Duration wait);

  /// Reads supply and balances at the newest block that meets the confirmation rule.
  Observation observe(Asset coin, Collection<String> addresses);

  /// Transactions of this gateway that the chain has confirmed, of every kind.
  long transactionsConfirmed();

  @Override
  void close();
}
