package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import io.fairway.chain.rpc.NodeName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Hash;

/// Brings what several people signed to a chain, once. Before the bytes leave, everything that can
/// be known is looked at: the chain, the account's next nonce, the code at the target, what the
/// call does now. The bytes are on the disk before they are sent; whatever the answer, they are
/// looked for by their hash, and nothing else is ever sent for the same bundle.
public final class Dispatch {
  private static final Duration POLL = Duration.ofMillis(250);

  private final KeyRoom room;
  private final Bundles bundles;

  /// @param folder of the keys, with the bundles that were made here
  public Dispatch(KeyRoom room, Path folder) {
    this.room = room;
    this.bundles = new Bundles(room, folder);
  }

  /// Where to, and for how long.
  ///
  /// @param timeout of one question to the node
  /// @param patience for the transaction to be in a block
  /// @param carrier the key that pays for carrying a Safe's transaction; empty for others
  public record Route(URI node, Duration timeout, Duration patience, String carrier) {
    /// Names the node without the secrets that addresses of nodes hold.
    String host() {
      return NodeName.of(node);
    }

    @Override
    public String toString() {
      return "by %s, for %s at most".formatted(host(), patience);
    }
  }

  /// What became of it.
  public sealed interface Sent {
    String hash();

    record Included(String hash, long block, long gasUsed) implements Sent {}

    /// In a block, and without effect.
    record Reverted(String hash, long block) implements Sent {}

    /// Sent, and in no block yet: the same command looks again.
    record Waiting(String hash) implements Sent {}
  }

  /// Sends a complete bundle, or finds out what became of it.
  ///
  /// @throws KeyProblem when it must not be sent; nothing left this machine
  /// @throws ChainUnavailable when the node does not answer; nothing left this machine
  public Sent send(Path bundleFile, Route route) {
    return room.attempt(
        "SEND",
        bundleFile.toString(),
        () -> {
          Bundles.Finished finished = bundles.finished(bundleFile);
          try (JsonRpc rpc = new JsonRpc(route.node(), route.timeout())) {
            return send(finished, route, rpc);
          } catch (ChainUnavailable silent) {
            throw new ChainUnavailable(silent.getMessage() + "; nothing was sent");
          }
        });
  }

  private Sent send(Bundles.Finished finished, Route route, JsonRpc rpc) {
    ChainView chain = new ChainView(rpc);
    String name = finished.bundle().hash() + ".sent";
    @Nullable String raw = bundles.find(name);
    chain.mustBe(chainId(finished.bundle().payload()), route.host());
    if (raw == null || !chain.knows(hash(raw))) {
      bundles.mustStand(finished.bundle());
      raw = raw == null ? ready(finished, route, chain) : raw;
      chain.mustBeSendable(ChainView.Outgoing.read(raw));
      bundles.keep(name, raw);
      room.done(
          "SEND",
          finished.bundle().hash().toString(),
          "sends " + hash(raw) + " to " + route.host() + " for: " + finished.bundle().purpose());
      broadcast(raw, chain);
    }
    return await(finished.bundle(), hash(raw), route, chain);
  }

  private static long chainId(Payload payload) {
    return switch (payload) {
      case Payload.Transaction transaction -> transaction.chainId();
      case SafeTransaction safe -> safe.chainId();
      case Payload.TypedData _ ->
          throw new KeyProblem("typed data are handed over, not sent: see keys import");
      case Payload.Limits _ -> throw new KeyProblem("limits of keys are of no chain's business");
    };
  }

  private String ready(Bundles.Finished finished, Route route, ChainView chain) {
    return switch (finished.bundle().payload()) {
      case SafeTransaction safe -> carried(safe, finished, route, chain);
      default -> finished.result();
    };
  }

  /// The transaction that carries a Safe's: any key can pay for it, the Safe looks at its owners'
  /// signatures only. They are looked at here first, against the Safe's own owners.
  private String carried(
      SafeTransaction safe, Bundles.Finished finished, Route route, ChainView chain) {
    List<String> signers =
        finished.signers().stream()
            .map(person -> String.valueOf(finished.bundle().holders().get(person)))
            .toList();
    new SafeOnChain(safe, chain).mustAccept(finished.bundle().signingHash(), signers);
    if (route.carrier().isEmpty()) {
      throw new KeyProblem(
          "a Safe's transaction needs somebody who carries it to the chain; expected --by with an"
              + " operational key that has ether, such as person:alice");
    }
    KeyRecord carrier = room.existing("SEND", route.carrier());
    ChainView.Outgoing unsigned =
        chain.carrying(carrier.address(), safe.safe(), safe.execution(finished.result()));
    return unsigned.signed(hash -> room.online().sign(carrier.name(), hash));
  }

  /// Whatever the node says, or when it says nothing, the hash is looked for afterwards. Only a
  /// plain refusal of something that nobody knows means that it was not sent.
  private static void broadcast(String raw, ChainView chain) {
    try {
      if (chain.ask(Call.of("eth_sendRawTransaction", raw))
              instanceof Answer.Fault(int code, String message, String _)
          && !chain.knows(hash(raw))) {
        throw new KeyProblem("the node refuses " + hash(raw) + ": " + message + " (" + code + ")");
      }
    } catch (ChainUnavailable unknown) {
      // It may have arrived: that is found out by waiting for it.
    }
  }

  private Sent await(Bundle bundle, String hash, Route route, ChainView chain) {
    long end = System.nanoTime() + route.patience().toNanos();
    while (true) {
      Optional<Sent> seen = look(hash, chain);
      if (seen.isPresent()) {
        log(bundle, seen.get());
        return seen.get();
      }
      if (System.nanoTime() >= end) {
        room.failed(
            "SEND", bundle.hash().toString(), hash + " is in no block after " + route.patience());
        return new Sent.Waiting(hash);
      }
      pause();
    }
  }

  private static Optional<Sent> look(String hash, ChainView chain) {
    try {
      return chain.receipt(hash).map(receipt -> outcome(hash, receipt));
    } catch (ChainUnavailable silent) {
      return Optional.empty();
    }
  }

  private static Sent outcome(String hash, JsonNode receipt) {
    long block = JsonRpc.quantity(receipt.path("blockNumber"));
    return JsonRpc.quantity(receipt.path("status")) == 1
        ? new Sent.Included(hash, block, JsonRpc.quantity(receipt.path("gasUsed")))
        : new Sent.Reverted(hash, block);
  }

  private void log(Bundle bundle, Sent sent) {
    String subject = bundle.hash().toString();
    switch (sent) {
      case Sent.Included(String hash, long block, long gas) ->
          room.done("SENT", subject, hash + " is in block " + block + ", gas " + gas);
      case Sent.Reverted(String hash, long block) ->
          room.failed("SENT", subject, hash + " is in block " + block + " and was reverted");
      case Sent.Waiting _ -> throw new IllegalStateException("not an outcome: " + sent);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ChainUnavailable("interrupted while waiting for the chain", interrupted);
    }
  }

  static String hash(String raw) {
    return Hash.sha3(raw);
  }
}
