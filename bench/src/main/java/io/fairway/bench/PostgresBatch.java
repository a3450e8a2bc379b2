package io.fairway.bench;

import io.fairway.ledger.wire.TransferEvent;
import io.fairway.ledger.wire.Wire;
import io.fairway.money.Invariant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// A batch of transfers on one connection, posted by a handful of statements whatever its size:
/// copied in, inserted where its accounts allow, then summed up by account.
final class PostgresBatch implements AutoCloseable {
  private static final String STAGING =
      "create temp table staging (seq int not null, id uuid not null, debit uuid not null,"
          + " credit uuid not null, amount bigint not null, ledger int not null, code int not null)"
          + " on commit delete rows";

  private static final String COPY = "copy staging from stdin (format binary)";

  /// The limits of accounts are checks of their table; ids are unique by their table's key.
  private static final String INSERT =
      """
      insert into transfer (id, debit, credit, amount, ledger, code, flags, timestamp)
      select s.id, s.debit, s.credit, s.amount, s.ledger, s.code, 0, ? + s.seq
      from staging s join account d on d.id = s.debit join account c on c.id = s.credit
      where d.ledger = s.ledger and c.ledger = s.ledger and s.debit <> s.credit and s.code <> 0
      """;

  /// One batch after the other changes balances: no deadlocks, and timestamps in that order.
  private static final String LOCK = "lock table account in exclusive mode";

  private static final String UPDATE =
      """
      update account a
      set debits_posted = a.debits_posted + x.debits, credits_posted = a.credits_posted + x.credits
      from (
        select account, sum(debits)::bigint debits, sum(credits)::bigint credits from (
          select debit account, amount debits, 0::bigint credits from staging
          union all select credit, 0, amount from staging) entries
        group by account) x
      where a.id = x.account
      """;

  private static final String HISTORY =
      """
      insert into balance (account, timestamp, debits_pending, debits_posted, credits_pending,
        credits_posted)
      select e.account, ? + e.seq, a.debits_pending,
        a.debits_posted + sum(e.debits) over so_far, a.credits_pending,
        a.credits_posted + sum(e.credits) over so_far
      from (
        select debit account, seq, amount debits, 0::bigint credits from staging
        union all select credit, seq, 0, amount from staging) e
      join account a on a.id = e.account
      window so_far as (partition by e.account order by e.seq)
      """;

  private static final byte[] HEAD = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final short COLUMNS = 7;
  private static final int ROW_BYTES = 2 + COLUMNS * 4 + 3 * Wire.ID_BYTES + 8 + 3 * 4;
  private static final int UUID_BYTES = 16;

  private final Connection connection;
  private final boolean history;
  private final ByteBuffer rows =
      ByteBuffer.allocate(HEAD.length + 8 + Wire.EVENTS_MAX * ROW_BYTES + 2);
  private final PreparedStatement clock;
  private final PreparedStatement insert;
  private final PreparedStatement update;
  private final PreparedStatement balances;
  private int count;

  PostgresBatch(Connection connection, boolean history) throws SQLException {
    this.connection = connection;
    this.history = history;
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(STAGING);
    }
    connection.commit();
    clock = connection.prepareStatement("select nextval('clock')");
    insert = connection.prepareStatement(INSERT);
    update = connection.prepareStatement(UPDATE);
    balances = connection.prepareStatement(HISTORY);
    clear();
  }

  /// With the indexes that an account's transfers and its balances are read by.
  static List<String> tables(boolean history) {
    List<String> tables = new ArrayList<>();
    tables.add("create sequence clock increment " + 2 * Wire.EVENTS_MAX);
    tables.add(
        """
        create table account (id uuid primary key, ledger int not null, code int not null,
          flags int not null default 0, debits_pending bigint not null default 0,
          debits_posted bigint not null default 0, credits_pending bigint not null default 0,
          credits_posted bigint not null default 0,
          check (flags & 2 = 0 or debits_pending + debits_posted <= credits_posted),
          check (flags & 4 = 0 or credits_pending + credits_posted <= debits_posted))
          with (fillfactor = 30)
        """);
    tables.add(
        """
        create table transfer (id uuid primary key, debit uuid not null, credit uuid not null,
          amount bigint not null, ledger int not null, code int not null, flags int not null,
          timestamp bigint not null)
        """);
    tables.add("create index on transfer (debit, timestamp)");
    tables.add("create index on transfer (credit, timestamp)");
    if (history) {
      tables.add(
          """
          create table balance (account uuid, timestamp bigint, debits_pending bigint not null,
            debits_posted bigint not null, credits_pending bigint not null,
            credits_posted bigint not null, primary key (account, timestamp))
          """);
    }
    return tables;
  }

  Connection connection() {
    return connection;
  }

  void clear() {
    rows.clear();
    rows.put(HEAD).putInt(0).putInt(0);
    count = 0;
  }

  void add(TransferEvent t) {
    rows.putShort(COLUMNS);
    rows.putInt(4).putInt(count);
    rows.putInt(UUID_BYTES).putLong(t.idHigh).putLong(t.idLow);
    rows.putInt(UUID_BYTES).putLong(t.debitHigh).putLong(t.debitLow);
    rows.putInt(UUID_BYTES).putLong(t.creditHigh).putLong(t.creditLow);
    rows.putInt(8).putLong(t.amount);
    rows.putInt(4).putInt(t.ledger);
    rows.putInt(4).putInt(t.code);
    count++;
  }

  /// Posts all of it in one transaction; answers when it is on disk.
  void post() throws SQLException, IOException {
    rows.putShort((short) -1);
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
    copy.writeToCopy(rows.array(), 0, rows.position());
    Invariant.check(copy.endCopy() == count, "rows were lost");
    long timestamp = timestamp();
    insert.setLong(1, timestamp);
    Invariant.check(insert.executeUpdate() == count, "transfers were refused");
    try (Statement statement = connection.createStatement()) {
      statement.execute(LOCK);
    }
    if (history) {
      balances.setLong(1, timestamp);
      Invariant.check(balances.executeUpdate() == 2 * count, "balances are missing");
    }
    Invariant.check(update.executeUpdate() > 0, "no balance changed");
    connection.commit();
  }

  private long timestamp() throws SQLException {
    try (ResultSet row = clock.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
