package io.fairway.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What of a node's address is shown.
class NodeNameTest {
  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8545, http://127.0.0.1:8545",
    "https://node.example, https://node.example",
    "https://node.example/, https://node.example",
    "https://node.example/v3/0123456789abcdef, https://node.example",
    "https://node.example?key=0123456789abcdef, https://node.example",
    "https://node.example:443/#0123456789abcdef, https://node.example:443",
    "https://anna:password@node.example:8545/v3, https://node.example:8545",
    "https://anna:p@ssword@node.example/v3, https://node.example",
    "http://[::1]:8545/v3, http://[::1]:8545",
    "ftp://node.example/v3/0123456789abcdef, ftp://node.example",
    "anna:password@node.example/v3, node.example",
    "node-1, node-1",
    "https:/node.example/v3/0123456789abcdef, https:"
  })
  void anAddressIsShownWithoutItsSecrets(String address, String shown) {
    assertThat(NodeName.of(address)).isEqualTo(shown);
  }

  @Test
  void nodesOfTheSameNameAreNumbered() {
    assertThat(
            NodeName.of(
                List.of(
                    URI.create("https://one.example/a"),
                    URI.create("https://two.example/a"),
                    URI.create("https://one.example/b"))))
        .containsExactly(
            "https://one.example (1)", "https://two.example", "https://one.example (2)");
  }
}
