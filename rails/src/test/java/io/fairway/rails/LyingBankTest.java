package io.fairway.rails;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A bank that is wrong is on record, is not believed, and stops nothing.
class LyingBankTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration NO_WAIT = Duration.ZERO;

  private final ScriptedBank bank = new ScriptedBank();
  private final CreditTransfer transfer = new Transfers(2).to("88001", new Money(Asset.CNH, 1_000));
  private final UUID uetr = transfer.uetr();
  private Database database;
  private IsoRails rails;
  private int number;

  @BeforeEach
  void open() throws InterruptedException {
    database = Database.fresh();
    rails = IsoRails.open(database.pool(), bank, Samples.BATCH);
    assertThat(rails.pay(List.of(transfer), Duration.ofMillis(1))).isEmpty();
    assertThat(bank.taken()).isNotNull();
  }

  @AfterEach
  void close() {
    rails.close();
    database.close();
  }

  @Test
  void theTruthAfterALieIsBelieved() {
    say(debit(uetr, 999, 50));
    say(debit(uetr, 1_000, 50));
    say(status(uetr, "ACSC", ""));
    Map<UUID, List<BankAnswer>> answers = rails.pay(List.of(transfer), LONG);
    assertThat(answers.get(uetr)).hasSize(2);
    assertThat(codes()).containsExactly(Finding.Code.WRONG_AMOUNT);
  }

  @Test
  void settledAfterRejected() {
    say(status(uetr, "RJCT", "AC04"));
    say(status(uetr, "ACSC", ""));
    say(debit(uetr, 1_000, 50));
    assertThat(recorded()).hasSize(1).first().isInstanceOf(BankAnswer.Rejected.class);
    assertThat(codes()).containsExactly(Finding.Code.CONTRADICTION, Finding.Code.CONTRADICTION);
  }

  @Test
  void theSameAnswerAgain() {
    BankMessage settled = status(uetr, "ACSC", "");
    say(settled);
    say(settled);
    say(debit(uetr, 1_000, 50));
    say(status(uetr, "ACSC", ""));
    say(debit(uetr, 1_000, 50));
    assertThat(recorded()).hasSize(2);
    assertThat(codes())
        .as("the same message again is nothing, the same answer in another message is something")
        .containsExactly(Finding.Code.DEBITED_TWICE, Finding.Code.DUPLICATE_ANSWER);
  }

  @Test
  void paymentsThatNobodySent() {
    say(status(Samples.FIRST, "ACSC", ""));
    say(debit(Samples.SECOND, 1, 1));
    assertThat(codes()).containsExactly(Finding.Code.UNKNOWN_UETR, Finding.Code.UNKNOWN_UETR);
    assertThat(rails.answers(List.of(Samples.FIRST, Samples.SECOND))).isEmpty();
  }

  @Test
  void aWholeMessageThatNobodySent() {
    say(Samples.refusal());
    assertThat(codes()).containsExactly(Finding.Code.UNKNOWN_MESSAGE);
    assertThat(recorded()).isEmpty();
  }

  @Test
  void aWholeMessageRejected() {
    String ours = messageId();
    say(
        new StatusMessage(
                "REF-1",
                Transfers.BANK_BIC,
                Transfers.OUR_BIC,
                "test",
                Samples.TIME,
                ours,
                new StatusMessage.Status("RJCT", "FF01", "no"),
                List.of())
            .write());
    assertThat(rails.pay(List.of(transfer), LONG).get(uetr))
        .containsExactly(new BankAnswer.Rejected(uetr, "REF-1", "FF01", "no"));
  }

  @Test
  void anIdThatIsUsedTwice() {
    say(renamed(status(uetr, "PDNG", ""), "M-1"));
    say(renamed(status(uetr, "ACSC", ""), "M-1"));
    assertThat(recorded()).hasSize(1);
    assertThat(codes()).containsExactly(Finding.Code.MESSAGE_ID_REUSED);
  }

  @Test
  void rubbish() {
    byte[] noise = {0, 1, 2, (byte) 0xFF};
    say(new BankMessage(noise, noise));
    say(new BankMessage(status(uetr, "ACSC", "").header(), noise));
    say(new BankMessage(new byte[0], new byte[0]));
    say(Samples.batch());
    BankMessage stranger = status(uetr, "ACSC", "");
    say(
        new BankMessage(
            text(stranger.header()).replace(Transfers.BANK_BIC, "EVILHKHHXXX").getBytes(UTF_8),
            stranger.document()));
    say(debit(uetr, 1_000, 50));
    assertThat(recorded()).hasSize(1);
    assertThat(codes())
        .containsExactly(
            Finding.Code.WRONG_SENDER,
            Finding.Code.WRONG_SENDER,
            Finding.Code.UNREADABLE_MESSAGE,
            Finding.Code.UNREADABLE_MESSAGE,
            Finding.Code.UNREADABLE_MESSAGE);
    assertThat(database.count("rails.message WHERE direction = 'RECEIVED'")).isEqualTo(6);
  }

  @Test
  void chargesOutOfAllProportion() {
    say(debit(uetr, 1_000, 1_000_000));
    assertThat(recorded()).isEmpty();
    assertThat(codes()).containsExactly(Finding.Code.WRONG_CHARGES);
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  private void say(BankMessage message) {
    bank.say(message);
  }

  /// The answers on record once everything said is on record.
  private List<BankAnswer> recorded() {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (bank.acknowledged() < bank.said() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
    assertThat(bank.acknowledged()).isEqualTo(bank.said());
    List<BankAnswer> answers = rails.answers(List.of(uetr)).getOrDefault(uetr, List.of());
    assertThat(rails.pay(List.of(transfer), NO_WAIT).getOrDefault(uetr, List.of()))
        .isIn(answers, List.of());
    return answers;
  }

  private List<Finding.Code> codes() {
    assertThat(recorded()).isNotNull();
    return rails.findings(100).stream().map(Finding::code).toList();
  }

  private String messageId() {
    try (var connection = database.pool().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT message_id FROM rails.payment")) {
      rows.next();
      return rows.getString(1);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private BankMessage status(UUID of, String code, String reason) {
    StatusMessage.Status status = new StatusMessage.Status(code, reason, "");
    return renamed(
        Samples.status(null, List.of(new StatusMessage.Transaction(of, "P-1", "E-1", status, null)))
            .write(),
        "S-" + number++);
  }

  private BankMessage debit(UUID of, long units, long charges) {
    return renamed(
        new DebitMessage(
                "TWS-0001",
                Transfers.BANK_BIC,
                Transfers.OUR_BIC,
                "test",
                Samples.TIME,
                Transfers.OUR_ACCOUNT,
                "CNY",
                List.of(Samples.debit(of, "CNY", units, charges)))
            .write(),
        "D-" + number++);
  }

  private static BankMessage renamed(BankMessage message, String id) {
    String header = text(message.header());
    String old = header.replaceAll(".*<BizMsgIdr>(.*)</BizMsgIdr>.*", "$1");
    return new BankMessage(
        header.replace(old, id).getBytes(UTF_8),
        text(message.document()).replace("<MsgId>" + old, "<MsgId>" + id).getBytes(UTF_8));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
