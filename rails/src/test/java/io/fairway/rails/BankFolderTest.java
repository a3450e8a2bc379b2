package io.fairway.rails;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BankFolderTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void everyPaymentOnceAndEveryAnswer(@TempDir Path folder) throws IOException {
    Transfers transfers = new Transfers(4);
    List<CreditTransfer> batch = new ArrayList<>(transfers.list(250));
    batch.add(transfers.to("88001-AC04"));
    try (Database database = Database.fresh();
        BankTwin twin = BankTwin.open(database.pool(), BankTwin.Settings.defaults());
        IsoRails rails = IsoRails.open(database.pool(), twin, Samples.BATCH)) {
      Map<UUID, List<BankAnswer>> answers = rails.pay(batch, LONG);

      Files.writeString(folder.resolve("stale.pacs.008.xml"), "of an earlier run");
      BankFolder.write(database.pool(), folder);
      Found found = read(folder);
      assertThat(found.sent).hasSize(251).allSatisfy((uetr, times) -> assertThat(times).isOne());
      assertThat(found.unreadable).isEmpty();
      for (CreditTransfer transfer : batch) {
        assertThat(found.answers.getOrDefault(transfer.uetr(), List.of()))
            .extracting(BankAnswer::messageId)
            .containsExactlyInAnyOrderElementsOf(
                answers.getOrDefault(transfer.uetr(), List.of()).stream()
                    .map(BankAnswer::messageId)
                    .toList());
      }

      UUID rejected = batch.getLast().uetr();
      BankFolder.write(database.pool(), folder, List.of(rejected));
      assertThat(read(folder).sent).containsKey(rejected);
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files.count()).as("one pacs.008, one pacs.002, their headers").isEqualTo(4);
      }
    }
  }

  @Test
  void namesOfTheBankStayInTheFolder(@TempDir Path folder) throws IOException {
    ScriptedBank bank = new ScriptedBank();
    try (Database database = Database.fresh()) {
      MessageStore store = new MessageStore(database.pool());
      store.addReceived(
          Stream.of("../../evil", "a b", "same", "same")
              .map(id ->
                  new MessageStore.Entry(
                      id,
                      "pacs.002.001.10",
                      new BankMessage(new byte[0], new byte[] {(byte) bank.said()}),
                      Samples.TIME.toInstant()))
              .peek(entry -> bank.say(entry.message()))
              .toList(),
          List.of(),
          List.of());
      Path inner = folder.resolve("bank");
      BankFolder.write(database.pool(), inner);
      try (Stream<Path> files = Files.walk(folder)) {
        assertThat(files.filter(Files::isRegularFile))
            .hasSize(8)
            .allSatisfy(file -> assertThat(file.getParent()).isEqualTo(inner));
      }
      assertThat(read(inner).unreadable).hasSize(4);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTamperedFileIsTold(@TempDir Path folder) throws IOException {
    BankMessage good = Samples.batch();
    Files.write(folder.resolve("A.pacs.008.xml"), good.document());
    Files.write(folder.resolve("A.head.001.xml"), good.header());
    Files.write(folder.resolve("B.pacs.008.xml"), good.document());
    Files.write(folder.resolve("C.pacs.008.xml"), good.document());
    Files.write(folder.resolve("C.head.001.xml"), Samples.domestic().header());
    Files.writeString(folder.resolve("D.xml"), "?");
    Found found = read(folder);
    assertThat(found.sent).hasSize(2);
    assertThat(found.unreadable)
        .hasSize(3)
        .anySatisfy(why -> assertThat(why).contains("no header beside it: B.head.001.xml"))
        .anySatisfy(why -> assertThat(why).contains("is not the header's BizMsgIdr"))
        .anySatisfy(why -> assertThat(why).contains("a name that ends in a message kind"));
  }

  private static Found read(Path folder) throws IOException {
    Found found = new Found();
    BankFolder.read(folder, found);
    return found;
  }

  private static final class Found implements BankFolder.Visitor {
    final Map<UUID, Integer> sent = new HashMap<>();
    final Map<UUID, List<BankAnswer>> answers = new HashMap<>();
    final List<String> unreadable = new ArrayList<>();

    @Override
    public void sent(String messageId, CreditTransfer transfer) {
      sent.merge(transfer.uetr(), 1, Integer::sum);
    }

    @Override
    public void answered(BankAnswer answer) {
      answers.computeIfAbsent(answer.uetr(), uetr -> new ArrayList<>()).add(answer);
    }

    @Override
    public void rejectedWhole(
        String originalMessageId, String messageId, String reason, String text) {
      unreadable.add("no message is rejected whole here: " + messageId);
    }

    @Override
    public void unreadable(Path file, String why) {
      unreadable.add(why);
    }
  }
}
