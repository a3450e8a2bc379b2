package io.fairway.chain.development;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.BitSet;
import java.util.Iterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What Anvil wrote last before it was killed. It gathers the number of its newest block and the
/// blocks one after the other: on a busy machine blocks that were mined in between are missing, and
/// a chain that goes on above them has a hole for ever, which nobody can read across.
final class SavedState {
  private static final Logger LOG = LoggerFactory.getLogger(SavedState.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NEWEST = "best_block_number";
  private static final String NUMBER = "number";
  private static final int BLOCKS_MAX = 1 << 30;

  private SavedState() {}

  /// Lets the chain end with its last block before a hole. What was mined in those that are missing
  /// stays in the accounts, as after any kill. A file without a hole, or that is none of Anvil's,
  /// stays as it is.
  static void mend(Path file) throws IOException {
    if (!(read(file) instanceof ObjectNode state)
        || !(state.get("block") instanceof ObjectNode block)) {
      return;
    }
    BitSet told = new BitSet();
    state.path("blocks").forEach(one -> told.set(number(one.path("header").path(NUMBER))));
    int last = told.nextClearBit(0) - 1;
    if (last < 0 || Math.max(number(state.path(NEWEST)), number(block.path(NUMBER))) <= last) {
      return;
    }
    LOG.warn(
        "Anvil's state names block {} and lacks block {}: the chain goes on after {}",
        number(state.path(NEWEST)),
        last + 1,
        last);
    block.put(NUMBER, "0x" + Integer.toHexString(last));
    state.put(NEWEST, last);
    remove(state.path("blocks").iterator(), "/header/number", last);
    remove(state.path("transactions").iterator(), "/block_number", last);
    Path part = file.resolveSibling(file.getFileName() + ".part");
    JSON.writeValue(part.toFile(), state);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static JsonNode read(Path file) throws IOException {
    try {
      return JSON.readTree(file.toFile());
    } catch (JsonProcessingException garbled) {
      LOG.debug("{} is no JSON, as Anvil will say", file, garbled);
      return JSON.missingNode();
    }
  }

  private static void remove(Iterator<JsonNode> all, String number, int last) {
    while (all.hasNext()) {
      if (number(all.next().at(number)) > last) {
        all.remove();
      }
    }
  }

  /// Numbers are written as such, or as text in hexadecimal digits.
  private static int number(JsonNode node) {
    long number = node.isTextual() ? Long.decode(node.asText()) : node.asLong();
    return Math.clamp(number, 0, BLOCKS_MAX);
  }
}
