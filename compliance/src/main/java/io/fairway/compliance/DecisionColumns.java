package io.fairway.compliance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Turns rows into columns for `INSERT ... SELECT FROM unnest(...)`, one array a column.
final class DecisionColumns {
  private DecisionColumns() {}

  static String[][] of(List<DecisionStore.Row> rows) {
    return new String[][] {
      column(rows, row -> row.decision().reference()),
      column(rows, DecisionStore.Row::content),
      column(rows, row -> outcome(row.decision())),
      column(rows, row -> reason(row.decision())),
      column(rows, row -> detail(row.decision())),
      column(rows, row -> row.decision().listVersion()),
      column(rows, row -> row.decision().policyVersion()),
      column(rows, row -> row.day().customer()),
      column(rows, row -> row.day().day().toString()),
      column(rows, row -> Long.toString(row.counted().units())),
      column(rows, row -> row.counted().asset().code())
    };
  }

  static String[][] ofCounted(List<DecisionStore.Row> rows) {
    return new String[][] {
      column(rows, row -> row.day().customer()),
      column(rows, row -> row.day().day().toString()),
      column(rows, row -> row.counted().asset().code()),
      column(rows, row -> Long.toString(row.counted().units()))
    };
  }

  static String[][] ofMatches(List<DecisionStore.Row> rows) {
    List<String[]> hits = new ArrayList<>();
    for (DecisionStore.Row row : rows) {
      int position = 0;
      for (PolicyCompliance.PartyMatch near : row.matches()) {
        hits.add(
            new String[] {
              row.decision().reference(),
              near.party(),
              Integer.toString(position++),
              near.match().listName(),
              near.match().entryId(),
              printable(near.match().listedName()),
              Integer.toString(near.match().scorePermille()),
              printable(near.match().explain())
            });
      }
    }
    String[][] columns = new String[8][];
    for (int i = 0; i < columns.length; i++) {
      int at = i;
      columns[i] = column(hits, hit -> hit[at]);
    }
    return columns;
  }

  private static <T> String[] column(List<T> rows, Function<T, String> value) {
    return rows.stream().map(value).toArray(String[]::new);
  }

  private static String outcome(Decision decision) {
    return switch (decision) {
      case Decision.Clear clear -> "CLEAR";
      case Decision.Held held -> "HELD";
      case Decision.Refused refused -> "REFUSED";
    };
  }

  private static String reason(Decision decision) {
    return switch (decision) {
      case Decision.Clear clear -> "";
      case Decision.Held held -> held.reason();
      case Decision.Refused refused -> refused.reason();
    };
  }

  private static String detail(Decision decision) {
    return switch (decision) {
      case Decision.Clear clear -> "";
      case Decision.Held held -> held.detail();
      case Decision.Refused refused -> refused.detail();
    };
  }

  /// PostgreSQL's text takes neither a zero character nor half of a surrogate pair, and a name that
  /// holds one must not stop the batch.
  static String printable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c ->
            out.appendCodePoint(
                Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE
                    ? 0xFFFD
                    : c));
    return out.toString();
  }
}
