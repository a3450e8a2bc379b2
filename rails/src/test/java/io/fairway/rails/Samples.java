package io.fairway.rails;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/// Messages with fixed ids and times, one of each kind and form.
final class Samples {
  static final OffsetDateTime TIME = OffsetDateTime.parse("2026-11-20T09:30:00.125+08:00");
  static final UUID FIRST = UUID.fromString("f47ac10b-58cc-4372-a567-0e02b2c3d479");
  static final UUID SECOND = UUID.fromString("0c6f9f2e-3c55-4a3e-9a52-6a2f7a3b1c11");
  static final UUID THIRD = UUID.fromString("7b5d1c90-88f1-4b0c-8f0e-2f1f0a9d4e22");
  static final BankProfile BATCH = BankProfile.hongKongBatch(Transfers.OUR_BIC, Transfers.BANK_BIC);
  static final BankProfile CROSS_BORDER =
      BankProfile.crossBorder(Transfers.OUR_BIC, Transfers.BANK_BIC);

  private Samples() {}

  /// Plain Latin text, an account that is no IBAN.
  static CreditTransfer first() {
    return new CreditTransfer(
        FIRST,
        "P-000001",
        "ORDER-20261120-0001",
        new Money(Asset.CNH, 128_173),
        new Money(Asset.of("GBP"), 13_912),
        "9.2134567891234",
        Transfers.DAY,
        new Party("Isla Nakamura", "NO", "", "18 Station Street"),
        new BankAccount(Transfers.OUR_BIC, Transfers.OUR_ACCOUNT),
        new Party(
            "Ningbo Haiyun Trading Co., Ltd.",
            "HK",
            "Hong Kong",
            "Unit 13, 104 Queen's Road Central"),
        new BankAccount("TESTHKHHXXX", "939097661298"),
        "INV-0001");
  }

  /// Accents and Han characters, a valid IBAN, a rate that needs no text beside it.
  static CreditTransfer second() {
    return new CreditTransfer(
        SECOND,
        "P-000002",
        "ORDER-20261120-0002",
        new Money(Asset.CNH, 50),
        new Money(Asset.of("JPY"), 1_081),
        "0.0463",
        Transfers.DAY,
        new Party("Zoë Łukasiewicz & Söhne <Export>", "PL", "Kraków", "ul. Długa 3"),
        new BankAccount(Transfers.OUR_BIC, Transfers.OUR_ACCOUNT),
        new Party("宁波海运 Trading", "CN", "宁波", ""),
        new BankAccount("DEMODEFF", "DE89370400440532013000"),
        "INV-0002");
  }

  /// In HKD, to an account that looks like an IBAN and is none.
  static CreditTransfer third() {
    return new CreditTransfer(
        THIRD,
        "P-000003",
        "ORDER-20261120-0003",
        new Money(Asset.of("HKD"), 100_000),
        new Money(Asset.of("HKD"), 100_000),
        "1",
        Transfers.DAY,
        new Party("Buyer Limited", "HK", "Hong Kong", "x".repeat(60) + " " + "y".repeat(60)),
        new BankAccount(Transfers.OUR_BIC, Transfers.OUR_ACCOUNT),
        new Party("Seller", "GB", "London", "1 Road"),
        new BankAccount("TESTGB2L", "GB00TEST00000000000001"),
        "INV-" + "9".repeat(40));
  }

  static CreditTransferMessage transfers(String id, CreditTransfer... transfers) {
    return new CreditTransferMessage(
        id,
        Transfers.OUR_BIC,
        Transfers.BANK_BIC,
        BATCH.businessService(),
        TIME,
        List.of(transfers));
  }

  static BankMessage batch() {
    return transfers("FW20261120-batch", first(), second()).write(BATCH).message();
  }

  static BankMessage crossBorder() {
    return transfers("FW20261120-single", second()).write(CROSS_BORDER).message();
  }

  static BankMessage domestic() {
    return transfers("FW20261120-domestic", third()).write(BATCH).message();
  }

  static BankMessage statuses() {
    return status(
            null,
            List.of(
                new StatusMessage.Transaction(
                    FIRST,
                    "P-000001",
                    "ORDER-20261120-0001",
                    new StatusMessage.Status("ACSC", "", ""),
                    LocalDate.of(2026, 11, 20)),
                new StatusMessage.Transaction(
                    SECOND,
                    "P-000002",
                    "ORDER-20261120-0002",
                    new StatusMessage.Status("RJCT", "AC04", "Closed account number"),
                    null)))
        .write();
  }

  static BankMessage refusal() {
    return status(new StatusMessage.Status("RJCT", "FF01", "Not a pacs.008"), List.of()).write();
  }

  static BankMessage debits() {
    return new DebitMessage(
            "TWD-0001",
            Transfers.BANK_BIC,
            Transfers.OUR_BIC,
            BATCH.businessService(),
            TIME,
            Transfers.OUR_ACCOUNT,
            "CNY",
            List.of(debit(FIRST, "CNY", 128_173, 50), debit(SECOND, "CNY", 50, 0)))
        .write();
  }

  static DebitMessage.Entry debit(UUID uetr, String currency, long units, long charges) {
    Asset asset = Asset.of(currency);
    return new DebitMessage.Entry(
        uetr,
        "P-000001",
        "ORDER-20261120-0001",
        new Money(asset, units),
        new Money(asset, charges),
        LocalDate.of(2026, 11, 20));
  }

  static StatusMessage status(
      StatusMessage.@org.jspecify.annotations.Nullable Status group,
      List<StatusMessage.Transaction> transactions) {
    return new StatusMessage(
        "TWS-0001",
        Transfers.BANK_BIC,
        Transfers.OUR_BIC,
        BATCH.businessService(),
        TIME,
        "FW20261120-batch",
        group,
        transactions);
  }
}
