package io.fairway.chain.profile;

import io.fairway.money.Asset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a profile calls the contracts of a chain: `settlement`, `escrow`, and a coin each `FHKD`
/// and `FHKD.gate`.
public final class ContractNames {
  public static final String SETTLEMENT = "settlement";
  public static final String ESCROW = "escrow";

  private static final String GATE = ".gate";

  private ContractNames() {}

  /// The names of all contracts that a chain with these coins has.
  public static Set<String> of(List<Asset> coins) {
    Set<String> names = new LinkedHashSet<>(List.of(SETTLEMENT, ESCROW));
    for (Asset coin : coins) {
      names.add(coin.code());
      names.add(gate(coin));
    }
    return names;
  }

  /// The name of the gate that mints a coin.
  public static String gate(Asset coin) {
    return coin.code() + GATE;
  }

  /// Is it the name of a gate?
  public static boolean isGate(String name) {
    return name.endsWith(GATE);
  }
}
