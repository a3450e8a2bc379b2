package io.fairway.rails;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageArchiveTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void writesWhatConcernsThePayments(@TempDir Path folder) throws IOException {
    Transfers transfers = new Transfers(4);
    List<CreditTransfer> batch = new ArrayList<>(transfers.list(250));
    CreditTransfer rejected = transfers.to("88001-AC04");
    try (Database database = Database.fresh();
        BankTwin twin = BankTwin.open(database.pool(), BankTwin.Settings.defaults());
        IsoRails rails = IsoRails.open(database.pool(), twin, Samples.BATCH)) {
      batch.add(rejected);
      rails.pay(batch, LONG);
      assertThat(MessageArchive.write(database.pool(), List.of(rejected.uetr()), folder))
          .as("one pacs.008, one pacs.002")
          .isEqualTo(2);
      for (Path document : documents(folder)) {
        String name = String.valueOf(document.getFileName()).replace(".xml", ".head.xml");
        assertThat(document.resolveSibling(name)).isNotEmptyFile();
        assertThat(Files.readString(document)).contains(rejected.uetr().toString());
      }
    }
  }

  /// Identifiers of the bank are the bank's words.
  @Test
  void namesOfTheBankStayInTheFolder(@TempDir Path folder) throws IOException {
    Transfers transfers = new Transfers(1);
    CreditTransfer paid = transfers.list(1).getFirst();
    try (Database database = Database.fresh()) {
      MessageStore store = new MessageStore(database.pool());
      BankAnswer.Completed answer = new BankAnswer.Completed(paid.uetr(), "../../evil");
      store.addReceived(
          List.of(
              new MessageStore.Entry(
                  answer.messageId(),
                  "pacs.002.001.10",
                  new BankMessage(new byte[] {1}, new byte[] {2}),
                  Samples.TIME.toInstant())),
          List.of(answer),
          List.of());
      Path inner = folder.resolve("bank");
      assertThat(MessageArchive.write(database.pool(), List.of(paid.uetr()), inner)).isOne();
      try (Stream<Path> files = Files.walk(folder)) {
        assertThat(files.filter(Files::isRegularFile))
            .hasSize(2)
            .allSatisfy(file -> assertThat(file.getParent()).isEqualTo(inner));
      }
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> documents(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.toString().endsWith(".head.xml")).toList();
    }
  }
}
