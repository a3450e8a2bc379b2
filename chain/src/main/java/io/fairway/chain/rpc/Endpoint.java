package io.fairway.chain.rpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One node: JSON-RPC 2.0 over HTTP, in batches.
final class Endpoint implements AutoCloseable {
  /// Calls sent in one request; more are sent in several.
  static final int BATCH_MAX = 200;

  /// The longest answer that is read.
  private static final long ANSWER_BYTES_MAX = 64L << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI node;
  private final Duration timeout;
  private final HttpClient client;

  Endpoint(URI node, Duration timeout) {
    this.node = node;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  URI node() {
    return node;
  }

  /// Makes several calls; the answers are in their order.
  ///
  /// @throws ChainUnavailable when the node does not answer
  List<Answer> batch(List<Call> calls) {
    List<Answer> answers = new ArrayList<>(calls.size());
    for (int start = 0; start < calls.size(); start += BATCH_MAX) {
      answers.addAll(request(calls.subList(start, Math.min(calls.size(), start + BATCH_MAX))));
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
      throw new ChainUnavailable(node + " answered a batch with " + shorten(answered.toString()));
    }
    Answer[] answers = new Answer[calls.size()];
    for (JsonNode answer : answered) {
      int id = answer.path("id").asInt(-1);
      if (id < 0 || id >= answers.length || answers[id] != null) {
        throw new ChainUnavailable(node + " answered what was not asked, or twice: " + id);
      }
      answers[id] = answer(answer);
    }
    return List.of(answers);
  }

  private JsonNode post(String body) {
    HttpRequest request =
        HttpRequest.newBuilder(node)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    // The request's own time-out ends with the headers: a node may send those and then nothing.
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
    try {
      return JSON.readTree(sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS).body());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ChainUnavailable("interrupted while asking " + node, interrupted);
    } catch (TimeoutException late) {
      throw new ChainUnavailable(
          "%s does not answer within %s ms".formatted(node, timeout.toMillis()), late);
    } catch (ExecutionException problem) {
      throw new ChainUnavailable(node + " does not answer: " + problem.getCause(), problem);
    } catch (JsonProcessingException garbled) {
      throw new ChainUnavailable(node + " answered what is not JSON", garbled);
    } catch (IOException problem) {
      throw new ChainUnavailable(node + " does not answer: " + problem, problem);
    } finally {
      sent.cancel(true);
    }
  }

  private static Answer answer(JsonNode node) {
    @Nullable JsonNode error = node.get("error");
    if (error == null || error.isNull()) {
      JsonNode result = node.get("result");
      return new Answer.Result(result == null ? JsonNodeFactory.instance.nullNode() : result);
    }
    return new Answer.Fault(
        error.path("code").asInt(),
        shorten(error.path("message").asText()),
        error.path("data").asText("0x"));
  }

  private static String shorten(String text) {
    int max = 300;
    return PlainText.escaped(text.length() <= max ? text : text.substring(0, max) + "...");
  }
}
