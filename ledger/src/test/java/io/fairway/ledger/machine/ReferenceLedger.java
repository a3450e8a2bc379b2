package io.fairway.ledger.machine;

import static io.fairway.ledger.TransferFlags.*;
import static io.fairway.ledger.machine.ReferenceState.*;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.CreateAccountResult;
import io.fairway.ledger.CreateAccountStatus;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.machine.ReferenceState.Due;
import io.fairway.ledger.machine.ReferenceState.Fate;
import io.fairway.ledger.machine.ReferenceState.Sheet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The same ledger written a second time, to be read rather than to be fast: maps of records, big
/// integers, and the codes as lists in order of precedence. It shares no code with the state
/// machine but the words.
final class ReferenceLedger {
  private static final int PULSE = 8190;

  /// Of each event of the last batch, every code whose condition holds; kept on demand only.
  final List<Set<Enum<?>>> held = new ArrayList<>();

  /// Every status that was ever answered.
  private final Set<Enum<?>> answered = new HashSet<>();

  private final boolean watched;
  private final ReferenceState state = new ReferenceState();
  private final ReferenceAccountRules accountRules = new ReferenceAccountRules(state);
  private final ReferenceTransferRules transferRules = new ReferenceTransferRules(state);

  ReferenceLedger() {
    this(false);
  }

  /// One that says, when watched, all that is wrong with an event instead of the first thing alone.
  ReferenceLedger(boolean watched) {
    this.watched = watched;
  }

  Set<Enum<?>> answered() {
    return answered;
  }

  long clock() {
    return state.clock;
  }

  void read(long logTime) {
    state.clock = Math.max(state.clock + 1, logTime);
    expire();
  }

  @Nullable Account account(Id128 id) {
    return state.account(id);
  }

  List<Transfer> transfers() {
    return List.copyOf(state.transfers.values());
  }

  List<CreateAccountResult> createAccounts(List<Account> batch, long logTime) {
    state.clock = Math.max(state.clock + 1, logTime) + batch.size();
    long p = state.clock;
    boolean imports = !batch.isEmpty() && (batch.getFirst().flags() & AccountFlags.IMPORTED) != 0;
    List<CreateAccountResult> results = new ArrayList<>();
    held.clear();
    int start = -1;
    boolean broken = false;
    for (int i = 0; i < batch.size(); i++) {
      Account a = batch.get(i);
      boolean linked = (a.flags() & AccountFlags.LINKED) != 0;
      boolean imported = (a.flags() & AccountFlags.IMPORTED) != 0;
      long would = p - batch.size() + i + 1;
      if (linked && start < 0) {
        start = i;
        state.undo.clear();
      }
      if (watched) {
        Set<Enum<?>> codes = holding(accountRules.rules(a, imports, imported, p));
        addIf(codes, broken, CreateAccountStatus.LINKED_EVENT_FAILED);
        addIf(codes, linked && i == batch.size() - 1, CreateAccountStatus.LINKED_EVENT_CHAIN_OPEN);
        held.add(codes);
      }
      CreateAccountStatus status;
      if (linked && i == batch.size() - 1) {
        status = CreateAccountStatus.LINKED_EVENT_CHAIN_OPEN;
      } else if (broken) {
        status = CreateAccountStatus.LINKED_EVENT_FAILED;
      } else {
        status = accountRules.judge(a, imports, imported, p);
      }
      long time = would;
      if (status == CreateAccountStatus.CREATED) {
        time = imported ? a.timestamp() : would;
        add(a, time);
      } else if (status == CreateAccountStatus.EXISTS) {
        time = state.accountTime(a.id());
      } else if (status == CreateAccountStatus.LINKED_EVENT_FAILED && imported) {
        time = a.timestamp();
      }
      if (status != CreateAccountStatus.CREATED && start >= 0 && !broken) {
        broken = true;
        state.rollBack();
        for (int j = start; j < i; j++) {
          results.set(
              j,
              new CreateAccountResult(
                  CreateAccountStatus.LINKED_EVENT_FAILED, results.get(j).timestamp()));
        }
      }
      results.add(new CreateAccountResult(status, time));
      if (start >= 0 && (!linked || i == batch.size() - 1)) {
        start = -1;
        broken = false;
      }
    }
    expire();
    results.forEach(result -> answered.add(result.status()));
    return results;
  }

  private static Set<Enum<?>> holding(Map<? extends Enum<?>, BooleanSupplier> rules) {
    Set<Enum<?>> codes = new HashSet<>();
    rules.forEach((code, holds) -> addIf(codes, holds.getAsBoolean(), code));
    return codes;
  }

  private static void addIf(Set<Enum<?>> codes, boolean holds, Enum<?> code) {
    if (holds) {
      codes.add(code);
    }
  }

  private void add(Account a, long time) {
    Sheet sheet = new Sheet();
    sheet.closed = (a.flags() & AccountFlags.CLOSED) != 0;
    long youngest = state.youngestAccount;
    state.accounts.put(
        a.id(),
        new Account(
            a.id(),
            0,
            0,
            0,
            0,
            a.userData128(),
            a.userData64(),
            a.userData32(),
            a.ledger(),
            a.code(),
            a.flags(),
            time));
    state.sheets.put(a.id(), sheet);
    state.accountTimes.add(time);
    state.youngestAccount = time;
    state.undo.push(() -> {
      state.accounts.remove(a.id());
      state.sheets.remove(a.id());
      state.accountTimes.remove(time);
      state.youngestAccount = youngest;
    });
  }

  List<CreateTransferResult> createTransfers(List<Transfer> batch, long logTime) {
    state.clock = Math.max(state.clock + 1, logTime) + batch.size();
    long p = state.clock;
    boolean imports = !batch.isEmpty() && has(batch.getFirst(), IMPORTED);
    List<CreateTransferResult> results = new ArrayList<>();
    held.clear();
    int start = -1;
    boolean broken = false;
    for (int i = 0; i < batch.size(); i++) {
      Transfer t = batch.get(i);
      long would = p - batch.size() + i + 1;
      if (has(t, LINKED) && start < 0) {
        start = i;
        state.undo.clear();
      }
      if (watched) {
        Set<Enum<?>> codes = holding(transferRules.rules(t, imports, p, would));
        boolean open = has(t, LINKED) && i == batch.size() - 1;
        addIf(codes, broken, CreateTransferStatus.LINKED_EVENT_FAILED);
        addIf(codes, open, CreateTransferStatus.LINKED_EVENT_CHAIN_OPEN);
        held.add(codes);
      }
      CreateTransferStatus status;
      if (has(t, LINKED) && i == batch.size() - 1) {
        status = CreateTransferStatus.LINKED_EVENT_CHAIN_OPEN;
      } else if (broken) {
        status = CreateTransferStatus.LINKED_EVENT_FAILED;
      } else {
        status = transferRules.judge(t, imports, p, would);
      }
      long time = would;
      if (status == CreateTransferStatus.CREATED) {
        time = has(t, IMPORTED) ? t.timestamp() : would;
        apply(has(t, REVERSAL) ? reverse(t) : t, time);
      } else if (status == CreateTransferStatus.EXISTS) {
        time = state.transfer(t.id()).timestamp();
      } else if (status == CreateTransferStatus.LINKED_EVENT_FAILED && has(t, IMPORTED)) {
        time = t.timestamp();
      }
      if (status != CreateTransferStatus.CREATED && start >= 0 && !broken) {
        broken = true;
        state.rollBack();
        for (int j = start; j < i; j++) {
          results.set(
              j,
              new CreateTransferResult(
                  CreateTransferStatus.LINKED_EVENT_FAILED, results.get(j).timestamp()));
        }
      }
      if (BURNING.contains(status)) {
        state.burned.add(t.id());
      }
      results.add(new CreateTransferResult(status, time));
      if (start >= 0 && (!has(t, LINKED) || i == batch.size() - 1)) {
        start = -1;
        broken = false;
      }
    }
    expire();
    results.forEach(result -> answered.add(result.status()));
    return results;
  }

  private static final Set<CreateTransferStatus> BURNING =
      Set.of(
          CreateTransferStatus.DEBIT_ACCOUNT_NOT_FOUND,
          CreateTransferStatus.CREDIT_ACCOUNT_NOT_FOUND,
          CreateTransferStatus.PENDING_TRANSFER_NOT_FOUND,
          CreateTransferStatus.ORIGINAL_TRANSFER_NOT_FOUND,
          CreateTransferStatus.EXCEEDS_CREDITS,
          CreateTransferStatus.EXCEEDS_DEBITS,
          CreateTransferStatus.DEBIT_ACCOUNT_ALREADY_CLOSED,
          CreateTransferStatus.CREDIT_ACCOUNT_ALREADY_CLOSED);

  List<CreateTransferResult> resolve(List<Id128> ids, long logTime) {
    state.clock = Math.max(state.clock + 1, logTime) + ids.size();
    List<CreateTransferResult> results = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      Id128 id = ids.get(i);
      long would = state.clock - ids.size() + i + 1;
      if (state.transfers.containsKey(id)) {
        long time = state.transfer(id).timestamp();
        results.add(new CreateTransferResult(CreateTransferStatus.EXISTS, time));
      } else if (id.equals(Id128.ZERO)) {
        results.add(new CreateTransferResult(CreateTransferStatus.ID_MUST_NOT_BE_ZERO, would));
      } else if (id.equals(Id128.MAX)) {
        results.add(new CreateTransferResult(CreateTransferStatus.ID_MUST_NOT_BE_INT_MAX, would));
      } else {
        state.burned.add(id);
        results.add(new CreateTransferResult(CreateTransferStatus.ID_ALREADY_FAILED, would));
      }
    }
    expire();
    return results;
  }

  private Transfer reverse(Transfer t) {
    Transfer original = state.transfer(t.pendingId());
    state.reversed.add(original.id());
    state.undo.push(() -> state.reversed.remove(original.id()));
    return ReferenceReversalRules.whole(t, original);
  }

  private void apply(Transfer t, long time) {
    boolean second = has(t, POST_PENDING_TRANSFER) || has(t, VOID_PENDING_TRANSFER);
    @Nullable Transfer p = second ? state.transfer(t.pendingId()) : null;
    Sheet debit = state.sheet((p == null ? t : p).debitAccountId());
    Sheet credit = state.sheet((p == null ? t : p).creditAccountId());
    state.remember(debit);
    state.remember(credit);
    BigInteger amount = p == null ? moved(t, debit, credit) : meant(t, p);
    Transfer stored = stored(t, p, amount, time);
    if (p != null) {
      release(p, debit, credit, has(t, VOID_PENDING_TRANSFER));
      state.fates.put(p.id(), has(t, POST_PENDING_TRANSFER) ? Fate.POSTED : Fate.VOIDED);
      state.undo.push(() -> state.fates.put(p.id(), Fate.OPEN));
      Due due = dueOf(p);
      if (state.dues.remove(due) != null) {
        state.undo.push(() -> state.dues.put(due, p));
      }
    }
    if (has(t, PENDING)) {
      debit.debitsPending = debit.debitsPending.add(amount);
      credit.creditsPending = credit.creditsPending.add(amount);
      debit.closed |= has(t, CLOSING_DEBIT);
      credit.closed |= has(t, CLOSING_CREDIT);
      state.fates.put(t.id(), Fate.OPEN);
      state.undo.push(() -> state.fates.remove(t.id()));
      if (t.timeout() != 0) {
        state.dues.put(dueOf(stored), stored);
        state.undo.push(() -> state.dues.remove(dueOf(stored)));
      }
    } else if (!has(t, VOID_PENDING_TRANSFER)) {
      debit.debitsPosted = debit.debitsPosted.add(amount);
      credit.creditsPosted = credit.creditsPosted.add(amount);
    }
    long youngest = state.youngestTransfer;
    state.transfers.put(t.id(), stored);
    state.transferTimes.add(time);
    state.youngestTransfer = time;
    state.undo.push(() -> {
      state.transfers.remove(t.id());
      state.transferTimes.remove(time);
      state.youngestTransfer = youngest;
    });
  }

  private static Transfer stored(Transfer t, @Nullable Transfer p, BigInteger amount, long time) {
    Transfer from = p == null ? t : p;
    return new Transfer(
        t.id(),
        from.debitAccountId(),
        from.creditAccountId(),
        amount.longValue(),
        t.pendingId(),
        given(t.userData128()) ? t.userData128() : from.userData128(),
        t.userData64() != 0 ? t.userData64() : from.userData64(),
        t.userData32() != 0 ? t.userData32() : from.userData32(),
        t.timeout(),
        from.ledger(),
        from.code(),
        t.flags(),
        time);
  }

  private static void release(Transfer p, Sheet debit, Sheet credit, boolean reopens) {
    debit.debitsPending = debit.debitsPending.subtract(unsigned(p.amount()));
    credit.creditsPending = credit.creditsPending.subtract(unsigned(p.amount()));
    debit.closed &= !(reopens && has(p, CLOSING_DEBIT));
    credit.closed &= !(reopens && has(p, CLOSING_CREDIT));
  }

  private void expire() {
    while (!state.dues.isEmpty() && state.dues.firstKey().at() <= state.clock) {
      state.clock += 1 + PULSE;
      for (int i = 0;
          i < PULSE && !state.dues.isEmpty() && state.dues.firstKey().at() <= state.clock;
          i++) {
        Transfer p = state.dues.pollFirstEntry().getValue();
        release(p, state.sheet(p.debitAccountId()), state.sheet(p.creditAccountId()), true);
        state.fates.put(p.id(), Fate.EXPIRED);
      }
    }
  }
}
