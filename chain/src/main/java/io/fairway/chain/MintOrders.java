package io.fairway.chain;

import io.fairway.money.Invariant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The numbers that gates know orders by, in PostgreSQL: given once an order and kept before
/// anything is signed, so that a repeat uses the same one. They are dense, because a gate keeps 256
/// used ones in a word.
final class MintOrders {
  private final DataSource database;

  MintOrders(DataSource database) {
    this.database = database;
  }

  /// What an order asks for.
  record Wish(String gate, Hash32 reference, String to, long units, long deadlineSeconds) {}

  /// An order with its number.
  ///
  /// @param approval as the gate takes it; null when it was not approved yet
  record Given(long number, Wish wish, @Nullable String approval) {}

  /// Finds the order, or gives it the gate's next number. The deadline of the first call stays.
  ///
  /// @throws io.fairway.money.InvariantViolation when the reference is another order's
  Given give(Wish wish) {
    Given given =
        inTransaction(connection -> {
          Optional<Given> known = find(connection, wish.reference());
          return known.isPresent() ? known.get() : insert(connection, wish);
        });
    Wish before = given.wish();
    Invariant.check(
        before.gate().equals(wish.gate())
            && before.to().equals(wish.to())
            && before.units() == wish.units(),
        "mint order %s was used for something else before: %s",
        wish.reference(),
        before);
    return given;
  }

  /// The order of a reference.
  Optional<Given> find(Hash32 reference) {
    return inTransaction(connection -> find(connection, reference));
  }

  /// Keeps an approval, in the place of one before.
  void approve(Hash32 reference, String approval) {
    int changed =
        inTransaction(connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  """
                  UPDATE chain.mint_order SET approval = ? WHERE reference = ?
                  """)) {
            update.setString(1, approval);
            update.setBytes(2, reference.bytes());
            return update.executeUpdate();
          }
        });
    Invariant.check(changed == 1, "no mint order %s", reference);
  }

  private static Given insert(Connection connection, Wish wish) throws SQLException {
    // One giver at a time: a number that is given twice would cost one of the two its mint.
    try (Statement lock = connection.createStatement()) {
      lock.execute("LOCK TABLE chain.mint_order IN SHARE ROW EXCLUSIVE MODE");
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO chain.mint_order (reference, gate, number, recipient, units, deadline_seconds)
            SELECT ?, ?, coalesce(max(number) + 1, 0), ?, ?, ? FROM chain.mint_order WHERE gate = ?
            ON CONFLICT (reference) DO NOTHING
            """)) {
      insert.setBytes(1, wish.reference().bytes());
      insert.setString(2, wish.gate());
      insert.setString(3, wish.to());
      insert.setLong(4, wish.units());
      insert.setLong(5, wish.deadlineSeconds());
      insert.setString(6, wish.gate());
      insert.executeUpdate();
    }
    return find(connection, wish.reference()).orElseThrow();
  }

  private static Optional<Given> find(Connection connection, Hash32 reference) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT number, gate, recipient, units, deadline_seconds, approval
              FROM chain.mint_order WHERE reference = ?
            """)) {
      select.setBytes(1, reference.bytes());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Given(
                    row.getLong(1),
                    new Wish(
                        row.getString(2),
                        reference,
                        row.getString(3),
                        row.getLong(4),
                        row.getLong(5)),
                    row.getString(6)))
            : Optional.empty();
      }
    }
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
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException problem) {
      throw new ChainUnavailable(
          "the record of mint orders does not answer: " + problem.getMessage(), problem);
    }
  }
}
