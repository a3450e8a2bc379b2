package io.fairway.chain.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.Hash32;
import io.fairway.chain.gateway.Outstanding.Pending;
import io.fairway.chain.rpc.JsonRpc;
import java.util.Optional;

/// Whose transaction used a nonce that the chain shows as used although no receipt of ours is to be
/// had. A node without an index of transactions has no receipts either, so that silence proves
/// nothing: the block in which the nonce rose is found and read.
final class NonceUse {
  /// Blocks that are looked back: what most nodes keep states of.
  private static final long BACK_BLOCKS = 100;

  private final JsonRpc rpc;

  NonceUse(JsonRpc rpc) {
    this.rpc = rpc;
  }

  /// The answer.
  sealed interface Found {
    /// It is one of our variants: mined, and its receipt will be there.
    record Ours() implements Found {}

    /// Another program signed with the same key.
    record Another(Hash32 transaction) implements Found {}

    /// The chain does not say.
    record Unknown() implements Found {}
  }

  Found of(Pending pending, Head head) {
    return block(pending, head)
        .flatMap(number -> inBlock(pending, number))
        .orElse(new Found.Unknown());
  }

  /// The first block after which the nonce is used.
  private Optional<Long> block(Pending pending, Head head) {
    long before = Math.max(0, head.finalNumber() - BACK_BLOCKS);
    long used = head.finalNumber();
    if (isUsedAfter(pending, before)) {
      return Optional.empty();
    }
    while (used - before > 1) {
      long middle = before + (used - before) / 2;
      if (isUsedAfter(pending, middle)) {
        used = middle;
      } else {
        before = middle;
      }
    }
    return Optional.of(used);
  }

  private boolean isUsedAfter(Pending pending, long block) {
    return JsonRpc.quantity(
            rpc.call("eth_getTransactionCount", pending.sender(), JsonRpc.quantity(block)))
        > pending.nonce();
  }

  private Optional<Found> inBlock(Pending pending, long number) {
    JsonNode block = rpc.call("eth_getBlockByNumber", JsonRpc.quantity(number), true);
    for (JsonNode transaction : block.path("transactions")) {
      if (transaction.path("from").asText().equalsIgnoreCase(pending.sender())
          && JsonRpc.quantity(transaction.path("nonce")) == pending.nonce()) {
        return Optional.of(confirmed(pending, JsonRpc.word(transaction.path("hash"))));
      }
    }
    return Optional.empty();
  }

  /// What a block's list says is one node's word; the transaction itself is asked of all.
  private Found confirmed(Pending pending, Hash32 hash) {
    boolean ours =
        pending.transaction.variants().stream().anyMatch(signed -> signed.hash().equals(hash));
    if (ours) {
      return new Found.Ours();
    }
    JsonNode transaction = rpc.call("eth_getTransactionByHash", hash.toString());
    boolean another =
        transaction.path("blockHash").isTextual()
            && transaction.path("from").asText().equalsIgnoreCase(pending.sender())
            && JsonRpc.quantity(transaction.path("nonce")) == pending.nonce();
    return another ? new Found.Another(hash) : new Found.Unknown();
  }
}
