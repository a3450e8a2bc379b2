package io.fairway.chain.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import io.fairway.chain.watch.Index.Batch;
import io.fairway.chain.watch.Index.Block;
import io.fairway.chain.watch.Index.Event;
import io.fairway.chain.watch.Index.Supply;
import io.fairway.chain.watch.Index.Transfer;
import io.fairway.chain.watch.Watcher.Alarm;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.Hash;

/// Reads a run of blocks and stores what they brought.
final class BlockReader {
  private static final Logger LOG = LoggerFactory.getLogger(BlockReader.class);

  static final String ZERO = "0x" + "0".repeat(40);

  private final JsonRpc rpc;
  private final Index index;
  private final Watcher.Rules rules;
  private final Oversight oversight;
  private final LogsBloom watched;

  BlockReader(JsonRpc rpc, Index index, Watcher.Rules rules, Oversight oversight) {
    this.rpc = rpc;
    this.index = index;
    this.rules = rules;
    this.oversight = oversight;
    this.watched = new LogsBloom(oversight.addresses());
  }

  /// @param bloom which contracts may have told something in it
  private record Header(Block block, String bloom) {}

  /// A log of one of our contracts, read.
  private record Log(
      long block,
      int logIndex,
      Hash32 transaction,
      String address,
      Optional<Abi.Event> event,
      String raw) {}

  /// Reads and stores blocks.
  ///
  /// @return false when the chain changed meanwhile, and nothing was stored
  boolean read(long from, long to) {
    List<Header> headers = headers(from, to);
    List<Block> blocks = headers.stream().map(Header::block).toList();
    if (!fit(blocks, to - from + 1)) {
      return false;
    }
    Map<Long, String> hashes = new HashMap<>();
    blocks.forEach(block -> hashes.put(block.number(), block.hash().toString()));
    List<Log> logs = new ArrayList<>();
    for (JsonNode node : logs(from, to)) {
      Log log = log(node);
      if (!node.path("blockHash").asText().equals(hashes.get(log.block))) {
        LOG.debug("a log of block {} is of another one: {}", log.block, node);
        return false;
      }
      logs.add(log);
    }
    requireAll(headers, logs);
    store(blocks, logs);
    return true;
  }

  /// What a list leaves out would never be seen, and a node that lacks a block yet tells none of
  /// its logs instead of refusing. Where the header says that a contract may have told more, the
  /// block is asked for by its hash, which such a node does refuse. Once: of others' logs too a
  /// header may say so, and then both answers are the same.
  private void requireAll(List<Header> headers, List<Log> logs) {
    Map<Long, List<Log>> told = logs.stream().collect(Collectors.groupingBy(Log::block));
    List<Block> doubtful =
        headers.stream()
            .filter(header ->
                watched.mayHoldMore(
                    header.bloom,
                    told.getOrDefault(header.block.number(), List.of()).stream()
                        .map(Log::address)
                        .collect(Collectors.toSet())))
            .map(Header::block)
            .toList();
    List<Answer> answers =
        rpc.batch(
            doubtful.stream()
                .map(block -> logs(Map.of("blockHash", block.hash().toString())))
                .toList());
    for (int at = 0; at < doubtful.size(); at++) {
      long number = doubtful.get(at).number();
      int before = told.getOrDefault(number, List.of()).size();
      int alone = list(answers.get(at).value()).size();
      if (alone != before) {
        throw new ChainUnavailable(
            "the nodes tell %s logs of block %s, and %s when asked for it alone"
                .formatted(before, number, alone));
      }
    }
  }

  private List<Header> headers(long from, long to) {
    List<Call> calls = new ArrayList<>();
    for (long number = from; number <= to; number++) {
      calls.add(Call.of("eth_getBlockByNumber", JsonRpc.quantity(number), false));
    }
    List<Header> headers = new ArrayList<>();
    for (Answer answer : rpc.batch(calls)) {
      JsonNode block = answer.value();
      if (block.isObject()) {
        headers.add(
            new Header(
                new Block(
                    JsonRpc.quantity(block.path("number")),
                    JsonRpc.word(block.path("hash")),
                    JsonRpc.word(block.path("parentHash")),
                    JsonRpc.quantity(block.path("timestamp"))),
                block.path("logsBloom").asText()));
      }
    }
    return headers;
  }

  /// Each block names the one before it, the first the last one that is stored.
  private boolean fit(List<Block> blocks, long count) {
    if (blocks.size() != count) {
      LOG.debug("{} blocks are told of {}", blocks.size(), count);
      return false;
    }
    Hash32 parent = index.newest(1).stream().findFirst().map(Block::hash).orElse(null);
    for (Block block : blocks) {
      if (parent != null && !block.parent().equals(parent)) {
        LOG.debug("block {} is not upon {}", block, parent);
        return false;
      }
      parent = block.hash();
    }
    return true;
  }

  private JsonNode logs(long from, long to) {
    Map<String, Object> range =
        Map.of("fromBlock", JsonRpc.quantity(from), "toBlock", JsonRpc.quantity(to));
    return list(rpc.batch(List.of(logs(range))).getFirst().value());
  }

  private Call logs(Map<String, Object> where) {
    Map<String, Object> filter = new TreeMap<>(where);
    filter.put("address", List.copyOf(new TreeSet<>(oversight.addresses())));
    return Call.of("eth_getLogs", filter);
  }

  private static JsonNode list(JsonNode logs) {
    if (!logs.isArray()) {
      // Blocks that are stored are not read again: what is left out now would never be seen.
      throw new ChainUnavailable("a node answered no list of logs: " + logs.getNodeType());
    }
    return logs;
  }

  private Log log(JsonNode node) {
    List<String> topics = new ArrayList<>();
    node.path("topics").forEach(topic -> topics.add(topic.asText()));
    String address = node.path("address").asText();
    String data = node.path("data").asText();
    return new Log(
        JsonRpc.quantity(node.path("blockNumber")),
        (int) JsonRpc.quantity(node.path("logIndex")),
        JsonRpc.word(node.path("transactionHash")),
        address,
        oversight.abi(address).event(topics, data),
        topics + " " + data);
  }

  private void store(List<Block> blocks, List<Log> logs) {
    List<Transfer> transfers = new ArrayList<>();
    List<Log> ours = new ArrayList<>();
    for (Log log : logs) {
      Abi.Event event = log.event.orElse(null);
      if (event instanceof Stablecoin.TransferEvent(String from, String to, BigInteger units)) {
        String coin = coin(log.address);
        transfers.add(
            new Transfer(log.block, log.logIndex, log.transaction, coin, from, to, units));
        if (from.equals(ZERO) || to.equals(ZERO)) {
          ours.add(log); // nobody mints or burns but by an intent
        }
      } else if (event == null || !isHolders(log.address, event)) {
        ours.add(log);
      }
    }
    List<Alarm> alarms = new ArrayList<>();
    List<Event> events = events(ours, alarms);
    List<Supply> supplies = supplies(blocks, transfers, alarms);
    index.store(new Batch(blocks, transfers, events, supplies, alarms));
  }

  private boolean isHolders(String address, Abi.Event event) {
    return rules.isHolders().test(oversight.abi(address).name(), event.type().signature())
        || Oversight.isQuiet(event);
  }

  private String coin(String address) {
    String coin = rules.coins().get(address);
    if (coin == null) {
      throw new IllegalStateException("a transfer of a coin that is not watched: " + address);
    }
    return coin;
  }

  private List<Event> events(List<Log> logs, List<Alarm> alarms) {
    Map<Hash32, Boolean> known = knownTransactions(logs);
    List<Event> events = new ArrayList<>();
    for (Log log : logs) {
      boolean expected =
          log.event.isPresent()
              && (known.getOrDefault(log.transaction, false) || isPeoplesDeploying(log));
      String told = log.event.map(oversight::describe).orElse("unknown log " + log.raw);
      events.add(new Event(log.block, log.logIndex, log.transaction, log.address, told, expected));
      if (!expected) {
        alarms.add(alarm(log, told));
      }
    }
    return events;
  }

  private Alarm alarm(Log log, String told) {
    return new Alarm(
        oversight.isOverseer(log.address) ? Alarm.Kind.GOVERNANCE : Alarm.Kind.UNEXPECTED_EVENT,
        log.transaction + ":" + log.logIndex,
        "%s told %s without an intent".formatted(oversight.name(log.address), told),
        log.block);
  }

  /// People give roles and set limits while they deploy; coins are never a part of that.
  private boolean isPeoplesDeploying(Log log) {
    return oversight.isDeploying(log.block)
        && !(log.event.orElse(null) instanceof Stablecoin.TransferEvent);
  }

  /// By hash, true for transactions whose very bytes the gateway had stored.
  private Map<Hash32, Boolean> knownTransactions(List<Log> logs) {
    List<Hash32> hashes = logs.stream().map(Log::transaction).distinct().toList();
    List<Answer> answers =
        rpc.batch(
            hashes.stream()
                .map(hash -> Call.of("eth_getTransactionByHash", hash.toString()))
                .toList());
    Map<Hash32, Boolean> known = new HashMap<>();
    for (int at = 0; at < hashes.size(); at++) {
      Hash32 hash = hashes.get(at);
      JsonNode transaction = answers.get(at).value();
      known.put(
          hash,
          transaction.isObject()
              && index
                  .storedBytes(
                      transaction.path("from").asText(),
                      JsonRpc.quantity(transaction.path("nonce")))
                  .stream()
                  .anyMatch(raw -> Hash32.of(Hash.sha3(raw)).equals(hash)));
    }
    return known;
  }

  /// The supply after each block that changed it, and after the last block.
  private List<Supply> supplies(List<Block> blocks, List<Transfer> transfers, List<Alarm> alarms) {
    List<Supply> sums = new ArrayList<>();
    rules
        .coins()
        .forEach((_, coin) -> {
          BigInteger supply = index.supply(coin);
          for (Block block : blocks) {
            BigInteger change = change(transfers, coin, block.number());
            supply = supply.add(change);
            if (change.signum() != 0 || block.equals(blocks.getLast())) {
              sums.add(new Supply(block.number(), coin, supply, null));
            }
          }
        });
    List<Answer> answers =
        rpc.batch(
            sums.stream()
                .map(sum ->
                    Call.of(
                        "eth_call",
                        Map.of(
                            "to",
                            rules.contractOf(sum.coin()),
                            "data",
                            new Stablecoin.TotalSupply().encode()),
                        JsonRpc.quantity(sum.block())))
                .toList());
    List<Supply> supplies = new ArrayList<>();
    for (int at = 0; at < sums.size(); at++) {
      Supply sum = sums.get(at);
      BigInteger called = called(answers.get(at));
      supplies.add(new Supply(sum.block(), sum.coin(), sum.fromEvents(), called));
      if (called != null && !called.equals(sum.fromEvents())) {
        alarms.add(
            new Alarm(
                Alarm.Kind.SUPPLY_MISMATCH,
                sum.coin() + " at " + sum.block(),
                "%s: the events add up to %s, the contract answers %s"
                    .formatted(sum.coin(), sum.fromEvents(), called),
                sum.block()));
      }
    }
    return supplies;
  }

  /// A node that keeps no states of old blocks cannot say what the supply was; the newest block's
  /// it can, so nothing stays unchecked for long.
  private static @Nullable BigInteger called(Answer answer) {
    return switch (answer) {
      case Answer.Fault _ -> null;
      case Answer.Result(JsonNode word) ->
          word.asText().length() > 2
              ? Stablecoin.TotalSupply.returned(word.asText())
              : BigInteger.ZERO;
    };
  }

  private static BigInteger change(List<Transfer> transfers, String coin, long block) {
    BigInteger change = BigInteger.ZERO;
    for (Transfer transfer : transfers) {
      if (transfer.block() == block && transfer.coin().equals(coin)) {
        change = transfer.from().equals(ZERO) ? change.add(transfer.units()) : change;
        change = transfer.to().equals(ZERO) ? change.subtract(transfer.units()) : change;
      }
    }
    return change;
  }
}
