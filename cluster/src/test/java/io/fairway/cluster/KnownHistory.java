package io.fairway.cluster;

import io.fairway.ledger.Account;
import io.fairway.ledger.AccountFlags;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A history that uses every operation and every kind of transfer, for data directories that are
/// kept or damaged; and what a ledger says of it, in words.
final class KnownHistory {
  static final String ZIP = "directory.zip";
  static final String RESULT = "directory.txt";
  private static final Id128 NONE = Id128.ZERO;
  private static final int ACCOUNTS = 6;

  private KnownHistory() {}

  /// Writes a data directory to keep: a snapshot, an older one, and a log that goes on behind both,
  /// as a killed node leaves it. Run once for each released format; never again for a kept one.
  static void keep(Path work, Path to) throws IOException {
    Files.createDirectories(to);
    Path data = work.resolve("kept");
    for (int part = 1; part <= 2; part++) {
      try (EmbeddedLedger node = EmbeddedLedger.start(data)) {
        play(node.ledger(), part);
      }
    }
    try (EmbeddedLedger node = EmbeddedLedger.start(data)) {
      play(node.ledger(), 3);
      Files.writeString(to.resolve(RESULT), told(node.ledger()));
      DataDirectory.zip(DataDirectory.copy(data, work.resolve("killed")), to.resolve(ZIP));
    }
  }

  /// One part of the history; parts are played in order, each once.
  static void play(Ledger ledger, int part) {
    accounts(ledger, part);
    List<CreateTransferResult> answers = new ArrayList<>();
    answers.addAll(ledger.createTransfers(plain(part)));
    answers.addAll(ledger.createTransfers(twoPhase(part)));
    answers.addAll(ledger.createTransfers(refused(part)));
    answers.addAll(ledger.createTransfers(bound(part)));
    for (CreateTransferResult answer : answers) {
      if (answer.timestamp() <= 0) {
        throw new IllegalStateException("an answer without a timestamp: " + answer);
      }
    }
    List<Id128> ids = List.of(account(part, 1), account(part, 2), transfer(part, 1));
    ledger.lookupAccounts(ids);
    ledger.lookupTransfers(ids);
    ledger.queryTransfers(QueryFilter.from(0));
  }

  /// All accounts and transfers, one a line.
  static String told(Ledger ledger) {
    StringBuilder text = new StringBuilder();
    for (Account a : ledger.queryAccounts(QueryFilter.from(0))) {
      text.append(
          "A %s dp=%d dpo=%d cp=%d cpo=%d u=%s,%d,%d ledger=%d code=%d flags=%x @%d%n"
              .formatted(
                  a.id(),
                  a.debitsPending(),
                  a.debitsPosted(),
                  a.creditsPending(),
                  a.creditsPosted(),
                  a.userData128(),
                  a.userData64(),
                  a.userData32(),
                  a.ledger(),
                  a.code(),
                  a.flags(),
                  a.timestamp()));
    }
    for (Transfer t : ledger.queryTransfers(QueryFilter.from(0))) {
      text.append(
          "T %s %s>%s amount=%d p=%s u=%s,%d,%d timeout=%d ledger=%d code=%d flags=%x @%d%n"
              .formatted(
                  t.id(),
                  t.debitAccountId(),
                  t.creditAccountId(),
                  t.amount(),
                  t.pendingId(),
                  t.userData128(),
                  t.userData64(),
                  t.userData32(),
                  t.timeout(),
                  t.ledger(),
                  t.code(),
                  t.flags(),
                  t.timestamp()));
    }
    return text.toString();
  }

  private static void accounts(Ledger ledger, int part) {
    List<Account> list = new ArrayList<>();
    for (int i = 1; i <= ACCOUNTS; i++) {
      int flags =
          switch (i) {
            case 3 -> AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS;
            case 4 -> AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS;
            case 5 -> AccountFlags.LINKED;
            default -> 0;
          };
      list.add(
          new Account(
              account(part, i), 0, 0, 0, 0, new Id128(7, i), i * 11L, i * 13, 1, i, flags, 0));
    }
    ledger.createAccounts(list);
    ledger.createAccounts(
        List.of(
            new Account(
                account(part, 9),
                0,
                0,
                0,
                0,
                NONE,
                0,
                0,
                2,
                1,
                AccountFlags.IMPORTED,
                1000 + part)));
  }

  private static List<Transfer> plain(int part) {
    List<Transfer> list = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      list.add(
          new Transfer(
              transfer(part, i),
              account(part, 1),
              account(part, 2 + i % 2),
              100L * i,
              NONE,
              new Id128(3, i),
              i,
              i,
              0,
              1,
              1 + i % 3,
              0,
              0));
    }
    return list;
  }

  private static List<Transfer> twoPhase(int part) {
    int pending = TransferFlags.PENDING;
    return List.of(
        hold(part, 101, 500, 0, pending),
        hold(part, 102, 600, 0, pending),
        hold(part, 103, 700, 3600, pending),
        hold(part, 104, 800, 0, pending),
        second(part, 105, 101, 200, TransferFlags.POST_PENDING_TRANSFER),
        second(part, 106, 102, 0, TransferFlags.VOID_PENDING_TRANSFER),
        second(part, 107, 103, -1, TransferFlags.POST_PENDING_TRANSFER),
        hold(part, 108, 0, 0, pending | TransferFlags.CLOSING_DEBIT));
  }

  private static List<Transfer> refused(int part) {
    return List.of(
        Transfer.of(transfer(part, 201), account(part, 3), account(part, 2), 1L << 50, 1, 1, 0),
        Transfer.of(transfer(part, 201), account(part, 3), account(part, 2), 1, 1, 1, 0),
        Transfer.of(transfer(part, 202), account(part, 8), account(part, 2), 1, 1, 1, 0),
        Transfer.of(transfer(part, 203), account(part, 2), account(part, 2), 1, 1, 1, 0));
  }

  private static List<Transfer> bound(int part) {
    int linked = TransferFlags.LINKED;
    return List.of(
        Transfer.of(transfer(part, 301), account(part, 2), account(part, 4), 5, 1, 1, linked),
        Transfer.of(transfer(part, 302), account(part, 2), account(part, 8), 5, 1, 1, 0),
        Transfer.of(transfer(part, 303), account(part, 2), account(part, 3), 6, 1, 1, linked),
        Transfer.of(transfer(part, 304), account(part, 3), account(part, 2), 7, 1, 1, 0),
        Transfer.of(
            transfer(part, 305),
            account(part, 3),
            account(part, 2),
            1L << 40,
            1,
            1,
            TransferFlags.BALANCING_DEBIT));
  }

  private static Transfer hold(int part, int id, long amount, int timeout, int flags) {
    return new Transfer(
        transfer(part, id),
        account(part, id == 108 ? 6 : 2),
        account(part, 1),
        amount,
        NONE,
        NONE,
        0,
        0,
        timeout,
        1,
        1,
        flags,
        0);
  }

  private static Transfer second(int part, int id, int pending, long amount, int flags) {
    return new Transfer(
        transfer(part, id),
        NONE,
        NONE,
        amount,
        transfer(part, pending),
        NONE,
        0,
        0,
        0,
        0,
        0,
        flags,
        0);
  }

  static Id128 account(int part, int index) {
    return new Id128(1, part * 100L + index);
  }

  static Id128 transfer(int part, int index) {
    return new Id128(2, part * 1000L + index);
  }
}
