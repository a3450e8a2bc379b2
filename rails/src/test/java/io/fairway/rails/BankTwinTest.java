package io.fairway.rails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The twin alone, spoken to in bytes.
class BankTwinTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final BankTwin.Settings SETTINGS =
      BankTwin.Settings.defaults().withDelay(Duration.ZERO);

  private Database database;

  @BeforeEach
  void open() {
    database = Database.fresh();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void answersWithStatusAndDebit() throws InterruptedException {
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS)) {
      twin.connect();
      twin.send(List.of(Samples.batch()));
      List<BankPort.Delivery> answers = receive(twin, 2);
      StatusMessage status = status(answers.get(0));
      assertThat(status.originalMessageId()).isEqualTo("FW20261120-batch");
      assertThat(status.transactions())
          .extracting(t -> t.status().code())
          .containsExactly("ACSC", "ACSC");
      DebitMessage debit = debit(answers.get(1));
      assertThat(debit.account()).isEqualTo(Transfers.OUR_ACCOUNT);
      assertThat(debit.entries())
          .extracting(DebitMessage.Entry::uetr)
          .containsExactly(Samples.FIRST, Samples.SECOND);
      assertThat(debit.entries().getFirst().charges()).isEqualTo(new Money(Asset.of("CNY"), 50));
    }
  }

  @Test
  void theSameMessageAgainIsAnsweredTheSameAndPaidOnce() throws InterruptedException {
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS)) {
      twin.connect();
      twin.send(List.of(Samples.batch()));
      List<BankPort.Delivery> first = receive(twin, 2);
      twin.acknowledge(first);
      twin.send(List.of(Samples.batch(), Samples.batch()));
      List<BankPort.Delivery> second = receive(twin, 2);
      assertThat(digests(second)).isEqualTo(digests(first));
      assertThat(database.count("bank_twin.payment WHERE reason IS NOT NULL")).isEqualTo(2);
    }
  }

  @Test
  void aUetrInAnotherMessageIsAnsweredAgainAndPaidOnce() throws InterruptedException {
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS)) {
      twin.connect();
      twin.send(List.of(Samples.batch()));
      receive(twin, 2);
      twin.send(
          List.of(Samples.transfers("OTHER", Samples.first()).write(Samples.BATCH).message()));
      StatusMessage again = status(receive(twin, 2).getFirst());
      assertThat(again.originalMessageId()).isEqualTo("OTHER");
      assertThat(again.transactions().getFirst().status().code()).isEqualTo("ACSC");
      assertThat(database.count("bank_twin.payment WHERE reason IS NOT NULL")).isEqualTo(2);
    }
  }

  @Test
  void aUetrWithOtherContentIsRefused() throws InterruptedException {
    CreditTransfer other = renamed(Samples.first(), "Somebody Else");
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS)) {
      twin.connect();
      twin.send(List.of(Samples.batch()));
      receive(twin, 2);
      twin.send(List.of(Samples.transfers("OTHER", other).write(Samples.BATCH).message()));
      StatusMessage refusal = status(receive(twin, 1).getFirst());
      assertThat(refusal.transactions().getFirst().status().code()).isEqualTo("RJCT");
      assertThat(refusal.transactions().getFirst().status().reason()).isEqualTo("DU03");
      assertThat(database.count("bank_twin.payment")).isEqualTo(2);
    }
  }

  @Test
  void aMessageIdWithOtherContentIsRefusedWhole() throws InterruptedException {
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS)) {
      twin.connect();
      twin.send(List.of(Samples.batch()));
      receive(twin, 2);
      twin.send(
          List.of(
              Samples.transfers("FW20261120-batch", Samples.third())
                  .write(Samples.BATCH)
                  .message()));
      assertThat(group(receive(twin, 1).getFirst()).reason()).isEqualTo("DU01");
      assertThat(database.count("bank_twin.payment")).isEqualTo(2);
    }
  }

  @Test
  void whatCannotBeReadIsRefusedWhole() throws InterruptedException {
    BankMessage good = Samples.batch();
    byte[] broken =
        new String(good.document(), StandardCharsets.UTF_8)
            .replace("<NbOfTxs>2", "<NbOfTxs>5")
            .getBytes(StandardCharsets.UTF_8);
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS)) {
      twin.connect();
      twin.send(
          List.of(
              new BankMessage(new byte[] {1}, new byte[] {2}),
              new BankMessage(good.header(), broken)));
      StatusMessage.Status refusal = group(receive(twin, 1).getFirst());
      assertThat(refusal.reason()).isEqualTo("FF01");
      assertThat(refusal.text()).contains("NbOfTxs says 5, found 2");
      assertThat(database.count("bank_twin.payment")).isZero();
    }
  }

  @Test
  void answersAreDeliveredUntilAcknowledged() throws InterruptedException {
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS)) {
      twin.connect();
      twin.send(List.of(Samples.batch()));
      List<BankPort.Delivery> first = receive(twin, 2);
      assertThat(twin.receive(10, Duration.ofMillis(20))).as("once a session").isEmpty();
      twin.connect();
      assertThat(digests(receive(twin, 2))).isEqualTo(digests(first));
      twin.acknowledge(first.subList(0, 1));
    }
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS)) {
      twin.connect();
      assertThat(receive(twin, 1)).hasSize(1);
      assertThat(twin.receive(10, Duration.ofMillis(20))).isEmpty();
    }
  }

  @Test
  void pagesOfAnswersAreWalkedThrough() throws InterruptedException {
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS)) {
      twin.connect();
      Transfers transfers = new Transfers(3);
      for (int i = 0; i < 25; i++) {
        CreditTransferMessage message = Samples.transfers("FW-" + i, transfers.to("8800" + i));
        twin.send(List.of(message.write(Samples.BATCH).message()));
      }
      List<BankPort.Delivery> all = new ArrayList<>();
      while (all.size() < 50) {
        List<BankPort.Delivery> page = twin.receive(7, LONG);
        assertThat(page).isNotEmpty().hasSizeLessThanOrEqualTo(7);
        all.addAll(page);
      }
      assertThat(digests(all)).doesNotHaveDuplicates();
      assertThat(twin.receive(7, Duration.ofMillis(20))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "8800123, PAY",
    "8800123-AC04, AC04",
    "8800123-RR04, RR04",
    "8800123-SILENT, SILENCE",
    "8800123-ABCD, PAY",
    "8800123AC04, PAY",
    "named, AC06",
    "mute, SILENCE"
  })
  void decisions(String account, String decision) {
    BankTwin.Settings settings =
        SETTINGS.withRejections(Map.of("named", "AC06")).withSilent(Set.of("mute"));
    String decided =
        switch (TwinDecision.of(account, settings)) {
          case TwinDecision.Pay pay -> "PAY";
          case TwinDecision.Reject(String reason) -> reason;
          case TwinDecision.Silence silence -> "SILENCE";
        };
    assertThat(decided).isEqualTo(decision);
  }

  @Test
  void settingsFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("bank.properties");
    Files.writeString(
        file,
        """
        # a slow bank
        delay.ms = 250
        charge = 1.20
        reject.939097661298 = AC04
        silent = 88001, 88002
        """);
    assertThat(BankTwin.Settings.read(file))
        .isEqualTo(
            new BankTwin.Settings(
                Duration.ofMillis(250),
                new BigDecimal("1.20"),
                Map.of("939097661298", "AC04"),
                Set.of("88001", "88002")));
    Files.writeString(file, "");
    assertThat(BankTwin.Settings.read(file)).isEqualTo(BankTwin.Settings.defaults());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "delay = 5 | unknown key delay, expected one of delay.ms, charge, reject.<account>, silent",
        "delay.ms = -1 | delay.ms = -1: whole milliseconds such as 50 expected",
        "delay.ms = 1e3 | delay.ms = 1e3: whole milliseconds",
        "charge = 1,20 | charge = 1,20: a decimal such as 0.50 expected",
        "charge = -1 | charge = -1: a decimal",
        "reject.88001 = closed | closed: an ISO status reason such as AC04 expected",
        "reject. = AC04 | an account number after reject. expected",
        "silent = 88001,,88002 | account numbers separated by commas expected",
        "x = \\uZZZZ | Malformed"
      })
  void badSettings(String line, String complaint, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("bank.properties"), line);
    assertThatThrownBy(() -> BankTwin.Settings.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bank.properties")
        .hasMessageContaining(complaint);
  }

  private static List<BankPort.Delivery> receive(BankTwin twin, int count)
      throws InterruptedException {
    List<BankPort.Delivery> deliveries = new ArrayList<>();
    long deadline = System.nanoTime() + LONG.toNanos();
    while (deliveries.size() < count && System.nanoTime() < deadline) {
      deliveries.addAll(twin.receive(100, LONG));
    }
    assertThat(deliveries).hasSize(count);
    return deliveries;
  }

  private static StatusMessage status(BankPort.Delivery delivery) {
    return StatusReader.read(
        Envelope.read(delivery.message().header()), delivery.message().document());
  }

  private static DebitMessage debit(BankPort.Delivery delivery) {
    return DebitReader.read(
        Envelope.read(delivery.message().header()), delivery.message().document());
  }

  private static StatusMessage.Status group(BankPort.Delivery delivery) {
    StatusMessage message = status(delivery);
    assertThat(message.group()).isNotNull();
    return java.util.Objects.requireNonNull(message.group());
  }

  private static List<Digest> digests(List<BankPort.Delivery> deliveries) {
    return deliveries.stream().map(d -> Digest.of(d.message().document())).toList();
  }

  private static CreditTransfer renamed(CreditTransfer t, String creditor) {
    return new CreditTransfer(
        t.uetr(),
        t.instructionId(),
        t.endToEndId(),
        t.amount(),
        t.instructed(),
        t.rate(),
        t.settlementDate(),
        t.debtor(),
        t.debtorAccount(),
        new Party(creditor, "HK", "", ""),
        t.creditorAccount(),
        t.invoice());
  }
}
