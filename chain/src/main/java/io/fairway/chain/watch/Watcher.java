package io.fairway.chain.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.ReleasedCode;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.profile.GovernancePlan;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import io.fairway.chain.watch.HolderSnapshot.Holder;
import io.fairway.chain.watch.Index.Block;
import io.fairway.money.Invariant;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the chain block by block, beside the gateway and without trust in it: every transfer and
/// every role or admin event goes into PostgreSQL, together with the supply that the events add up
/// to and the one that the contract answers. What no stored intent of the gateway explains is an
/// alarm.
///
/// [#step()] does what is due; [#start()] does it again and again on a thread of its own. After a
/// stop it goes on where it was. Blocks that a reorganisation replaced are forgotten and read anew.
public final class Watcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

  private static final int LOOKS_A_BLOCK = 2;

  /// Between comparisons of the deployment with the plan.
  private static final Duration INSPECTION = Duration.ofHours(1);

  /// Blocks read and stored together, at most.
  static final int RUN_MAX = 100;

  /// Blocks that are looked through for the place where a reorganisation began.
  private static final int FORK_SEARCH_BLOCKS = 10_000;

  private final ChainProfile profile;
  private final JsonRpc rpc;
  private final Index index;
  private final FinalSeen finalSeen;
  private final BlockReader reader;
  private final CodeGuard guard;
  private final Rules rules;

  /// The newest block after which the contracts' code was looked at.
  private long guardedBlock = -1;

  /// Blocks that are read together now: fewer after a failure, because a node may not tell, or not
  /// be heard with, the logs of as many busy blocks.
  private int runBlocks = RUN_MAX;

  private final long inspectionBlocks;

  /// From this block on the next comparison with the plan is due.
  private long inspectionDue;

  private volatile boolean closed;
  private volatile @Nullable Thread thread;

  /// What is watched, and who must hear of what.
  ///
  /// @param contracts names of contracts by their addresses
  /// @param coins codes of coins by their contracts' addresses
  /// @param isHolders true for an event (contract's name, signature) that holders cause themselves
  /// @param inspection why, after a block, the deployment is not what people signed for
  /// @param alarmed hears of each alarm, at least once, after it is stored
  public record Rules(
      Map<String, String> contracts,
      Map<String, String> coins,
      BiPredicate<String, String> isHolders,
      LongFunction<Optional<String>> inspection,
      Consumer<Alarm> alarmed) {
    public Rules {
      contracts = Map.copyOf(contracts);
      coins = Map.copyOf(coins);
    }

    String contractOf(String coin) {
      return coins.entrySet().stream()
          .filter(entry -> entry.getValue().equals(coin))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no coin " + coin + " is watched"));
    }
  }

  /// Something that a person must look at.
  ///
  /// @param subject what it is about; of one kind and subject there is one alarm
  public record Alarm(Kind kind, String subject, String description, long blockNumber) {
    public enum Kind {
      /// A role or admin event, a mint or a burn, without a stored intent.
      UNEXPECTED_EVENT,
      /// A timelock or a Safe behind the contracts moved: a change was proposed, made or dropped,
      /// or who may propose is not who it was.
      GOVERNANCE,
      /// The deployment is not what people planned and signed for.
      NOT_AS_PLANNED,
      /// A contract's code or an ERC-1967 slot is not what it was, or, seen for the first time, not
      /// what this release compiled.
      CODE_CHANGED,
      /// The events do not add up to what the contract calls its supply.
      SUPPLY_MISMATCH,
      /// Blocks that were final are gone.
      DEEP_REORGANISATION,
      /// The watcher met something that it cannot read.
      WATCHER_BLIND
    }
  }

  /// A coin's total supply after a block, in smallest units.
  ///
  /// @param fromEvents all mints less all burns
  /// @param called what the contract answers at that block
  /// @param isFinal true when the block met the confirmation rule at the time of asking
  public record SupplyFact(
      String coin,
      long blockNumber,
      Hash32 blockHash,
      BigInteger fromEvents,
      BigInteger called,
      boolean isFinal) {}

  private Watcher(
      ChainProfile profile, JsonRpc rpc, Index index, FinalSeen finalSeen, Rules rules) {
    this.profile = profile;
    this.rpc = rpc;
    this.index = index;
    this.finalSeen = finalSeen;
    this.rules = rules;
    Oversight oversight = new Oversight(profile.plan(), rules.contracts(), rules.coins());
    this.reader = new BlockReader(rpc, index, rules, oversight);
    this.inspectionBlocks = Math.max(1, INSPECTION.dividedBy(profile.blockTime()));
    this.guard = new CodeGuard(rpc, index, rules.contracts(), ReleasedCode.ofBuild());
  }

  /// Opens the watcher over its schema `watch`; the gateway's schema `chain` is in the same
  /// database.
  public static Watcher open(ChainProfile profile, DataSource database, Rules rules) {
    JsonRpc rpc = new JsonRpc(profile.endpoints(), profile.quorum(), profile.rpcTimeout());
    return new Watcher(profile, rpc, Index.open(database), new FinalSeen(database), rules);
  }

  /// Watches on a thread of its own until [#close()].
  public void start() {
    thread =
        Thread.ofPlatform()
            .name("chain-watcher")
            .daemon()
            .start(() -> {
              while (!closed) {
                try {
                  step();
                } catch (ChainUnavailable silence) {
                  LOG.debug("no answer", silence);
                } catch (RuntimeException | Error bug) {
                  blind(bug);
                }
                pause();
              }
            });
  }

  /// A chain that nobody can read is told of like one that misbehaves. It is read again and again:
  /// what comes after is not to be missed.
  private void blind(Throwable bug) {
    LOG.error("the watcher cannot read the chain", bug);
    String text = "after block %s: %s".formatted(guardedBlock, bug);
    try {
      index.alarms().raise(new Alarm(Alarm.Kind.WATCHER_BLIND, text, text, guardedBlock));
      tell();
    } catch (RuntimeException notTold) {
      LOG.error("and cannot tell", notTold);
    }
  }

  private void pause() {
    try {
      Thread.sleep(profile.blockTime().dividedBy(LOOKS_A_BLOCK));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /// Reads all blocks up to the newest.
  ///
  /// @return the number of the newest block that is stored; -1 when there is none
  /// @throws ChainUnavailable when the chain does not answer; what was read is stored
  public synchronized long step() {
    long newest = JsonRpc.quantity(rpc.newest().path("number"));
    followReorganisation(newest);
    List<Block> last = index.newest(1);
    long next = last.isEmpty() ? firstBlock() : last.getFirst().number() + 1;
    while (next <= newest) {
      long end = Math.min(newest, next + runBlocks - 1);
      if (!read(next, end)) {
        break; // the chain changed under the reading: the next step sees it as a reorganisation
      }
      next = end + 1;
    }
    long top = next - 1;
    if (top >= newest && top != guardedBlock) {
      guard.look(top);
      guardedBlock = top;
      inspect(top);
    }
    rememberFinal();
    tell();
    return next - 1;
  }

  private boolean read(long from, long to) {
    try {
      boolean read = reader.read(from, to);
      runBlocks = Math.min(RUN_MAX, runBlocks + 1);
      return read;
    } catch (ChainUnavailable silence) {
      runBlocks = Math.max(1, runBlocks / 2);
      throw silence;
    }
  }

  /// Before it there is nothing to watch: people say where they began, the gateway knows where it
  /// did.
  private long firstBlock() {
    return profile.plan().map(GovernancePlan::startBlock).or(index::firstDeployment).orElse(0L);
  }

  private void inspect(long newest) {
    long block = finalNumber();
    if (newest < inspectionDue
        || block < profile.plan().map(GovernancePlan::adoptedBlock).orElse(0L)) {
      return;
    }
    rules
        .inspection()
        .apply(block)
        .ifPresent(
            why -> index.alarms().raise(new Alarm(Alarm.Kind.NOT_AS_PLANNED, why, why, block)));
    inspectionDue = newest + inspectionBlocks;
  }

  /// Marked after it was heard: a crash in between makes it heard twice, never not at all.
  private void tell() {
    for (AlarmRecords.Stored stored : index.alarms().untold()) {
      LOG.warn("alarm: {}", stored.alarm());
      rules.alarmed().accept(stored.alarm());
      index.alarms().told(stored.id());
    }
  }

  /// Only what is stored as the chain has it counts as seen.
  private void rememberFinal() {
    List<Block> last = index.newest(1);
    if (last.isEmpty()) {
      return;
    }
    long number = Math.min(finalNumber(), last.getFirst().number());
    if (number <= finalSeen.number()) {
      return;
    }
    String hash =
        rpc.call("eth_getBlockByNumber", JsonRpc.quantity(number), false).path("hash").asText("");
    if (index.hash(number).filter(stored -> stored.toString().equals(hash)).isPresent()) {
      finalSeen.number(number);
    }
  }

  private void followReorganisation(long newest) {
    List<Block> last = index.newest(1);
    if (last.isEmpty() || isOnChain(last, newest).getFirst()) {
      return;
    }
    List<Block> stored = index.newest(FORK_SEARCH_BLOCKS);
    long top = last.getFirst().number();
    long stayed = stored.getLast().number() - 1;
    for (int from = 0; from < stored.size(); from += RUN_MAX) {
      List<Block> run = stored.subList(from, Math.min(stored.size(), from + RUN_MAX));
      int first = isOnChain(run, newest).indexOf(true);
      if (first >= 0) {
        stayed = run.get(first).number();
        break;
      }
    }
    long depth = top - stayed;
    if (newest < top && depth == top - newest) {
      throw new ChainUnavailable(
          "the nodes are behind: their newest block is %s, %s was seen".formatted(newest, top));
    }
    LOG.warn("blocks {} to {} were replaced", stayed + 1, top);
    long wasFinal = finalSeen.number();
    if (stayed < wasFinal) {
      if (!profile.development()) {
        String text =
            "blocks %s to %s were replaced, and those up to %s were final"
                .formatted(stayed + 1, top, wasFinal);
        index.alarms().raise(new Alarm(Alarm.Kind.DEEP_REORGANISATION, text, text, top));
        tell();
      }
      finalSeen.number(stayed);
    }
    index.rollBack(stayed, depth);
    guardedBlock = -1;
  }

  /// A block up to the newest that a node does not tell is not a replaced one: every chain of that
  /// height has it. Above the newest there may be none, and then it is not on the chain.
  private List<Boolean> isOnChain(List<Block> blocks, long newest) {
    List<Answer> answers =
        rpc.batch(
            blocks.stream()
                .map(block ->
                    Call.of("eth_getBlockByNumber", JsonRpc.quantity(block.number()), false))
                .toList());
    List<Boolean> on = new ArrayList<>();
    for (int at = 0; at < blocks.size(); at++) {
      Block stored = blocks.get(at);
      JsonNode told = answers.get(at).value();
      if (!told.isObject() && stored.number() <= newest) {
        throw new ChainUnavailable(
            "the nodes do not tell block %s, their newest is %s"
                .formatted(stored.number(), newest));
      }
      on.add(told.path("hash").asText("").equals(stored.hash().toString()));
    }
    return on;
  }

  /// All alarms, the oldest first.
  public List<Alarm> alarms() {
    return index.alarms().all();
  }

  /// How far the watcher is, and how much it has stored.
  ///
  /// @param block the newest that is stored; -1 when there is none
  public record Position(long block, long transfers, long events) {}

  /// What the watcher knows of the nodes; it asks them beside the gateway.
  public List<JsonRpc.Health> nodes() {
    return rpc.health();
  }

  /// Where the watcher is.
  public Position position() {
    return index.position();
  }

  /// Coins that came into being or ceased to be, the oldest first.
  ///
  /// @param units minted; negative when burned
  public record Change(long blockNumber, Hash32 transactionHash, BigInteger units) {}

  /// Every mint and burn of a coin.
  ///
  /// @param coin its code
  public List<Change> changes(String coin) {
    return index.changes(coin);
  }

  /// How many blocks each reorganisation replaced, the oldest first.
  public List<Long> reorganisations() {
    return index.reorganisationDepths();
  }

  /// The supply of a coin after each block in which it changed and after the newest block of each
  /// reading.
  ///
  /// @param coin its code
  /// @param afterBlock facts of later blocks only
  public List<SupplyFact> supplyFacts(String coin, long afterBlock) {
    return index.supplyFacts(coin, afterBlock, finalNumber());
  }

  /// Whole accounts of a coin that are frozen, by the events that are stored: holders and others.
  ///
  /// @param contract the coin's address
  public List<String> frozen(String contract) {
    return index.frozen(contract);
  }

  /// Who holds a coin after the newest final block that is stored, checked against the contract.
  ///
  /// @param coin its code
  public synchronized HolderSnapshot snapshot(String coin) {
    List<Block> last = index.newest(1);
    Invariant.check(!last.isEmpty(), "nothing was read yet");
    long block = Math.min(finalNumber(), last.getFirst().number());
    String contract = rules.contractOf(coin);
    SortedMap<String, BigInteger> balances = index.balances(coin, block);
    balances.remove(BlockReader.ZERO);
    BigInteger supply = balances.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    BigInteger called =
        Stablecoin.TotalSupply.returned(
            callAt(contract, new Stablecoin.TotalSupply().encode(), block).asText());
    Invariant.check(supply.equals(called), "holders have %s, the supply is %s", supply, called);
    List<Holder> holders = new ArrayList<>();
    balances.forEach((address, units) -> holders.add(holder(contract, address, units, block)));
    Hash32 hash =
        index
            .hash(block)
            .orElseThrow(() -> new ChainUnavailable("block " + block + " is not stored"));
    return new HolderSnapshot(coin, contract, block, hash, supply, holders);
  }

  /// Asks the contract for a balance, and what of it is frozen.
  private Holder holder(String contract, String address, BigInteger units, long block) {
    String balance = callAt(contract, new Stablecoin.BalanceOf(address).encode(), block).asText();
    BigInteger told = Stablecoin.BalanceOf.returned(balance);
    Invariant.check(told.equals(units), "%s is indexed with %s", address + " has " + told, units);
    String frozen = callAt(contract, new Stablecoin.IsFrozen(address).encode(), block).asText();
    String sum = callAt(contract, new Stablecoin.FrozenSum(address).encode(), block).asText();
    return new Holder(
        address, units, Stablecoin.IsFrozen.returned(frozen), Stablecoin.FrozenSum.returned(sum));
  }

  private JsonNode callAt(String contract, String data, long block) {
    return rpc.call("eth_call", Map.of("to", contract, "data", data), JsonRpc.quantity(block));
  }

  private long finalNumber() {
    long newest = JsonRpc.quantity(rpc.newest().path("number"));
    long deep = Math.max(0, newest - profile.confirmation().blocks() + 1);
    return profile.confirmation().byTag()
        ? Math.min(deep, JsonRpc.quantity(rpc.finalized().path("number")))
        : deep;
  }

  @Override
  public void close() {
    closed = true;
    Thread mine = thread;
    if (mine != null) {
      mine.interrupt();
      try {
        mine.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    rpc.close();
  }
}
