package io.fairway.ledger.machine;

import static io.fairway.ledger.CreateTransferStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.ledger.CreateAccountStatus;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferFlags;
import io.fairway.ledger.machine.Script.Answered;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the tables must cover: every code, and every pair of neighbours in the precedence. A row
/// covers a pair when it is answered the higher code while the condition of the lower one holds
/// too, as the naive ledger says.
///
/// Transfers are judged along four paths, and neighbours are neighbours on a path. Where two codes
/// cannot meet in one event, which [#NEVER_MEET] gives reasons for, the next lower one that can
/// meet the higher takes the place. Random runs show that what never meets never does.
class PrecedenceTest {

  /// TigerBeetle's codes in its order of precedence, as its documents list them, and our own.
  private static final String TRANSFER_CODES =
      "1 2 56 57 3 58 59 4 5 6 36 40 44 37 38 39 41 42 43 67 45 46 68 7 8 9 10 11 12 13 14 15 16"
          + " 17 64 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35"
          + " 128 129 130 131 132 133 134 135"
          + " 60 61 62 63 65 66 47 48 49 50 51 52 53 54 55 -1";

  private static final String ACCOUNT_CODES =
      "1 2 22 23 3 24 25 4 5 6 7 15 16 17 18 19 20 21 8 9 10 11 12 13 14 26 -1";

  private static final List<CreateTransferStatus> SHAPE =
      range(LINKED_EVENT_FAILED, ID_MUST_NOT_BE_INT_MAX);

  private static final List<CreateTransferStatus> EXISTING =
      join(SHAPE, range(EXISTS_WITH_DIFFERENT_FLAGS, EXISTS));

  private static final List<CreateTransferStatus> PLAIN =
      join(
          SHAPE,
          List.of(ID_ALREADY_FAILED),
          range(DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO, PENDING_ID_MUST_BE_ZERO),
          range(
              TIMEOUT_RESERVED_FOR_PENDING_TRANSFER,
              TRANSFER_MUST_HAVE_THE_SAME_LEDGER_AS_ACCOUNTS),
          range(IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS, EXCEEDS_DEBITS));

  private static final List<CreateTransferStatus> NAMES_ANOTHER =
      join(
          SHAPE,
          range(ID_ALREADY_FAILED, FLAGS_ARE_MUTUALLY_EXCLUSIVE),
          range(PENDING_ID_MUST_NOT_BE_ZERO, TIMEOUT_RESERVED_FOR_PENDING_TRANSFER));

  private static final List<CreateTransferStatus> SECOND_PHASE =
      join(
          NAMES_ANOTHER,
          range(PENDING_TRANSFER_NOT_FOUND, PENDING_TRANSFER_EXPIRED),
          List.of(IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS),
          range(DEBIT_ACCOUNT_ALREADY_CLOSED, CREDIT_ACCOUNT_ALREADY_CLOSED));

  private static final List<CreateTransferStatus> REVERSAL =
      join(
          NAMES_ANOTHER,
          range(ORIGINAL_TRANSFER_NOT_FOUND, ORIGINAL_TRANSFER_ALREADY_REVERSED),
          List.of(IMPORTED_EVENT_TIMESTAMP_MUST_NOT_REGRESS),
          range(DEBIT_ACCOUNT_ALREADY_CLOSED, CREDIT_ACCOUNT_ALREADY_CLOSED),
          range(OVERFLOWS_DEBITS_POSTED, OVERFLOWS_CREDITS),
          range(EXCEEDS_CREDITS, EXCEEDS_DEBITS));

  private static final List<CreateAccountStatus> ACCOUNT_EXISTING =
      accounts(status -> status.compareTo(CreateAccountStatus.EXISTS) <= 0);

  private static final List<CreateAccountStatus> ACCOUNT_NEW =
      accounts(status ->
          status.compareTo(CreateAccountStatus.ID_MUST_NOT_BE_INT_MAX) <= 0
              || status.compareTo(CreateAccountStatus.EXISTS) > 0);

  /// A code and those below it that no event can be answered it with: by name, since accounts and
  /// transfers share the reasons.
  private record Apart(String why, String higher, List<String> lower) {
    Apart(String why, String higher, String... lower) {
      this(why, higher, List.of(lower));
    }

    boolean parts(Enum<?> a, Enum<?> b) {
      return a != b
          && higher.equals(a.name())
          && lower.stream().anyMatch(pattern -> b.name().matches(pattern));
    }
  }

  private static final List<Apart> NEVER_MEET =
      List.of(
          new Apart(
              "the last event of an open chain says so even when the chain is broken already",
              "LINKED_EVENT_FAILED",
              "LINKED_EVENT_CHAIN_OPEN"),
          new Apart(
              "an event is imported or not",
              "IMPORTED_EVENT_EXPECTED",
              "IMPORTED_EVENT_NOT_EXPECTED"),
          new Apart(
              "an event is imported or not",
              "IMPORTED_EVENT_NOT_EXPECTED",
              "TIMESTAMP_MUST_BE_ZERO"),
          new Apart(
              "an event is imported or not",
              "TIMESTAMP_MUST_BE_ZERO",
              "IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE",
              "IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE"),
          new Apart(
              "no time is before all times and in the future",
              "IMPORTED_EVENT_TIMESTAMP_OUT_OF_RANGE",
              "IMPORTED_EVENT_TIMESTAMP_MUST_NOT_ADVANCE"),
          new Apart(
              "an id has one value, and what has this one is never stored or burned",
              "ID_MUST_NOT_BE_ZERO",
              "ID_MUST_NOT_BE_INT_MAX",
              "EXISTS.*",
              "ID_ALREADY_FAILED"),
          new Apart(
              "an id has one value, and what has this one is never stored or burned",
              "ID_MUST_NOT_BE_INT_MAX",
              "EXISTS.*",
              "ID_ALREADY_FAILED"),
          new Apart(
              "an id has one value",
              "DEBIT_ACCOUNT_ID_MUST_NOT_BE_ZERO",
              "DEBIT_ACCOUNT_ID_MUST_NOT_BE_INT_MAX"),
          new Apart(
              "an id has one value; were both the same, the debit's would be answered",
              "CREDIT_ACCOUNT_ID_MUST_NOT_BE_ZERO",
              "CREDIT_ACCOUNT_ID_MUST_NOT_BE_INT_MAX",
              "ACCOUNTS_MUST_BE_DIFFERENT"),
          new Apart(
              "were both the same, the debit's would be answered",
              "CREDIT_ACCOUNT_ID_MUST_NOT_BE_INT_MAX",
              "ACCOUNTS_MUST_BE_DIFFERENT"),
          new Apart(
              "an id has one value; were both zero, the transfer's own would be answered",
              "PENDING_ID_MUST_NOT_BE_ZERO",
              "PENDING_ID_MUST_NOT_BE_INT_MAX",
              "PENDING_ID_MUST_BE_DIFFERENT"),
          new Apart(
              "were both the largest, the transfer's own would be answered",
              "PENDING_ID_MUST_NOT_BE_INT_MAX",
              "PENDING_ID_MUST_BE_DIFFERENT"),
          new Apart(
              "an account that is not there has no ledger",
              "CREDIT_ACCOUNT_NOT_FOUND",
              "ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER"),
          new Apart(
              "a transfer that is not there has nothing to differ from",
              "PENDING_TRANSFER_NOT_FOUND",
              "PENDING_TRANSFER_.*",
              "EXCEEDS_PENDING_TRANSFER_AMOUNT"),
          new Apart(
              "no amount is more and less",
              "EXCEEDS_PENDING_TRANSFER_AMOUNT",
              "PENDING_TRANSFER_HAS_DIFFERENT_AMOUNT"),
          new Apart(
              "a pending transfer ends once",
              "PENDING_TRANSFER_ALREADY_POSTED",
              "PENDING_TRANSFER_ALREADY_VOIDED"),
          new Apart(
              "a transfer that is not there has nothing to differ from",
              "ORIGINAL_TRANSFER_NOT_FOUND",
              "ORIGINAL_TRANSFER_.*"),
          new Apart(
              "a reversal is posted",
              "ORIGINAL_TRANSFER_NOT_POSTED",
              "ORIGINAL_TRANSFER_IS_A_REVERSAL"));

  @Test
  void theOrderIsTheDocumentedOne() {
    assertThat(codes(Arrays.stream(CreateTransferStatus.values()).map(CreateTransferStatus::code)))
        .isEqualTo(TRANSFER_CODES);
    assertThat(codes(Arrays.stream(CreateAccountStatus.values()).map(CreateAccountStatus::code)))
        .isEqualTo(ACCOUNT_CODES);
  }

  @Test
  void everyCodeIsOnAPathAndInATable() {
    Set<CreateTransferStatus> onPaths = EnumSet.of(CREATED);
    Stream.of(EXISTING, PLAIN, SECOND_PHASE, REVERSAL).forEach(onPaths::addAll);
    assertThat(onPaths).isEqualTo(EnumSet.allOf(CreateTransferStatus.class));
    Set<String> transfers = names(transferRows());
    assertThat(transfers)
        .containsAll(Arrays.stream(CreateTransferStatus.values()).map(Enum::name).toList());
    // A reserved field is on the wire alone: CreateAccountTableTest sends the bytes.
    assertThat(names(accountRows()))
        .containsAll(
            Arrays.stream(CreateAccountStatus.values())
                .map(Enum::name)
                .filter(name -> !name.equals("RESERVED_FIELD"))
                .toList());
  }

  @Test
  void everyPairOfNeighboursIsInATable() {
    List<Answered> rows = transferRows();
    List<String> missing = new ArrayList<>();
    missing(missing, "existing", EXISTING, rows, row -> row.held().contains(EXISTS));
    missing(missing, "plain", PLAIN, rows, row -> is(row, 0));
    missing(missing, "second phase", SECOND_PHASE, rows, row -> is(row, SECOND_PHASE_FLAGS));
    missing(missing, "reversal", REVERSAL, rows, row -> is(row, TransferFlags.REVERSAL));
    List<Answered> accounts = accountRows();
    missing(missing, "account", ACCOUNT_NEW, accounts, row -> true);
    missing(missing, "existing account", ACCOUNT_EXISTING, accounts, row -> true);
    assertThat(missing).isEmpty();
  }

  @Test
  void whatNeverMeetsNeverDoes() {
    RandomEvents events = new RandomEvents(3);
    ReferenceLedger model = new ReferenceLedger(true);
    long judged = 0;
    for (int batch = 0; batch < 3_000; batch++) {
      long time = events.logTime();
      long clock = Math.max(model.clock() + 1, time);
      List<? extends Enum<?>> answers =
          batch % 4 == 0
              ? model.createAccounts(events.accounts(clock), time).stream()
                  .map(result -> result.status())
                  .toList()
              : model.createTransfers(events.transfers(clock), time).stream()
                  .map(result -> result.status())
                  .toList();
      for (int i = 0; i < model.held.size(); i++) {
        checkMet(answers.get(i), model.held.get(i));
        judged++;
      }
    }
    assertThat(judged).isGreaterThan(10_000);
  }

  private static void checkMet(Enum<?> answer, Set<Enum<?>> held) {
    for (Enum<?> other : held) {
      for (Apart apart : NEVER_MEET) {
        assertThat(apart.parts(answer, other))
            .as("%s with %s, although %s", answer, other, apart.why())
            .isFalse();
      }
    }
  }

  private static final int SECOND_PHASE_FLAGS =
      TransferFlags.POST_PENDING_TRANSFER | TransferFlags.VOID_PENDING_TRANSFER;

  private static boolean is(Answered row, int path) {
    int flags = ((Transfer) row.request()).flags();
    int second = flags & SECOND_PHASE_FLAGS;
    int actual = second != 0 ? SECOND_PHASE_FLAGS : flags & TransferFlags.REVERSAL;
    return actual == path && !row.held().contains(EXISTS);
  }

  /// Adds the pairs of neighbours on a path that no row shows. How a pair of two faults of shape is
  /// ordered does not depend on the path: any row may show it.
  private static void missing(
      List<String> missing,
      String path,
      List<? extends Enum<?>> codes,
      List<Answered> rows,
      Predicate<Answered> isOnPath) {
    for (int i = 0; i + 1 < codes.size(); i++) {
      Enum<?> higher = codes.get(i);
      int next = i + 1;
      while (next < codes.size() && neverMeet(higher, codes.get(next))) {
        next++;
      }
      if (next == codes.size()) {
        continue;
      }
      Enum<?> lower = codes.get(next);
      boolean shape = SHAPE.contains(lower);
      if (rows.stream()
          .filter(row -> shape || isOnPath.test(row))
          .noneMatch(row -> row.status() == higher && row.held().contains(lower))) {
        missing.add(path + ": " + higher + " before " + lower);
      }
    }
  }

  private static boolean neverMeet(Enum<?> higher, Enum<?> lower) {
    return NEVER_MEET.stream().anyMatch(apart -> apart.parts(higher, lower));
  }

  private static List<Answered> transferRows() {
    List<List<String>> tables = new ArrayList<>(CreateTransferTableTest.TABLES);
    tables.addAll(ReversalTableTest.TABLES);
    tables.addAll(PrecedenceTables.TABLES);
    return rows(tables).filter(row -> row.request() instanceof Transfer).toList();
  }

  private static List<Answered> accountRows() {
    List<List<String>> tables = new ArrayList<>(CreateAccountTableTest.TABLES);
    tables.addAll(PrecedenceTables.TABLES);
    return rows(tables).filter(row -> !(row.request() instanceof Transfer)).toList();
  }

  private static Stream<Answered> rows(List<List<String>> tables) {
    return tables.stream()
        .flatMap(table ->
            Script.run(new LocalLedger(), table.toArray(String[]::new)).answered().stream());
  }

  private static Set<String> names(List<Answered> rows) {
    return rows.stream().map(row -> row.status().name()).collect(Collectors.toSet());
  }

  private static String codes(Stream<Integer> codes) {
    return codes.map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static List<CreateTransferStatus> range(
      CreateTransferStatus from, CreateTransferStatus to) {
    return List.copyOf(EnumSet.range(from, to));
  }

  @SafeVarargs
  private static List<CreateTransferStatus> join(List<CreateTransferStatus>... parts) {
    List<CreateTransferStatus> joined = new ArrayList<>();
    for (List<CreateTransferStatus> part : parts) {
      joined.addAll(part);
    }
    return joined;
  }

  private static List<CreateAccountStatus> accounts(Predicate<CreateAccountStatus> kept) {
    return Arrays.stream(CreateAccountStatus.values())
        .filter(status -> status != CreateAccountStatus.CREATED)
        .filter(status -> status != CreateAccountStatus.RESERVED_FIELD)
        .filter(kept)
        .toList();
  }
}
