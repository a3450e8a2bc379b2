package io.fairway.rails;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// Payments for tests. The same seed gives the same payments.
final class Transfers {
  static final String OUR_BIC = "FAIRHKHHXXX";
  static final String BANK_BIC = "DEMOHKHHXXX";
  static final String OUR_ACCOUNT = "012345678901";
  static final LocalDate DAY = LocalDate.of(2026, 11, 20);

  private final Random random;

  Transfers(long seed) {
    random = new Random(seed);
  }

  List<CreditTransfer> list(int count) {
    List<CreditTransfer> transfers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      transfers.add(to("8800" + (100_000_000L + random.nextInt(800_000_000))));
    }
    return transfers;
  }

  /// A payment to that creditor account.
  CreditTransfer to(String account) {
    return to(account, new Money(Asset.CNH, 1 + random.nextInt(10_000_000)));
  }

  CreditTransfer to(String account, Money amount) {
    int number = random.nextInt(1_000_000_000);
    return new CreditTransfer(
        uetr(),
        "P-" + number,
        "ORDER-" + number,
        amount,
        new Money(Asset.of("GBP"), 1 + random.nextInt(1_000_000)),
        "9.2134567891234",
        DAY,
        new Party("Isla Nakamura", "NO", "", "18 Station Street"),
        new BankAccount(OUR_BIC, OUR_ACCOUNT),
        new Party(
            "Ningbo Haiyun Trading Co., Ltd.",
            "HK",
            "Hong Kong",
            "Unit 13, 104 Queen's Road Central"),
        new BankAccount("TESTHKHHXXX", account),
        "INV-" + number);
  }

  UUID uetr() {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
    return new UUID(high, low);
  }

  Random random() {
    return random;
  }
}
