package io.fairway.chain.permission;

import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.ReleasedCode;
import io.fairway.chain.profile.ChainProfile.Environment;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// May a proxy be put in front of other code? Only when that code is on the chain already, is what
/// this release compiled for that very contract, came with the audit that the environment asks for,
/// says the same of itself as the proxy does, and nothing is called in the same breath.
final class UpgradeCheck {
  /// What stands in the code itself and not in storage: another coin's code would answer otherwise.
  private static final Map<String, List<Abi.Call>> IDENTITY =
      Map.of(
          Stablecoin.ABI.name(),
          List.of(new Stablecoin.Name(), new Stablecoin.Symbol(), new Stablecoin.Currency()),
          MintGate.ABI.name(),
          List.of(new MintGate.Coin()));

  private final ReleasedCode released;
  private final ReleaseGate gate;

  UpgradeCheck(ReleasedCode released, ReleaseGate gate) {
    this.released = released;
    this.gate = gate;
  }

  /// Why not; empty when it may.
  ///
  /// @param contract the name of what stands behind the proxy
  /// @param call of `upgradeToAndCall`
  Optional<String> refusal(
      String contract, String proxy, Abi.Call call, ChainView chain, Dated dated) {
    String implementation = (String) call.values().getFirst();
    String then = (String) call.values().get(1);
    if (then.length() > 2) {
      return Optional.of("an upgrade that calls %s; expected no call".formatted(then));
    }
    String code = chain.code(implementation);
    if (code.length() <= 2) {
      return Optional.of("no code at %s".formatted(implementation));
    }
    if (!released.is(contract, code)) {
      return Optional.of(
          "the code at %s is not the %s that this release compiled"
              .formatted(implementation, contract));
    }
    for (Abi.Call question : IDENTITY.getOrDefault(contract, List.of())) {
      String data = question.encode();
      if (!chain.ask(implementation, data).equals(chain.ask(proxy, data))) {
        return Optional.of(
            "the code at %s is another coin's: %s is not what %s answers"
                .formatted(implementation, question.type().signature(), proxy));
      }
    }
    return gate.refusal(contract, dated.environment(), dated.today());
  }

  /// Where and when it would be signed.
  record Dated(Environment environment, LocalDate today) {}
}
