package io.fairway.ledger.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferFlags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Runs a table: every row is one event and ends in its answer; rows that stand together are one
/// batch. `A` rows create accounts, `T` rows transfers and `R` rows resolve ids; a number is a
/// field, a word is a flag.
///
/// ```
///   A id=1 ledger=1 code=1 linked          -> LINKED_EVENT_CHAIN_OPEN
///   T id=9 dr=1 cr=2 amount=5 pending      -> CREATED @7          (with its timestamp)
///   B id=1                                 -> dp=5 dpo=0 cp=0 cpo=0
///   L id=9                                 -> amount=5
///   time=100                               sets log time, in nanoseconds
///   pulse                                  lets due holds expire
///   restore                                goes on from a snapshot
/// ```
///
/// An id of more than 64 bits is `high:low`; `max` is the largest number or id; `flags=0x400` sets
/// flags that have no word.
///
/// `default` fields of an `A` row are ledger=1 code=1, of a `T` row dr=1 cr=2 amount=1 ledger=1
/// code=1, of a `T` row that posts or voids none, of one that reverses amount=max.
final class Script {
  static final Map<String, Integer> ACCOUNT_FLAGS =
      Map.of(
          "linked", AccountFlags.LINKED,
          "dmnec", AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS,
          "cmned", AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS,
          "history", AccountFlags.HISTORY,
          "imported", AccountFlags.IMPORTED,
          "closed", AccountFlags.CLOSED,
          "reserved", 1 << 6);

  static final Map<String, Integer> TRANSFER_FLAGS =
      Map.ofEntries(
          Map.entry("linked", TransferFlags.LINKED),
          Map.entry("pending", TransferFlags.PENDING),
          Map.entry("post", TransferFlags.POST_PENDING_TRANSFER),
          Map.entry("void", TransferFlags.VOID_PENDING_TRANSFER),
          Map.entry("bdr", TransferFlags.BALANCING_DEBIT),
          Map.entry("bcr", TransferFlags.BALANCING_CREDIT),
          Map.entry("cdr", TransferFlags.CLOSING_DEBIT),
          Map.entry("ccr", TransferFlags.CLOSING_CREDIT),
          Map.entry("imported", TransferFlags.IMPORTED),
          Map.entry("rev", TransferFlags.REVERSAL),
          Map.entry("reserved", 1 << 10));

  private record Row(
      String line, String verb, Map<String, String> fields, int flags, String answer) {
    long number(String field, long otherwise) {
      @Nullable String value = fields.get(field);
      if (value == null) {
        return otherwise;
      }
      return switch (value) {
        case "max" -> -1L;
        case "max-1" -> -2L;
        default -> Long.parseUnsignedLong(value);
      };
    }

    Id128 id(String field, long otherwise) {
      @Nullable String value = fields.get(field);
      if (value != null && value.contains(":")) {
        String[] halves = value.split(":", -1);
        return new Id128(Long.parseUnsignedLong(halves[0]), Long.parseUnsignedLong(halves[1]));
      }
      return "max".equals(value) ? Id128.MAX : new Id128(0, number(field, otherwise));
    }
  }

  /// One event of a table: what it was answered, and every code whose condition held.
  ///
  /// @param request an [Account] or a [Transfer]
  record Answered(String line, Object request, Enum<?> status, Set<Enum<?>> held) {}

  private final ReferenceLedger model = new ReferenceLedger(true);
  private final List<Answered> answered = new ArrayList<>();
  private final List<Row> batch = new ArrayList<>();
  private LocalLedger ledger;
  private long time;

  private Script(LocalLedger ledger) {
    this.ledger = ledger;
  }

  /// Runs the table against a new ledger and returns it. The naive ledger must answer the same.
  static LocalLedger run(String... tables) {
    return run(new LocalLedger(), tables).ledger;
  }

  /// Runs the table against that ledger.
  static Script run(LocalLedger ledger, String... tables) {
    Script script = new Script(ledger);
    for (String table : tables) {
      for (String line : table.split("\n", -1)) {
        script.row(line.strip());
      }
      script.commit();
    }
    return script;
  }

  /// Every event that asked to create something, in order.
  List<Answered> answered() {
    return answered;
  }

  private void row(String line) {
    if (line.startsWith("#")) {
      return;
    }
    if (line.startsWith("A ") || line.startsWith("T ") || line.startsWith("R ")) {
      Row row = parse(line);
      if (!batch.isEmpty() && !batch.getFirst().verb().equals(row.verb())) {
        commit();
      }
      batch.add(row);
      return;
    }
    commit();
    if (line.startsWith("time=")) {
      time = Long.parseLong(line.substring("time=".length()));
      ledger.at(time);
    } else if (line.equals("restore")) {
      ledger = ledger.restored();
    } else if (line.equals("pulse")) {
      ledger.pulse();
      model.read(time);
    } else if (line.startsWith("B ")) {
      balance(parse(line));
    } else if (line.startsWith("L ")) {
      lookup(parse(line));
    } else {
      assertThat(line).as("a row that no one understands").isEmpty();
    }
  }

  private static Row parse(String line) {
    String[] sides = line.split("->", -1);
    String[] words = sides[0].strip().split("\\s+", -1);
    Map<String, String> fields = new HashMap<>();
    int flags = 0;
    for (int i = 1; i < words.length; i++) {
      String[] pair = words[i].split("=", -1);
      if (pair.length == 2 && pair[0].equals("flags")) {
        flags |= Integer.decode(pair[1]);
      } else if (pair.length == 2) {
        fields.put(pair[0], pair[1]);
      } else {
        Map<String, Integer> known = words[0].equals("A") ? ACCOUNT_FLAGS : TRANSFER_FLAGS;
        flags |= Objects.requireNonNull(known.get(words[i]), line);
      }
    }
    return new Row(line, words[0], fields, flags, sides[1].strip());
  }

  private void commit() {
    if (batch.isEmpty()) {
      return;
    }
    List<String> answers = answers();
    for (int i = 0; i < batch.size(); i++) {
      String expected = batch.get(i).answer();
      String actual = answers.get(i);
      assertThat(expected.contains("@") ? actual : actual.split(" ", -1)[0])
          .as(batch.get(i).line())
          .isEqualTo(expected.replaceAll("\\s+", " "));
    }
    batch.clear();
  }

  private List<String> answers() {
    return switch (batch.getFirst().verb()) {
      case "A" -> {
        List<Account> accounts = batch.stream().map(Script::account).toList();
        var expected = model.createAccounts(accounts, time);
        var results = ledger.createAccounts(accounts);
        for (int i = 0; i < results.size(); i++) {
          answered(i, accounts.get(i), results.get(i).status());
        }
        assertThat(results).as("the naive ledger's answers").isEqualTo(expected);
        yield results.stream().map(r -> r.status() + " @" + r.timestamp()).toList();
      }
      case "T" -> {
        List<Transfer> transfers = batch.stream().map(Script::transfer).toList();
        var expected = model.createTransfers(transfers, time);
        var results = ledger.createTransfers(transfers);
        for (int i = 0; i < results.size(); i++) {
          answered(i, transfers.get(i), results.get(i).status());
        }
        assertThat(results).as("the naive ledger's answers").isEqualTo(expected);
        yield results.stream().map(r -> r.status() + " @" + r.timestamp()).toList();
      }
      default -> {
        List<Id128> ids = batch.stream().map(row -> row.id("id", 0)).toList();
        var results = ledger.resolveTransfers(ids);
        assertThat(results).as("the naive ledger's answers").isEqualTo(model.resolve(ids, time));
        yield results.stream().map(r -> r.status() + " @" + r.timestamp()).toList();
      }
    };
  }

  private void answered(int index, Object request, Enum<?> status) {
    answered.add(new Answered(batch.get(index).line(), request, status, model.held.get(index)));
  }

  private void balance(Row row) {
    model.read(time);
    Account a = ledger.lookupAccounts(List.of(row.id("id", 0))).getFirst();
    String actual =
        "dp=%s dpo=%s cp=%s cpo=%s%s"
            .formatted(
                Long.toUnsignedString(a.debitsPending()),
                Long.toUnsignedString(a.debitsPosted()),
                Long.toUnsignedString(a.creditsPending()),
                Long.toUnsignedString(a.creditsPosted()),
                (a.flags() & AccountFlags.CLOSED) != 0 ? " closed" : "");
    assertThat(actual).as(row.line()).isEqualTo(row.answer());
  }

  private void lookup(Row row) {
    model.read(time);
    List<Transfer> found = ledger.lookupTransfers(List.of(row.id("id", 0)));
    String actual =
        found.isEmpty() ? "none" : "amount=" + Long.toUnsignedString(found.getFirst().amount());
    assertThat(actual).as(row.line()).isEqualTo(row.answer());
  }

  private static Account account(Row row) {
    return new Account(
        row.id("id", 0),
        row.number("dp", 0),
        row.number("dpo", 0),
        row.number("cp", 0),
        row.number("cpo", 0),
        row.id("u128", 0),
        row.number("u64", 0),
        (int) row.number("u32", 0),
        (int) row.number("ledger", 1),
        (int) row.number("code", 1),
        row.flags(),
        row.number("ts", 0));
  }

  private static Transfer transfer(Row row) {
    int secondPhase = TransferFlags.POST_PENDING_TRANSFER | TransferFlags.VOID_PENDING_TRANSFER;
    boolean reversal = (row.flags() & TransferFlags.REVERSAL) != 0;
    boolean plain = (row.flags() & secondPhase) == 0 && !reversal;
    return new Transfer(
        row.id("id", 0),
        row.id("dr", plain ? 1 : 0),
        row.id("cr", plain ? 2 : 0),
        row.number("amount", plain ? 1 : reversal ? Transfer.AMOUNT_ALL : 0),
        row.id("pid", 0),
        row.id("u128", 0),
        row.number("u64", 0),
        (int) row.number("u32", 0),
        (int) row.number("timeout", 0),
        (int) row.number("ledger", plain ? 1 : 0),
        (int) row.number("code", plain ? 1 : 0),
        row.flags(),
        row.number("ts", 0));
  }

  /// Every status that a table names.
  static List<String> statusesIn(String... tables) {
    List<String> found = new ArrayList<>();
    for (String table : tables) {
      for (String line : table.split("\n", -1)) {
        int arrow = line.indexOf("->");
        if (arrow >= 0) {
          found.add(line.substring(arrow + 2).strip().split(" ", -1)[0]);
        }
      }
    }
    return found;
  }
}
