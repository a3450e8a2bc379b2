package io.fairway.chain;

import io.fairway.chain.Intent.Kind;
import io.fairway.chain.Intent.Name;
import io.fairway.chain.JsonRpc.Answer;
import io.fairway.chain.JsonRpc.Call;
import io.fairway.chain.Outstanding.Pending;
import io.fairway.chain.StoredTransaction.Mined;
import io.fairway.chain.StoredTransaction.Result;
import io.fairway.chain.Submission.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where intents come in: what is known is answered, what is new is signed and stored. Owned by the
/// gateway's thread.
final class Admission {
  private final Outbox outbox;
  private final Outstanding outstanding;
  private final Keys keys;
  private final Signing signing;

  private final List<Submission> arrivals = new ArrayList<>();

  /// Kinds whose last transaction died of a cause common to all of the kind.
  private final EnumSet<Kind> stopped = EnumSet.noneOf(Kind.class);

  Admission(Outbox outbox, Outstanding outstanding, Keys keys, Signing signing) {
    this.outbox = outbox;
    this.outstanding = outstanding;
    this.keys = keys;
    this.signing = signing;
  }

  void arrive(Submission submission) {
    arrivals.add(submission);
  }

  boolean isEmpty() {
    return arrivals.isEmpty();
  }

  void stop(Kind kind) {
    stopped.add(kind);
  }

  void abandon(RuntimeException reason) {
    arrivals.forEach(submission -> submission.fail(reason));
    arrivals.clear();
  }

  /// Answers and stores what needs no look at the chain. What must be tried there first stays.
  void admit() {
    if (arrivals.isEmpty()) {
      return;
    }
    Map<Name, StoredTransaction> known = latest(arrivals);
    Map<Name, Submission> fresh = new LinkedHashMap<>();
    for (Submission submission : List.copyOf(arrivals)) {
      Name name = submission.intent().name();
      StoredTransaction before = known.get(name);
      if (outstanding.find(name) != null || fresh.containsKey(name)) {
        continue;
      }
      if (before == null) {
        if (!stopped.contains(name.kind())) {
          fresh.put(name, submission);
        }
      } else if (!mayTryAgain(before)) {
        repeat(submission, before);
        arrivals.remove(submission);
      }
    }
    store(fresh.values(), known);
    attach();
  }

  /// While a common cause stands, an intent is tried as a call first and sent only when the cause
  /// is gone. Whatever else such a call says may be due to what is still pending, and does not
  /// count.
  void tryOn(JsonRpc rpc) {
    if (arrivals.isEmpty()) {
      return;
    }
    List<Submission> tried = List.copyOf(arrivals);
    List<Answer> answers = rpc.batch(tried.stream().map(this::trial).toList());
    Map<Name, Submission> fresh = new LinkedHashMap<>();
    for (int index = 0; index < tried.size(); index++) {
      Submission submission = tried.get(index);
      if (answers.get(index) instanceof Answer.Fault(int _, String _, String data)
          && RevertCause.of(data).common()) {
        submission.outcome().complete(new Outcome.NotSent(RevertCause.of(data).text()));
        arrivals.remove(submission);
      } else {
        stopped.remove(submission.intent().kind());
        fresh.putIfAbsent(submission.intent().name(), submission);
      }
    }
    Map<Name, StoredTransaction> known = latest(fresh.values());
    fresh
        .values()
        .removeIf(submission -> {
          StoredTransaction before = known.get(submission.intent().name());
          return before != null && !submission.isFor(before.digest());
        });
    store(fresh.values(), known);
    attach();
    arrivals.removeIf(submission -> submission.outcome().isDone());
  }

  private Call trial(Submission submission) {
    Intent intent = submission.intent();
    String to = intent.to() == null ? "" : intent.to();
    return Call.of(
        "eth_call", JsonRpc.message(keys.address(intent.signer()), to, intent.data()), "latest");
  }

  private Map<Name, StoredTransaction> latest(Collection<Submission> submissions) {
    Set<Name> unknown = new HashSet<>();
    for (Submission submission : submissions) {
      Name name = submission.intent().name();
      if (outstanding.find(name) == null) {
        unknown.add(name);
      }
    }
    return unknown.isEmpty() ? Map.of() : outbox.latest(unknown);
  }

  /// A transaction that died of a cause outside itself may be made anew when the cause is gone.
  private static boolean mayTryAgain(StoredTransaction before) {
    Mined mined = before.end();
    return mined.result() != Result.SUCCEEDED && mined.common();
  }

  private static void repeat(Submission submission, StoredTransaction before) {
    if (submission.isFor(before.digest())) {
      submission.stored().complete(before);
      submission.outcome().complete(new Outcome.Final(before));
    }
  }

  private void store(Collection<Submission> fresh, Map<Name, StoredTransaction> before) {
    if (fresh.isEmpty()) {
      return;
    }
    outbox
        .store(
            fresh.stream().map(Submission::intent).toList(),
            name -> {
              StoredTransaction last = before.get(name);
              return last == null ? 0 : last.attempt();
            },
            keys,
            signing)
        .forEach(outstanding::add);
  }

  private void attach() {
    arrivals.removeIf(submission -> {
      Pending pending = outstanding.find(submission.intent().name());
      if (pending != null) {
        pending.attach(submission);
      }
      return pending != null;
    });
  }
}
