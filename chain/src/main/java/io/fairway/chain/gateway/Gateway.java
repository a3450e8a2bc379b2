package io.fairway.chain.gateway;

import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.GasUsed;
import io.fairway.chain.Hash32;
import io.fairway.chain.Keys;
import io.fairway.chain.gateway.Outstanding.Pending;
import io.fairway.chain.gateway.StoredTransaction.Mined;
import io.fairway.chain.keys.VaultUnavailable;
import io.fairway.chain.permission.Approvers;
import io.fairway.chain.permission.Intent;
import io.fairway.chain.permission.Permission;
import io.fairway.chain.permission.ReleaseGate;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread that owns everything between a wanted transaction and its final outcome. Callers hand
/// it intents and wait; it takes all that have come, signs and stores them in one database
/// transaction, sends them in one request, looks at the chain once for everyone who waits, records
/// what is final, and only then answers.
///
/// The rule behind every crash: signed bytes are stored before they are sent, and an outcome is
/// stored before it is told. What lies between the two is asked of the chain again.
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  /// Intents taken in one turn.
  private static final int TURN_MAX = 500;

  /// Blocks after which it is looked who used a nonce without a receipt of ours.
  private static final int TAKEN_BLOCKS = 5;

  /// A million units of the native coin, for gas on a development chain.
  private static final String DEVELOPMENT_BALANCE_WEI = "0xd3c21bcecceda1000000";

  private final ChainProfile profile;
  private final Outbox outbox;
  private final JsonRpc rpc;
  private final Receipts receipts;
  private final Replay replay;
  private final Outstanding outstanding = new Outstanding();
  private final Permission permission;
  private final Incidents incidents;
  private final FinalityWatch finality;
  private final NonceUse nonceUse;
  private final Admission admission;
  private final Broadcast broadcast;
  private final List<Read<?>> reads = new ArrayList<>();
  private final LinkedBlockingQueue<Task> inbox = new LinkedBlockingQueue<>();
  private final AtomicLong confirmed = new AtomicLong();
  private final Thread thread;

  private volatile boolean closed;
  private volatile boolean hurried;

  /// What those hear who still wait when the gateway ends.
  private volatile RuntimeException end = new CancellationException("the gateway is closed");

  private volatile String lastKnown = "not asked yet";

  private sealed interface Task {}

  private record Submit(Submission submission) implements Task {}

  private record Read<T>(Supplier<T> work, CompletableFuture<T> answer) implements Task {

    /// Silence is passed on, and the read is tried again; anything else is the caller's to hear.
    void run() {
      try {
        answer.complete(work.get());
      } catch (ChainUnavailable silence) {
        throw silence;
      } catch (RuntimeException problem) {
        answer.completeExceptionally(problem);
      }
    }
  }

  /// A gateway that has not begun; see [#start].
  public Gateway(
      ChainProfile profile,
      DataSource database,
      Keys keys,
      JsonRpc rpc,
      ReleaseGate release,
      Approvers approvers,
      InstantSource clock) {
    this.profile = profile;
    this.rpc = rpc;
    Signing signing = new Signing(profile, keys);
    this.outbox = Outbox.open(database, keys, signing);
    this.incidents = new Incidents(database);
    this.nonceUse = new NonceUse(rpc);
    this.finality = new FinalityWatch(profile, rpc, incidents);
    this.permission = new Permission(release, profile, clock, approvers, keys::address);
    this.receipts = new Receipts(rpc, signing);
    this.replay = new Replay(profile, rpc, receipts, signing, () -> closed);
    this.admission =
        new Admission(
            outbox,
            outstanding,
            permission,
            new Simulation(rpc, signing, keys, clock, profile.development()),
            incidents);
    this.broadcast = new Broadcast(profile, rpc, outbox, signing);
    this.thread = Thread.ofPlatform().name("chain-gateway").daemon().unstarted(this::run);
  }

  /// Loads what is unfinished and begins.
  ///
  /// @param senders the addresses that sign here; those of earlier openings are known
  public void start(Collection<String> senders) {
    outbox.register(Head.look(rpc, profile, senders).nonces());
    outstanding.knowSenders(outbox.finalNonces());
    outbox.outstanding().forEach(outstanding::add);
    confirmed.set(outbox.gas().values().stream().mapToLong(GasUsed.Total::transactions).sum());
    fund();
    thread.start();
  }

  /// Hands over an intent. A repeat finds the transaction that was made for it before.
  public Submission submit(Intent intent) {
    Submission submission = Submission.of(intent);
    hand(new Submit(submission));
    return submission;
  }

  /// Runs `work` when the chain is known to have forgotten nothing.
  <T> CompletableFuture<T> read(Supplier<T> work) {
    Read<T> read = new Read<>(work, new CompletableFuture<>());
    hand(read);
    return read.answer;
  }

  /// Has a development chain mine at once instead of at its next block; others take their time.
  public void hurry(boolean on) {
    hurried = on && profile.development();
  }

  /// What may be signed for which addresses.
  public Permission permission() {
    return permission;
  }

  /// What halts it, or some of its operations.
  public Incidents incidents() {
    return incidents;
  }

  /// Gas of what was mined, by kind.
  public Map<Intent.Kind, GasUsed.Total> gas() {
    return outbox.gas();
  }

  /// What is known when an answer does not come.
  String lastKnown() {
    return lastKnown;
  }

  /// Transactions that are mined for good.
  public long confirmed() {
    return confirmed.get();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    abandonInbox();
  }

  private void hand(Task task) {
    inbox.add(task);
    if (closed) {
      abandonInbox();
    }
  }

  private void run() {
    try {
      while (!closed) {
        turn();
      }
    } catch (Replay.Diverged diverged) {
      LOG.error("the gateway stops: the chain does not repeat itself", diverged);
      lastKnown = "stopped, the chain does not repeat itself: " + diverged.getMessage();
    } catch (RuntimeException | Error bug) {
      LOG.error("the gateway stops on a bug", bug);
      end = new IllegalStateException("the gateway stopped on a bug: " + bug, bug);
    } finally {
      closed = true;
      abandon();
    }
  }

  private void turn() {
    try {
      take();
      admission.answerKnown();
      if (!outstanding.isEmpty() || !admission.isEmpty() || !reads.isEmpty()) {
        look();
      }
    } catch (ChainUnavailable | VaultUnavailable silence) {
      if (!closed) {
        LOG.debug("no answer", silence);
        lastKnown = String.valueOf(silence.getMessage());
        broadcast.resendAll();
      }
    }
  }

  private void take() {
    List<Task> tasks = new ArrayList<>();
    try {
      Task first = inbox.poll(profile.pollInterval().toMillis(), TimeUnit.MILLISECONDS);
      if (first != null) {
        tasks.add(first);
        inbox.drainTo(tasks, TURN_MAX - 1);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    for (Task task : tasks) {
      switch (task) {
        case Submit(Submission submission) -> admission.arrive(submission);
        case Read<?> read -> reads.add(read);
      }
    }
  }

  private void look() {
    Head head = Head.look(rpc, profile, outstanding.senders());
    boolean forgot = head.forgot(outstanding.finalNonces());
    finality.check(head, forgot);
    if (forgot) {
      bringBack(head);
      head = Head.look(rpc, profile, outstanding.senders());
    }
    admission.admit(head);
    broadcast.send(outstanding, head);
    if (hurried && !outstanding.isEmpty()) {
      rpc.call("evm_mine");
      head = Head.look(rpc, profile, outstanding.senders());
    }
    collect(head);
    // What is brought back becomes final again only when its new blocks are deep enough.
    if (!head.forgot(outstanding.finalNonces())) {
      finality.remember(head);
    }
    for (Read<?> read : List.copyOf(reads)) {
      if (!read.answer.isDone()) {
        read.run();
      }
      reads.remove(read);
    }
    lastKnown =
        admission.waitingFor().isEmpty()
            ? "the chain is at block " + head.number()
            : admission.waitingFor();
  }

  private void bringBack(Head head) {
    fund();
    outbox.record(replay.bringBack(outbox.forgotten(head.nonces())));
    broadcast.resendAll();
  }

  /// A development chain gives its senders what they need for gas.
  private void fund() {
    if (!profile.development()) {
      return;
    }
    List<Call> calls =
        outstanding.senders().stream()
            .map(sender -> Call.of("anvil_setBalance", sender, DEVELOPMENT_BALANCE_WEI))
            .toList();
    rpc.batch(calls).forEach(Answer::value);
  }

  /// Records and answers what has become final: all of it up to a block, or nothing. So the order
  /// of recording is the order of the chain, which a chain that forgot is told again in.
  private void collect(Head head) {
    List<Pending> used = outstanding.used(head);
    if (used.isEmpty()) {
      return;
    }
    Map<Long, Mined> mined =
        receipts.of(used.stream().map(pending -> pending.transaction).toList());
    List<StoredTransaction> finals = new ArrayList<>();
    for (Pending pending : used) {
      Mined end = mined.get(pending.transaction.sequence());
      if (end == null && !isMissing(pending, head)) {
        return;
      }
      Mined known = end == null ? withoutReceipt(pending, head) : end;
      if (known != null) {
        finals.add(pending.transaction.with(known));
      }
    }
    finals.sort(
        Comparator.comparingLong((StoredTransaction t) -> t.end().blockNumber())
            .thenComparingInt(t -> t.end().blockIndex()));
    outbox.record(finals);
    finals.forEach(this::finish);
  }

  /// A node may show a nonce as used a moment before it shows the receipt.
  private static boolean isMissing(Pending pending, Head head) {
    if (pending.missingSinceBlock == Pending.NEVER) {
      pending.missingSinceBlock = head.number();
    }
    return head.number() - pending.missingSinceBlock >= TAKEN_BLOCKS;
  }

  /// What is to be told of a transaction whose nonce is used and whose receipt is not to be had;
  /// null while it must be waited for. "Taken" lets an order be signed anew, so it is said when
  /// another transaction with the nonce was seen, or, of windows and mints and the like, when the
  /// contract itself does nothing twice.
  private @Nullable Mined withoutReceipt(Pending pending, Head head) {
    String nonce = "nonce %s of %s".formatted(pending.nonce(), pending.sender());
    return switch (nonceUse.of(pending, head)) {
      case NonceUse.Found.Another(Hash32 hash) ->
          Mined.nonceTaken(nonce + " was used by another program's transaction " + hash);
      case NonceUse.Found.Unknown _ when pending.transaction.name().kind() != Intent.Kind.CONTROL ->
          Mined.nonceTaken(nonce + " was used by a transaction that is not to be found");
      case NonceUse.Found.Unknown _, NonceUse.Found.Ours _ -> {
        LOG.warn("{}: {} is used, and no receipt is to be had", pending.transaction.name(), nonce);
        pending.missingSinceBlock = head.number();
        yield null;
      }
    };
  }

  private void finish(StoredTransaction transaction) {
    Mined mined = transaction.end();
    if (mined.hash() != null) {
      confirmed.incrementAndGet();
    }
    outstanding.finish(transaction);
  }

  private void abandon() {
    admission.abandon(end);
    reads.forEach(read -> read.answer.completeExceptionally(end));
    for (Pending pending : outstanding.all()) {
      pending.waiting.forEach(future -> future.completeExceptionally(end));
    }
    abandonInbox();
  }

  private void abandonInbox() {
    List<Task> left = new ArrayList<>();
    inbox.drainTo(left);
    for (Task task : left) {
      switch (task) {
        case Submit(Submission submission) -> submission.fail(end);
        case Read<?> read -> read.answer.completeExceptionally(end);
      }
    }
  }
}
