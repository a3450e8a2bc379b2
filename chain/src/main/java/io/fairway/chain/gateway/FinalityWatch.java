package io.fairway.chain.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.Hash32;
import io.fairway.chain.Incident;
import io.fairway.chain.gateway.Incidents.FinalBlock;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that what was final stays. A chain on which a final block has changed reorganised
/// deeper than its profile's rule allows: what was told as final may not be so, and a person must
/// decide. Until then nothing is signed, sent or answered. A development chain only forgets, which
/// is no incident. Owned by the gateway's thread.
final class FinalityWatch {
  private static final Logger LOG = LoggerFactory.getLogger(FinalityWatch.class);

  private final ChainProfile profile;
  private final JsonRpc rpc;
  private final Incidents incidents;
  private @Nullable FinalBlock checked;

  FinalityWatch(ChainProfile profile, JsonRpc rpc, Incidents incidents) {
    this.profile = profile;
    this.rpc = rpc;
    this.incidents = incidents;
  }

  /// Looks whether the newest block that was final is still there.
  ///
  /// @param forgot true when the chain expects a nonce whose transaction was final
  /// @throws ChainUnavailable while an incident is open
  void check(Head head, boolean forgot) {
    if (profile.development()) {
      return;
    }
    requireNoIncident();
    Optional<FinalBlock> last = incidents.finalBlock();
    if (last.isEmpty()) {
      return; // the first look, or the first after a release
    }
    FinalBlock before = last.get();
    if (head.finalNumber() < before.number()) {
      throw new ChainUnavailable(
          "the nodes are behind: block %s is final to them, block %s was before"
              .formatted(head.finalNumber(), before.number()));
    }
    Hash32 now = hash(before.number());
    boolean same = now.equals(before.hash());
    if (!same || forgot) {
      incidents.raise(
          Incidents.DEEP_REORGANISATION,
          same
              ? "transactions that were final by block %s are gone".formatted(before.number())
              : "block %s was final as %s and is now %s"
                  .formatted(before.number(), before.hash(), now));
      requireNoIncident();
    }
  }

  private void requireNoIncident() {
    Optional<Incident> open = incidents.open(Incidents.DEEP_REORGANISATION);
    if (open.isPresent()) {
      checked = null;
      LOG.debug("halted by {}", open.get());
      throw new ChainUnavailable("halted by " + open.get());
    }
  }

  /// Keeps the newest final block, once all of it is recorded.
  void remember(Head head) {
    FinalBlock last = checked;
    if (profile.development() || (last != null && last.number() == head.finalNumber())) {
      return;
    }
    FinalBlock block = new FinalBlock(head.finalNumber(), hash(head.finalNumber()));
    incidents.finalBlock(block);
    checked = block;
  }

  /// The hash of a block that is not above the newest. Every chain of that height has one: a node
  /// that tells none lacks it for a while, as one behind a balancer may, which is no word about the
  /// chain. Only another hash is.
  private Hash32 hash(long number) {
    JsonNode block = rpc.call("eth_getBlockByNumber", JsonRpc.quantity(number), false);
    if (!block.isObject()) {
      throw new ChainUnavailable(
          "the nodes do not tell block %s, which is below their newest".formatted(number));
    }
    return JsonRpc.word(block.path("hash"));
  }
}
