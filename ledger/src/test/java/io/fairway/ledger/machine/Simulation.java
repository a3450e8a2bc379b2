package io.fairway.ledger.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.Id128;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.machine.SimulatedClient.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One seeded round of the world around the state machine: clients, a network that drops, repeats,
/// delays and reorders, a log, and replicas that crash and come back from anyone's snapshot. The
/// log itself is taken as given: agreeing on it is another system's work.
///
/// While faults go on nothing is required but that no two replicas ever differ. Then they stop,
/// every client must finish within [#TICKS_TO_FINISH], and what clients were told must be so.
final class Simulation {
  private static final int FAULTY_TICKS = 250;
  private static final int TICKS_TO_FINISH = 1_500;
  private static final int SNAPSHOTS_KEPT = 6;
  private static final long TICK_NANOS = 60_000_000;

  /// An entry of the log. A [Step.Read] is a pulse.
  record Entry(Step step, long time, int client, long request) {}

  /// What the first replica to apply an entry answered, and its state's hash then.
  private record Witness(List<CreateTransferResult> reply, long hash) {}

  private record Packet(
      int due, int client, long request, @Nullable Step step, List<CreateTransferResult> reply) {}

  private final SplittableRandom random;
  private final List<Entry> log = new ArrayList<>();
  private final List<Witness> witnesses = new ArrayList<>();
  private final List<SimulatedReplica> replicas = new ArrayList<>();
  private final List<SimulatedReplica.Taken> snapshots = new ArrayList<>();
  private final List<SimulatedClient> clients = new ArrayList<>();
  private final List<Packet> network = new ArrayList<>();
  private final SimulationCounts counts;
  private boolean faulty = true;
  private int leader;
  private int now;
  private long time = 1_000_000_000L;

  /// @param lastClock how the last replica sees log times; a true one sees them as they are
  Simulation(long seed, LongUnaryOperator lastClock, SimulationCounts counts) {
    this.random = new SplittableRandom(seed);
    this.counts = counts;
    int size = 3 + random.nextInt(3);
    for (int i = 0; i < size; i++) {
      replicas.add(new SimulatedReplica(i == size - 1 ? lastClock : LongUnaryOperator.identity()));
    }
    int clientCount = 2 + random.nextInt(3);
    for (int i = 0; i < clientCount; i++) {
      int client = i;
      clients.add(
          new SimulatedClient(
              i,
              4 + random.nextInt(8),
              random.nextLong(),
              (request, step) -> send(new Packet(now, client, request, step, List.of()))));
    }
    log.add(new Entry(new Step.Accounts(time, accounts()), time, -1, 0));
  }

  void run() {
    for (int i = 0; i < FAULTY_TICKS; i++) {
      tick();
      disturb();
    }
    faulty = false;
    replicas.stream().filter(replica -> !replica.isUp()).forEach(this::restart);
    int end = now + TICKS_TO_FINISH;
    while (!clients.stream().allMatch(SimulatedClient::isDone)) {
      assertThat(now).as("a client has not finished").isLessThan(end);
      tick();
    }
    for (SimulatedReplica replica : replicas) {
      while (replica.applied() < log.size()) {
        applyOne(replica);
      }
    }
    checkReplicas();
    checkModel();
    checkClients();
    counts.rounds++;
    counts.entries += log.size();
  }

  private void tick() {
    now++;
    time += random.nextLong(TICK_NANOS) - (random.nextInt(10) == 0 ? TICK_NANOS / 4 : 0);
    deliver();
    if (random.nextInt(10) == 0) {
      log.add(new Entry(new Step.Read(time), time, -1, 0));
    }
    for (SimulatedReplica replica : replicas) {
      int steps = faulty ? random.nextInt(4) : Integer.MAX_VALUE;
      for (int i = 0; i < steps && replica.isUp() && replica.applied() < log.size(); i++) {
        applyOne(replica);
      }
    }
    clients.forEach(SimulatedClient::tick);
  }

  /// Crashes, restarts, snapshots and new leaders.
  private void disturb() {
    SimulatedReplica one = replicas.get(random.nextInt(replicas.size()));
    if (one.isUp() && random.nextInt(12) == 0) {
      snapshots.add(one.snapshot());
      counts.snapshots++;
      if (snapshots.size() > SNAPSHOTS_KEPT) {
        snapshots.remove(random.nextInt(snapshots.size()));
      }
    }
    if (one.isUp() && random.nextInt(25) == 0) {
      one.crash();
      counts.crashes++;
    } else if (!one.isUp() && random.nextInt(6) == 0) {
      restart(one);
    }
    if (random.nextInt(30) == 0) {
      leader = random.nextInt(replicas.size());
    }
  }

  /// From nothing or from any snapshot there is, whoever took it and whenever.
  private void restart(SimulatedReplica replica) {
    int choice = random.nextInt(snapshots.size() + 1);
    replica.start(choice == snapshots.size() ? null : snapshots.get(choice));
  }

  private void send(Packet packet) {
    if (faulty && random.nextInt(6) == 0) {
      counts.dropped++;
      return;
    }
    int copies = faulty && random.nextInt(6) == 0 ? 2 : 1;
    counts.repeated += copies - 1;
    for (int i = 0; i < copies; i++) {
      int due = now + 1 + random.nextInt(faulty ? 30 : 3);
      network.add(
          new Packet(due, packet.client(), packet.request(), packet.step(), packet.reply()));
    }
  }

  private void deliver() {
    List<Packet> due = new ArrayList<>();
    for (Iterator<Packet> all = network.iterator(); all.hasNext(); ) {
      Packet packet = all.next();
      if (packet.due() <= now) {
        all.remove();
        due.add(packet);
      }
    }
    for (Packet packet : due) {
      if (packet.step() != null) {
        log.add(new Entry(packet.step(), time, packet.client(), packet.request()));
      } else {
        clients.get(packet.client()).onReply(packet.request(), packet.reply());
      }
    }
  }

  private void applyOne(SimulatedReplica replica) {
    int index = replica.applied();
    Entry entry = log.get(index);
    List<CreateTransferResult> reply = replica.apply(entry);
    Witness witness = new Witness(reply, replica.ledger().machine().hash());
    if (index == witnesses.size()) {
      witnesses.add(witness);
    } else {
      assertThat(witness)
          .as("replicas diverged at entry %s", index)
          .isEqualTo(witnesses.get(index));
    }
    if (entry.client() >= 0 && replicas.indexOf(replica) == leader) {
      send(new Packet(now, entry.client(), entry.request(), null, reply));
    }
  }

  private void checkReplicas() {
    SimulatedReplica first = replicas.getFirst();
    for (SimulatedReplica replica : replicas) {
      assertThat(replica.ledger().machine().hash()).isEqualTo(first.ledger().machine().hash());
      assertThat(replica.ledger().snapshot())
          .as("what replicas hold")
          .containsExactlyElementsOf(first.ledger().snapshot());
    }
  }

  /// The naive ledger, fed the same log, answers the same.
  private void checkModel() {
    ReferenceLedger model = new ReferenceLedger();
    for (int i = 0; i < log.size(); i++) {
      long at = log.get(i).time();
      List<CreateTransferResult> expected =
          switch (log.get(i).step()) {
            case Step.Accounts step -> {
              model.createAccounts(step.batch(), at);
              yield List.of();
            }
            case Step.Transfers step -> model.createTransfers(step.batch(), at);
            case Step.Resolve step -> model.resolve(step.batch(), at);
            case Step.Read _, Step.Restore _ -> {
              model.read(at);
              yield List.of();
            }
          };
      assertThat(witnesses.get(i).reply()).as("entry %s", i).isEqualTo(expected);
    }
  }

  /// What clients were told is what is stored, once, and nothing else is.
  private void checkClients() {
    LocalLedger ledger = replicas.getFirst().ledger();
    checkBooks(ledger);
    Map<Id128, Transfer> stored = new HashMap<>();
    QueryFilter next = QueryFilter.from(0);
    for (List<Transfer> page = ledger.queryTransfers(next);
        !page.isEmpty();
        page = ledger.queryTransfers(next)) {
      for (Transfer t : page) {
        assertThat(stored.put(t.id(), t)).as("stored twice").isNull();
      }
      next = QueryFilter.from(page.getLast().timestamp() + 1);
    }
    for (SimulatedClient client : clients) {
      assertThat(client.outcomes().keySet()).isEqualTo(client.asked().keySet());
      client.outcomes().forEach((id, outcome) -> check(outcome, stored.remove(id), id));
      counts.transfers += client.asked().size();
      counts.resolved += client.resolved();
    }
    assertThat(stored).as("stored although no one was told so").isEmpty();
  }

  private static void check(Outcome outcome, @Nullable Transfer stored, Id128 id) {
    long timestamp = stored == null ? 0 : stored.timestamp();
    assertThat(new Outcome(stored != null, timestamp)).as("transfer %s", id).isEqualTo(outcome);
  }

  private static void checkBooks(LocalLedger ledger) {
    List<Account> all = ledger.lookupAccounts(accounts().stream().map(Account::id).toList());
    assertThat(all.stream().mapToLong(a -> a.debitsPosted() - a.creditsPosted()).sum()).isZero();
    assertThat(all.stream().mapToLong(a -> a.debitsPending() - a.creditsPending()).sum()).isZero();
    for (Account a : all) {
      assertThat(a.debitsPending()).isNotNegative();
      assertThat(a.creditsPending()).isNotNegative();
      if ((a.flags() & AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS) != 0) {
        assertThat(a.debitsPosted() + a.debitsPending()).isLessThanOrEqualTo(a.creditsPosted());
      }
      if ((a.flags() & AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS) != 0) {
        assertThat(a.creditsPosted() + a.creditsPending()).isLessThanOrEqualTo(a.debitsPosted());
      }
    }
  }

  private static List<Account> accounts() {
    return IntStream.rangeClosed(1, 8)
        .mapToObj(i ->
            Account.open(
                new Id128(0, i),
                1,
                1,
                i == 7
                    ? AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS
                    : i == 8 ? AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS : 0))
        .toList();
  }
}
