package io.fairway.payments;

import static io.fairway.payments.Database.column;
import static io.fairway.payments.Database.list;
import static io.fairway.payments.Database.numbers;
import static io.fairway.payments.Database.text;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.rails.BankAccount;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The rows of payouts: the UETR of each is fixed here before anything is done.
final class PayoutRecords {
  private PayoutRecords() {}

  /// What became of a payout so far.
  enum State {
    /// Written before the ledger holds the money; the bank may have been asked.
    INTENDED,
    /// The bank's ACSC: the hold is posted.
    COMPLETED,
    /// Its debit advice too: all is booked.
    DEBITED,
    /// The bank's RJCT: the hold is void.
    REJECTED,
    /// The ledger refused the hold: another claim was first.
    VOID
  }

  /// One attempt to pay out an order's proceeds.
  ///
  /// @param debtorBic the bank that is asked to pay
  record Row(
      long seq,
      int attempt,
      UUID uetr,
      Money amount,
      String debtorBic,
      BankAccount creditor,
      LocalDate settlementDate,
      State state) {

    boolean isUnderWay() {
      return state == State.INTENDED || state == State.COMPLETED;
    }
  }

  /// What the bank did to a payout.
  record Answered(Row row, State state, Money charges, @Nullable String bankReason) {}

  /// How an order's proceeds stand.
  ///
  /// @param due what is left of them on the seller's balance, as the last payout was decided
  /// @param last the newest attempt, null when there is none
  record Standing(long due, @Nullable Row last) {
    static final Standing NONE = new Standing(0, null);
  }

  /// How these orders stand, by number; an order without any payout is left out.
  static Map<Long, Standing> standing(Connection connection, Collection<Long> seqs)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT DISTINCT ON (o.seq) o.seq, o.due, p.*
            FROM payments.payment_order o LEFT JOIN payments.payout p ON p.seq = o.seq
            WHERE o.seq = ANY (?) AND (p.seq IS NOT NULL OR o.due > 0)
            ORDER BY o.seq, p.attempt DESC
            """)) {
      select.setArray(1, numbers(connection, seqs));
      Map<Long, Standing> standings = new HashMap<>();
      list(select, row -> Map.entry(row.getLong("seq"), standing(row)))
          .forEach(entry -> standings.put(entry.getKey(), entry.getValue()));
      return standings;
    }
  }

  private static Standing standing(ResultSet row) throws SQLException {
    return new Standing(row.getLong("due"), row.getString("state") == null ? null : row(row));
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getLong("seq"),
        row.getInt("attempt"),
        row.getObject("uetr", UUID.class),
        new Money(Asset.of(text(row, "asset")), row.getLong("amount")),
        text(row, "debtor_bic"),
        new BankAccount(text(row, "creditor_bic"), text(row, "creditor_number")),
        row.getObject("settlement_date", LocalDate.class),
        State.valueOf(text(row, "state")));
  }

  /// Writes the intents of payouts.
  static void intend(Connection connection, List<Row> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO payments.payout
              (seq, attempt, uetr, asset, amount, debtor_bic, creditor_bic, creditor_number,
               settlement_date, state)
            SELECT n.*, 'INTENDED' FROM unnest(?::bigint[], ?::integer[], ?::uuid[], ?::text[],
              ?::bigint[], ?::text[], ?::text[], ?::text[], ?::date[]) AS n
            """)) {
      insert.setArray(1, column(connection, "bigint", rows, Row::seq));
      insert.setArray(2, column(connection, "integer", rows, Row::attempt));
      insert.setArray(3, column(connection, "text", rows, row -> row.uetr().toString()));
      insert.setArray(4, column(connection, "text", rows, row -> row.amount().asset().code()));
      insert.setArray(5, column(connection, "bigint", rows, row -> row.amount().units()));
      insert.setArray(6, column(connection, "text", rows, Row::debtorBic));
      insert.setArray(7, column(connection, "text", rows, row -> row.creditor().bic()));
      insert.setArray(8, column(connection, "text", rows, row -> row.creditor().number()));
      insert.setArray(9, column(connection, "text", rows, row -> row.settlementDate().toString()));
      Database.expect(insert, rows.size());
    }
  }

  /// Records what the bank did.
  static void answer(Connection connection, List<Answered> answers) throws SQLException {
    if (answers.isEmpty()) {
      return;
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE payments.payout p
            SET state = n.state, charges = n.charges, bank_reason = n.reason
            FROM unnest(?::bigint[], ?::integer[], ?::text[], ?::bigint[], ?::text[])
              AS n (seq, attempt, state, charges, reason)
            WHERE p.seq = n.seq AND p.attempt = n.attempt
            """)) {
      update.setArray(1, column(connection, "bigint", answers, answer -> answer.row().seq()));
      update.setArray(2, column(connection, "integer", answers, answer -> answer.row().attempt()));
      update.setArray(3, column(connection, "text", answers, answer -> answer.state().name()));
      update.setArray(4, column(connection, "bigint", answers, answer -> answer.charges().units()));
      update.setArray(5, column(connection, "text", answers, Answered::bankReason));
      Database.expect(update, answers.size());
    }
  }

  /// Sets what is left of each order's proceeds on its seller's balance.
  static void setDue(Connection connection, Map<Long, Long> dues) throws SQLException {
    change(connection, dues, "due = n.amount");
  }

  /// Gives back to the seller's balance what a bank or the ledger refused to pay.
  static void addDue(Connection connection, Map<Long, Long> dues) throws SQLException {
    change(connection, dues, "due = o.due + n.amount");
  }

  private static void change(Connection connection, Map<Long, Long> dues, String set)
      throws SQLException {
    if (dues.isEmpty()) {
      return;
    }
    List<Map.Entry<Long, Long>> rows = List.copyOf(dues.entrySet());
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE payments.payment_order o SET %s
            FROM unnest(?::bigint[], ?::bigint[]) AS n (seq, amount) WHERE o.seq = n.seq
            """
                .formatted(set))) {
      update.setArray(1, column(connection, "bigint", rows, Map.Entry::getKey));
      update.setArray(2, column(connection, "bigint", rows, Map.Entry::getValue));
      Database.expect(update, rows.size());
    }
  }

  /// Orders at their end that still have proceeds on their sellers' balances, oldest first.
  static List<Long> withheld(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT seq FROM payments.payment_order
            WHERE due > 0 AND outcome = 'SETTLED' ORDER BY seq
            """)) {
      return list(select, row -> row.getLong("seq"));
    }
  }

  /// Orders whose payout a bank rejected, with the account that it was meant for.
  static Map<Long, BankAccount> rejected(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT DISTINCT ON (p.seq) p.seq, p.creditor_bic, p.creditor_number
            FROM payments.payout p JOIN payments.payment_order o ON o.seq = p.seq
            WHERE o.outcome = 'HELD' AND o.state = 5 AND p.seq IN
              (SELECT seq FROM payments.payout
               WHERE state = 'REJECTED' AND bank_reason IS NOT NULL)
            ORDER BY p.seq, p.attempt DESC
            """)) {
      Map<Long, BankAccount> accounts = new HashMap<>();
      list(
              select,
              row ->
                  Map.entry(
                      row.getLong("seq"),
                      new BankAccount(text(row, "creditor_bic"), text(row, "creditor_number"))))
          .forEach(account -> accounts.put(account.getKey(), account.getValue()));
      return accounts;
    }
  }

  /// Opens orders again for a further payout.
  static void reopen(Connection connection, Collection<Long> seqs) throws SQLException {
    if (seqs.isEmpty()) {
      return;
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE payments.payment_order SET state = 5, outcome = NULL, open = true
            WHERE seq = ANY (?)
            """)) {
      update.setArray(1, numbers(connection, seqs));
      Database.expect(update, seqs.size());
    }
  }
}
