package io.fairway.app.verify;

import io.fairway.ledger.Account;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferCode;
import io.fairway.ledger.TransferFlags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every transfer of the ledger, booked again from nothing: what each account must hold, and what
/// was moved for each order.
final class LedgerBook {
  private final Map<Id128, Balance> balances = new HashMap<>();
  private final Map<Id128, Transfer> holds = new HashMap<>();
  private final Map<Id128, Moves> byReference = new HashMap<>();
  private final Map<Id128, Account> accounts = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private long transfers;

  private LedgerBook() {}

  /// What an account must hold, in unsigned smallest units.
  static final class Balance {
    long debitsPending;
    long debitsPosted;
    long creditsPending;
    long creditsPosted;

    boolean matches(Account account) {
      return debitsPending == account.debitsPending()
          && debitsPosted == account.debitsPosted()
          && creditsPending == account.creditsPending()
          && creditsPosted == account.creditsPosted();
    }

    @Override
    public String toString() {
      return "debits %s posted, %s pending; credits %s posted, %s pending"
          .formatted(
              Long.toUnsignedString(debitsPosted),
              Long.toUnsignedString(debitsPending),
              Long.toUnsignedString(creditsPosted),
              Long.toUnsignedString(creditsPending));
    }
  }

  /// What was moved for one business act, leg by leg.
  static final class Moves {
    final Map<TransferCode, Move> legs = new EnumMap<>(TransferCode.class);

    Move leg(TransferCode code) {
      return legs.computeIfAbsent(code, c -> new Move());
    }
  }

  /// One leg of an act, over all its attempts.
  static final class Move {
    int held;
    int posted;
    int voided;
    long postedUnits;
    Id128 debit = Id128.ZERO;
    Id128 credit = Id128.ZERO;

    int open() {
      return held - posted - voided;
    }
  }

  /// Reads the whole ledger.
  static LedgerBook read(Ledger ledger) {
    LedgerBook book = new LedgerBook();
    long from = 0;
    List<Account> accountPage;
    do {
      accountPage = ledger.queryAccounts(QueryFilter.from(from));
      for (Account account : accountPage) {
        book.accounts.put(account.id(), account);
        from = account.timestamp() + 1;
      }
    } while (accountPage.size() == QueryFilter.LIMIT_MAX);
    from = 0;
    List<Transfer> page;
    do {
      page = ledger.queryTransfers(QueryFilter.from(from));
      for (Transfer transfer : page) {
        book.book(transfer);
        from = transfer.timestamp() + 1;
      }
    } while (page.size() == QueryFilter.LIMIT_MAX);
    return book;
  }

  private void book(Transfer transfer) {
    transfers++;
    int flags = transfer.flags();
    if ((flags & (TransferFlags.POST_PENDING_TRANSFER | TransferFlags.VOID_PENDING_TRANSFER))
        != 0) {
      resolve(transfer);
    } else if ((flags & TransferFlags.PENDING) != 0) {
      balance(transfer.debitAccountId()).debitsPending += transfer.amount();
      balance(transfer.creditAccountId()).creditsPending += transfer.amount();
      holds.put(transfer.id(), transfer);
      move(transfer).held++;
    } else {
      Move move = move(transfer);
      move.held++;
      post(move, transfer, transfer.amount());
    }
  }

  /// Posts or voids what is held.
  private void resolve(Transfer resolving) {
    Transfer hold = holds.remove(resolving.pendingId());
    if (hold == null) {
      problems.add(
          "transfer %s resolves %s, which is not held"
              .formatted(resolving.id(), resolving.pendingId()));
      return;
    }
    balance(hold.debitAccountId()).debitsPending -= hold.amount();
    balance(hold.creditAccountId()).creditsPending -= hold.amount();
    if ((resolving.flags() & TransferFlags.VOID_PENDING_TRANSFER) != 0) {
      move(hold).voided++;
    } else {
      boolean all = resolving.amount() == Transfer.AMOUNT_ALL;
      post(move(hold), hold, all ? hold.amount() : resolving.amount());
    }
  }

  private void post(Move move, Transfer accounts, long amount) {
    balance(accounts.debitAccountId()).debitsPosted += amount;
    balance(accounts.creditAccountId()).creditsPosted += amount;
    move.posted++;
    move.postedUnits += amount;
    move.debit = accounts.debitAccountId();
    move.credit = accounts.creditAccountId();
  }

  private Balance balance(Id128 account) {
    return balances.computeIfAbsent(account, id -> new Balance());
  }

  private Move move(Transfer transfer) {
    return byReference
        .computeIfAbsent(transfer.userData128(), reference -> new Moves())
        .leg(TransferCode.of(transfer.code()));
  }

  /// Every account as the ledger states it.
  Map<Id128, Account> accounts() {
    return accounts;
  }

  /// What the transfers say that an account holds.
  Balance expected(Id128 account) {
    return balances.getOrDefault(account, new Balance());
  }

  /// What was moved under a reference, null when nothing was.
  @Nullable Moves moves(Id128 reference) {
    return byReference.get(reference);
  }

  /// Transfers that make no sense, a sentence each.
  List<String> problems() {
    return problems;
  }

  long transfers() {
    return transfers;
  }
}
