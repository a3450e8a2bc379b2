package io.fairway.ledger.machine;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferFlags;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Prints steps as a table for [Script], with the naive ledger's answers.
final class ScriptWriter {
  private static final int NO_DEFAULTS =
      TransferFlags.POST_PENDING_TRANSFER
          | TransferFlags.VOID_PENDING_TRANSFER
          | TransferFlags.REVERSAL;

  private final ReferenceLedger model = new ReferenceLedger();
  private final StringBuilder table = new StringBuilder();
  private final Set<Id128> accounts = new LinkedHashSet<>();
  private long time;

  private ScriptWriter() {}

  static String write(List<Step> steps) {
    ScriptWriter writer = new ScriptWriter();
    steps.forEach(writer::step);
    writer.read();
    for (Transfer t : writer.model.transfers()) {
      writer.line("L id=" + id(t.id()), "amount=" + Long.toUnsignedString(t.amount()));
    }
    return writer.table.toString();
  }

  private void step(Step step) {
    switch (step) {
      case Step.Accounts s -> {
        time(s.time());
        var results = model.createAccounts(s.batch(), time);
        for (int i = 0; i < results.size(); i++) {
          accounts.add(s.batch().get(i).id());
          line(row(s.batch().get(i)), results.get(i).status() + " @" + results.get(i).timestamp());
        }
      }
      case Step.Transfers s -> {
        time(s.time());
        var results = model.createTransfers(s.batch(), time);
        for (int i = 0; i < results.size(); i++) {
          line(row(s.batch().get(i)), results.get(i).status() + " @" + results.get(i).timestamp());
        }
      }
      case Step.Resolve s -> {
        time(s.time());
        var results = model.resolve(s.batch(), time);
        for (int i = 0; i < results.size(); i++) {
          String answer = results.get(i).status() + " @" + results.get(i).timestamp();
          line("R id=" + id(s.batch().get(i)), answer);
        }
      }
      case Step.Read s -> {
        time(s.time());
        read();
      }
      case Step.Restore _ -> table.append("restore\n");
    }
    table.append('\n');
  }

  private void time(long nanos) {
    if (nanos != time) {
      time = nanos;
      table.append("time=").append(nanos).append('\n');
    }
  }

  private void read() {
    for (Id128 id : accounts) {
      Account a = model.account(id);
      if (a != null) {
        line(
            "B id=" + id(id),
            "dp=%s dpo=%s cp=%s cpo=%s%s"
                .formatted(
                    Long.toUnsignedString(a.debitsPending()),
                    Long.toUnsignedString(a.debitsPosted()),
                    Long.toUnsignedString(a.creditsPending()),
                    Long.toUnsignedString(a.creditsPosted()),
                    (a.flags() & AccountFlags.CLOSED) != 0 ? " closed" : ""));
        model.read(time);
      }
    }
  }

  private void line(String request, String answer) {
    table.append(String.format("%-48s -> %s%n", request, answer));
  }

  private static String row(Account a) {
    StringBuilder row = new StringBuilder("A id=").append(id(a.id()));
    field(row, "dp", a.debitsPending(), 0);
    field(row, "dpo", a.debitsPosted(), 0);
    field(row, "cp", a.creditsPending(), 0);
    field(row, "cpo", a.creditsPosted(), 0);
    field(row, "u128", a.userData128(), 0);
    field(row, "u64", a.userData64(), 0);
    field(row, "u32", Integer.toUnsignedLong(a.userData32()), 0);
    field(row, "ledger", Integer.toUnsignedLong(a.ledger()), 1);
    field(row, "code", a.code(), 1);
    field(row, "ts", a.timestamp(), 0);
    return flags(row, Script.ACCOUNT_FLAGS, a.flags());
  }

  private static String row(Transfer t) {
    boolean plain = (t.flags() & NO_DEFAULTS) == 0;
    boolean reversal = (t.flags() & TransferFlags.REVERSAL) != 0;
    StringBuilder row = new StringBuilder("T id=").append(id(t.id()));
    field(row, "dr", t.debitAccountId(), plain ? 1 : 0);
    field(row, "cr", t.creditAccountId(), plain ? 2 : 0);
    field(row, "amount", t.amount(), plain ? 1 : reversal ? Transfer.AMOUNT_ALL : 0);
    field(row, "pid", t.pendingId(), 0);
    field(row, "u128", t.userData128(), 0);
    field(row, "u64", t.userData64(), 0);
    field(row, "u32", Integer.toUnsignedLong(t.userData32()), 0);
    field(row, "timeout", Integer.toUnsignedLong(t.timeout()), 0);
    field(row, "ledger", Integer.toUnsignedLong(t.ledger()), plain ? 1 : 0);
    field(row, "code", t.code(), plain ? 1 : 0);
    field(row, "ts", t.timestamp(), 0);
    return flags(row, Script.TRANSFER_FLAGS, t.flags());
  }

  private static void field(StringBuilder row, String name, long value, long otherwise) {
    if (value != otherwise) {
      row.append(' ').append(name).append('=').append(Long.toUnsignedString(value));
    }
  }

  private static void field(StringBuilder row, String name, Id128 value, long otherwise) {
    if (!value.equals(new Id128(0, otherwise))) {
      row.append(' ').append(name).append('=').append(id(value));
    }
  }

  private static String flags(StringBuilder row, Map<String, Integer> words, int flags) {
    int rest = flags;
    for (Map.Entry<String, Integer> word : words.entrySet()) {
      if ((rest & word.getValue()) != 0) {
        row.append(' ').append(word.getKey());
        rest &= ~word.getValue();
      }
    }
    if (rest != 0) {
      row.append(" flags=0x").append(Integer.toHexString(rest));
    }
    return row.toString();
  }

  private static String id(Id128 id) {
    if (id.equals(Id128.MAX)) {
      return "max";
    }
    String low = Long.toUnsignedString(id.low());
    return id.high() == 0 ? low : Long.toUnsignedString(id.high()) + ":" + low;
  }
}
