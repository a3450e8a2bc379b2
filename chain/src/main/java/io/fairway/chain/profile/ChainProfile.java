package io.fairway.chain.profile;

import io.fairway.chain.rpc.NodeName;
import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the gateway must know of a network: data, not code. The profiles that come with Fairway are
/// files beside this class; an operator's own is read from where it lies.
///
/// @param name shown in messages
/// @param endpoints the nodes' JSON-RPC over HTTP
/// @param quorum nodes that must say the same before it counts as a fact
/// @param chainId the network's id; nodes that answer another one are refused
/// @param confirmation when a block counts as final
/// @param blockTime the network's usual time between blocks
/// @param pollInterval between looks at the chain while something is outstanding
/// @param rpcTimeout until one request counts as unanswered
/// @param reviewedOn when this assessment of the network was made
/// @param reviewDueOn the last day on which it permits new issuance
/// @param coins deployed, in this order
/// @param limits what the contracts are limited to
/// @param contracts addresses of contracts that people deployed: `settlement`, `escrow`, and a coin
///   each `FHKD` and `FHKD.gate`; empty where Fairway deploys them by itself
/// @param plan who stands behind which power over those contracts; production has one
/// @param environment what is at stake
public record ChainProfile(
    String name,
    List<URI> endpoints,
    int quorum,
    long chainId,
    Confirmation confirmation,
    Duration blockTime,
    Duration pollInterval,
    Duration rpcTimeout,
    LocalDate reviewedOn,
    LocalDate reviewDueOn,
    Fees fees,
    List<Asset> coins,
    ContractLimits limits,
    Map<String, String> contracts,
    Optional<GovernancePlan> plan,
    Environment environment) {

  /// What is at stake on a network.
  public enum Environment {
    /// A node that funds accounts, mines when told and may forget (Anvil). Approves by itself, and
    /// says so on record.
    DEVELOPMENT,
    /// A test network: Fairway deploys, and people approve.
    PILOT,
    /// Money: people deploy audited code, behind timelocks and wallets of several signatures; keys
    /// of development are refused.
    PRODUCTION
  }

  /// The chain id of the development profile, the one that development tools expect.
  public static final long DEVELOPMENT_CHAIN_ID = 31_337;

  /// The longest profile that is read.
  private static final int FILE_BYTES_MAX = 1 << 20;

  private static final String FINALIZED = "finalized";
  private static final int POLLS_A_BLOCK = 20;
  private static final Duration POLL_MIN = Duration.ofMillis(10);

  /// When a block counts as final.
  ///
  /// @param blocks that it must be deep, itself included; 1 is the newest block (Anvil's
  ///   `finalized` block stays 0)
  /// @param byTag true when the network itself says what is final; `blocks` is then the least depth
  public record Confirmation(int blocks, boolean byTag) {
    public Confirmation {
      Invariant.check(blocks >= 1, "confirmations: %s", blocks);
    }
  }

  /// What may be offered for gas (EIP-1559); only base fee and tip are paid.
  ///
  /// @param maxFeePerGasWei offered at first
  /// @param tipPerGasWei offered at first to the block's maker
  /// @param feeCapPerGasWei the most that is ever offered and signed
  /// @param gasLimitMax the most gas that a transaction may ask for
  /// @param bumpAfterBlocks blocks until a transaction that is not mined is offered a higher fee
  public record Fees(
      long maxFeePerGasWei,
      long tipPerGasWei,
      long feeCapPerGasWei,
      long gasLimitMax,
      int bumpAfterBlocks) {
    public Fees {
      Invariant.check(tipPerGasWei >= 0, "tip: %s", tipPerGasWei);
      Invariant.check(maxFeePerGasWei >= tipPerGasWei, "fee below the tip: %s", maxFeePerGasWei);
      Invariant.check(feeCapPerGasWei >= maxFeePerGasWei, "cap below fee: %s", feeCapPerGasWei);
      Invariant.check(gasLimitMax > 0, "gas limit: %s", gasLimitMax);
      Invariant.check(bumpAfterBlocks >= 1, "blocks until a fee is bumped: %s", bumpAfterBlocks);
    }
  }

  public ChainProfile {
    endpoints = List.copyOf(endpoints);
    coins = List.copyOf(coins);
    contracts = Map.copyOf(contracts);
    requireNodes(endpoints, quorum, environment, contracts.isEmpty());
    Invariant.check(
        environment == Environment.DEVELOPMENT || 2 * quorum > endpoints.size(),
        "a quorum of %s among %s nodes: two halves could disagree",
        quorum,
        endpoints.size());
    Invariant.check(blockTime.isPositive(), "block time: %s", blockTime);
    Invariant.check(pollInterval.isPositive(), "poll interval: %s", pollInterval);
    Invariant.check(rpcTimeout.isPositive(), "time-out: %s", rpcTimeout);
    Invariant.check(!reviewDueOn.isBefore(reviewedOn), "review due %s", reviewDueOn);
    contracts
        .values()
        .forEach(address ->
            Invariant.check(
                address.matches("0x[0-9a-f]{40}"), "no address of a contract: %s", address));
    Invariant.check(
        coins.stream().allMatch(Asset::isCoin) && !coins.isEmpty(),
        "coins of a profile: %s",
        coins);
    requireKnown("contracts", contracts.keySet(), coins);
    if (plan.isPresent()) {
      requireKnown("plan.implementations", plan.get().implementations().keySet(), coins);
      requireKnown("plan.roles", plan.get().roles().keySet(), coins);
      requireKnown("plan.formerCode", plan.get().formerCode().keySet(), coins);
    }
  }

  private static void requireNodes(
      List<URI> endpoints, int quorum, Environment environment, boolean makesContracts) {
    Invariant.check(quorum >= 1, "quorum is %s; expected at least 1", quorum);
    if (endpoints.isEmpty()) {
      Invariant.check(
          environment == Environment.DEVELOPMENT && makesContracts,
          "endpoints is empty; expected a node: only a chain for development, with contracts of its"
              + " own making, is started with one");
      return;
    }
    Invariant.check(
        quorum <= endpoints.size(),
        "quorum is %s; expected at most %s, the number of endpoints",
        quorum,
        endpoints.size());
    Set<URI> seen = new HashSet<>();
    for (int at = 0; at < endpoints.size(); at++) {
      Invariant.check(
          seen.add(plain(endpoints.get(at))),
          "endpoints[%s] is %s a second time; expected another node",
          at,
          NodeName.of(endpoints.get(at)));
    }
  }

  /// Of addresses that differ in letters' case, a closing slash or a port that goes without saying,
  /// one: the same node would count twice.
  private static URI plain(URI node) {
    boolean usual = node.getPort() == ("https".equalsIgnoreCase(node.getScheme()) ? 443 : 80);
    String path = node.getRawPath().isEmpty() ? "/" : node.getRawPath();
    String query = node.getRawQuery() == null ? "" : "?" + node.getRawQuery();
    String user = node.getRawUserInfo() == null ? "" : node.getRawUserInfo() + "@";
    String port = usual || node.getPort() < 0 ? "" : ":" + node.getPort();
    return URI.create(node.getScheme() + "://" + user + node.getHost() + port + path + query);
  }

  /// A name that nothing is called by would be a contract that nobody looks at.
  private static void requireKnown(String field, Set<String> names, List<Asset> coins) {
    Set<String> known = ContractNames.of(coins);
    for (String name : names) {
      Invariant.check(known.contains(name), "%s: unknown field %s", field, name);
    }
  }

  /// The profile of an Anvil with that block time.
  public static ChainProfile development(URI rpc, Duration blockTime) {
    return named("development").with(List.of(rpc), 1).with(blockTime);
  }

  /// A profile that comes with Fairway.
  public static ChainProfile named(String name) {
    String resource = name + ".json";
    try (InputStream in = ChainProfile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no chain profile is called " + name);
      }
      return Fields.read(
          new String(in.readAllBytes(), StandardCharsets.UTF_8), resource, ChainProfile::of);
    } catch (IOException problem) {
      throw new UncheckedIOException("cannot read the chain profile " + name, problem);
    }
  }

  /// Reads an operator's profile.
  ///
  /// @throws IllegalArgumentException when a field is missing, wrong or unknown
  public static ChainProfile read(Path file) {
    try {
      return Fields.read(text(file), file.toString(), ChainProfile::of);
    } catch (IOException problem) {
      throw new UncheckedIOException("cannot read the chain profile " + file, problem);
    }
  }

  /// What is no file has no size, and may have no end.
  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
      if (bytes.length > FILE_BYTES_MAX) {
        throw new IllegalArgumentException(
            "%s has more than %,d bytes; expected a chain profile".formatted(file, FILE_BYTES_MAX));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
  }

  private static ChainProfile of(Fields fields) {
    Duration blockTime = fields.millis("blockTimeMillis");
    return new ChainProfile(
        fields.text("name"),
        fields.nodes(
            "endpoints", ChainProfile::node, "addresses of nodes, such as http://host:8545"),
        fields.smallNumber("quorum"),
        fields.number("chainId"),
        fields.object("confirmation", ChainProfile::confirmation),
        blockTime,
        pollInterval(blockTime),
        fields.millis("rpcTimeoutMillis"),
        fields.text("reviewedOn", LocalDate::parse, "a date such as 2026-11-23"),
        fields.text("reviewDueOn", LocalDate::parse, "a date such as 2027-05-23"),
        fields.object("fees", ChainProfile::fees),
        fields.texts("coins", Asset::of, "codes of coins"),
        fields.object("limits", ContractLimits::of),
        fields.object("contracts", contracts -> contracts.named(Fields::address)),
        fields.optional("plan", GovernancePlan::of),
        fields.text(
            "environment", Environment::valueOf, "one of " + List.of(Environment.values())));
  }

  private static URI node(String text) {
    URI uri = URI.create(text);
    Invariant.check(
        uri.getHost() != null && List.of("http", "https").contains(uri.getScheme()),
        "no address of a node: %s",
        NodeName.of(text));
    return uri;
  }

  private static Confirmation confirmation(Fields fields) {
    boolean byTag = fields.has("tag") && fields.text("tag", ChainProfile::isFinalized, FINALIZED);
    return new Confirmation(
        byTag && !fields.has("blocks") ? 1 : fields.smallNumber("blocks"), byTag);
  }

  private static boolean isFinalized(String tag) {
    Invariant.check(tag.equals(FINALIZED), "no other tag is known: %s", tag);
    return true;
  }

  private static Fees fees(Fields fields) {
    return new Fees(
        fields.number("maxFeePerGasWei"),
        fields.number("tipPerGasWei"),
        fields.number("feeCapPerGasWei"),
        fields.number("gasLimitMax"),
        fields.smallNumber("bumpAfterBlocks"));
  }

  private static Duration pollInterval(Duration blockTime) {
    Duration poll = blockTime.dividedBy(POLLS_A_BLOCK);
    return poll.compareTo(POLL_MIN) < 0 ? POLL_MIN : poll;
  }

  /// True for a node that funds accounts, mines when told and may forget.
  public boolean development() {
    return environment == Environment.DEVELOPMENT;
  }

  /// False when the assessment of the network is too old for new issuance.
  public boolean isCurrent(LocalDate today) {
    return !today.isAfter(reviewDueOn);
  }

  /// Addresses of nodes hold secrets of who uses them, and this may get into a log.
  @Override
  public String toString() {
    return "chain profile %s, chain %s, nodes %s".formatted(name, chainId, NodeName.of(endpoints));
  }

  /// This profile with other nodes.
  public ChainProfile with(List<URI> nodes, int agreeing) {
    return new ChainProfile(
        name,
        nodes,
        agreeing,
        chainId,
        confirmation,
        blockTime,
        pollInterval,
        rpcTimeout,
        reviewedOn,
        reviewDueOn,
        fees,
        coins,
        limits,
        contracts,
        plan,
        environment);
  }

  /// This profile with other coins.
  public ChainProfile with(Asset... others) {
    return new ChainProfile(
        name,
        endpoints,
        quorum,
        chainId,
        confirmation,
        blockTime,
        pollInterval,
        rpcTimeout,
        reviewedOn,
        reviewDueOn,
        fees,
        List.of(others),
        limits,
        contracts,
        plan,
        environment);
  }

  /// This profile with another block time.
  public ChainProfile with(Duration time) {
    return new ChainProfile(
        name,
        endpoints,
        quorum,
        chainId,
        confirmation,
        time,
        pollInterval(time),
        rpcTimeout,
        reviewedOn,
        reviewDueOn,
        fees,
        coins,
        limits,
        contracts,
        plan,
        environment);
  }
}
