package io.fairway.chain;

import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.ERC1967Proxy;
import io.fairway.chain.abi.Erc1967;
import java.math.BigInteger;
import java.util.HexFormat;
import org.web3j.crypto.Hash;

/// Who leaves released code behind with something in its storage that nobody counts. What it
/// deploys is put together from opcodes here, because no compiler should make such things by
/// mistake.
final class Thief {
  static final String ADDRESS = "0x" + "7e1f".repeat(10);
  private static final String SENDER = "0x" + "7e".repeat(20);

  /// Where `Roles` keeps which role an account has (ERC-7201, `fairway.Roles`).
  private static final String ROLES =
      "437eb8c26a7ca6b20a0313d7f49191de6cde5ef25432398e52dd1e768a68c300";

  private static final String PROPOSER = Hash.sha3String("PROPOSER_ROLE").substring(2);

  private final Governors people;

  Thief(Governors people) {
    this.people = people;
  }

  /// A word that is written into storage.
  record Seed(String slot, String value) {
    private String code() {
      return "7f" + value + "7f" + slot + "55"; // PUSH32 value PUSH32 slot SSTORE
    }
  }

  /// A role at a contract of ours, in nobody's count.
  static Seed role(Hash32 role) {
    return new Seed(keyed(account(), ROLES), role.toString().substring(2));
  }

  /// The right to propose at a timelock, in nobody's count.
  static Seed proposer() {
    return new Seed(keyed(account(), keyed(PROPOSER, number(0))), number(1));
  }

  /// A module of a Safe that stands in no list of it.
  static Seed module() {
    return new Seed(keyed(account(), number(1)), number(1));
  }

  /// Creation code that writes the seed, runs another creation code as if it were its own, and
  /// leaves behind what that makes: the same runtime code, immutables and events.
  String seeding(Seed seed, String creation) {
    String constructor = people.deploy(SENDER, leaving(creation.substring(2)));
    return "0x"
        + seed.code()
        + "6000600060006000" // nothing handed over, nothing expected
        + "73"
        + constructor.substring(2)
        + "5af4606657fe5b" // GAS DELEGATECALL, and an end of all when that fails
        + "3d600060003e3d6000f3"; // returns what was returned
  }

  /// Code that a Safe may be made to call at its set-up: it writes the seed.
  String writer(Seed seed) {
    return people.deploy(SENDER, leaving(seed.code() + "00"));
  }

  /// Code that answers every question with yes: a guard of a Safe, for one.
  String agreeable() {
    return people.deploy(SENDER, leaving("600160005260206000f3"));
  }

  /// Creation code of a contract of ours that leaves its code behind as the compiler wrote it, what
  /// a constructor would put into it still zero.
  static String unconstructed(String contract) {
    return leaving(Abi.runtimeCode(contract).substring(2));
  }

  /// Code for behind a proxy that writes the seed at its next upgrade, which it obeys whoever asks,
  /// and tells as it should be told.
  String passage(Seed seed) {
    String slot = "7f" + Erc1967.IMPLEMENTATION.substring(2);
    String upgrade =
        seed.code()
            + "60043580"
            + slot
            + "55" // the first argument is what stands there next
            + "7f"
            + ERC1967Proxy.UpgradedEvent.TYPE.topic().substring(2)
            + "60006000a200"; // LOG2 STOP
    int start = 7;
    String uuid = "5b" + slot + "60005260206000f3";
    return people.deploy(
        SENDER,
        leaving("3660041460%02x57".formatted(start + upgrade.length() / 2) + upgrade + uuid));
  }

  /// Creation code that leaves this behind.
  private static String leaving(String runtime) {
    return "0x61%04x80600c6000396000f3".formatted(runtime.length() / 2) + runtime;
  }

  private static String keyed(String key, String slot) {
    return HexFormat.of().formatHex(Hash.sha3(HexFormat.of().parseHex(key + slot)));
  }

  private static String account() {
    return Abi.wordOf(ADDRESS).substring(2);
  }

  private static String number(long value) {
    return "%064x".formatted(BigInteger.valueOf(value));
  }
}
