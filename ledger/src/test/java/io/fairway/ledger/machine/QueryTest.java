package io.fairway.ledger.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.ledger.Account;
import io.fairway.ledger.Id128;
import io.fairway.ledger.QueryFilter;
import io.fairway.ledger.Transfer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryTest {
  private static final Id128 A = new Id128(0, 1);
  private static final Id128 B = new Id128(0, 2);

  /// Ten transfers of amounts 1 to 10: the even ones carry user data, the fifth another code.
  private static LocalLedger ledger() {
    LocalLedger ledger = new LocalLedger().at(1000);
    ledger.createAccounts(List.of(Account.open(A, 1, 7, 0), Account.open(B, 1, 8, 0)));
    List<Transfer> list = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      boolean even = i % 2 == 0;
      list.add(
          new Transfer(
              new Id128(9, i),
              A,
              B,
              i,
              Id128.ZERO,
              even ? new Id128(3, 4) : Id128.ZERO,
              even ? 5 : 0,
              even ? 6 : 0,
              0,
              1,
              i == 5 ? 2 : 1,
              0,
              0));
    }
    ledger.at(2000).createTransfers(list);
    return ledger;
  }

  private static QueryFilter filter(
      long userData64, int code, long min, long max, int limit, boolean reversed) {
    return new QueryFilter(Id128.ZERO, userData64, 0, 0, code, min, max, limit, reversed);
  }

  private static List<Long> amounts(QueryFilter filter) {
    return ledger().queryTransfers(filter).stream().map(Transfer::amount).toList();
  }

  @Test
  void transfersByEveryField() {
    assertThat(amounts(filter(0, 0, 0, 0, 100, false)))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(amounts(filter(5, 0, 0, 0, 100, false))).containsExactly(2L, 4L, 6L, 8L, 10L);
    assertThat(amounts(filter(0, 2, 0, 0, 100, false))).containsExactly(5L);
    assertThat(amounts(filter(5, 2, 0, 0, 100, false))).isEmpty();
    assertThat(amounts(filter(0, 0, 0, 0, 3, false))).containsExactly(1L, 2L, 3L);
    assertThat(amounts(filter(0, 0, 0, 0, 3, true))).containsExactly(10L, 9L, 8L);
    assertThat(amounts(filter(0, 0, 2003, 2005, 9, false))).containsExactly(3L, 4L, 5L);
    assertThat(amounts(filter(0, 0, 2003, 2005, 9, true))).containsExactly(5L, 4L, 3L);
    assertThat(amounts(filter(0, 0, 2011, 0, 9, false))).isEmpty();
    assertThat(amounts(filter(0, 0, 2005, 2003, 9, false))).isEmpty();
    assertThat(amounts(filter(0, 0, 0, Long.MAX_VALUE, 2, true))).containsExactly(10L, 9L);
    assertThat(amounts(new QueryFilter(new Id128(3, 4), 0, 6, 1, 0, 0, 0, 2, true)))
        .containsExactly(10L, 8L);
    assertThat(amounts(new QueryFilter(new Id128(3, 5), 0, 0, 0, 0, 0, 0, 2, true))).isEmpty();
    assertThat(amounts(new QueryFilter(Id128.ZERO, 0, 0, 2, 0, 0, 0, 2, true))).isEmpty();
  }

  @Test
  void accountsByCodeAndTime() {
    LocalLedger ledger = ledger();
    assertThat(ledger.queryAccounts(filter(0, 8, 0, 0, 10, false)))
        .extracting(Account::id)
        .containsExactly(B);
    assertThat(ledger.queryAccounts(filter(0, 0, 0, 1001, 10, true)))
        .extracting(Account::id)
        .containsExactly(A);
  }

  @Test
  void lookupsKeepTheOrderOfTheIdsAndLeaveOutWhatIsNotThere() {
    LocalLedger ledger = ledger();
    assertThat(ledger.lookupAccounts(List.of(B, new Id128(0, 99), A, B)))
        .extracting(Account::id)
        .containsExactly(B, A, B);
    assertThat(ledger.lookupTransfers(List.of(new Id128(9, 3), A, new Id128(9, 1))))
        .extracting(Transfer::amount)
        .containsExactly(3L, 1L);
  }

  @Test
  void aLimitOutOfRangeIsRefusedBeforeItIsSent() {
    assertThatThrownBy(() -> amounts(filter(0, 0, 0, 0, 0, false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit must be 1 to 8189, was 0");
  }
}
