package io.fairway.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A node that stands before a real one and is honest, silent, slow, garbled or a liar, as it is
/// told.
final class Middleman implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SILENCE_SECONDS = 60;

  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI real;
  private volatile boolean silent;

  /// Given a method and the true result, what is told instead.
  private volatile BiFunction<String, JsonNode, JsonNode> lie = (_, truth) -> truth;

  private volatile boolean swallowsSends;

  /// The whole answer as text, instead of the true one.
  private volatile UnaryOperator<ArrayNode> garbling = answers -> answers;

  private volatile @Nullable String instead;
  private volatile boolean drips;
  private volatile long delayMillis;

  /// The block that is told as the network's `finalized` one; negative leaves that to the node.
  private volatile long finalized = -1;

  Middleman(URI real) {
    this.real = real;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException problem) {
      throw new java.io.UncheckedIOException(problem);
    }
    server.createContext("/", this::handle);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void silent(boolean on) {
    silent = on;
  }

  void lies(BiFunction<String, JsonNode, JsonNode> how) {
    lie = how;
  }

  /// Takes what is sent, says so, and passes nothing on.
  void swallowsSends(boolean on) {
    swallowsSends = on;
  }

  /// Changes the batch of answers itself: ids, errors, their number.
  void garbles(UnaryOperator<ArrayNode> how) {
    garbling = how;
  }

  /// Answers this text whatever is asked; null for an end of it.
  void babbles(@Nullable String text) {
    instead = text;
  }

  /// Sends headers and the first byte, and then nothing.
  void drips(boolean on) {
    drips = on;
  }

  void delays(long millis) {
    delayMillis = millis;
  }

  /// All good again.
  void honest() {
    lie = (_, truth) -> truth;
    garbling = answers -> answers;
    instead = null;
    silent = false;
    drips = false;
    delayMillis = 0;
    finalized = -1;
  }

  /// Calls this block final, as a network with a rule of its own does. Anvil's stays 0.
  void finalizes(long block) {
    finalized = block;
  }

  private JsonNode asked(JsonNode call) {
    JsonNode params = call.path("params");
    if (finalized >= 0 && params.path(0).asText().equals("finalized")) {
      ((ArrayNode) params)
          .set(0, JSON.getNodeFactory().textNode("0x" + Long.toHexString(finalized)));
    }
    return call;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      ArrayNode calls = (ArrayNode) JSON.readTree(exchange.getRequestBody());
      if (silent) {
        TimeUnit.SECONDS.sleep(SILENCE_SECONDS);
        return;
      }
      if (drips) {
        exchange.sendResponseHeaders(200, 1_000);
        exchange.getResponseBody().write('[');
        exchange.getResponseBody().flush();
        TimeUnit.SECONDS.sleep(SILENCE_SECONDS);
        return;
      }
      String babble = instead;
      byte[] answer =
          babble == null
              ? JSON.writeValueAsBytes(garbling.apply(answer(calls)))
              : babble.getBytes(StandardCharsets.UTF_8);
      TimeUnit.MILLISECONDS.sleep(delayMillis);
      exchange.sendResponseHeaders(200, answer.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(answer);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private ArrayNode answer(ArrayNode calls) throws IOException, InterruptedException {
    ArrayNode passed = JSON.createArrayNode();
    ArrayNode answers = JSON.createArrayNode();
    for (JsonNode call : calls) {
      if (swallowsSends && method(calls, call.path("id").asInt()).startsWith("eth_send")) {
        answers
            .addObject()
            .put("jsonrpc", "2.0")
            .put("id", call.path("id").asInt())
            .put("result", "0x" + "00".repeat(32));
      } else {
        passed.add(asked(call));
      }
    }
    if (!passed.isEmpty()) {
      HttpRequest request =
          HttpRequest.newBuilder(real)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(passed.toString()))
              .build();
      byte[] body = client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
      for (JsonNode answer : JSON.readTree(body)) {
        ObjectNode told = (ObjectNode) answer;
        if (told.has("result")) {
          told.set(
              "result", lie.apply(method(calls, told.path("id").asInt()), told.path("result")));
        }
        answers.add(told);
      }
    }
    return answers;
  }

  private static String method(ArrayNode calls, int id) {
    for (JsonNode call : calls) {
      if (call.path("id").asInt() == id) {
        return call.path("method").asText();
      }
    }
    throw new IllegalArgumentException("no call has the id " + id);
  }

  @Override
  public void close() {
    server.stop(0);
    client.shutdownNow();
  }
}
