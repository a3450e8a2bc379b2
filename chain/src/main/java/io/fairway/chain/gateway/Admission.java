package io.fairway.chain.gateway;

import io.fairway.chain.gateway.Outstanding.Pending;
import io.fairway.chain.gateway.StoredTransaction.Mined;
import io.fairway.chain.gateway.StoredTransaction.Result;
import io.fairway.chain.gateway.Submission.Outcome;
import io.fairway.chain.keys.KeyProblem;
import io.fairway.chain.keys.VaultUnavailable;
import io.fairway.chain.permission.Intent;
import io.fairway.chain.permission.Intent.Name;
import io.fairway.chain.permission.Permission;
import io.fairway.chain.permission.Permission.Answer;
import io.fairway.chain.permission.Permission.Circumstances;
import io.fairway.chain.permission.TokenOperation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where intents come in: what is known is answered; what is new is asked for permission, tried,
/// and only then signed and stored. Owned by the gateway's thread.
final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

  /// Signed and not final at a time. What comes above it waits: each new intent is tried behind all
  /// of them.
  static final int OUTSTANDING_MAX = 1_000;

  private final Outbox outbox;
  private final Outstanding outstanding;
  private final Permission permission;
  private final Simulation simulation;
  private final Incidents incidents;

  private final List<Submission> arrivals = new ArrayList<>();

  private String waitingFor = "";

  /// By name, the last attempt at what may be tried again.
  private final Map<Name, StoredTransaction> before = new HashMap<>();

  /// By name, who approved what of the arrivals.
  private final Map<Name, Answer.Granted> granted = new HashMap<>();

  Admission(
      Outbox outbox,
      Outstanding outstanding,
      Permission permission,
      Simulation simulation,
      Incidents incidents) {
    this.outbox = outbox;
    this.outstanding = outstanding;
    this.permission = permission;
    this.simulation = simulation;
    this.incidents = incidents;
  }

  void arrive(Submission submission) {
    arrivals.add(submission);
  }

  boolean isEmpty() {
    return arrivals.isEmpty();
  }

  void abandon(RuntimeException reason) {
    arrivals.forEach(submission -> submission.fail(reason));
    arrivals.clear();
  }

  /// Answers what needs no look at the chain: it is on record, or under way.
  void answerKnown() {
    if (arrivals.isEmpty()) {
      return;
    }
    attach();
    before.clear();
    Set<Name> unknown = new HashSet<>();
    arrivals.forEach(submission -> unknown.add(submission.intent().name()));
    if (unknown.isEmpty()) {
      return;
    }
    before.putAll(outbox.latest(unknown));
    for (Submission submission : List.copyOf(arrivals)) {
      StoredTransaction last = before.get(submission.intent().name());
      if (last == null) {
        continue;
      }
      if (last.mined() == null) {
        // Stored, and this gateway never heard so: a commit whose answer was lost.
        outstanding.add(last);
        continue;
      }
      boolean ours = submission.isFor(last.digest());
      if (ours && !mayTryAgain(last)) {
        submission.stored().complete(last);
        submission.outcome().complete(new Outcome.Final(last));
      }
      if (submission.outcome().isDone()) {
        arrivals.remove(submission);
      }
    }
    attach();
  }

  /// Tries and stores what is new, as far as there is room. What the chain would refuse for good is
  /// recorded as refused; what stands behind something that is pending stays and is tried again.
  void admit(Head head) {
    waitingFor = "";
    List<Submission> tried = permitted(candidates(), head);
    if (tried.isEmpty()) {
      return;
    }
    List<Intent> intents = tried.stream().map(Submission::intent).toList();
    List<Optional<RevertCause>> causes = simulation.behindPending(head, outstanding.all(), intents);
    List<Submission> passed = new ArrayList<>();
    List<Submission> failed = new ArrayList<>();
    for (int index = 0; index < tried.size(); index++) {
      Submission submission = tried.get(index);
      RevertCause cause = causes.get(index).orElse(null);
      if (cause == null) {
        passed.add(submission);
      } else if (cause.common()) {
        notSent(submission, new Outcome.NotSent(cause.text(), true));
      } else {
        failed.add(submission);
      }
    }
    store(passed);
    refuse(head, failed);
    arrivals.removeIf(submission -> submission.outcome().isDone());
  }

  /// One submission a name, in the order in which they came. Nothing is tried behind a deployment:
  /// what it deploys is not there yet.
  private List<Submission> candidates() {
    int room = OUTSTANDING_MAX - outstanding.all().size();
    Map<Name, Submission> fresh = new LinkedHashMap<>();
    for (Submission submission : arrivals) {
      if (fresh.size() < room) {
        fresh.putIfAbsent(submission.intent().name(), submission);
      }
    }
    List<Submission> deployments =
        fresh.values().stream().filter(one -> one.intent().to() == null).toList();
    if (!deployments.isEmpty()) {
      return deployments;
    }
    boolean deploying =
        outstanding.all().stream()
            .anyMatch(one -> one.transaction.name().kind() == Intent.Kind.DEPLOY);
    return deploying ? List.of() : List.copyOf(fresh.values());
  }

  private List<Submission> permitted(List<Submission> candidates, Head head) {
    granted.clear();
    if (candidates.isEmpty()) {
      return List.of();
    }
    List<Submission> permitted = new ArrayList<>();
    Map<TokenOperation, Long> counts = new EnumMap<>(TokenOperation.class);
    Circumstances now =
        new Circumstances(
            operation -> counts.computeIfAbsent(operation, outbox::inTheLastHour),
            incidents.open(),
            simulation.view(head.finalNumber()));
    for (Submission submission : candidates) {
      Answer answer = permission.ask(submission.intent(), now);
      switch (answer) {
        case Answer.Refused(String why, boolean passing) -> {
          LOG.warn("{} is not permitted: {}", submission.intent().name(), why);
          notSent(submission, new Outcome.NotSent("not permitted: " + why, passing));
        }
        case Answer.Granted grant -> {
          counts.computeIfPresent(grant.operation(), (_, count) -> count + 1);
          granted.put(submission.intent().name(), grant);
          permitted.add(submission);
        }
      }
    }
    return permitted;
  }

  /// Only what fails on the final state too is refused for good: a window that only waits for money
  /// that is on its way must not be taken for dead.
  private void refuse(Head head, List<Submission> failed) {
    if (failed.isEmpty()) {
      return;
    }
    List<Optional<RevertCause>> causes =
        simulation.at(head.finalNumber(), failed.stream().map(Submission::intent).toList());
    for (int index = 0; index < failed.size(); index++) {
      Submission submission = failed.get(index);
      Optional<RevertCause> cause = causes.get(index);
      if (cause.isPresent() && cause.get().common()) {
        notSent(submission, new Outcome.NotSent(cause.get().text(), true));
      } else if (cause.isPresent()) {
        StoredTransaction refused =
            outbox.refuse(submission.intent(), attempt(submission), cause.get(), grant(submission));
        submission.stored().complete(refused);
        submission.outcome().complete(new Outcome.Final(refused));
      }
    }
  }

  private void notSent(Submission submission, Outcome.NotSent outcome) {
    RuntimeException never = new IllegalStateException("not sent: " + outcome.cause());
    submission.stored().completeExceptionally(never);
    submission.outcome().complete(outcome);
    arrivals.remove(submission);
  }

  /// A transaction that died of a cause outside itself may be made anew when the cause is gone.
  private static boolean mayTryAgain(StoredTransaction last) {
    Mined mined = last.end();
    return mined.result() != Result.SUCCEEDED && mined.common();
  }

  private int attempt(Submission submission) {
    StoredTransaction last = before.get(submission.intent().name());
    return last == null ? 1 : last.attempt() + 1;
  }

  private Answer.Granted grant(Submission submission) {
    Answer.Granted grant = granted.get(submission.intent().name());
    if (grant == null) {
      throw new IllegalStateException("tried without permission: " + submission.intent().name());
    }
    return grant;
  }

  private void store(Collection<Submission> passed) {
    if (passed.isEmpty()) {
      return;
    }
    try {
      sign(passed);
    } catch (KeyProblem notAll) {
      // A key that must not sign stops what it should have signed, and nothing else.
      passed.forEach(this::signAlone);
    }
    attach();
  }

  private void signAlone(Submission submission) {
    try {
      sign(List.of(submission));
    } catch (KeyProblem no) {
      LOG.warn("{} is not signed: {}", submission.intent().name(), no.getMessage());
      notSent(submission, new Outcome.NotSent("not signed: " + no.getMessage(), true));
    }
  }

  /// What cannot be signed because the device does not answer is not stored either: it stays and is
  /// tried again.
  private void sign(Collection<Submission> permitted) {
    try {
      outbox
          .store(
              permitted.stream()
                  .map(one -> new Outbox.Admitted(one.intent(), attempt(one), grant(one)))
                  .toList())
          .forEach(outstanding::add);
    } catch (VaultUnavailable absent) {
      LOG.debug("no signature", absent);
      waitingFor = "the keys do not answer: " + absent.getMessage();
    }
  }

  /// What keeps arrivals from being signed, in words; empty when nothing does.
  String waitingFor() {
    return waitingFor;
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
