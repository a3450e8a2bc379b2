package io.fairway.bench;

import io.fairway.cluster.BareCluster;
import io.fairway.cluster.Durability;
import io.fairway.cluster.EmbeddedLedger;
import io.fairway.cluster.Recorded;
import io.fairway.cluster.client.Batches;
import io.fairway.ledger.History;
import io.fairway.ledger.Ledger;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where batches are sent: the ledger or the bare cluster, of one node in this process or of three
/// in processes of their own.
interface Site extends AutoCloseable {
  Batches batches();

  /// The ledger; null at the bare cluster.
  @Nullable Ledger ledger();

  /// What its follower index answers; null at the bare cluster.
  @Nullable History history();

  /// Of every node, as it says itself.
  List<Durability> durability();

  /// What the nodes recorded, all together.
  Recorded recorded();

  /// Processor nanoseconds of the nodes' own processes, by name; none when they run in this one.
  SequencedMap<String, Long> processors();

  @Override
  void close();

  /// The ledger in this process.
  static Site of(EmbeddedLedger node) {
    return new One(node, node.ledger(), node.history()) {
      @Override
      public List<Durability> durability() {
        return List.of(node.durability());
      }

      @Override
      public Recorded recorded() {
        return node.recorded();
      }

      @Override
      public void close() {
        node.close();
      }
    };
  }

  /// The bare cluster in this process.
  static Site of(BareCluster node) {
    return new One(node, null, null) {
      @Override
      public List<Durability> durability() {
        return List.of(node.durability());
      }

      @Override
      public Recorded recorded() {
        return node.recorded();
      }

      @Override
      public void close() {
        node.close();
      }
    };
  }

  /// One node in this process.
  abstract class One implements Site {
    private final Batches batches;
    private final @Nullable Ledger ledger;
    private final @Nullable History history;

    One(Batches batches, @Nullable Ledger ledger, @Nullable History history) {
      this.history = history;
      this.batches = batches;
      this.ledger = ledger;
    }

    @Override
    public Batches batches() {
      return batches;
    }

    @Override
    public @Nullable Ledger ledger() {
      return ledger;
    }

    @Override
    public @Nullable History history() {
      return history;
    }

    @Override
    public SequencedMap<String, Long> processors() {
      return new TreeMap<>();
    }
  }
}
