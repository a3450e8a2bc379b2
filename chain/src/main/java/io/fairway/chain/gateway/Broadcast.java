package io.fairway.chain.gateway;

import io.fairway.chain.gateway.Outstanding.Pending;
import io.fairway.chain.gateway.StoredTransaction.Signed;
import io.fairway.chain.keys.KeyProblem;
import io.fairway.chain.keys.VaultUnavailable;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends stored bytes, again and again until they are mined; raises the fee of what waits too long.
/// Sending twice does no harm: a node knows a transaction by its hash, the chain by its nonce.
/// Owned by the gateway's thread.
final class Broadcast {
  private static final Logger LOG = LoggerFactory.getLogger(Broadcast.class);

  /// Blocks after which bytes that are not mined are sent again: a node may have lost its pool.
  private static final int RESEND_BLOCKS = 3;

  /// Signed bytes of one transaction: the first, and its raised fees.
  private static final int VARIANTS_MAX = 12;

  private final ChainProfile profile;
  private final JsonRpc rpc;
  private final Outbox outbox;
  private final Signing signing;
  private boolean resendAll;

  Broadcast(ChainProfile profile, JsonRpc rpc, Outbox outbox, Signing signing) {
    this.profile = profile;
    this.rpc = rpc;
    this.outbox = outbox;
    this.signing = signing;
  }

  /// Has the next sending include what was sent before.
  void resendAll() {
    resendAll = true;
  }

  /// Sends what is due, in the order of signing.
  void send(Outstanding outstanding, Head head) {
    List<Pending> due = new ArrayList<>();
    for (Pending pending : outstanding.all()) {
      if (isDue(pending, head)) {
        if (pending.sentAtBlock == Pending.NEVER) {
          signing.check(pending.transaction);
        }
        if (isStuck(pending, head)) {
          bump(pending, head);
        }
        due.add(pending);
      }
    }
    if (due.isEmpty()) {
      return;
    }
    List<Answer> answers =
        rpc.batch(
            due.stream()
                .map(p -> Call.of("eth_sendRawTransaction", p.transaction.newest().raw()))
                .toList());
    resendAll = false;
    for (int index = 0; index < due.size(); index++) {
      Pending pending = due.get(index);
      if (answers.get(index) instanceof Answer.Fault(int _, String message, String _)) {
        // "already known" and "nonce too low" are good news; the rest shows in the receipts, or
        // not.
        LOG.debug("sending {}: {}", pending.transaction.name(), message);
      }
      pending.sentAtBlock = head.number();
      if (pending.offeredAtBlock == Pending.NEVER) {
        pending.offeredAtBlock = head.number();
      }
    }
  }

  private boolean isDue(Pending pending, Head head) {
    return pending.sentAtBlock == Pending.NEVER
        || resendAll
        || head.number() - pending.sentAtBlock >= RESEND_BLOCKS;
  }

  private boolean isStuck(Pending pending, Head head) {
    return pending.offeredAtBlock != Pending.NEVER
        && head.number() - pending.offeredAtBlock >= profile.fees().bumpAfterBlocks()
        && !Outstanding.isUsed(pending, head)
        && pending.transaction.variants().size() < VARIANTS_MAX
        && signing.mayBump(pending.transaction);
  }

  /// Without a signature the same bytes go out again, and the next look asks for one again.
  private void bump(Pending pending, Head head) {
    Signed raised;
    try {
      raised = signing.bump(pending.transaction, head.baseFeeWei());
    } catch (VaultUnavailable | KeyProblem no) {
      LOG.warn("{} gets no higher fee: {}", pending.transaction.name(), no.getMessage());
      return;
    }
    pending.transaction = outbox.addVariant(pending.transaction, raised);
    pending.offeredAtBlock = head.number();
    LOG.info("{} is offered a higher fee as {}", pending.transaction.name(), raised.hash());
  }
}
