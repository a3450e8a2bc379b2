package io.fairway.chain.gateway;

import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.Hash32;
import io.fairway.chain.gateway.StoredTransaction.Mined;
import io.fairway.chain.gateway.StoredTransaction.Result;
import io.fairway.chain.gateway.StoredTransaction.Signed;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells a chain that forgot what it knew before: a development node that lost its state, a network
/// that reorganised. The very bytes that were final go out again, in the order of the blocks they
/// had been in; whenever the sender changes, those before are waited for. So each meets the state
/// that it met the first time and ends the same way, which is checked: a window that was reported
/// dead must not come to life.
///
/// What was not final yet needs none of this. A caller learns of a transaction only when it is
/// final, so nothing that is still outstanding can depend on another outstanding one.
final class Replay {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

  /// Transactions sent before they are waited for.
  private static final int RUN_MAX = 100;

  private final ChainProfile profile;
  private final JsonRpc rpc;
  private final Receipts receipts;
  private final Signing signing;
  private final BooleanSupplier stopped;

  Replay(
      ChainProfile profile,
      JsonRpc rpc,
      Receipts receipts,
      Signing signing,
      BooleanSupplier stopped) {
    this.profile = profile;
    this.rpc = rpc;
    this.signing = signing;
    this.receipts = receipts;
    this.stopped = stopped;
  }

  /// The chain ended a transaction otherwise than before; the gateway stops, a person must look.
  static final class Diverged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Diverged(String what) {
      super(what);
    }
  }

  /// Brings these back, in their order. Answers them with the blocks that they are in now.
  List<StoredTransaction> bringBack(List<StoredTransaction> forgotten) {
    LOG.warn("the chain forgot {} transactions; sending them again", forgotten.size());
    List<StoredTransaction> back = new ArrayList<>(forgotten.size());
    int start = 0;
    while (start < forgotten.size()) {
      int end = start + 1;
      while (end < forgotten.size()
          && end - start < RUN_MAX
          && forgotten.get(end).sender().equals(forgotten.get(start).sender())) {
        end++;
      }
      back.addAll(run(forgotten.subList(start, end)));
      start = end;
    }
    return back;
  }

  private List<StoredTransaction> run(List<StoredTransaction> run) {
    send(run);
    while (true) {
      if (profile.development()) {
        rpc.call("evm_mine");
      }
      Map<Long, Mined> now = receipts.of(run);
      long next = nextNonce(run.getFirst().sender());
      List<StoredTransaction> missing =
          run.stream()
              .filter(one -> isTaken(one) ? one.nonce() >= next : !now.containsKey(one.sequence()))
              .toList();
      if (missing.isEmpty()) {
        return run.stream().map(before -> compare(before, now)).toList();
      }
      pause(profile.pollInterval());
      send(missing);
    }
  }

  private void send(List<StoredTransaction> run) {
    List<Answer> answers =
        rpc.batch(
            run.stream()
                .map(transaction -> Call.of("eth_sendRawTransaction", bytes(transaction)))
                .toList());
    for (int index = 0; index < answers.size(); index++) {
      if (answers.get(index) instanceof Answer.Fault(int _, String message, String _)) {
        LOG.debug("sending {} again: {}", run.get(index).name(), message);
      }
    }
  }

  private static StoredTransaction compare(StoredTransaction before, Map<Long, Mined> all) {
    Mined then = before.end();
    if (isTaken(before)) {
      if (all.containsKey(before.sequence())) {
        throw new Diverged(before.name() + " had lost its nonce and is now mined");
      }
      return before;
    }
    Mined now = Objects.requireNonNull(all.get(before.sequence()));
    if (now.result() != then.result()) {
      throw new Diverged(
          "%s was %s (%s) and is now %s (%s)"
              .formatted(before.name(), then.result(), then.cause(), now.result(), now.cause()));
    }
    return before.with(now);
  }

  private static boolean isTaken(StoredTransaction transaction) {
    return transaction.end().result() == Result.NONCE_TAKEN;
  }

  private long nextNonce(String sender) {
    String newest = rpc.newest().path("number").asText();
    return JsonRpc.quantity(rpc.call("eth_getTransactionCount", sender, newest));
  }

  /// What goes out again. The bytes of another program that had taken a nonce are not ours to
  /// repeat: its place is filled with a call of the sender to itself, which does nothing.
  private String bytes(StoredTransaction transaction) {
    return isTaken(transaction) ? signing.filler(transaction).raw() : minedBytes(transaction);
  }

  private static String minedBytes(StoredTransaction transaction) {
    Hash32 hash = transaction.end().minedHash();
    return transaction.variants().stream()
        .filter(signed -> signed.hash().equals(hash))
        .map(Signed::raw)
        .findFirst()
        .orElseThrow();
  }

  private void pause(Duration time) {
    if (stopped.getAsBoolean()) {
      throw new ChainUnavailable("the gateway is closing");
    }
    try {
      Thread.sleep(time);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ChainUnavailable("the gateway is closing", interrupted);
    }
  }
}
