package io.fairway.chain.gateway;

import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.GasUsed;
import io.fairway.chain.Hash32;
import io.fairway.chain.Keys;
import io.fairway.chain.gateway.StoredTransaction.Mined;
import io.fairway.chain.gateway.StoredTransaction.Result;
import io.fairway.chain.gateway.StoredTransaction.Signed;
import io.fairway.chain.permission.Intent;
import io.fairway.chain.permission.Intent.Kind;
import io.fairway.chain.permission.Intent.Name;
import io.fairway.chain.permission.Permission;
import io.fairway.chain.permission.TokenOperation;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.web3j.utils.Numeric;

/// The gateway's memory in PostgreSQL: what was signed, in which order, and what became of it.
final class Outbox {
  private static final String SCHEMA = "chain";

  private static final String SELECT =
      """
      SELECT t.sequence, t.kind, t.key, t.attempt, t.digest, t.signer, t.sender, t.nonce,
             t.result, t.cause, t.common, t.mined_hash, t.block_number, t.block_index,
             t.block_time_seconds, t.gas_used, t.gas_price_wei, t.content_hash,
             (SELECT array_agg(s.raw ORDER BY s.variant) FROM chain.signed s
               WHERE s.sequence = t.sequence) AS variants
        FROM chain.transaction t
      """;

  private static final long UNSAVED = 0;

  private final DataSource database;

  private final Keys keys;
  private final Signing signing;

  private Outbox(DataSource database, Keys keys, Signing signing) {
    this.database = database;
    this.keys = keys;
    this.signing = signing;
  }

  /// An intent that may be signed.
  record Admitted(Intent intent, int attempt, Permission.Answer.Granted grant) {}

  /// A transaction and what it was allowed as.
  private record Allowed(StoredTransaction transaction, Permission.Answer.Granted grant) {}

  /// Opens the schema `chain` and brings it to its newest form.
  static Outbox open(DataSource database, Keys keys, Signing signing) {
    Flyway.configure()
        .dataSource(database)
        .schemas(SCHEMA)
        .defaultSchema(SCHEMA)
        .locations("classpath:db/migration/chain")
        .load()
        .migrate();
    return new Outbox(database, keys, signing);
  }

  /// Makes the senders known. A nonce that the chain has seen is never given out again.
  ///
  /// @param nonces by address, the next one that the chain expects
  void register(Map<String, Long> nonces) {
    inTransaction(connection -> {
      try (PreparedStatement insert =
          connection.prepareStatement(
              """
              INSERT INTO chain.sender (address, next_nonce)
              SELECT * FROM unnest(?::text[], ?::bigint[])
              ON CONFLICT (address) DO UPDATE
                SET next_nonce = greatest(chain.sender.next_nonce, excluded.next_nonce)
              """)) {
        insert.setArray(1, texts(connection, nonces.keySet()));
        insert.setArray(2, connection.createArrayOf("bigint", nonces.values().toArray()));
        return insert.executeUpdate();
      }
    });
  }

  /// The latest attempt at each of these names that has one.
  Map<Name, StoredTransaction> latest(Collection<Name> names) {
    return inTransaction(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              SELECT
                  + """
                    JOIN unnest(?::text[], ?::text[]) AS wanted (kind, key)
                      ON t.kind = wanted.kind AND t.key = wanted.key
                   ORDER BY t.attempt
                  """)) {
        select.setArray(1, array(connection, "text", names, name -> name.kind().name()));
        select.setArray(2, array(connection, "text", names, Name::key));
        Map<Name, StoredTransaction> latest = new HashMap<>();
        read(select).forEach(transaction -> latest.put(transaction.name(), transaction));
        return latest;
      }
    });
  }

  /// What is not final yet, in the order of signing.
  List<StoredTransaction> outstanding() {
    return inTransaction(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(SELECT + " WHERE t.result IS NULL ORDER BY t.sequence")) {
        return read(select);
      }
    });
  }

  /// What is final although the chain does not know it, in the order in which it became final.
  ///
  /// @param nonces by sender, the next one that the chain expects
  List<StoredTransaction> forgotten(Map<String, Long> nonces) {
    return inTransaction(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              SELECT
                  + """
                    JOIN unnest(?::text[], ?::bigint[]) AS chain_knows (sender, nonce)
                      ON t.sender = chain_knows.sender AND t.nonce >= chain_knows.nonce
                   WHERE t.result IS NOT NULL
                   ORDER BY t.final_order
                  """)) {
        select.setArray(1, texts(connection, nonces.keySet()));
        select.setArray(2, connection.createArrayOf("bigint", nonces.values().toArray()));
        return read(select);
      }
    });
  }

  /// By sender, the nonce after the last final one.
  Map<String, Long> finalNonces() {
    return inTransaction(connection -> {
      try (PreparedStatement select =
              connection.prepareStatement(
                  """
                  SELECT s.address, coalesce(max(t.nonce) + 1, 0) FROM chain.sender s
                    LEFT JOIN chain.transaction t
                      ON t.sender = s.address AND t.result IS NOT NULL
                   GROUP BY s.address
                  """);
          ResultSet rows = select.executeQuery()) {
        Map<String, Long> nonces = new HashMap<>();
        while (rows.next()) {
          nonces.put(rows.getString(1), rows.getLong(2));
        }
        return nonces;
      }
    });
  }

  /// Gives the intents nonces, signs them, and keeps the signed bytes: after this returns, they
  /// survive a crash. Nothing has been sent.
  List<StoredTransaction> store(List<Admitted> admitted) {
    return inTransaction(connection -> {
      Map<String, Integer> counts = new HashMap<>();
      admitted.forEach(one -> counts.merge(one.intent().signer(), 1, Integer::sum));
      Map<String, AtomicLong> next = new HashMap<>();
      for (Map.Entry<String, Integer> signer : counts.entrySet()) {
        String sender = keys.address(signer.getKey());
        next.put(signer.getKey(), new AtomicLong(reserve(connection, sender, signer.getValue())));
      }
      List<Allowed> unsaved = new ArrayList<>(admitted.size());
      for (Admitted one : admitted) {
        Intent intent = one.intent();
        long nonce = Objects.requireNonNull(next.get(intent.signer())).getAndIncrement();
        List<Signed> signed = List.of(signing.sign(intent, nonce));
        unsaved.add(
            new Allowed(transaction(one.intent(), one.attempt(), nonce, signed), one.grant()));
      }
      return insert(connection, unsaved);
    });
  }

  /// Records that an intent was never signed because the chain would revert it.
  StoredTransaction refuse(
      Intent intent, int attempt, RevertCause cause, Permission.Answer.Granted grant) {
    StoredTransaction refused =
        transaction(intent, attempt, StoredTransaction.NO_NONCE, List.of())
            .with(Mined.refused(cause.text()));
    return inTransaction(
        connection -> insert(connection, List.of(new Allowed(refused, grant))).getFirst());
  }

  private StoredTransaction transaction(
      Intent intent, int attempt, long nonce, List<Signed> variants) {
    return new StoredTransaction(
        UNSAVED,
        intent.name(),
        attempt,
        intent.digest(),
        intent.signer(),
        keys.address(intent.signer()),
        nonce,
        variants,
        StoredTransaction.contentHash(intent.recipient(), intent.data()),
        null);
  }

  /// Transactions of an operation that were signed within the last hour.
  long inTheLastHour(TokenOperation operation) {
    return inTransaction(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              SELECT count(*) FROM chain.transaction
               WHERE operation = ? AND signed_at > now() - interval '1 hour' AND nonce IS NOT NULL
              """)) {
        select.setString(1, operation.name());
        try (ResultSet row = select.executeQuery()) {
          row.next();
          return row.getLong(1);
        }
      }
    });
  }

  /// Keeps the bytes of a higher fee beside those before them.
  StoredTransaction addVariant(StoredTransaction transaction, Signed signed) {
    List<Signed> variants = new ArrayList<>(transaction.variants());
    variants.add(signed);
    inTransaction(connection -> {
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO chain.signed VALUES (?, ?, ?)")) {
        insert.setLong(1, transaction.sequence());
        insert.setInt(2, variants.size());
        insert.setBytes(3, Numeric.hexStringToByteArray(signed.raw()));
        return insert.executeUpdate();
      }
    });
    return transaction.with(variants);
  }

  /// Records what became of transactions, which are in the order in which they became final. One
  /// that was recorded before keeps its place.
  void record(List<StoredTransaction> finals) {
    inTransaction(connection -> {
      try (PreparedStatement update =
          connection.prepareStatement(
              """
              UPDATE chain.transaction t
                 SET final_order = coalesce(t.final_order, last.place + m.place),
                     result = m.result, cause = m.cause, common = m.common,
                     mined_hash = m.mined_hash, block_number = m.block_number,
                     block_index = m.block_index, block_time_seconds = m.block_time_seconds,
                     gas_used = m.gas_used, gas_price_wei = m.gas_price_wei
                FROM unnest(?::bigint[], ?::text[], ?::text[], ?::boolean[], ?::bytea[],
                            ?::bigint[], ?::int[], ?::bigint[], ?::bigint[], ?::bigint[])
                     WITH ORDINALITY
                     AS m (sequence, result, cause, common, mined_hash, block_number, block_index,
                           block_time_seconds, gas_used, gas_price_wei, place),
                     (SELECT coalesce(max(final_order), 0) AS place FROM chain.transaction) AS last
               WHERE t.sequence = m.sequence
              """)) {
        List<Mined> mined = finals.stream().map(StoredTransaction::end).toList();
        update.setArray(1, array(connection, "bigint", finals, StoredTransaction::sequence));
        update.setArray(2, array(connection, "text", mined, m -> m.result().name()));
        update.setArray(3, array(connection, "text", mined, Mined::cause));
        update.setArray(4, array(connection, "boolean", mined, Mined::common));
        update.setArray(5, bytes(connection, mined, Outbox::hashBytes));
        update.setArray(6, array(connection, "bigint", mined, Mined::blockNumber));
        update.setArray(7, array(connection, "int", mined, Mined::blockIndex));
        update.setArray(8, array(connection, "bigint", mined, Mined::blockTimeSeconds));
        update.setArray(9, array(connection, "bigint", mined, Mined::gasUsed));
        update.setArray(10, array(connection, "bigint", mined, Mined::gasPriceWei));
        return update.executeUpdate();
      }
    });
  }

  /// Gas of the transactions that were mined, by kind.
  Map<Kind, GasUsed.Total> gas() {
    return inTransaction(connection -> {
      try (PreparedStatement select =
              connection.prepareStatement(
                  """
                  SELECT kind, count(*), sum(gas_used), sum(gas_used::numeric * gas_price_wei)
                    FROM chain.transaction WHERE mined_hash IS NOT NULL GROUP BY kind
                  """);
          ResultSet rows = select.executeQuery()) {
        Map<Kind, GasUsed.Total> gas = new HashMap<>();
        while (rows.next()) {
          gas.put(
              Kind.valueOf(rows.getString(1)),
              new GasUsed.Total(
                  rows.getLong(2), rows.getLong(3), rows.getBigDecimal(4).toBigInteger()));
        }
        return gas;
      }
    });
  }

  private static long reserve(Connection connection, String sender, int count) throws SQLException {
    // The row's lock makes the database the one giver of nonces, even to two gateways.
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE chain.sender SET next_nonce = next_nonce + ? WHERE address = ? RETURNING next_nonce - ?")) {
      update.setInt(1, count);
      update.setString(2, sender);
      update.setInt(3, count);
      try (ResultSet row = update.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("a sender that was never registered: " + sender);
        }
        return row.getLong(1);
      }
    }
  }

  /// Transactions with their first bytes, in one statement; the sequences come back in their order.
  private static final String INSERT =
      """
      WITH fresh AS (
        SELECT * FROM unnest(?::text[], ?::text[], ?::int[], ?::bytea[], ?::text[], ?::text[],
                             ?::bigint[], ?::bytea[], ?::text[], ?::text[], ?::bytea[],
                             ?::text[]) WITH ORDINALITY
                 AS f (kind, key, attempt, digest, signer, sender, nonce, raw, operation,
                       approved_by, content_hash, refused, place)
      ), kept AS (
        INSERT INTO chain.transaction (kind, key, attempt, digest, signer, sender, nonce,
          operation, approved_by, content_hash, result, cause, common, final_order)
        SELECT kind, key, attempt, digest, signer, sender, nonce, operation,
               string_to_array(approved_by, E'\n'), content_hash,
               CASE WHEN refused IS NOT NULL THEN 'REFUSED' END, refused,
               CASE WHEN refused IS NOT NULL THEN false END,
               CASE WHEN refused IS NOT NULL THEN place +
                 (SELECT coalesce(max(final_order), 0) FROM chain.transaction) END
          FROM fresh ORDER BY place
        RETURNING sequence, kind, key
      ), bytes AS (
        INSERT INTO chain.signed (sequence, variant, raw)
        SELECT k.sequence, 1, f.raw FROM kept k JOIN fresh f USING (kind, key)
         WHERE f.raw IS NOT NULL
      )
      SELECT k.sequence FROM kept k JOIN fresh f USING (kind, key) ORDER BY f.place
      """;

  private static List<StoredTransaction> insert(Connection connection, List<Allowed> allowed)
      throws SQLException {
    List<StoredTransaction> transactions = allowed.stream().map(Allowed::transaction).toList();
    List<StoredTransaction> saved = new ArrayList<>(transactions.size());
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setArray(1, array(connection, "text", transactions, t -> t.name().kind().name()));
      insert.setArray(2, array(connection, "text", transactions, t -> t.name().key()));
      insert.setArray(3, array(connection, "int", transactions, StoredTransaction::attempt));
      insert.setArray(4, bytes(connection, transactions, t -> t.digest().bytes()));
      insert.setArray(5, array(connection, "text", transactions, StoredTransaction::signer));
      insert.setArray(6, array(connection, "text", transactions, StoredTransaction::sender));
      insert.setArray(
          7, array(connection, "bigint", transactions, t -> t.isRefused() ? null : t.nonce()));
      insert.setArray(
          8,
          bytes(
              connection,
              transactions,
              t -> t.isRefused() ? null : Numeric.hexStringToByteArray(t.newest().raw())));
      insert.setArray(9, array(connection, "text", allowed, a -> a.grant().operation().name()));
      insert.setArray(
          10, array(connection, "text", allowed, a -> String.join("\n", a.grant().persons())));
      insert.setArray(11, bytes(connection, transactions, Outbox::contentBytes));
      insert.setArray(
          12, array(connection, "text", transactions, t -> t.isRefused() ? t.end().cause() : null));
      try (ResultSet rows = insert.executeQuery()) {
        for (StoredTransaction t : transactions) {
          rows.next();
          saved.add(t.saved(rows.getLong(1)));
        }
      }
    }
    for (int at = 0; at < saved.size(); at++) {
      ApprovalRecords.keep(connection, saved.get(at), allowed.get(at).grant().approvedBy());
    }
    return saved;
  }

  private static List<StoredTransaction> read(PreparedStatement select) throws SQLException {
    List<StoredTransaction> transactions = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        List<Signed> variants = new ArrayList<>();
        Array raws = row.getArray("variants");
        if (raws != null) {
          for (byte[] raw : (byte[][]) raws.getArray()) {
            variants.add(Signed.of(Numeric.toHexString(raw)));
          }
        }
        long nonce = row.getLong("nonce");
        boolean refused = row.wasNull();
        byte[] content = row.getBytes("content_hash");
        transactions.add(
            new StoredTransaction(
                row.getLong("sequence"),
                new Name(Kind.valueOf(row.getString("kind")), row.getString("key")),
                row.getInt("attempt"),
                Hash32.of(row.getBytes("digest")),
                row.getString("signer"),
                row.getString("sender"),
                refused ? StoredTransaction.NO_NONCE : nonce,
                variants,
                content == null ? null : Hash32.of(content),
                readMined(row)));
      }
    }
    return transactions;
  }

  private static @Nullable Mined readMined(ResultSet row) throws SQLException {
    String result = row.getString("result");
    if (result == null) {
      return null;
    }
    byte[] hash = row.getBytes("mined_hash");
    return new Mined(
        Result.valueOf(result),
        row.getString("cause"),
        row.getBoolean("common"),
        hash == null ? null : Hash32.of(hash),
        row.getLong("block_number"),
        row.getInt("block_index"),
        row.getLong("block_time_seconds"),
        row.getLong("gas_used"),
        row.getLong("gas_price_wei"));
  }

  private static byte @Nullable [] contentBytes(StoredTransaction transaction) {
    Hash32 hash = transaction.contentHash();
    return hash == null ? null : hash.bytes();
  }

  private static byte @Nullable [] hashBytes(Mined mined) {
    Hash32 hash = mined.hash();
    return hash == null ? null : hash.bytes();
  }

  private static Array texts(Connection connection, Collection<String> values) throws SQLException {
    return connection.createArrayOf("text", values.toArray());
  }

  private static <T> Array array(
      Connection connection,
      String type,
      Collection<T> values,
      Function<T, ? extends @Nullable Object> field)
      throws SQLException {
    return connection.createArrayOf(type, values.stream().map(field).toArray());
  }

  /// The driver takes byte strings only in an array of their own kind.
  private static <T> Array bytes(
      Connection connection, List<T> values, Function<T, byte @Nullable []> field)
      throws SQLException {
    return connection.createArrayOf("bytea", values.stream().map(field).toArray(byte[][]::new));
  }

  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private <T> T inTransaction(Work<T> work) {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.on(connection);
        connection.commit();
        return result;
      } finally {
        // After a commit there is nothing to undo; after a failure there is.
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException problem) {
      throw new ChainUnavailable(
          "the gateway's database does not answer: " + problem.getMessage(), problem);
    }
  }
}
