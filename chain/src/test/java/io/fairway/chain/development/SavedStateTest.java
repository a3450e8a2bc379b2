package io.fairway.chain.development;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.rpc.JsonRpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// States as a killed Anvil leaves them.
class SavedStateTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Anvil start() {
    return Anvil.start(Anvil.findContracts(), folder, Duration.ofSeconds(60));
  }

  private Path state() {
    return folder.resolve("anvil-state.json");
  }

  @Test
  void aChainWithAHoleGoesOnBeforeIt() throws IOException {
    try (Anvil anvil = start();
        JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(10))) {
      rpc.call("anvil_mine", 10);
    }
    ObjectNode saved = (ObjectNode) JSON.readTree(state().toFile());
    assertThat(saved.path("best_block_number").asInt()).isEqualTo(10);
    Iterator<JsonNode> blocks = saved.path("blocks").iterator();
    while (blocks.hasNext()) {
      if (blocks.next().at("/header/number").asText().matches("0x[89]")) {
        blocks.remove();
      }
    }
    JSON.writeValue(state().toFile(), saved);
    try (Anvil anvil = start();
        JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(10))) {
      assertThat(JsonRpc.quantity(rpc.newest().path("number"))).isEqualTo(7);
      rpc.call("anvil_mine", 4);
      String parent = "";
      for (long number = 6; number <= 11; number++) {
        JsonNode block = rpc.call("eth_getBlockByNumber", JsonRpc.quantity(number), false);
        assertThat(block.path("number").asText()).isEqualTo(JsonRpc.quantity(number));
        if (!parent.isEmpty()) {
          assertThat(block.path("parentHash").asText()).isEqualTo(parent);
        }
        parent = Objects.requireNonNull(block.path("hash").asText());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "{}", "{\"block\": {}}", "{\"block\": {}, \"blocks\": []}"})
  void whatIsNoStateOrWholeStaysAsItIs(String text) throws IOException {
    Files.writeString(state(), text);
    SavedState.mend(state());
    assertThat(state()).hasContent(text);
  }
}
