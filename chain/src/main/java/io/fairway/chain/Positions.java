package io.fairway.chain;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// The net of a window's legs: what it changes for each account in each coin.
final class Positions {
  private Positions() {}

  /// One net.
  ///
  /// @param coin the coin's address
  /// @param units in smallest units; positive receives, negative gives, never 0
  record Position(String coin, String account, long units) {}

  /// Nets the legs. Sorted by coin, then account, as the contract wants it.
  ///
  /// @param coinOf the address of a coin by its code
  static List<Position> of(List<Leg> legs, UnaryOperator<String> coinOf) {
    Map<String, Map<String, Long>> nets = new TreeMap<>();
    for (Leg leg : legs) {
      Map<String, Long> accounts =
          nets.computeIfAbsent(coinOf.apply(leg.amount().asset().code()), _ -> new TreeMap<>());
      add(accounts, leg.from(), -leg.amount().units());
      add(accounts, leg.to(), leg.amount().units());
    }
    return nets.entrySet().stream()
        .flatMap(coin ->
            coin.getValue().entrySet().stream()
                .filter(account -> account.getValue() != 0)
                .map(account -> new Position(coin.getKey(), account.getKey(), account.getValue())))
        .toList();
  }

  private static void add(Map<String, Long> accounts, String address, long units) {
    // Lower case sorts hexadecimal digits as numbers, as the contract compares addresses.
    accounts.merge(address.toLowerCase(Locale.ROOT), units, Math::addExact);
  }
}
