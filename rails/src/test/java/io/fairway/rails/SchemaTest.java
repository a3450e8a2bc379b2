package io.fairway.rails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Messages against the published schemas, where they are at hand, and the folder that an operator
/// points at.
class SchemaTest {

  /// Needs the schemas of the ISO 20022 registration authority: not shipped, read in place.
  @Nested
  class Published {
    private static Path folder;
    private static OperatorSchemas schemas;

    @BeforeAll
    static void find() throws IOException {
      String data = System.getenv("FAIRWAY_REAL_DATA");
      assumeTrue(data != null, "skipped: FAIRWAY_REAL_DATA names no folder with iso20022/xsd");
      folder = Path.of(data, "iso20022");
      schemas = OperatorSchemas.open(folder.resolve("xsd"));
    }

    @Test
    void acceptEveryKindAndForm() {
      assertThat(schemas.complaint(MessageKind.PACS_008, Samples.batch())).isNull();
      assertThat(schemas.complaint(MessageKind.PACS_008, Samples.crossBorder())).isNull();
      assertThat(schemas.complaint(MessageKind.PACS_008, Samples.domestic())).isNull();
      assertThat(schemas.complaint(MessageKind.PACS_002, Samples.statuses())).isNull();
      assertThat(schemas.complaint(MessageKind.PACS_002, Samples.refusal())).isNull();
      assertThat(schemas.complaint(MessageKind.CAMT_054, Samples.debits())).isNull();
    }

    @Test
    void acceptWhateverPassesTheRules() {
      long seed = new Random().nextLong();
      WildTransfers wild = new WildTransfers(seed);
      for (int round = 0; round < 100; round++) {
        Outbox outbox =
            new Outbox(
                round % 2 == 0 ? Samples.BATCH : Samples.CROSS_BORDER,
                null,
                Samples.TIME.toInstant());
        outbox.fill(Stream.generate(wild::next).limit(50).toList());
        assertThat(outbox.payments).hasSize(50);
        for (MessageStore.Entry entry : outbox.messages) {
          assertThat(schemas.complaint(MessageKind.PACS_008, entry.message()))
              .as("seed %d, round %d", seed, round)
              .isNull();
        }
      }
    }

    @Test
    void ourReadersTakeTheirSamples() throws IOException {
      Path samples = folder.resolve("samples");
      byte[] header = Files.readAllBytes(samples.resolve("head.001.001.02_for_pacs.008.xml"));
      byte[] order = Files.readAllBytes(samples.resolve("pacs.008.001.08_order.xml"));
      CreditTransferMessage message = CreditTransferMessage.read(new BankMessage(header, order));
      assertThat(message.transfers()).hasSize(1);
      assertThat(message.transfers().getFirst().invoice()).isEqualTo("INV-0001");
      for (String status : List.of("ACSC", "RJCT", "PDNG")) {
        byte[] bytes = Files.readAllBytes(samples.resolve("pacs.002.001.10_" + status + ".xml"));
        StatusMessage read =
            StatusReader.read(envelope("ST-" + status, MessageKind.PACS_002), bytes);
        assertThat(read.transactions().getFirst().status().code()).isEqualTo(status);
      }
      byte[] credit = Files.readAllBytes(samples.resolve("camt.054.001.08_credit.xml"));
      assertThat(DebitReader.read(envelope("NTF-1", MessageKind.CAMT_054), credit).entries())
          .as("a credit is no debit")
          .isEmpty();
    }

    private static Envelope envelope(String id, MessageKind kind) {
      return new Envelope("BBBBCNBJ", "AAAAHKHH", id, kind, "test", Samples.TIME);
    }
  }

  @Test
  void anOperatorsSchemaIsAskedBeforeSending(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("pacs.008.001.08.xsd"), NOTHING_PASSES);
    BankProfile profile = Samples.BATCH.withSchemas(folder);
    Outbox outbox = new Outbox(profile, OperatorSchemas.open(folder), Samples.TIME.toInstant());
    outbox.fill(List.of(Samples.first(), Samples.second()));

    assertThat(outbox.messages).isEmpty();
    assertThat(outbox.answers)
        .hasSize(2)
        .allSatisfy(answer ->
            assertThat(((BankAnswer.Rejected) answer).messageId()).isEqualTo(IsoRails.NOT_SENT));
    assertThat(outbox.findings).extracting(Finding::code).containsOnly(Finding.Code.SCHEMA_REFUSED);
  }

  @Test
  void aFolderWithoutSchemasIsAnError(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> OperatorSchemas.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no schema found in " + folder);
    Files.write(folder.resolve("head.001.001.02.xsd"), "<x/>".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> OperatorSchemas.open(folder))
        .hasMessageContaining("head.001.001.02.xsd is no schema");
  }

  /// A schema of our own making that takes no document at all.
  private static final String NOTHING_PASSES =
      """
      <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
                 targetNamespace="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08">
        <xs:element name="Document"><xs:complexType/></xs:element>
      </xs:schema>
      """;
}
