package io.fairway.bench;

import io.fairway.cluster.BareCluster;
import io.fairway.cluster.Durability;
import io.fairway.cluster.LedgerNode;
import io.fairway.cluster.NodeState;
import io.fairway.cluster.Recorded;
import io.fairway.cluster.network.Members;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/// One member in a process of its own: says on standard output how durable it is, then answers
/// every line with what it has recorded, until its standard input ends.
final class MemberProcess {
  private MemberProcess() {}

  /// Arguments: `ledger` or `bare`, the data directory, the members and which of them this is.
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[1]);
    Members members = Members.parse(args[2]);
    int id = Integer.parseInt(args[3]);
    if (args[0].equals(MemberProcesses.BARE)) {
      try (BareCluster node = BareCluster.start(directory, members, id)) {
        answer(node.durability(), node::recorded);
      }
    } else {
      CountDownLatch joined = new CountDownLatch(1);
      try (LedgerNode node =
          LedgerNode.start(directory, members, id, state -> onState(state, joined))) {
        joined.await(); // how durable it is can be told then
        answer(node.durability(), node::recorded);
      }
    }
  }

  private static void onState(NodeState state, CountDownLatch joined) {
    if (state != NodeState.ELECTING) {
      joined.countDown();
    }
  }

  private static void answer(Durability d, Supplier<Recorded> recorded) throws IOException {
    System.out.printf(
        "%d %d %d %s %s%n",
        d.archiveSyncLevel(),
        d.catalogueSyncLevel(),
        d.consensusSyncLevel(),
        d.recordChecksum(),
        d.replayChecksum());
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (in.readLine() != null) {
      Recorded now = recorded.get();
      System.out.println(now.bytes() + " " + now.writeNanos());
    }
  }
}
