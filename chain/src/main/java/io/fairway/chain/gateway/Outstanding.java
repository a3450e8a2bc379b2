package io.fairway.chain.gateway;

import io.fairway.chain.gateway.Submission.Outcome;
import io.fairway.chain.permission.Intent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The gateway's stored transactions whose outcome is not final, and how far each sender's are.
/// Owned by the gateway's thread.
final class Outstanding {
  private final TreeMap<Long, Pending> bySequence = new TreeMap<>();
  private final Map<Intent.Name, Pending> byName = new HashMap<>();
  private final Map<String, Long> finalNonces = new HashMap<>();

  /// One of them.
  static final class Pending {
    static final long NEVER = -1;

    StoredTransaction transaction;
    final List<CompletableFuture<Outcome>> waiting = new ArrayList<>();

    /// The newest block when its bytes were last sent.
    long sentAtBlock = NEVER;

    /// The newest block when its fee was last offered.
    long offeredAtBlock = NEVER;

    /// The newest block when its nonce was first seen used without a receipt.
    long missingSinceBlock = NEVER;

    Pending(StoredTransaction transaction) {
      this.transaction = transaction;
    }

    long nonce() {
      return transaction.nonce();
    }

    String sender() {
      return transaction.sender();
    }

    /// Has the submission wait for this transaction, if it is the submission's.
    void attach(Submission submission) {
      if (submission.isFor(transaction.digest())) {
        submission.stored().complete(transaction);
        waiting.add(submission.outcome());
      }
    }
  }

  void knowSenders(Map<String, Long> nonces) {
    finalNonces.putAll(nonces);
  }

  Collection<String> senders() {
    return finalNonces.keySet();
  }

  /// By sender, the nonce after the last final one.
  Map<String, Long> finalNonces() {
    return finalNonces;
  }

  boolean isEmpty() {
    return bySequence.isEmpty();
  }

  Pending add(StoredTransaction transaction) {
    Pending pending = new Pending(transaction);
    bySequence.put(transaction.sequence(), pending);
    byName.put(transaction.name(), pending);
    return pending;
  }

  @Nullable Pending find(Intent.Name name) {
    return byName.get(name);
  }

  /// All, in the order of signing.
  Collection<Pending> all() {
    return bySequence.values();
  }

  /// Those whose nonce the chain shows as used.
  List<Pending> used(Head head) {
    for (Pending pending : bySequence.values()) {
      if (!isUsed(pending, head)) {
        pending.missingSinceBlock = Pending.NEVER;
      }
    }
    return bySequence.values().stream().filter(pending -> isUsed(pending, head)).toList();
  }

  static boolean isUsed(Pending pending, Head head) {
    return pending.nonce() < head.nonces().getOrDefault(pending.sender(), 0L);
  }

  /// Takes out what is final and recorded, and tells whoever waits.
  void finish(StoredTransaction transaction) {
    Pending pending = Objects.requireNonNull(bySequence.remove(transaction.sequence()));
    byName.remove(transaction.name());
    finalNonces.merge(transaction.sender(), transaction.nonce() + 1, Math::max);
    pending.waiting.forEach(future -> future.complete(new Outcome.Final(transaction)));
  }
}
