package io.fairway.compliance;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// The record of decisions and the day's totals, in the schema `compliance`.
final class DecisionStore {
  private static final String SCHEMA = "compliance";

  /// One caller at a time decides, whatever process it is in: a day's limit must not be passed by
  /// two that read the same total. The number is the schema's name in ASCII, "complian".
  private static final long LOCK = 0x636f6d706c69616eL;

  private final DataSource database;

  private DecisionStore(DataSource database) {
    this.database = database;
  }

  static DecisionStore open(DataSource database) {
    Flyway.configure()
        .loggers("slf4j")
        .dataSource(database)
        .schemas(SCHEMA)
        .defaultSchema(SCHEMA)
        .locations("classpath:db/migration/compliance")
        .load()
        .migrate();
    return new DecisionStore(database);
  }

  /// A customer's day.
  record Day(String customer, LocalDate day) {
    static Day of(Movement movement) {
      return new Day(movement.originator().id(), movement.day());
    }
  }

  /// A decision as it is recorded.
  ///
  /// @param content the digest of the movement
  /// @param counted what counts to the day
  /// @param matches empty for a decision that was read back
  record Row(
      String content,
      Decision decision,
      Day day,
      Money counted,
      List<PolicyCompliance.PartyMatch> matches) {}

  /// Runs `work` alone, in one transaction: all of it is recorded or none.
  <T> T locked(Function<Session, T> work) {
    try (Connection connection = database.getConnection()) {
      boolean before = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        try (Statement lock = connection.createStatement()) {
          lock.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
          lock.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        }
        T result = work.apply(new Session(connection));
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(before);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("compliance cannot record its decisions", e);
    }
  }

  /// One transaction, with the lock held.
  static final class Session {
    private final Connection connection;

    private Session(Connection connection) {
      this.connection = connection;
    }

    /// What was decided for these references, as far as it was. The map may be added to.
    Map<String, Row> recorded(List<String> references) {
      String sql =
          """
          SELECT reference, content, outcome, reason, detail, list_version, policy_version,
                 customer, day, value_units, value_currency
          FROM compliance.decision WHERE reference = ANY (?)\
          """;
      Map<String, Row> rows = new HashMap<>();
      query(
          sql,
          new String[][] {references.toArray(new String[0])},
          row -> rows.put(row.getString(1), read(row)));
      return rows;
    }

    private static Row read(ResultSet row) throws SQLException {
      String reference = row.getString(1);
      String reason = row.getString(4);
      String detail = row.getString(5);
      String lists = row.getString(6);
      String policy = row.getString(7);
      Decision decision =
          switch (row.getString(3)) {
            case "CLEAR" -> new Decision.Clear(reference, lists, policy);
            case "HELD" -> new Decision.Held(reference, lists, policy, reason, detail);
            case "REFUSED" -> new Decision.Refused(reference, lists, policy, reason, detail);
            default -> throw new IllegalStateException("outcome of " + reference);
          };
      return new Row(
          row.getString(2),
          decision,
          new Day(row.getString(8), row.getObject(9, LocalDate.class)),
          new Money(Asset.of(row.getString(11)), row.getLong(10)),
          List.of());
    }

    /// What those customers have been cleared for on those days. The map may be added to.
    Map<Day, Money> totals(Collection<Day> days, Policy policy) {
      String sql =
          """
          SELECT t.customer, t.day, t.units
          FROM unnest(?::text[], ?::date[]) AS asked (customer, day)
          JOIN compliance.day_total t ON t.customer = asked.customer AND t.day = asked.day
          WHERE t.currency = '%s'\
          """
              .formatted(policy.valuationCurrency().code());
      Map<Day, Money> totals = new HashMap<>();
      String[] customers = days.stream().map(Day::customer).toArray(String[]::new);
      String[] dates = days.stream().map(day -> day.day().toString()).toArray(String[]::new);
      query(
          sql,
          new String[][] {customers, dates},
          row ->
              totals.put(
                  new Day(row.getString(1), row.getObject(2, LocalDate.class)),
                  new Money(policy.valuationCurrency(), row.getLong(3))));
      return totals;
    }

    /// Records decisions, their matches, and what they count to the day.
    void record(List<Row> rows) {
      if (rows.isEmpty()) {
        return;
      }
      update(
          """
          INSERT INTO compliance.decision (reference, content, outcome, reason, detail, list_version,
            policy_version, customer, day, value_units, value_currency)
          SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::text[], ?::text[], ?::date[], ?::bigint[], ?::text[])\
          """,
          DecisionColumns.of(rows));
      update(
          """
          INSERT INTO compliance.screening_hit (reference, party, position, list_name, entry_id,
            listed_name, score_permille, explanation)
          SELECT * FROM unnest(?::text[], ?::text[], ?::int[], ?::text[], ?::text[], ?::text[],
            ?::int[], ?::text[])\
          """,
          DecisionColumns.ofMatches(rows));
      update(
          """
          INSERT INTO compliance.day_total (customer, day, currency, units)
          SELECT customer, day, currency, sum(units)
          FROM unnest(?::text[], ?::date[], ?::text[], ?::bigint[])
            AS counted (customer, day, currency, units)
          WHERE units > 0 GROUP BY customer, day, currency
          ON CONFLICT (customer, day, currency) DO UPDATE SET units = day_total.units + excluded.units\
          """,
          DecisionColumns.ofCounted(rows));
    }

    private interface Use {
      void row(ResultSet row) throws SQLException;
    }

    private void query(String sql, String[][] columns, Use use) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        bind(statement, columns);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            use.row(rows);
          }
        }
      } catch (SQLException e) {
        throw new IllegalStateException("compliance cannot read its decisions", e);
      }
    }

    private void update(String sql, String[][] columns) {
      if (columns[0].length == 0) {
        return;
      }
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        bind(statement, columns);
        statement.executeUpdate();
      } catch (SQLException e) {
        throw new IllegalStateException("compliance cannot record its decisions", e);
      }
    }

    private void bind(PreparedStatement statement, String[][] columns) throws SQLException {
      for (int i = 0; i < columns.length; i++) {
        statement.setArray(i + 1, connection.createArrayOf("text", columns[i]));
      }
    }
  }
}
