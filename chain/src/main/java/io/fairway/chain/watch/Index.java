package io.fairway.chain.watch;

import io.fairway.chain.Hash32;
import io.fairway.chain.watch.Watcher.Alarm;
import io.fairway.chain.watch.Watcher.SupplyFact;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/// The watcher's memory in PostgreSQL.
final class Index {
  private static final String SCHEMA = "watch";

  private final WatchDatabase database;
  private final AlarmRecords alarms;

  private Index(WatchDatabase database) {
    this.database = database;
    this.alarms = new AlarmRecords(database);
  }

  record Block(long number, Hash32 hash, Hash32 parent, long timeSeconds) {}

  record Transfer(
      long block,
      int logIndex,
      Hash32 transaction,
      String coin,
      String from,
      String to,
      BigInteger units) {}

  record Event(
      long block,
      int logIndex,
      Hash32 transaction,
      String contract,
      String description,
      boolean expected) {}

  record Supply(long block, String coin, BigInteger fromEvents, @Nullable BigInteger called) {}

  /// A proxy's code and slots, and the code of its implementation.
  record Code(Hash32 hash, Hash32 implementation, Hash32 admin, Hash32 implementationHash) {}

  /// What a run of blocks brought; stored all or not at all.
  record Batch(
      List<Block> blocks,
      List<Transfer> transfers,
      List<Event> events,
      List<Supply> supplies,
      List<Alarm> alarms) {}

  static Index open(DataSource database) {
    Flyway.configure()
        .dataSource(database)
        .schemas(SCHEMA)
        .defaultSchema(SCHEMA)
        .locations("classpath:db/migration/watch")
        .load()
        .migrate();
    return new Index(new WatchDatabase(database));
  }

  AlarmRecords alarms() {
    return alarms;
  }

  /// The block of the gateway's first deployment: before it there is nothing to watch.
  Optional<Long> firstDeployment() {
    return database.ask(connection -> {
      try (PreparedStatement select =
              connection.prepareStatement(
                  """
                  SELECT min(block_number) FROM chain.transaction
                   WHERE kind = 'DEPLOY' AND mined_hash IS NOT NULL
                  """);
          ResultSet row = select.executeQuery()) {
        row.next();
        long number = row.getLong(1);
        return row.wasNull() ? Optional.empty() : Optional.of(number);
      }
    });
  }

  /// The newest blocks, the newest first.
  List<Block> newest(int count) {
    return database.ask(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT number, hash, parent, time_seconds FROM watch.block ORDER BY number DESC LIMIT ?")) {
        select.setInt(1, count);
        try (ResultSet row = select.executeQuery()) {
          List<Block> blocks = new ArrayList<>();
          while (row.next()) {
            blocks.add(
                new Block(
                    row.getLong(1),
                    Hash32.of(row.getBytes(2)),
                    Hash32.of(row.getBytes(3)),
                    row.getLong(4)));
          }
          return blocks;
        }
      }
    });
  }

  void store(Batch batch) {
    database.ask(connection -> {
      insertBlocks(connection, batch.blocks());
      insertTransfers(connection, batch.transfers());
      insertEvents(connection, batch.events());
      insertSupplies(connection, batch.supplies());
      for (Alarm alarm : batch.alarms()) {
        AlarmRecords.insert(connection, alarm);
      }
      return true;
    });
  }

  private static void insertBlocks(Connection connection, List<Block> blocks) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO watch.block VALUES (?, ?, ?, ?)")) {
      for (Block block : blocks) {
        insert.setLong(1, block.number());
        insert.setBytes(2, block.hash().bytes());
        insert.setBytes(3, block.parent().bytes());
        insert.setLong(4, block.timeSeconds());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void insertTransfers(Connection connection, List<Transfer> transfers)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO watch.transfer VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      for (Transfer transfer : transfers) {
        insert.setLong(1, transfer.block());
        insert.setInt(2, transfer.logIndex());
        insert.setBytes(3, transfer.transaction().bytes());
        insert.setString(4, transfer.coin());
        insert.setString(5, transfer.from());
        insert.setString(6, transfer.to());
        insert.setBigDecimal(7, new BigDecimal(transfer.units()));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void insertEvents(Connection connection, List<Event> events) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO watch.event VALUES (?, ?, ?, ?, ?, ?)")) {
      for (Event event : events) {
        insert.setLong(1, event.block());
        insert.setInt(2, event.logIndex());
        insert.setBytes(3, event.transaction().bytes());
        insert.setString(4, event.contract());
        insert.setString(5, event.description());
        insert.setBoolean(6, event.expected());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void insertSupplies(Connection connection, List<Supply> supplies)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO watch.supply VALUES (?, ?, ?, ?)")) {
      for (Supply supply : supplies) {
        insert.setLong(1, supply.block());
        insert.setString(2, supply.coin());
        insert.setBigDecimal(3, new BigDecimal(supply.fromEvents()));
        BigInteger called = supply.called();
        insert.setBigDecimal(4, called == null ? null : new BigDecimal(called));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /// Forgets all blocks above one, and keeps that it happened.
  void rollBack(long stayed, long depth) {
    database.ask(connection -> {
      try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM watch.block WHERE number > ?");
          PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO watch.reorganisation (stayed, depth) VALUES (?, ?)")) {
        delete.setLong(1, stayed);
        delete.executeUpdate();
        insert.setLong(1, stayed);
        insert.setLong(2, depth);
        return insert.executeUpdate();
      }
    });
  }

  List<Long> reorganisationDepths() {
    return database.ask(connection -> {
      try (PreparedStatement select =
              connection.prepareStatement("SELECT depth FROM watch.reorganisation ORDER BY id");
          ResultSet row = select.executeQuery()) {
        List<Long> depths = new ArrayList<>();
        while (row.next()) {
          depths.add(row.getLong(1));
        }
        return depths;
      }
    });
  }

  /// The signed bytes that the gateway stored for a nonce of a sender.
  List<byte[]> storedBytes(String sender, long nonce) {
    return database.ask(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              SELECT s.raw FROM chain.transaction t JOIN chain.signed s USING (sequence)
               WHERE t.sender = ? AND t.nonce = ?
              """)) {
        select.setString(1, sender);
        select.setLong(2, nonce);
        try (ResultSet row = select.executeQuery()) {
          List<byte[]> stored = new ArrayList<>();
          while (row.next()) {
            stored.add(row.getBytes(1));
          }
          return stored;
        }
      }
    });
  }

  /// The sum of a coin's mints less its burns, over all blocks that are stored.
  BigInteger supply(String coin) {
    return database.ask(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT from_events FROM watch.supply WHERE coin = ? ORDER BY block_number DESC LIMIT 1")) {
        select.setString(1, coin);
        try (ResultSet row = select.executeQuery()) {
          return row.next() ? row.getBigDecimal(1).toBigIntegerExact() : BigInteger.ZERO;
        }
      }
    });
  }

  Watcher.Position position() {
    return database.ask(connection -> {
      try (PreparedStatement select =
              connection.prepareStatement(
                  """
                  SELECT (SELECT coalesce(max(number), -1) FROM watch.block),
                         (SELECT count(*) FROM watch.transfer), (SELECT count(*) FROM watch.event)
                  """);
          ResultSet row = select.executeQuery()) {
        row.next();
        return new Watcher.Position(row.getLong(1), row.getLong(2), row.getLong(3));
      }
    });
  }

  /// Mints and burns of a coin, the oldest first.
  List<Watcher.Change> changes(String coin) {
    return database.ask(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              SELECT block_number, transaction_hash,
                     CASE WHEN sender = ? THEN units ELSE -units END
                FROM watch.transfer
               WHERE coin = ? AND (sender = ? OR recipient = ?) ORDER BY block_number, log_index
              """)) {
        select.setString(1, BlockReader.ZERO);
        select.setString(2, coin);
        select.setString(3, BlockReader.ZERO);
        select.setString(4, BlockReader.ZERO);
        try (ResultSet row = select.executeQuery()) {
          List<Watcher.Change> changes = new ArrayList<>();
          while (row.next()) {
            changes.add(
                new Watcher.Change(
                    row.getLong(1),
                    Hash32.of(row.getBytes(2)),
                    row.getBigDecimal(3).toBigIntegerExact()));
          }
          return changes;
        }
      }
    });
  }

  List<SupplyFact> supplyFacts(String coin, long afterBlock, long finalNumber) {
    return database.ask(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              SELECT b.number, b.hash, s.from_events, s.called
                FROM watch.supply s JOIN watch.block b ON b.number = s.block_number
               WHERE s.coin = ? AND b.number > ? AND s.called IS NOT NULL ORDER BY b.number
              """)) {
        select.setString(1, coin);
        select.setLong(2, afterBlock);
        try (ResultSet row = select.executeQuery()) {
          List<SupplyFact> facts = new ArrayList<>();
          while (row.next()) {
            facts.add(
                new SupplyFact(
                    coin,
                    row.getLong(1),
                    Hash32.of(row.getBytes(2)),
                    row.getBigDecimal(3).toBigIntegerExact(),
                    row.getBigDecimal(4).toBigIntegerExact(),
                    row.getLong(1) <= finalNumber));
          }
          return facts;
        }
      }
    });
  }

  /// By address, what each holder of a coin has after a block; without those who have nothing.
  SortedMap<String, BigInteger> balances(String coin, long block) {
    return database.ask(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              SELECT account, sum(units) FROM (
                SELECT recipient AS account, units FROM watch.transfer
                 WHERE coin = ? AND block_number <= ?
                UNION ALL
                SELECT sender, -units FROM watch.transfer WHERE coin = ? AND block_number <= ?
              ) AS moved GROUP BY account HAVING sum(units) <> 0
              """)) {
        select.setString(1, coin);
        select.setLong(2, block);
        select.setString(3, coin);
        select.setLong(4, block);
        try (ResultSet row = select.executeQuery()) {
          TreeMap<String, BigInteger> balances = new TreeMap<>();
          while (row.next()) {
            balances.put(row.getString(1), row.getBigDecimal(2).toBigIntegerExact());
          }
          return balances;
        }
      }
    });
  }

  Optional<Hash32> hash(long block) {
    return database.ask(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement("SELECT hash FROM watch.block WHERE number = ?")) {
        select.setLong(1, block);
        try (ResultSet row = select.executeQuery()) {
          return row.next() ? Optional.of(Hash32.of(row.getBytes(1))) : Optional.empty();
        }
      }
    });
  }

  Optional<Code> code(String contract) {
    return database.ask(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              SELECT code_hash, implementation, admin, implementation_hash FROM watch.code
               WHERE contract = ?
              """)) {
        select.setString(1, contract);
        try (ResultSet row = select.executeQuery()) {
          return row.next()
              ? Optional.of(
                  new Code(
                      Hash32.of(row.getBytes(1)),
                      Hash32.of(row.getBytes(2)),
                      Hash32.of(row.getBytes(3)),
                      Hash32.of(row.getBytes(4))))
              : Optional.empty();
        }
      }
    });
  }

  void code(String contract, Code code) {
    database.ask(connection -> {
      try (PreparedStatement upsert =
          connection.prepareStatement(
              """
              INSERT INTO watch.code VALUES (?, ?, ?, ?, ?) ON CONFLICT (contract) DO UPDATE
                SET code_hash = excluded.code_hash, implementation = excluded.implementation,
                    admin = excluded.admin, implementation_hash = excluded.implementation_hash
              """)) {
        upsert.setString(1, contract);
        upsert.setBytes(2, code.hash().bytes());
        upsert.setBytes(3, code.implementation().bytes());
        upsert.setBytes(4, code.admin().bytes());
        upsert.setBytes(5, code.implementationHash().bytes());
        return upsert.executeUpdate();
      }
    });
  }

  /// True when a contract's newest upgrade was to this implementation, by a stored intent.
  boolean isLastUpgrade(String contract, String implementation) {
    return database.ask(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              SELECT expected AND description = ? FROM watch.event
               WHERE contract = ? AND description LIKE 'Upgraded(%'
               ORDER BY block_number DESC, log_index DESC LIMIT 1
              """)) {
        select.setString(1, "Upgraded(" + implementation + ")");
        select.setString(2, contract);
        try (ResultSet row = select.executeQuery()) {
          return row.next() && row.getBoolean(1);
        }
      }
    });
  }

  /// Accounts of a coin that were frozen and not let go since.
  List<String> frozen(String contract) {
    return database.ask(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              SELECT account FROM (
                SELECT DISTINCT ON (account) account, description LIKE 'Frozen(%' AS frozen
                  FROM watch.event, substring(description FROM '0x[0-9a-f]{40}') AS account
                 WHERE contract = ?
                   AND (description LIKE 'Frozen(%' OR description LIKE 'Unfrozen(%')
                 ORDER BY account, block_number DESC, log_index DESC
              ) AS newest WHERE frozen ORDER BY account
              """)) {
        select.setString(1, contract);
        try (ResultSet row = select.executeQuery()) {
          List<String> accounts = new ArrayList<>();
          while (row.next()) {
            accounts.add(row.getString(1));
          }
          return accounts;
        }
      }
    });
  }
}
