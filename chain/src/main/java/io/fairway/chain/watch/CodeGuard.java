package io.fairway.chain.watch;

import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Erc1967;
import io.fairway.chain.abi.ReleasedCode;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import io.fairway.chain.watch.Watcher.Alarm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.web3j.crypto.Hash;

/// Sees to it that the contracts are those that were deployed: the proxies' code, the
/// implementation and admin in their ERC-1967 slots, and the implementations' code. What is seen
/// for the first time must be what this release compiled. A shadow implementation that is put in
/// between two looks and waits is found by the next look, not on the day it acts.
final class CodeGuard {
  private static final int CALLS_A_CONTRACT = 3;

  private final JsonRpc rpc;
  private final Index index;
  private final Map<String, String> contracts;
  private final ReleasedCode released;

  /// @param contracts names by the addresses of their proxies
  CodeGuard(JsonRpc rpc, Index index, Map<String, String> contracts, ReleasedCode released) {
    this.rpc = rpc;
    this.index = index;
    this.contracts = contracts;
    this.released = released;
  }

  /// What stands at a contract's address.
  ///
  /// @param code of the proxy, and `behind` it of the implementation, as `eth_getCode` answers
  private record Seen(
      String address, String code, Hash32 implementation, Hash32 admin, String behind) {
    Index.Code toCode() {
      return new Index.Code(
          Hash32.parse(Hash.sha3(code)), implementation, admin, Hash32.parse(Hash.sha3(behind)));
    }
  }

  /// Looks at all contracts after a block.
  void look(long block) {
    List<String> addresses = List.copyOf(contracts.keySet());
    String at = JsonRpc.quantity(block);
    List<Call> calls = new ArrayList<>();
    for (String address : addresses) {
      calls.add(Call.of("eth_getCode", address, at));
      calls.add(Call.of("eth_getStorageAt", address, Erc1967.IMPLEMENTATION, at));
      calls.add(Call.of("eth_getStorageAt", address, Erc1967.ADMIN, at));
    }
    List<Answer> proxies = rpc.batch(calls);
    List<Answer> behind =
        rpc.batch(
            IntStream.range(0, addresses.size())
                .mapToObj(place ->
                    Call.of(
                        "eth_getCode",
                        Abi.addressOf(
                            JsonRpc.word(proxies.get(place * CALLS_A_CONTRACT + 1).value())
                                .toString()),
                        at))
                .toList());
    for (int place = 0; place < addresses.size(); place++) {
      int first = place * CALLS_A_CONTRACT;
      compare(
          new Seen(
              addresses.get(place),
              text(proxies, first),
              JsonRpc.word(proxies.get(first + 1).value()),
              JsonRpc.word(proxies.get(first + 2).value()),
              text(behind, place)),
          block);
    }
  }

  private static String text(List<Answer> answers, int place) {
    return answers.get(place).value().asText();
  }

  private void compare(Seen seen, long block) {
    Index.Code now = seen.toCode();
    Optional<Index.Code> known = index.code(seen.address);
    if (known.isEmpty()) {
      if (!isReleased(seen)) {
        alarm(seen, now, "not the code that this release compiled", block);
      }
      index.code(seen.address, now);
    } else if (isUpgradeOfOurs(seen.address, known.get(), now)) {
      index.code(seen.address, now);
    } else if (!known.get().equals(now)) {
      alarm(seen, now, "before: " + known.get(), block);
    }
  }

  private boolean isReleased(Seen seen) {
    String contract = Objects.requireNonNull(contracts.get(seen.address));
    return released.is(Erc1967.PROXY, seen.code) && released.is(contract, seen.behind);
  }

  private void alarm(Seen seen, Index.Code now, String instead, long block) {
    index
        .alarms()
        .raise(
            new Alarm(
                Alarm.Kind.CODE_CHANGED,
                seen.address + " " + now,
                "%s %s: code %s, implementation %s with code %s, admin %s; %s"
                    .formatted(
                        contracts.get(seen.address),
                        seen.address,
                        now.hash(),
                        Abi.addressOf(now.implementation().toString()),
                        now.implementationHash(),
                        now.admin(),
                        instead),
                block));
  }

  /// The implementation changed, nothing else did, and a stored intent of ours told it to.
  private boolean isUpgradeOfOurs(String address, Index.Code before, Index.Code now) {
    return now.hash().equals(before.hash())
        && now.admin().equals(before.admin())
        && !now.implementation().equals(before.implementation())
        && index.isLastUpgrade(address, Abi.addressOf(now.implementation().toString()));
  }
}
