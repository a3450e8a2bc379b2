package io.fairway.issuance;

import io.fairway.chain.Hash32;
import io.fairway.ledger.AccountKind;
import io.fairway.ledger.ChartAccount;
import io.fairway.ledger.Id128;
import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import io.fairway.money.Money;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/// The schema `issuance`: intents of fundings, and the names of accounts.
final class Fundings {
  private static final String SCHEMA = "issuance";

  private final DataSource source;

  private Fundings(DataSource source) {
    this.source = source;
  }

  /// What became of an intent so far.
  enum State {
    INTENDED,
    DONE,
    REFUSED
  }

  /// A recorded intent.
  record Row(
      String businessId,
      Funding funding,
      State state,
      @Nullable String cause,
      @Nullable Hash32 transactionHash) {}

  /// Brings the schema to its newest version.
  static Fundings open(DataSource source) {
    Flyway.configure()
        .dataSource(source)
        .schemas(SCHEMA)
        .defaultSchema(SCHEMA)
        .locations("classpath:db/migration/" + SCHEMA)
        .load()
        .migrate();
    return new Fundings(source);
  }

  private interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  private <T> T ask(Work<T> work) {
    try (Connection connection = source.getConnection()) {
      return work.in(connection);
    } catch (SQLException failure) {
      throw new IllegalStateException("the record of fundings cannot be used", failure);
    }
  }

  /// Writes intents; those that are there already stay. A funding's id is its source and its row,
  /// so the same id with other content is a bug of the caller. Answers the ids, in their order.
  List<String> intend(String source, List<Funding> fundings) {
    List<String> ids = new ArrayList<>();
    for (int row = 1; row <= fundings.size(); row++) {
      ids.add(source + ":" + row);
    }
    int _ = ask(connection -> insert(connection, ids, fundings));
    List<Row> rows = of(ids);
    for (int i = 0; i < rows.size(); i++) {
      Invariant.check(
          rows.get(i).funding().equals(fundings.get(i)),
          "funding %s is recorded as %s",
          ids.get(i),
          rows.get(i).funding());
    }
    return ids;
  }

  private static int insert(Connection connection, List<String> ids, List<Funding> fundings)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO issuance.funding
              (business_id, kind, participant_id, bic, address, coin, asset, amount, state)
            SELECT n.*, 'INTENDED' FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
              ?::text[], ?::text[], ?::bigint[]) AS n
            ON CONFLICT (business_id) DO NOTHING
            """)) {
      List<Columns> rows = fundings.stream().map(Columns::of).toList();
      insert.setArray(1, texts(connection, ids, id -> id));
      insert.setArray(2, texts(connection, rows, Columns::kind));
      insert.setArray(3, texts(connection, rows, Columns::participantId));
      insert.setArray(4, texts(connection, rows, Columns::bic));
      insert.setArray(5, texts(connection, rows, Columns::address));
      insert.setArray(6, texts(connection, rows, Columns::coin));
      insert.setArray(7, texts(connection, rows, row -> row.amount().asset().code()));
      insert.setArray(
          8,
          connection.createArrayOf(
              "bigint", rows.stream().map(row -> row.amount().units()).toArray()));
      return insert.executeUpdate();
    }
  }

  /// The intents of those ids, in the order in which they were written.
  List<Row> of(Collection<String> businessIds) {
    return ask(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT * FROM issuance.funding WHERE business_id = ANY (?) ORDER BY seq")) {
        select.setArray(1, texts(connection, businessIds, id -> id));
        return read(select);
      }
    });
  }

  /// The intents of one source, in the order in which they were written.
  List<Row> from(String source) {
    return ask(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT * FROM issuance.funding WHERE starts_with(business_id, ?) ORDER BY seq")) {
        select.setString(1, source + ":");
        return read(select);
      }
    });
  }

  /// All unfinished intents, the issuer's own money first: it covers what is minted after it.
  List<Row> unfinished() {
    return ask(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              SELECT * FROM issuance.funding WHERE state = 'INTENDED'
              ORDER BY kind <> 'BUFFER', seq
              """)) {
        return read(select);
      }
    });
  }

  /// All intents that are done, in the order in which they were written.
  List<Row> done() {
    return ask(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT * FROM issuance.funding WHERE state = 'DONE' ORDER BY seq")) {
        return read(select);
      }
    });
  }

  /// Records what became of an intent.
  void finish(Row row, State state, @Nullable String cause, @Nullable Hash32 transactionHash) {
    int changed =
        ask(connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  """
                  UPDATE issuance.funding
                  SET state = ?, cause = ?, transaction_hash = ?, done_at = now()
                  WHERE business_id = ?
                  """)) {
            update.setString(1, state.name());
            update.setString(2, cause);
            update.setBytes(3, transactionHash == null ? null : transactionHash.bytes());
            update.setString(4, row.businessId());
            return update.executeUpdate();
          }
        });
    Invariant.check(changed == 1, "funding %s is not recorded", row.businessId());
  }

  /// Keeps the names of accounts.
  void name(Collection<ChartAccount> accounts) {
    int _ =
        ask(connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  """
                  INSERT INTO issuance.account_name (id, name, asset, kind)
                  SELECT * FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[])
                  ON CONFLICT DO NOTHING
                  """)) {
            insert.setArray(1, texts(connection, accounts, Fundings::uuid));
            insert.setArray(2, texts(connection, accounts, ChartAccount::name));
            insert.setArray(3, texts(connection, accounts, one -> one.asset().code()));
            insert.setArray(4, texts(connection, accounts, one -> one.kind().name()));
            return insert.executeUpdate();
          }
        });
  }

  List<ChartAccount> names() {
    return ask(connection -> {
      try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT * FROM issuance.account_name ORDER BY name, asset");
          ResultSet row = select.executeQuery()) {
        List<ChartAccount> names = new ArrayList<>();
        while (row.next()) {
          UUID id = row.getObject("id", UUID.class);
          names.add(
              new ChartAccount(
                  text(row, "name"),
                  Asset.of(text(row, "asset")),
                  AccountKind.valueOf(text(row, "kind")),
                  new Id128(id.getMostSignificantBits(), id.getLeastSignificantBits())));
        }
        return names;
      }
    });
  }

  private static List<Row> read(PreparedStatement select) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        byte[] hash = row.getBytes("transaction_hash");
        rows.add(
            new Row(
                text(row, "business_id"),
                Columns.read(row).funding(),
                State.valueOf(text(row, "state")),
                row.getString("cause"),
                hash == null ? null : Hash32.of(hash)));
      }
    }
    return rows;
  }

  /// A funding as columns.
  private record Columns(
      String kind,
      @Nullable String participantId,
      @Nullable String bic,
      @Nullable String address,
      @Nullable String coin,
      Money amount) {

    static Columns of(Funding funding) {
      return switch (funding) {
        case Funding.Platform(String id, String bic, Money amount) ->
            new Columns("PLATFORM", id, bic, null, null, amount);
        case Funding.Provider(String id, String bic, Money amount) ->
            new Columns("PROVIDER", id, bic, null, null, amount);
        case Funding.Payout(String id, String bic, Money amount) ->
            new Columns("PAYOUT", id, bic, null, null, amount);
        case Funding.Coins(String id, String bic, String address, Asset coin, Money amount) ->
            new Columns("COINS", id, bic, address, coin.code(), amount);
        case Funding.Buffer(Asset coin, Money amount) ->
            new Columns("BUFFER", null, null, null, coin.code(), amount);
      };
    }

    static Columns read(ResultSet row) throws SQLException {
      return new Columns(
          text(row, "kind"),
          row.getString("participant_id"),
          row.getString("bic"),
          row.getString("address"),
          row.getString("coin"),
          new Money(Asset.of(text(row, "asset")), row.getLong("amount")));
    }

    Funding funding() {
      return switch (kind) {
        case "PLATFORM" -> new Funding.Platform(there(participantId), there(bic), amount);
        case "PROVIDER" -> new Funding.Provider(there(participantId), there(bic), amount);
        case "PAYOUT" -> new Funding.Payout(there(participantId), there(bic), amount);
        case "COINS" ->
            new Funding.Coins(
                there(participantId), there(bic), there(address), Asset.of(there(coin)), amount);
        case "BUFFER" -> new Funding.Buffer(Asset.of(there(coin)), amount);
        default -> throw new IllegalStateException("a funding of kind " + kind);
      };
    }

    private static String there(@Nullable String column) {
      return Objects.requireNonNull(column, "a column of a funding is empty");
    }
  }

  private static <T> Array texts(
      Connection connection, Collection<T> rows, Function<T, @Nullable String> column)
      throws SQLException {
    return connection.createArrayOf("text", rows.stream().map(column).toArray());
  }

  private static String text(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(row.getString(column), column);
  }

  private static String uuid(ChartAccount account) {
    return new UUID(account.id().high(), account.id().low()).toString();
  }
}
