package io.fairway.chain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import io.fairway.control.PlainText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One node: JSON-RPC 2.0 over HTTP, in batches.
final class Endpoint implements AutoCloseable {
  /// Calls sent in one request; more are sent in several.
  static final int BATCH_MAX = 200;

  /// As many of those whose answers hold logs or calls: each may then take 300 kB and more.
  private static final int HEAVY_BATCH_MAX = 50;

  private static final Set<String> HEAVY =
      Set.of("eth_getTransactionReceipt", "eth_getLogs", "debug_traceTransaction");

  private static final int TEXT_MAX = 300;

  /// Requests to the node at one time; more wait for one of these to end. Each may be answered with
  /// as much as is ever read, just before its time is up.
  private static final int REQUESTS_MAX = 8;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final URI node;
  private final Duration timeout;
  private final HttpClient client;
  private final Semaphore free = new Semaphore(REQUESTS_MAX);

  /// @param name that messages show instead of the address
  Endpoint(String name, URI node, Duration timeout) {
    this.name = name;
    this.node = node;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  String name() {
    return name;
  }

  /// Makes several calls; the answers are in their order.
  ///
  /// @throws ChainUnavailable when the node does not answer
  List<Answer> batch(List<Call> calls) {
    List<Answer> answers = new ArrayList<>(calls.size());
    int most =
        calls.stream().anyMatch(call -> HEAVY.contains(call.method()))
            ? HEAVY_BATCH_MAX
            : BATCH_MAX;
    for (int start = 0; start < calls.size(); start += most) {
      answers.addAll(request(calls.subList(start, Math.min(calls.size(), start + most))));
    }
    return answers;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private List<Answer> request(List<Call> calls) {
    ArrayNode body = JSON.createArrayNode();
    for (int id = 0; id < calls.size(); id++) {
      ObjectNode call = body.addObject();
      call.put("jsonrpc", "2.0").put("id", id).put("method", calls.get(id).method());
      call.set("params", JSON.valueToTree(calls.get(id).params()));
    }
    JsonNode answered = post(body.toString());
    if (!answered.isArray() || answered.size() != calls.size()) {
      throw new ChainUnavailable(name + " answered a batch with " + shorten(answered.toString()));
    }
    Answer[] answers = new Answer[calls.size()];
    for (JsonNode answer : answered) {
      int id = answer.path("id").asInt(-1);
      if (id < 0 || id >= answers.length || answers[id] != null) {
        throw new ChainUnavailable(name + " answered what was not asked, or twice: " + id);
      }
      answers[id] = answer(answer);
    }
    return List.of(answers);
  }

  /// The longest that several calls can take: each request has its time-out.
  Duration patience(int calls) {
    return timeout.multipliedBy(Math.ceilDiv(calls, HEAVY_BATCH_MAX));
  }

  private JsonNode post(String body) {
    long end = System.nanoTime() + timeout.toNanos();
    try {
      if (!free.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw late(null);
      }
      try {
        return exchange(body, end);
      } finally {
        free.release();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ChainUnavailable("interrupted while asking " + name, interrupted);
    }
  }

  private JsonNode exchange(String body, long end) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(node)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    // The request's own time-out ends with the headers: a node may send those and then nothing.
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), AnswerReader.BYTES_MAX));
    try {
      return AnswerReader.read(sent.get(end - System.nanoTime(), TimeUnit.NANOSECONDS).body());
    } catch (TimeoutException late) {
      throw late(late);
    } catch (ExecutionException problem) {
      throw new ChainUnavailable(
          name + " does not answer: " + shorten(String.valueOf(problem.getCause())), problem);
    } catch (IOException problem) {
      throw new ChainUnavailable(
          name + ": " + shorten(String.valueOf(problem.getMessage())), problem);
    } finally {
      sent.cancel(true);
    }
  }

  private ChainUnavailable late(@Nullable TimeoutException late) {
    String what = "%s does not answer within %s ms".formatted(name, timeout.toMillis());
    return late == null ? new ChainUnavailable(what) : new ChainUnavailable(what, late);
  }

  private Answer answer(JsonNode answer) {
    JsonNode error = answer.path("error");
    if (error.isMissingNode() || error.isNull()) {
      @Nullable JsonNode result = answer.get("result");
      if (result == null) {
        // A null that is written is a word: "I know of none". What is left out says nothing.
        throw new ChainUnavailable(name + " answered with neither a result nor an error");
      }
      return new Answer.Result(result);
    }
    return new Answer.Fault(
        error.path("code").asInt(),
        shorten(error.path("message").asText()),
        error.path("data").asText("0x"));
  }

  /// What the node or the client said: either may repeat the address, or write to a screen.
  private String shorten(String text) {
    String shown = NodeName.withoutSecrets(text, node);
    return PlainText.escaped(
        shown.length() <= TEXT_MAX ? shown : shown.substring(0, TEXT_MAX) + "...");
  }
}
