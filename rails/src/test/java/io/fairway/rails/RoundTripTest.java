package io.fairway.rails;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is written is read back, and what could not be carried whole is told.
class RoundTripTest {
  private static final int ROUNDS = 500;

  @Test
  void anythingThatPassesTheRules() {
    long seed = new Random().nextLong();
    WildTransfers wild = new WildTransfers(seed);
    int passed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      BankProfile profile = round % 2 == 0 ? Samples.BATCH : Samples.CROSS_BORDER;
      CreditTransfer transfer = wild.next();
      if (TransferRules.check(transfer) == null) {
        passed++;
        check(transfer, profile, "seed " + seed + ", round " + round + ": " + transfer);
      }
    }
    assertThat(passed).as("seed %d: enough of them pass", seed).isGreaterThan(5);
  }

  private static void check(CreditTransfer sent, BankProfile profile, String where) {
    CreditTransferMessage.Written written = Samples.transfers("FW-1", sent).write(profile);
    CreditTransfer read = CreditTransferMessage.read(written.message()).transfers().getFirst();

    assertThat(read.uetr()).as(where).isEqualTo(sent.uetr());
    assertThat(read.amount()).as(where).isEqualTo(onTheWire(sent.amount()));
    assertThat(read.instructed()).as(where).isEqualTo(onTheWire(sent.instructed()));
    assertThat(read.settlementDate()).as(where).isEqualTo(sent.settlementDate());
    assertThat(read.creditorAccount()).as(where).isEqualTo(sent.creditorAccount());
    assertThat(read.debtorAccount()).as(where).isEqualTo(sent.debtorAccount());
    List<String> lost = written.losses().stream().map(CreditTransferMessage.Loss::field).toList();
    if (lost.isEmpty() && !profile.latinOnly()) {
      assertThat(read.creditor().name()).as(where).isEqualTo(spaced(sent.creditor().name()));
      assertThat(read.creditor().address().replace(" ", ""))
          .as(where)
          .isEqualTo(spaced(sent.creditor().address()).replace(" ", ""));
    }
    if (profile.latinOnly()) {
      assertThat(new String(written.message().document(), java.nio.charset.StandardCharsets.UTF_8))
          .as(where)
          .matches("\\p{ASCII}*");
    }
  }

  private static Money onTheWire(Money money) {
    return new Money(Asset.of(money.asset().isoCode()), money.units());
  }

  /// White space of every kind is one space, control characters are gone.
  private static String spaced(String text) {
    return text.replaceAll("[\\x00-\\x08\\uFFFE]", "").replaceAll("[\\s\\x85\\p{Z}]+", " ").strip();
  }

  @Test
  void manyInOneMessage() {
    List<CreditTransfer> sent = new ArrayList<>(new Transfers(7).list(300));
    CreditTransferMessage message =
        Samples.transfers("FW-300", sent.toArray(CreditTransfer[]::new));
    CreditTransferMessage read = CreditTransferMessage.read(message.write(Samples.BATCH).message());
    assertThat(read.transfers().stream().map(CreditTransfer::uetr).toList())
        .isEqualTo(sent.stream().map(CreditTransfer::uetr).toList());
    assertThat(read.controlSum()).isEqualByComparingTo(message.controlSum());
  }
}
