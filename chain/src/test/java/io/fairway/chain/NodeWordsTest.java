package io.fairway.chain;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.control.PlainText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What a node says of a failure is shown to a person, and cannot move that person's cursor.
class NodeWordsTest {
  private static void assertShown(String answer, String shown) throws IOException {
    HttpServer node =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext(
        "/",
        exchange -> {
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    node.start();
    try (JsonRpc rpc =
        new JsonRpc(
            URI.create("http://127.0.0.1:" + node.getAddress().getPort()),
            Duration.ofSeconds(10))) {
      assertThatThrownBy(() -> JsonRpc.quantity(rpc.call("eth_chainId")))
          .isInstanceOf(ChainUnavailable.class)
          .hasMessageContaining(shown)
          .message()
          .matches(PlainText::isPlain);
    } finally {
      node.stop(0);
    }
  }

  @Test
  void itsErrorsAreWrittenOut() throws IOException {
    assertShown(
        """
        [{"jsonrpc":"2.0","id":0,"error":{"code":-1,"message":"no\\u001b[2J\\nfairway: done"}}]
        """,
        "no\\u001b[2J\\u000afairway: done");
    assertShown(
        """
        [{"jsonrpc":"2.0","id":0,"result":"\\u202e\\u009b2J"}]
        """,
        "\\u202e\\u009b2J");
    assertShown(
        """
        {"\\u202e":1}
        """,
        "\\u202e");
  }
}
