package io.fairway.rails;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;

/// Payments with text, accounts and rates as the world has them. The same seed gives the same.
final class WildTransfers {
  private static final List<String> CURRENCIES =
      List.of("CNH", "HKD", "USD", "JPY", "KWD", "GBP", "CNY", "EUR");
  private static final List<String> ACCOUNTS =
      List.of(
          "939097661298",
          "DE89370400440532013000",
          "GB82WEST12345698765432",
          "GB00WEST12345698765432",
          "6222020200001234567",
          "012-345678-001",
          "",
          "é",
          "1".repeat(35));
  private static final List<String> BICS =
      List.of("TESTHKHH", "TESTHKHHXXX", "TESTXXHH", "short", "", "DEMODEFF");
  private static final List<String> COUNTRIES = List.of("HK", "CN", "GB", "XX", "", "NO");
  private static final String ALPHABET =
      "abc XYZ 019 &<>\"'/-?:().,+ éüßøŁđ 宁波海运 日本 Ωλ 𝄞😀 \t\n\u0000\u0007\u0085\uFFFE";

  private final Random random;
  private final Transfers ids;

  WildTransfers(long seed) {
    random = new Random(seed);
    ids = new Transfers(seed);
  }

  CreditTransfer next() {
    return new CreditTransfer(
        ids.uetr(),
        "P-" + random.nextInt(1_000_000),
        pick(List.of("E-1", "#1001", "注文-7", "x".repeat(35))),
        amount(),
        amount(),
        pick(List.of("1", "9.2134567891234", "0.00000000001234", "123456.78901234", "7.8")),
        Transfers.DAY.plusDays(random.nextInt(3)),
        party(),
        new BankAccount(pick(BICS), pick(ACCOUNTS)),
        party(),
        new BankAccount(pick(BICS), pick(ACCOUNTS)),
        text(1, 60));
  }

  private Money amount() {
    Asset asset = Asset.of(pick(CURRENCIES));
    long units = 1 + (random.nextLong() >>> (2 + random.nextInt(60)));
    BigDecimal most = new BigDecimal("999999999999999").movePointRight(asset.decimals());
    return new Money(asset, Math.min(units, most.longValue()));
  }

  private Party party() {
    return new Party(text(0, 200), pick(COUNTRIES), text(0, 50), text(0, 200));
  }

  private String text(int lengthMin, int lengthMax) {
    int[] characters = ALPHABET.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    int length = lengthMin + random.nextInt(lengthMax - lengthMin);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(characters[random.nextInt(characters.length)]);
    }
    return text.toString();
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
