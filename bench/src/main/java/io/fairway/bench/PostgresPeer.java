package io.fairway.bench;

import io.fairway.app.engine.LonePostgres;
import io.fairway.ledger.wire.TransferEvent;
import io.fairway.money.Invariant;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The same workload as double entry in SQL, on the embedded PostgreSQL: one transaction a batch,
/// nothing row by row, synced before it is answered. Two connections take turns: while one changes
/// balances, the other copies its batch in.
final class PostgresPeer {
  private static final long SEED = 20_261_123;
  private static final int CONNECTIONS = 2;
  private static final int WARM_UP_SHARE = 4;

  /// For 24 GiB and batches of thousands of rows; all that makes a commit durable stays on.
  private static final List<String> SETTINGS =
      List.of(
          "shared_buffers=4GB",
          "wal_buffers=64MB",
          "max_wal_size=32GB",
          "checkpoint_timeout=1h",
          "work_mem=64MB",
          "temp_buffers=64MB",
          "wal_compression=off",
          "autovacuum_vacuum_cost_delay=0");

  private static final List<String> SHOWN =
      List.of("fsync", "synchronous_commit", "full_page_writes", "wal_level", "shared_buffers");

  /// What it reached.
  ///
  /// @param settings read back from the server
  record Reached(long transfers, long nanos, SequencedMap<String, String> settings) {
    private static final double NANOS_PER_SECOND = 1e9;

    double perSecond() {
      return transfers * NANOS_PER_SECOND / nanos;
    }

    boolean isDurable() {
      return List.of("fsync", "synchronous_commit", "full_page_writes").stream()
          .allMatch(name -> "on".equals(settings.get(name)));
    }
  }

  private final LedgerMeasurement.Plan plan;
  private final Workload workload;

  private PostgresPeer(LedgerMeasurement.Plan plan) {
    this.plan = plan;
    workload = new Workload(SEED, plan.accounts(), plan.randomIds());
  }

  static Reached measure(LedgerMeasurement.Plan plan, Path directory, PrintWriter progress)
      throws Exception {
    progress.println("peer: PostgreSQL");
    try (LonePostgres server = LonePostgres.start(directory, SETTINGS)) {
      return new PostgresPeer(plan).measure(server);
    }
  }

  private Reached measure(LonePostgres server) throws Exception {
    try (Connection first = server.connect()) {
      try (Statement statement = first.createStatement()) {
        for (String table : PostgresBatch.tables(plan.history())) {
          statement.execute(table);
        }
      }
      openAccounts(first);
    }
    List<PostgresBatch> batches = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        batches.add(new PostgresBatch(server.connect(), plan.history()));
      }
      run(batches, plan.nanos() / WARM_UP_SHARE);
      long before = workload.transfers();
      long start = System.nanoTime();
      run(batches, plan.nanos());
      long nanos = System.nanoTime() - start;
      long transfers = workload.transfers() - before;
      check(batches.getFirst().connection());
      return new Reached(transfers, nanos, settings(batches.getFirst().connection()));
    } finally {
      for (PostgresBatch batch : batches) {
        batch.close();
      }
    }
  }

  private void run(List<PostgresBatch> batches, long nanos) throws Exception {
    long end = System.nanoTime() + nanos;
    try (ExecutorService pool = Executors.newFixedThreadPool(batches.size())) {
      List<Callable<Void>> work = new ArrayList<>();
      for (PostgresBatch batch : batches) {
        work.add(() -> {
          while (System.nanoTime() - end < 0) {
            fill(batch);
            batch.post();
          }
          return null;
        });
      }
      for (Future<Void> done : pool.invokeAll(work)) {
        done.get();
      }
    }
  }

  private void fill(PostgresBatch batch) {
    synchronized (workload) {
      batch.clear();
      for (int i = 0; i < plan.batch(); i++) {
        TransferEvent transfer = workload.next();
        batch.add(transfer);
      }
    }
  }

  private void openAccounts(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into account (id, ledger, code) select"
                + " ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid, 2, 1"
                + " from generate_series(1, ?) n")) {
      insert.setInt(1, plan.accounts());
      Invariant.check(insert.executeUpdate() == plan.accounts(), "accounts are missing");
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("vacuum analyze account");
    }
  }

  private void check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select (select sum(debits_posted) from account),"
                    + " (select sum(credits_posted) from account), (select count(*) from transfer)")) {
      row.next();
      Invariant.check(row.getLong(1) == workload.amount(), "%s was debited", row.getLong(1));
      Invariant.check(row.getLong(2) == workload.amount(), "%s was credited", row.getLong(2));
      Invariant.check(row.getLong(3) == workload.transfers(), "%s were posted", row.getLong(3));
    }
    connection.commit();
  }

  private static SequencedMap<String, String> settings(Connection connection) throws SQLException {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement()) {
      for (String name : SHOWN) {
        try (ResultSet row = statement.executeQuery("show " + name)) {
          row.next();
          settings.put(name, row.getString(1));
        }
      }
    }
    connection.commit();
    return settings;
  }
}
