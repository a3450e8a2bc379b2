package io.fairway.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.Intent.Kind;
import io.fairway.chain.JsonRpc.Answer;
import io.fairway.chain.JsonRpc.Call;
import io.fairway.chain.StoredTransaction.Mined;
import io.fairway.chain.Submission.Outcome;
import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import io.fairway.money.InvariantViolation;
import io.fairway.money.Money;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.web3j.crypto.Hash;

/// A chain of EVM contracts behind JSON-RPC.
public final class EvmChain implements Chain {
  private static final String MINTED = Hash.sha3String("Minted(bytes32,address,uint256)");

  // Gas limits by formula: an estimate would be made on a state in which the windows before this
  // one
  // have not happened. Measured costs are in docs/decisions/0012; unused gas is not paid for.
  private static final long WINDOW_GAS = 100_000;
  private static final long POSITION_GAS = 50_000;
  private static final long MINT_GAS = 150_000;
  private static final long CONTROL_GAS = 100_000;

  /// Time-outs of one request that a read may take.
  private static final int READ_TIMEOUTS_MAX = 5;

  private static final int WORD_DIGITS = 64;

  private final ChainProfile profile;
  private final JsonRpc rpc;
  private final Outbox outbox;
  private final Gateway gateway;
  private final Deployment deployment;

  private EvmChain(
      ChainProfile profile, JsonRpc rpc, Outbox outbox, Gateway gateway, Deployment deployment) {
    this.profile = profile;
    this.rpc = rpc;
    this.outbox = outbox;
    this.gateway = gateway;
    this.deployment = deployment;
  }

  /// Opens the chain: finds or makes the contracts, tells a chain that forgot what it knew,
  /// registers the participants and has them approve the settlement contract.
  ///
  /// @param database whose schema `chain` is this gateway's
  /// @param participants ids such as `L001`, each with a key and an address of its own; may grow
  ///   from one opening to the next
  /// @throws ChainUnavailable when the node does not answer
  /// @throws IllegalStateException when node, keys and database do not belong together
  public static EvmChain open(
      ChainProfile profile, DataSource database, Keys keys, List<String> participants) {
    List<String> names =
        Stream.concat(Keys.ROLES.stream(), participants.stream().map(Keys::participant)).toList();
    keys.prepare(names);
    JsonRpc rpc = new JsonRpc(profile.rpc(), profile.rpcTimeout());
    Gateway gateway = null;
    try {
      long chainId = JsonRpc.quantity(rpc.call("eth_chainId"));
      if (chainId != profile.chainId()) {
        throw new IllegalStateException(
            "%s is chain %s, the profile %s wants %s"
                .formatted(profile.rpc(), chainId, profile.name(), profile.chainId()));
      }
      Outbox outbox = Outbox.open(database);
      gateway = new Gateway(profile, outbox, keys, rpc);
      gateway.start(names.stream().map(keys::address).toList());
      gateway.hurry(true);
      Deployment deployment = Deployment.open(profile, keys, gateway, participants);
      gateway.hurry(false);
      EvmChain chain = new EvmChain(profile, rpc, outbox, gateway, deployment);
      chain.read(() -> true); // looks at the chain, and tells it what it forgot
      return chain;
    } catch (RuntimeException problem) {
      if (gateway != null) {
        gateway.close();
      }
      rpc.close();
      throw problem;
    }
  }

  /// The address of a participant that this chain was opened with.
  public String address(String participant) {
    String address = deployment.participants().get(participant);
    Invariant.check(address != null, "no participant %s on this chain", participant);
    return Objects.requireNonNull(address);
  }

  /// The address of a coin's contract.
  public String coin(Asset asset) {
    String address = deployment.coins().get(asset.code());
    Invariant.check(address != null, "no coin %s on this chain", asset);
    return Objects.requireNonNull(address);
  }

  /// The address of the settlement contract.
  public String settlement() {
    return deployment.settlement();
  }

  @Override
  public WindowOutcome settle(Window window, Duration wait) {
    MerkleTree tree = tree(window.legs());
    Hash32 root = tree.root();
    List<Positions.Position> positions = Positions.of(window.legs(), code -> coin(Asset.of(code)));
    Intent intent =
        new Intent(
            Kind.WINDOW,
            window.id().toString(),
            root,
            Keys.SETTLER,
            deployment.settlement(),
            Calls.settle(window.id(), root, positions),
            windowGasLimit(positions.size()));
    return switch (submit(intent, wait)) {
      case Silence(String lastKnown) -> new WindowOutcome.Silent(lastKnown);
      case Answered(Outcome.NotSent(String cause)) -> new WindowOutcome.Stopped(cause);
      case Answered(Outcome.Final(StoredTransaction transaction)) ->
          outcome(window, tree, transaction.end());
    };
  }

  static long windowGasLimit(int positions) {
    return WINDOW_GAS + POSITION_GAS * positions;
  }

  private WindowOutcome outcome(Window window, MerkleTree tree, Mined mined) {
    return switch (mined.result()) {
      case SUCCEEDED ->
          new WindowOutcome.Settled(
              new Inclusion(
                  window.id(),
                  mined.minedHash(),
                  mined.blockNumber(),
                  mined.blockTimeSeconds(),
                  mined.gasUsed(),
                  mined.gasPriceWei(),
                  tree.root(),
                  tree.leaves(),
                  tree.proofs()));
      case REVERTED ->
          mined.common()
              ? new WindowOutcome.Stopped(mined.cause())
              : mined.cause().startsWith("WindowAlreadySettled")
                  ? settledBefore(window, mined)
                  : new WindowOutcome.Reverted(mined.cause());
      case WITHOUT_EFFECT, NONCE_TAKEN -> new WindowOutcome.Stopped(mined.cause());
    };
  }

  /// The contract knows the window although this gateway's memory does not say how it got there:
  /// the chain's word counts, when it is about the same legs.
  private WindowOutcome settledBefore(Window window, Mined mined) {
    Hash32 root = tree(window.legs()).root();
    return inclusion(window.id(), window.legs())
        .filter(inclusion -> inclusion.merkleRoot().equals(root))
        .<WindowOutcome>map(WindowOutcome.Settled::new)
        .orElseGet(() -> new WindowOutcome.Reverted(mined.cause()));
  }

  @Override
  public MintOutcome mint(Hash32 orderId, String to, Money amount, Duration wait) {
    String coin = coin(amount.asset());
    String data = Calls.mint(orderId, to.toLowerCase(Locale.ROOT), amount.units());
    Intent intent =
        new Intent(
            Kind.MINT, orderId.toString(), digest(coin + data), Keys.MINTER, coin, data, MINT_GAS);
    return switch (submit(intent, wait)) {
      case Silence(String lastKnown) -> new MintOutcome.Silent(lastKnown);
      case Answered(Outcome.NotSent(String cause)) -> new MintOutcome.Refused(cause);
      case Answered(Outcome.Final(StoredTransaction transaction)) ->
          minted(transaction.end(), coin, orderId, to, amount);
    };
  }

  private MintOutcome minted(Mined mined, String coin, Hash32 orderId, String to, Money amount) {
    return switch (mined.result()) {
      case SUCCEEDED ->
          new MintOutcome.Minted(mined.minedHash(), mined.blockNumber(), mined.gasUsed());
      case REVERTED ->
          mined.cause().startsWith("OrderUsed")
              ? mintedBefore(coin, orderId, to, amount)
                  .orElseGet(() -> new MintOutcome.Refused(mined.cause()))
              : new MintOutcome.Refused(mined.cause());
      case WITHOUT_EFFECT, NONCE_TAKEN -> new MintOutcome.Refused(mined.cause());
    };
  }

  private Optional<MintOutcome> mintedBefore(String coin, Hash32 orderId, String to, Money amount) {
    return read(() ->
        event(coin, MINTED, orderId)
            .filter(log -> word(log.path("data").asText(), 0).longValueExact() == amount.units())
            .filter(log -> log.path("topics").path(2).asText().endsWith(bare(to)))
            .map(log -> receipt(log.path("transactionHash").asText()))
            .map(receipt ->
                new MintOutcome.Minted(
                    Hash32.parse(receipt.path("transactionHash").asText()),
                    JsonRpc.quantity(receipt.path("blockNumber")),
                    JsonRpc.quantity(receipt.path("gasUsed")))));
  }

  /// Stops all settling, by the pauser's key. Does nothing when it was done for this order before.
  public void pauseSettlement(Hash32 orderId, Duration wait) {
    control(orderId, Keys.PAUSER, deployment.settlement(), Calls.pause(), wait);
  }

  /// Lets settling go on.
  public void resumeSettlement(Hash32 orderId, Duration wait) {
    control(orderId, Keys.PAUSER, deployment.settlement(), Calls.unpause(), wait);
  }

  /// Freezes an account's balance of a coin, by the freezer's key.
  public void freeze(Hash32 orderId, Asset coin, String account, Duration wait) {
    control(orderId, Keys.FREEZER, coin(coin), Calls.freeze(account), wait);
  }

  /// Lets a frozen balance move again.
  public void unfreeze(Hash32 orderId, Asset coin, String account, Duration wait) {
    control(orderId, Keys.FREEZER, coin(coin), Calls.unfreeze(account), wait);
  }

  private void control(Hash32 orderId, String signer, String to, String data, Duration wait) {
    Intent intent =
        new Intent(
            Kind.CONTROL, orderId.toString(), digest(to + data), signer, to, data, CONTROL_GAS);
    switch (submit(intent, wait)) {
      case Silence(String lastKnown) -> throw new ChainUnavailable(lastKnown);
      case Answered(Outcome.NotSent(String cause)) -> throw new IllegalStateException(cause);
      case Answered(Outcome.Final(StoredTransaction transaction)) -> {
        Mined mined = transaction.end();
        if (mined.result() == StoredTransaction.Result.REVERTED) {
          throw new IllegalStateException("the chain refuses: " + mined.cause());
        }
      }
    }
  }

  @Override
  public Observation observe(Asset coin, Collection<String> addresses) {
    String contract = coin(coin);
    List<String> accounts =
        addresses.stream().map(address -> address.toLowerCase(Locale.ROOT)).distinct().toList();
    return read(() -> {
      long block = Head.look(rpc, profile.confirmations(), List.of()).finalNumber();
      List<Call> calls = new ArrayList<>();
      calls.add(callAt(block, contract, Calls.totalSupply()));
      accounts.forEach(account -> calls.add(callAt(block, contract, Calls.balanceOf(account))));
      List<Answer> answers = rpc.batch(calls);
      Map<String, Money> balances = new HashMap<>();
      for (int index = 0; index < accounts.size(); index++) {
        balances.put(accounts.get(index), money(coin, answers.get(index + 1)));
      }
      return new Observation(block, money(coin, answers.getFirst()), balances);
    });
  }

  /// Finds a settled window on the chain alone: its event, receipt and block, nothing from this
  /// gateway's memory. The root is the chain's; the proofs are of these legs, and fit the root only
  /// when these are the window's legs. Empty when the chain does not know the window.
  public Optional<Inclusion> inclusion(Hash32 windowId, List<Leg> legs) {
    return read(() ->
        event(deployment.settlement(), Calls.WINDOW_SETTLED, windowId)
            .map(log -> inclusion(windowId, legs, log)));
  }

  private Inclusion inclusion(Hash32 windowId, List<Leg> legs, JsonNode log) {
    JsonNode receipt = receipt(log.path("transactionHash").asText());
    JsonNode block = rpc.call("eth_getBlockByHash", receipt.path("blockHash").asText(), false);
    MerkleTree tree = tree(legs);
    return new Inclusion(
        windowId,
        Hash32.parse(log.path("transactionHash").asText()),
        JsonRpc.quantity(receipt.path("blockNumber")),
        JsonRpc.quantity(block.path("timestamp")),
        JsonRpc.quantity(receipt.path("gasUsed")),
        JsonRpc.quantity(receipt.path("effectiveGasPrice")),
        Hash32.parse(log.path("topics").path(2).asText()),
        tree.leaves(),
        tree.proofs());
  }

  /// Has the settlement contract itself verify that each leg is one of the window's.
  ///
  /// @param proofs one a leg, in their order
  /// @return one answer a leg
  public List<Boolean> verifyOnChain(Hash32 windowId, List<Leg> legs, List<List<Hash32>> proofs) {
    Invariant.check(legs.size() == proofs.size(), "%s legs, %s proofs", legs.size(), proofs.size());
    return read(() -> {
      long block = Head.look(rpc, profile.confirmations(), List.of()).finalNumber();
      List<Call> calls = new ArrayList<>();
      for (int index = 0; index < legs.size(); index++) {
        Leg leg = legs.get(index);
        calls.add(
            callAt(
                block,
                deployment.settlement(),
                Calls.verifyLeg(windowId, leg, coin(leg.amount().asset()), proofs.get(index))));
      }
      return rpc.batch(calls).stream()
          .map(answer -> word(answer.value().asText(), 0).signum() != 0)
          .toList();
    });
  }

  /// The leaf of a leg in a window's Merkle tree.
  public Hash32 leaf(Leg leg) {
    return Calls.leaf(leg, coin(leg.amount().asset()));
  }

  /// Gas that this gateway's mined transactions have used.
  public GasUsed gasUsed() {
    Map<Kind, GasUsed.Total> gas = outbox.gas();
    GasUsed.Total others = GasUsed.Total.NONE;
    for (Kind kind : List.of(Kind.DEPLOY, Kind.REGISTER, Kind.APPROVE, Kind.CONTROL)) {
      others = others.plus(gas.getOrDefault(kind, GasUsed.Total.NONE));
    }
    return new GasUsed(
        gas.getOrDefault(Kind.MINT, GasUsed.Total.NONE),
        gas.getOrDefault(Kind.WINDOW, GasUsed.Total.NONE),
        others);
  }

  @Override
  public long transactionsConfirmed() {
    return gateway.confirmed();
  }

  /// Stops the gateway. What is outstanding is found again by the next opening.
  @Override
  public void close() {
    gateway.close();
    rpc.close();
  }

  private MerkleTree tree(List<Leg> legs) {
    return MerkleTree.of(legs.stream().map(this::leaf).toList());
  }

  private sealed interface Submitted {}

  private record Answered(Outcome outcome) implements Submitted {}

  private record Silence(String lastKnown) implements Submitted {}

  private Submitted submit(Intent intent, Duration wait) {
    CompletableFuture<Outcome> outcome = gateway.submit(intent).outcome();
    try {
      return new Answered(outcome.get(wait.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException late) {
      return new Silence(gateway.lastKnown());
    } catch (CancellationException closed) {
      return new Silence(gateway.lastKnown());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Silence("interrupted while waiting; " + gateway.lastKnown());
    } catch (ExecutionException problem) {
      throw rethrown(problem);
    }
  }

  private <T> T read(Supplier<T> work) {
    CompletableFuture<T> answer = gateway.read(work);
    try {
      return answer.get(
          profile.rpcTimeout().multipliedBy(READ_TIMEOUTS_MAX).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      answer.cancel(false);
      throw new ChainUnavailable(gateway.lastKnown(), late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ChainUnavailable("interrupted while reading the chain", interrupted);
    } catch (ExecutionException problem) {
      throw rethrown(problem);
    } catch (CancellationException closed) {
      throw new ChainUnavailable(gateway.lastKnown(), closed);
    }
  }

  private static RuntimeException rethrown(ExecutionException problem) {
    return switch (problem.getCause()) {
      case InvariantViolation bug -> bug;
      case ChainUnavailable silence -> silence;
      case IllegalStateException stopped -> stopped;
      case Throwable other -> new IllegalStateException(other);
      case null -> new IllegalStateException(problem);
    };
  }

  private Optional<JsonNode> event(String contract, String topic, Hash32 indexed) {
    JsonNode logs =
        rpc.call(
            "eth_getLogs",
            Map.of(
                "address",
                contract,
                "fromBlock",
                "earliest",
                "toBlock",
                "latest",
                "topics",
                List.of(topic, indexed.toString())));
    return logs.isEmpty() ? Optional.empty() : Optional.of(logs.path(0));
  }

  private JsonNode receipt(String transactionHash) {
    return rpc.call("eth_getTransactionReceipt", transactionHash);
  }

  private static Call callAt(long block, String to, String data) {
    return Call.of("eth_call", Map.of("to", to, "data", data), JsonRpc.quantity(block));
  }

  private static Money money(Asset coin, Answer answer) {
    return new Money(coin, word(answer.value().asText(), 0).longValueExact());
  }

  /// A 32-byte word of what a contract returned, as a number.
  private static BigInteger word(String hex, int index) {
    int start = 2 + index * WORD_DIGITS;
    if (hex.length() < start + WORD_DIGITS) {
      throw new ChainUnavailable("a contract returned too little: " + hex);
    }
    return new BigInteger(hex.substring(start, start + WORD_DIGITS), 16);
  }

  private static String bare(String address) {
    return address.substring(2).toLowerCase(Locale.ROOT);
  }

  private static Hash32 digest(String text) {
    return Hash32.of(Hash.sha3(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
