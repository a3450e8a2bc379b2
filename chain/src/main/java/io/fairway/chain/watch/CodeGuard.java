package io.fairway.chain.watch;

import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import io.fairway.chain.watch.Watcher.Alarm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.web3j.crypto.Hash;

/// Sees to it that the contracts are those that were deployed: their code, and, of proxies, the
/// implementation and admin in the ERC-1967 slots. A shadow implementation that is put in between
/// two looks and waits is found by the next look, not on the day it acts.
final class CodeGuard {
  /// keccak256("eip1967.proxy.implementation") - 1.
  static final String IMPLEMENTATION =
      "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";

  /// keccak256("eip1967.proxy.admin") - 1.
  static final String ADMIN = "0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103";

  private static final int CALLS_A_CONTRACT = 3;

  private final JsonRpc rpc;
  private final Index index;
  private final Map<String, String> contracts;

  /// @param contracts names by address
  CodeGuard(JsonRpc rpc, Index index, Map<String, String> contracts) {
    this.rpc = rpc;
    this.index = index;
    this.contracts = contracts;
  }

  /// Looks at all contracts after a block.
  void look(long block) {
    List<String> addresses = List.copyOf(contracts.keySet());
    String at = JsonRpc.quantity(block);
    List<Call> calls = new ArrayList<>();
    for (String address : addresses) {
      calls.add(Call.of("eth_getCode", address, at));
      calls.add(Call.of("eth_getStorageAt", address, IMPLEMENTATION, at));
      calls.add(Call.of("eth_getStorageAt", address, ADMIN, at));
    }
    List<Answer> answers = rpc.batch(calls);
    for (int index = 0; index < addresses.size(); index++) {
      List<Answer> three =
          answers.subList(index * CALLS_A_CONTRACT, (index + 1) * CALLS_A_CONTRACT);
      compare(
          addresses.get(index),
          new Index.Code(
              Hash32.parse(Hash.sha3(three.get(0).value().asText())),
              Hash32.parse(three.get(1).value().asText()),
              Hash32.parse(three.get(2).value().asText())),
          block);
    }
  }

  private void compare(String address, Index.Code now, long block) {
    Optional<Index.Code> known = index.code(address);
    if (known.isEmpty() || isUpgradeOfOurs(address, known.get(), now)) {
      index.code(address, now);
    } else if (!known.get().equals(now)) {
      index.raise(
          new Alarm(
              Alarm.Kind.CODE_CHANGED,
              address + " " + now.hash() + " " + now.implementation() + " " + now.admin(),
              "%s %s: code %s, implementation %s, admin %s; before: %s"
                  .formatted(
                      contracts.get(address),
                      address,
                      now.hash(),
                      now.implementation(),
                      now.admin(),
                      known.get()),
              block));
    }
  }

  /// The implementation changed, nothing else did, and a stored intent of ours told it to.
  private boolean isUpgradeOfOurs(String address, Index.Code before, Index.Code now) {
    return now.hash().equals(before.hash())
        && now.admin().equals(before.admin())
        && !now.implementation().equals(before.implementation())
        && index.isExpected(
            address, "Upgraded(" + Abi.addressOf(now.implementation().toString()) + ")");
  }
}
