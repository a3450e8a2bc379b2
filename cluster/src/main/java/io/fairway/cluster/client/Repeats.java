package io.fairway.cluster.client;

import io.fairway.ledger.Account;
import io.fairway.ledger.CreateAccountResult;
import io.fairway.ledger.CreateAccountStatus;
import io.fairway.ledger.CreateTransferResult;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.ledger.Transfer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a command answers that was sent twice, because its first reply may have been lost with a
/// leader. A linked chain that the first one applied meets itself: one event answers `EXISTS`, and
/// the others `LINKED_EVENT_FAILED`, as if nothing had been posted. They are looked up: what is
/// there was posted, with all of its chain.
final class Repeats {
  private Repeats() {}

  static List<CreateTransferResult> ofTransfers(
      List<CreateTransferResult> results, List<Id128> ids, Ledger ledger) {
    List<Id128> doubtful =
        doubtful(results, ids, r -> r.status() == CreateTransferStatus.LINKED_EVENT_FAILED);
    Map<Id128, Long> posted = new HashMap<>();
    for (Transfer transfer : ledger.lookupTransfers(doubtful)) {
      posted.put(transfer.id(), transfer.timestamp());
    }
    List<CreateTransferResult> settled = new ArrayList<>(results);
    for (int i = 0; i < settled.size(); i++) {
      @Nullable Long timestamp = posted.get(ids.get(i));
      if (timestamp != null) {
        settled.set(i, new CreateTransferResult(CreateTransferStatus.EXISTS, timestamp));
      }
    }
    return settled;
  }

  static List<CreateAccountResult> ofAccounts(
      List<CreateAccountResult> results, List<Id128> ids, Ledger ledger) {
    List<Id128> doubtful =
        doubtful(results, ids, r -> r.status() == CreateAccountStatus.LINKED_EVENT_FAILED);
    Map<Id128, Long> created = new HashMap<>();
    for (Account account : ledger.lookupAccounts(doubtful)) {
      created.put(account.id(), account.timestamp());
    }
    List<CreateAccountResult> settled = new ArrayList<>(results);
    for (int i = 0; i < settled.size(); i++) {
      @Nullable Long timestamp = created.get(ids.get(i));
      if (timestamp != null) {
        settled.set(i, new CreateAccountResult(CreateAccountStatus.EXISTS, timestamp));
      }
    }
    return settled;
  }

  private static <R> List<Id128> doubtful(
      List<R> results, List<Id128> ids, Predicate<R> chainFailed) {
    List<Id128> doubtful = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      if (chainFailed.test(results.get(i))) {
        doubtful.add(ids.get(i));
      }
    }
    return doubtful;
  }
}
