package io.fairway.payments;

import static io.fairway.payments.Database.column;
import static io.fairway.payments.Database.list;
import static io.fairway.payments.Database.text;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountKind;
import io.fairway.ledger.ChartAccount;
import io.fairway.ledger.CreateAccountResult;
import io.fairway.ledger.CreateAccountStatus;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/// Opens accounts on the ledger when they are first needed, and keeps their names: the ledger knows
/// only numbers.
public final class AccountBook {
  private final Database database;
  private final Ledger ledger;
  private final Set<ChartAccount> open = ConcurrentHashMap.newKeySet();

  AccountBook(Database database, Ledger ledger) {
    this.database = database;
    this.ledger = ledger;
  }

  /// The names of all accounts that the journey ever used, in the order of their names.
  public static List<ChartAccount> names(DataSource source) {
    return Database.open(source).ask(AccountBook::read);
  }

  /// Opens those that are not open yet. Names go first: a named account without a ledger account is
  /// harmless, one without a name is not.
  void ensure(Collection<ChartAccount> accounts) {
    List<ChartAccount> missing =
        accounts.stream()
            .filter(account -> !open.contains(account))
            .distinct()
            .sorted(Comparator.comparing(ChartAccount::id)) // so that two callers never deadlock
            .toList();
    if (missing.isEmpty()) {
      return;
    }
    database.act(connection -> write(connection, missing));
    List<Account> openings = missing.stream().map(ChartAccount::opening).toList();
    List<CreateAccountResult> results = ledger.createAccounts(openings);
    for (int i = 0; i < results.size(); i++) {
      CreateAccountStatus status = results.get(i).status();
      Invariant.check(
          status == CreateAccountStatus.CREATED || status == CreateAccountStatus.EXISTS,
          "account %s: %s",
          missing.get(i),
          status);
    }
    open.addAll(missing);
  }

  private static void write(Connection connection, List<ChartAccount> accounts)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO payments.account_name (id, name, asset, kind)
            SELECT * FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[])
            ON CONFLICT DO NOTHING
            """)) {
      insert.setArray(1, column(connection, "uuid", accounts, account -> uuid(account.id())));
      insert.setArray(2, column(connection, "text", accounts, ChartAccount::name));
      insert.setArray(3, column(connection, "text", accounts, account -> account.asset().code()));
      insert.setArray(4, column(connection, "text", accounts, account -> account.kind().name()));
      insert.executeUpdate();
    }
  }

  private static List<ChartAccount> read(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT id, name, asset, kind FROM payments.account_name ORDER BY name, asset")) {
      return list(
          select,
          row -> {
            UUID id = row.getObject("id", UUID.class);
            return new ChartAccount(
                text(row, "name"),
                Asset.of(text(row, "asset")),
                AccountKind.valueOf(text(row, "kind")),
                new Id128(id.getMostSignificantBits(), id.getLeastSignificantBits()));
          });
    }
  }

  private static UUID uuid(Id128 id) {
    return new UUID(id.high(), id.low());
  }
}
