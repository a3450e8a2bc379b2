package io.fairway.chain.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.Hash32;
import io.fairway.chain.gateway.StoredTransaction.Mined;
import io.fairway.chain.gateway.StoredTransaction.Result;
import io.fairway.chain.gateway.StoredTransaction.Signed;
import io.fairway.chain.permission.Intent.Kind;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Asks the chain what became of transactions.
final class Receipts {
  private final JsonRpc rpc;
  private final Signing signing;

  Receipts(JsonRpc rpc, Signing signing) {
    this.rpc = rpc;
    this.signing = signing;
  }

  private record Found(StoredTransaction transaction, Hash32 hash, JsonNode receipt) {}

  /// What became of those that are mined, by sequence; the others are left out.
  Map<Long, Mined> of(List<StoredTransaction> transactions) {
    List<Found> found = find(transactions);
    if (found.isEmpty()) {
      return Map.of();
    }
    Map<String, Long> times = blockTimes(found);
    Map<Long, RevertCause> causes = causes(found);
    Set<Long> idle = withoutEffect(found);
    Map<Long, Mined> mined = new HashMap<>();
    for (Found one : found) {
      long sequence = one.transaction.sequence();
      RevertCause cause = causes.get(sequence);
      Result result =
          cause != null
              ? Result.REVERTED
              : idle.contains(sequence) ? Result.WITHOUT_EFFECT : Result.SUCCEEDED;
      String text =
          switch (result) {
            case REVERTED -> cause == null ? "" : cause.text();
            case WITHOUT_EFFECT -> "mined, and the contract told nothing of it";
            case SUCCEEDED, NONCE_TAKEN, REFUSED -> "";
          };
      boolean common = result == Result.WITHOUT_EFFECT || (cause != null && cause.common());
      JsonNode receipt = one.receipt;
      mined.put(
          sequence,
          new Mined(
              result,
              text,
              common,
              one.hash,
              JsonRpc.quantity(receipt.path("blockNumber")),
              (int) JsonRpc.quantity(receipt.path("transactionIndex")),
              times.getOrDefault(receipt.path("blockHash").asText(), 0L),
              JsonRpc.quantity(receipt.path("gasUsed")),
              JsonRpc.quantity(receipt.path("effectiveGasPrice"))));
    }
    return mined;
  }

  private List<Found> find(List<StoredTransaction> transactions) {
    List<Call> calls = new ArrayList<>();
    List<StoredTransaction> owners = new ArrayList<>();
    List<Hash32> hashes = new ArrayList<>();
    for (StoredTransaction transaction : transactions) {
      for (Signed variant : transaction.variants()) {
        calls.add(Call.of("eth_getTransactionReceipt", variant.hash().toString()));
        owners.add(transaction);
        hashes.add(variant.hash());
      }
    }
    List<Answer> answers = rpc.batch(calls);
    List<Found> found = new ArrayList<>();
    for (int index = 0; index < answers.size(); index++) {
      JsonNode receipt = answers.get(index).value();
      if (receipt.isObject()) {
        found.add(new Found(owners.get(index), hashes.get(index), receipt));
      }
    }
    return found;
  }

  private Map<String, Long> blockTimes(List<Found> found) {
    List<String> blocks =
        found.stream().map(one -> one.receipt.path("blockHash").asText()).distinct().toList();
    List<Answer> answers =
        rpc.batch(blocks.stream().map(hash -> Call.of("eth_getBlockByHash", hash, false)).toList());
    Map<String, Long> times = new HashMap<>();
    for (int index = 0; index < blocks.size(); index++) {
      JsonNode block = answers.get(index).value();
      if (!block.isObject()) {
        throw new ChainUnavailable("the node no longer knows block " + blocks.get(index));
      }
      times.put(blocks.get(index), JsonRpc.quantity(block.path("timestamp")));
    }
    return times;
  }

  /// A call that came to an address before the contract did succeeds and does nothing. One that
  /// told something did not; one that told nothing may have found its work done, which only a
  /// contract that was there before can have.
  private Set<Long> withoutEffect(List<Found> found) {
    List<Found> silent =
        found.stream()
            .filter(one -> one.transaction.name().kind() != Kind.DEPLOY)
            .filter(one -> one.receipt.path("logs").isEmpty())
            .toList();
    Set<Long> without = new HashSet<>();
    found.stream()
        .filter(one -> !tellsWhatItMust(one))
        .forEach(one -> without.add(one.transaction.sequence()));
    List<Answer> codes =
        rpc.batch(
            silent.stream()
                .map(one ->
                    Call.of(
                        "eth_getCode",
                        signing.read(variant(one)).to(),
                        JsonRpc.quantity(
                            Math.max(0, JsonRpc.quantity(one.receipt.path("blockNumber")) - 1))))
                .toList());
    for (int index = 0; index < silent.size(); index++) {
      if (codes.get(index).value().asText().length() <= 2) {
        without.add(silent.get(index).transaction.sequence());
      }
    }
    return without;
  }

  /// A window and a mint count as done by the contract's own event, never by a status alone. The
  /// contract is the one that was signed for: a receipt's recipient is one node's word.
  private boolean tellsWhatItMust(Found one) {
    Kind kind = one.transaction.name().kind();
    if (kind != Kind.WINDOW && kind != Kind.MINT) {
      return true;
    }
    String key = one.transaction.name().key();
    String reference = key.substring(key.indexOf(':') + 1);
    String contract = signing.read(variant(one)).to();
    for (JsonNode log : one.receipt.path("logs")) {
      boolean ours = log.path("address").asText().equalsIgnoreCase(contract);
      for (JsonNode topic : log.path("topics")) {
        if (ours && topic.asText().equals(reference)) {
          return true;
        }
      }
    }
    return false;
  }

  private Map<Long, RevertCause> causes(List<Found> found) {
    List<Found> reverted =
        found.stream().filter(one -> JsonRpc.quantity(one.receipt.path("status")) == 0).toList();
    Map<Long, RevertCause> causes = new HashMap<>();
    if (reverted.isEmpty()) {
      return causes;
    }
    List<Answer> traces =
        rpc.batch(
            reverted.stream()
                .map(one ->
                    Call.of(
                        "debug_traceTransaction",
                        one.hash.toString(),
                        Map.of("tracer", "callTracer")))
                .toList());
    for (int index = 0; index < reverted.size(); index++) {
      Found one = reverted.get(index);
      RevertCause cause =
          switch (traces.get(index)) {
            case Answer.Result(JsonNode trace) -> traced(one, trace);
            case Answer.Fault _ -> replayed(one);
          };
      causes.put(one.transaction.sequence(), cause);
    }
    return causes;
  }

  private RevertCause traced(Found one, JsonNode trace) {
    String output = trace.path("output").asText("0x");
    if (output.length() > 2) {
      return RevertCause.of(output);
    }
    return isOutOfGas(one) ? RevertCause.outOfGas() : RevertCause.of("0x");
  }

  /// For a node that does not trace: the same call again, on the state after its block. That is not
  /// quite the state that it met, so the answer may be "without a reason".
  private RevertCause replayed(Found one) {
    if (isOutOfGas(one)) {
      return RevertCause.outOfGas();
    }
    Signing.Content content = signing.read(variant(one));
    Answer answer =
        rpc.batch(
                List.of(
                    Call.of(
                        "eth_call",
                        JsonRpc.message(one.transaction.sender(), content.to(), content.data()),
                        one.receipt.path("blockNumber").asText())))
            .getFirst();
    return switch (answer) {
      case Answer.Fault(int _, String _, String data) -> RevertCause.of(data);
      case Answer.Result _ -> RevertCause.of("0x");
    };
  }

  private boolean isOutOfGas(Found one) {
    return JsonRpc.quantity(one.receipt.path("gasUsed")) >= signing.read(variant(one)).gasLimit();
  }

  private static Signed variant(Found one) {
    return one.transaction.variants().stream()
        .filter(signed -> signed.hash().equals(one.hash))
        .findFirst()
        .orElseThrow();
  }
}
