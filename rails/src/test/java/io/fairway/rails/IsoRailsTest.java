package io.fairway.rails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class IsoRailsTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final BankProfile PROFILE = Samples.BATCH.withResendAfter(Duration.ofMillis(200));
  private static final BankTwin.Settings SETTINGS =
      BankTwin.Settings.defaults().withDelay(Duration.ofMillis(5));

  private final Transfers transfers = new Transfers(1);
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
  void paysAndIsDebitedWithTheCharges() {
    List<CreditTransfer> batch = transfers.list(250);
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS);
        IsoRails rails = IsoRails.open(database.pool(), twin, PROFILE)) {
      Map<UUID, List<BankAnswer>> answers = rails.pay(batch, LONG);

      assertThat(answers).hasSize(250);
      for (CreditTransfer transfer : batch) {
        assertThat(answers.get(transfer.uetr()))
            .containsExactlyInAnyOrder(
                completed(transfer, answers), debited(transfer, answers, 50));
      }
      assertThat(database.count("rails.message WHERE direction = 'SENT'")).isEqualTo(3);
      assertThat(rails.findings(10)).isEmpty();
      assertThat(rails.answers(List.of(batch.getFirst().uetr())))
          .containsEntry(batch.getFirst().uetr(), answers.get(batch.getFirst().uetr()));
    }
  }

  @Test
  void oneAMessageInTheCrossBorderForm() {
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS);
        IsoRails rails = IsoRails.open(database.pool(), twin, Samples.CROSS_BORDER)) {
      assertThat(rails.pay(transfers.list(7), LONG)).hasSize(7);
      assertThat(database.count("rails.message WHERE direction = 'SENT'")).isEqualTo(7);
    }
  }

  @Test
  void aRejectionCarriesTheBanksReason() {
    CreditTransfer magic = transfers.to("88001-AC06");
    CreditTransfer named = transfers.to("88002");
    BankTwin.Settings settings = SETTINGS.withRejections(Map.of("88002", "AC01"));
    try (BankTwin twin = BankTwin.open(database.pool(), settings);
        IsoRails rails = IsoRails.open(database.pool(), twin, PROFILE)) {
      Map<UUID, List<BankAnswer>> answers = rails.pay(List.of(magic, named), LONG);
      assertThat(rejection(answers, magic).reason()).isEqualTo("AC06");
      assertThat(rejection(answers, magic).text()).isEqualTo("Blocked account");
      assertThat(rejection(answers, named).reason()).isEqualTo("AC01");
    }
  }

  @Test
  void whatBreaksARuleNeverLeaves() {
    CreditTransfer good = transfers.to("88001");
    CreditTransfer bad = withBic(transfers.to("88002"), "NOBIC");
    CreditTransfer empty = transfers.to("");
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS);
        IsoRails rails = IsoRails.open(database.pool(), twin, PROFILE)) {
      for (int time = 0; time < 2; time++) {
        Map<UUID, List<BankAnswer>> answers = rails.pay(List.of(good, bad, empty), LONG);
        assertThat(answers.get(good.uetr())).hasSize(2);
        assertThat(rejection(answers, bad).reason()).isEqualTo("RC01");
        assertThat(rejection(answers, bad).messageId()).isEqualTo(IsoRails.NOT_SENT);
        assertThat(rejection(answers, bad).text()).contains("'NOBIC'");
        assertThat(rejection(answers, empty).reason()).isEqualTo("AC03");
      }
      assertThat(database.count("bank_twin.payment")).isEqualTo(1);
    }
  }

  @Test
  void whatIsAnsweredIsNotSentAgain() {
    List<CreditTransfer> batch = transfers.list(10);
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS)) {
      BankWires wires = new BankWires(twin);
      try (IsoRails rails = IsoRails.open(database.pool(), wires, PROFILE)) {
        Map<UUID, List<BankAnswer>> first = rails.pay(batch, LONG);
        int sent = wires.sent().size();
        assertThat(rails.pay(batch, LONG)).isEqualTo(first);
        List<CreditTransfer> twice = new ArrayList<>(batch);
        twice.addAll(batch);
        assertThat(rails.pay(twice, LONG)).isEqualTo(first);
        assertThat(wires.sent()).hasSize(sent);
      }
    }
  }

  @Test
  void aUetrIsForOnePaymentOnly() {
    CreditTransfer first = transfers.to("88001");
    CreditTransfer other =
        new CreditTransfer(
            first.uetr(),
            first.instructionId(),
            first.endToEndId(),
            first.amount().plus(first.amount()),
            first.instructed(),
            first.rate(),
            first.settlementDate(),
            first.debtor(),
            first.debtorAccount(),
            first.creditor(),
            first.creditorAccount(),
            first.invoice());
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS);
        IsoRails rails = IsoRails.open(database.pool(), twin, PROFILE)) {
      assertThat(rails.pay(List.of(first), LONG)).hasSize(1);
      assertThatThrownBy(() -> rails.pay(List.of(other), LONG))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(first.uetr().toString());
      assertThatThrownBy(() -> rails.pay(List.of(first, other), LONG))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(rails.pay(List.of(first), LONG)).as("the rails go on").hasSize(1);
      assertThat(database.count("bank_twin.payment")).isEqualTo(1);
    }
  }

  @Test
  void aSilentBankIsAbsentAndAnswersLater() {
    CreditTransfer silent = transfers.to("88001");
    CreditTransfer never = transfers.to("88002-SILENT");
    CreditTransfer other = transfers.to("88003");
    List<CreditTransfer> batch = List.of(silent, never, other);
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS.withSilent(Set.of("88001")));
        IsoRails rails = IsoRails.open(database.pool(), twin, PROFILE)) {
      assertThat(rails.pay(batch, SHORT)).doesNotContainKey(silent.uetr());
      assertThat(rails.pay(List.of(other), LONG)).hasSize(1);
    }
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS);
        IsoRails rails = IsoRails.open(database.pool(), twin, PROFILE)) {
      assertThat(rails.pay(List.of(silent, other), LONG)).hasSize(2);
      assertThat(rails.answers(batch.stream().map(CreditTransfer::uetr).toList()))
          .containsOnlyKeys(silent.uetr(), other.uetr());
      assertThat(database.count("bank_twin.payment WHERE reason = ''")).isEqualTo(2);
      assertThat(database.count("rails.message WHERE direction = 'SENT'")).isEqualTo(1);
      assertThat(rails.findings(10)).isEmpty();
    }
  }

  @Test
  void afterACrashBeforeSendingTheSameBytesGoOut() {
    List<CreditTransfer> batch = transfers.list(120);
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS)) {
      BankWires dead = new BankWires(twin);
      try (IsoRails rails = IsoRails.open(database.pool(), dead, PROFILE)) {
        dead.cut(true);
        assertThat(rails.pay(batch, SHORT)).isEmpty();
        awaitSent(dead, 2);
      }
      BankWires alive = new BankWires(twin);
      try (IsoRails rails = IsoRails.open(database.pool(), alive, PROFILE)) {
        assertThat(rails.pay(batch, LONG)).hasSize(120);
      }
      assertThat(hexSet(alive.sent())).isEqualTo(hexSet(dead.sent())).hasSize(2);
      assertThat(database.count("bank_twin.payment WHERE reason IS NOT NULL")).isEqualTo(120);
    }
  }

  @Test
  void answersThatCameWhileNobodyListenedAreThere() {
    List<CreditTransfer> batch = transfers.list(30);
    try (BankTwin twin =
        BankTwin.open(database.pool(), SETTINGS.withDelay(Duration.ofMillis(400)))) {
      try (IsoRails rails = IsoRails.open(database.pool(), twin, Samples.BATCH)) {
        assertThat(rails.pay(batch, Duration.ofMillis(100))).hasSizeLessThanOrEqualTo(30);
      }
      try (IsoRails rails = IsoRails.open(database.pool(), twin, Samples.BATCH)) {
        assertThat(rails.pay(batch, LONG)).hasSize(30);
      }
    }
  }

  @Test
  void manyThreadsShareMessages() throws InterruptedException, ExecutionException {
    List<CreditTransfer> batch = transfers.list(2_000);
    try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS);
        IsoRails rails = IsoRails.open(database.pool(), twin, PROFILE);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Map<UUID, List<BankAnswer>>>> calls = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        // Each payment is asked for by two threads at once.
        List<CreditTransfer> two = List.of(batch.get(i), batch.get((i + 1) % batch.size()));
        calls.add(() -> rails.pay(two, LONG));
      }
      for (Future<Map<UUID, List<BankAnswer>>> future : threads.invokeAll(calls)) {
        assertThat(future.get()).hasSize(2).allSatisfy((u, a) -> assertThat(a).hasSize(2));
      }
      assertThat(database.count("bank_twin.payment WHERE reason IS NOT NULL")).isEqualTo(2_000);
      assertThat(database.count("rails.message WHERE direction = 'SENT'")).isLessThan(1_000);
    }
  }

  @Test
  void wiresThatFailAndCrashesLoseAndDoubleNothing() {
    surviveTrouble(new Random().nextLong());
  }

  @RepeatedTest(25)
  @Tag("long")
  void wiresThatFailManyTimes() {
    surviveTrouble(new Random().nextLong());
  }

  private void surviveTrouble(long seed) {
    Random random = new Random(seed);
    List<CreditTransfer> batch = new Transfers(seed).list(400);
    Map<UUID, List<BankAnswer>> answered = new HashMap<>();
    for (int life = 0; life < 100 && !allFinal(batch, answered); life++) {
      try (BankTwin twin = BankTwin.open(database.pool(), SETTINGS);
          BankWires wires = new BankWires(twin, random, life < 8 ? 0.2 : 0);
          IsoRails rails = IsoRails.open(database.pool(), wires, PROFILE)) {
        List<CreditTransfer> some = batch.subList(0, Math.min(batch.size(), 50 * (life + 1)));
        rails
            .pay(some, life < 8 ? Duration.ofMillis(100) : LONG)
            .forEach((uetr, answers) -> {
              List<BankAnswer> before = answered.getOrDefault(uetr, List.of());
              assertThat(answers.subList(0, before.size())).as("seed %d", seed).isEqualTo(before);
              answered.put(uetr, answers);
            });
        assertThat(rails.findings(1)).as("seed %d", seed).isEmpty();
      }
    }
    assertThat(allFinal(batch, answered)).as("seed %d", seed).isTrue();
    assertThat(database.count("bank_twin.payment WHERE reason IS NOT NULL"))
        .as("seed %d", seed)
        .isEqualTo(400);
    assertThat(database.count("rails.answer")).as("seed %d", seed).isEqualTo(800);
  }

  @Test
  void chargesFollowTheCurrencysDecimals() {
    CreditTransfer yen = transfers.to("88001", new Money(Asset.of("JPY"), 5_000));
    BankTwin.Settings settings = SETTINGS.withCharge(new BigDecimal("0.50"));
    try (BankTwin twin = BankTwin.open(database.pool(), settings);
        IsoRails rails = IsoRails.open(database.pool(), twin, PROFILE)) {
      Map<UUID, List<BankAnswer>> answers = rails.pay(List.of(yen), LONG);
      assertThat(answers.get(yen.uetr())).contains(debited(yen, answers, 1));
    }
  }

  private static void awaitSent(BankWires wires, int messages) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (wires.sent().size() < messages && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
    assertThat(wires.sent()).hasSizeGreaterThanOrEqualTo(messages);
  }

  private static BankAnswer completed(
      CreditTransfer transfer, Map<UUID, List<BankAnswer>> answers) {
    return new BankAnswer.Completed(transfer.uetr(), messageId(transfer, answers, 'S'));
  }

  private static BankAnswer debited(
      CreditTransfer transfer, Map<UUID, List<BankAnswer>> answers, long charges) {
    Money money = new Money(transfer.amount().asset(), charges);
    String id = messageId(transfer, answers, 'D');
    return new BankAnswer.Debited(transfer.uetr(), id, transfer.amount(), money);
  }

  /// The twin's statuses are in messages TWS-..., its debits in TWD-...
  private static String messageId(
      CreditTransfer transfer, Map<UUID, List<BankAnswer>> answers, char kind) {
    return answers.getOrDefault(transfer.uetr(), List.of()).stream()
        .map(BankAnswer::messageId)
        .filter(id -> id.startsWith("TW" + kind))
        .findFirst()
        .orElse("none");
  }

  private static boolean allFinal(
      List<CreditTransfer> batch, Map<UUID, List<BankAnswer>> answered) {
    return batch.stream().allMatch(t -> answered.getOrDefault(t.uetr(), List.of()).size() == 2);
  }

  private static BankAnswer.Rejected rejection(
      Map<UUID, List<BankAnswer>> answers, CreditTransfer transfer) {
    List<BankAnswer> of = answers.getOrDefault(transfer.uetr(), List.of());
    assertThat(of).hasSize(1);
    return (BankAnswer.Rejected) of.getFirst();
  }

  private static CreditTransfer withBic(CreditTransfer t, String bic) {
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
        t.creditor(),
        new BankAccount(bic, t.creditorAccount().number()),
        t.invoice());
  }

  private static Set<String> hexSet(List<BankMessage> messages) {
    Set<String> digests = new TreeSet<>();
    for (BankMessage message : messages) {
      digests.add(Digest.of(message.header()) + " " + Digest.of(message.document()));
    }
    return digests;
  }
}
