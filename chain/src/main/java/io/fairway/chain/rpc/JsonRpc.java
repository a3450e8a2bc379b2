package io.fairway.chain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.Hash32;
import io.fairway.control.PlainText;
import io.fairway.money.Invariant;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The chain as several nodes tell it. What is read is a fact when a quorum of the nodes answers
/// the same; until then there is no answer. What is sent goes to all of them. Readings name a block
/// by number or hash: "latest" is another block at every node, and is found with [#newest()].
///
/// With one node this is that node's word.
public final class JsonRpc implements AutoCloseable {
  /// Blocks that a node may be away from the others before it is named.
  static final long LAG_BLOCKS_MAX = 3;

  /// Time-outs that a silent node is left alone for, while the others suffice.
  private static final int COOLING_TIMEOUTS = 5;

  /// Beyond the time-outs of the requests: for reading and comparing the answers on a busy machine.
  private static final Duration ANSWERING_MAX = Duration.ofSeconds(10);

  private static final Pattern QUANTITY = Pattern.compile("0x[0-9a-fA-F]{1,16}");
  private static final Pattern WORD = Pattern.compile("0x[0-9a-fA-F]{64}");
  private static final int TEXT_MAX = 120;

  private static final Set<String> FLOATING = Set.of("latest", "pending", "safe", "finalized");

  private final List<Witness> witnesses;
  private final int quorum;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// One call to be made.
  public record Call(String method, List<?> params) {
    public static Call of(String method, Object... params) {
      return new Call(method, List.of(params));
    }

    @Override
    public String toString() {
      String text = method + params;
      return text.length() <= 120 ? text : text.substring(0, 120) + "...";
    }
  }

  /// What was answered to one call.
  public sealed interface Answer {
    record Result(JsonNode value) implements Answer {}

    /// A refusal.
    ///
    /// @param data what the EVM returned with a revert, `0x` when nothing
    record Fault(int code, String message, String data) implements Answer {}

    /// The result; a fault is an exception.
    default JsonNode value() {
      return switch (this) {
        case Result(JsonNode value) -> value;
        case Fault(int code, String message, String _) ->
            throw new ChainUnavailable("the node refuses: " + message + " (" + code + ")");
      };
    }
  }

  /// What is known of a node.
  ///
  /// @param node its name, see [NodeName]
  /// @param disagreements facts of which it said otherwise than the quorum
  /// @param silences requests that it did not answer
  /// @param lags looks at which its newest block was far from the quorum's
  /// @param last the latest of these in words; empty when there was none
  public record Health(String node, long disagreements, long silences, long lags, String last) {}

  /// @param quorum nodes that must say the same
  public JsonRpc(List<URI> nodes, int quorum, Duration timeout) {
    List<String> names = NodeName.of(nodes);
    Invariant.check(quorum >= 1 && quorum <= nodes.size(), "%s of %s", quorum, names);
    Invariant.check(nodes.stream().distinct().count() == nodes.size(), "a node twice: %s", names);
    this.quorum = quorum;
    Duration cooling = timeout.multipliedBy(COOLING_TIMEOUTS);
    this.witnesses =
        IntStream.range(0, nodes.size())
            .mapToObj(
                at -> new Witness(new Endpoint(names.get(at), nodes.get(at), timeout), cooling))
            .toList();
  }

  public JsonRpc(URI node, Duration timeout) {
    this(List.of(node), 1, timeout);
  }

  public List<Health> health() {
    return witnesses.stream().map(Witness::health).toList();
  }

  /// Makes one call.
  ///
  /// @throws ChainUnavailable when there is no answer, or a fault
  public JsonNode call(String method, Object... params) {
    return batch(List.of(Call.of(method, params))).getFirst().value();
  }

  /// Makes several calls; the answers are in their order.
  ///
  /// @throws ChainUnavailable when too few nodes answer, or do not agree
  public List<Answer> batch(List<Call> calls) {
    if (calls.isEmpty()) {
      return List.of();
    }
    if (witnesses.size() == 1) {
      return witnesses.getFirst().ask(calls);
    }
    String method = calls.getFirst().method();
    if (method.equals("eth_sendRawTransaction")) {
      return collect(calls, Round.SENDING);
    }
    if (method.startsWith("anvil_") || method.startsWith("evm_")) {
      return witnesses.getFirst().ask(calls);
    }
    for (Call call : calls) {
      Invariant.check(
          call.params().stream().noneMatch(p -> p instanceof String s && FLOATING.contains(s)),
          "%s names no block",
          call);
    }
    return collect(calls, quorum);
  }

  /// The newest block that a quorum has and agrees on.
  public JsonNode newest() {
    return block("latest", answer -> quantity(answer.path("number")));
  }

  /// The newest block that the network itself calls final, as a quorum sees it.
  public JsonNode finalized() {
    return block("finalized", answer -> quantity(answer.path("number")));
  }

  private JsonNode block(String tag, Function<JsonNode, Long> height) {
    Call ask = Call.of("eth_getBlockByNumber", tag, false);
    if (witnesses.size() == 1) {
      return witnesses.getFirst().ask(List.of(ask)).getFirst().value();
    }
    List<Witness> usable = usable();
    Heights heights = new Heights(quorum, usable.size());
    CompletableFuture<Long> agreed = new CompletableFuture<>();
    for (Witness witness : usable) {
      var _ =
          threads.submit(() -> {
            try {
              long number = height.apply(witness.ask(List.of(ask)).getFirst().value());
              heights.put(witness, number);
            } catch (ChainUnavailable silent) {
              heights.silent();
            } catch (RuntimeException | Error bug) {
              agreed.completeExceptionally(bug);
            }
            heights.agreed().ifPresent(agreed::complete);
            if (heights.isComplete()) {
              agreed.completeExceptionally(
                  new ChainUnavailable("too few nodes tell their newest block: " + described()));
            }
          });
    }
    return call("eth_getBlockByNumber", quantity(await(agreed, 1)), false);
  }

  private List<Answer> collect(List<Call> calls, int wanted) {
    List<Witness> usable = usable();
    Round round = new Round(calls, wanted, usable.size());
    for (Witness witness : usable) {
      var _ =
          threads.submit(() -> {
            try {
              round.answered(witness, witness.ask(calls));
            } catch (ChainUnavailable silent) {
              round.silent(witness);
            } catch (RuntimeException | Error bug) {
              round.failed(bug);
            }
          });
    }
    return await(round.agreed(), calls.size());
  }

  /// All but those that were silent of late, as long as the rest can be a quorum.
  private List<Witness> usable() {
    List<Witness> awake = witnesses.stream().filter(Witness::isAwake).toList();
    return awake.size() >= quorum ? awake : witnesses;
  }

  /// Whatever became of the threads that ask: there is an end to waiting for them.
  private <T> T await(CompletableFuture<T> future, int calls) {
    Duration longest = witnesses.getFirst().patience(calls).plus(ANSWERING_MAX);
    try {
      return future.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new ChainUnavailable(
          "no answer within %s ms: %s".formatted(longest.toMillis(), described()), late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ChainUnavailable("interrupted while asking the nodes", interrupted);
    } catch (ExecutionException problem) {
      throw switch (problem.getCause()) {
        case ChainUnavailable silence -> silence;
        case RuntimeException bug -> bug;
        case Error broken -> new ChainUnavailable("the answers could not be compared", broken);
        case null, default -> new IllegalStateException(problem);
      };
    }
  }

  private String described() {
    return String.join("; ", witnesses.stream().map(Witness::toString).toList());
  }

  @Override
  public void close() {
    threads.shutdownNow();
    witnesses.forEach(Witness::close);
  }

  /// The newest blocks of the nodes: a height counts when a quorum has reached it. Nodes that are
  /// far apart are no quorum of one mind: then all are waited for, so that one that is quick to
  /// tell an old block does not hold back the others.
  private static final class Heights {
    private record Height(Witness witness, long number) {}

    private final int quorum;
    private final int asked;
    private final List<Height> heights = new ArrayList<>();
    private int silent;

    Heights(int quorum, int asked) {
      this.quorum = quorum;
      this.asked = asked;
    }

    synchronized void put(Witness witness, long number) {
      heights.add(new Height(witness, number));
      heights.sort(Comparator.comparingLong(Height::number).reversed());
    }

    synchronized Optional<Long> agreed() {
      if (heights.size() < quorum) {
        return Optional.empty();
      }
      long agreed = heights.get(quorum - 1).number();
      List<Height> apart =
          heights.stream()
              .filter(height -> Math.abs(height.number() - agreed) > LAG_BLOCKS_MAX)
              .toList();
      if (!apart.isEmpty() && !isComplete()) {
        return Optional.empty();
      }
      apart.forEach(height -> height.witness().lags(height.number(), agreed));
      return Optional.of(agreed);
    }

    synchronized void silent() {
      silent++;
    }

    synchronized boolean isComplete() {
      return heights.size() + silent == asked;
    }
  }

  /// A call's object as `eth_call` takes it.
  public static Map<String, String> message(String from, String to, String data) {
    return Map.of("from", from, "to", to, "data", data);
  }

  /// Reads a quantity such as `0x1a` that fits a long.
  ///
  /// @throws ChainUnavailable when it is none: a node that answers nonsense does not answer
  public static long quantity(JsonNode node) {
    String text = node.asText();
    if (!QUANTITY.matcher(text).matches()) {
      throw new ChainUnavailable("a node answered " + shorten(node) + "; expected a quantity");
    }
    return Long.parseUnsignedLong(text.substring(2), 16);
  }

  /// Reads a 32-byte word in hexadecimal digits.
  ///
  /// @throws ChainUnavailable when it is none
  public static Hash32 word(JsonNode node) {
    String text = node.asText();
    if (!WORD.matcher(text).matches()) {
      throw new ChainUnavailable("a node answered " + shorten(node) + "; expected 32 bytes");
    }
    return Hash32.parse(text);
  }

  private static String shorten(JsonNode node) {
    String text = node.isMissingNode() ? "nothing" : node.toString();
    return PlainText.escaped(
        text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "...");
  }

  public static String quantity(long value) {
    return "0x" + Long.toHexString(value);
  }
}
