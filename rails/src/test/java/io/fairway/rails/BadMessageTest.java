package io.fairway.rails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each row breaks a good message at one place; the complaint names the place and what is expected.
class BadMessageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<NbOfTxs>2</NbOfTxs> | <NbOfTxs>3</NbOfTxs> | NbOfTxs says 3, found 2",
        "<NbOfTxs>2</NbOfTxs> | <NbOfTxs>two</NbOfTxs> | NbOfTxs (line 1): a decimal number expected",
        "<CtrlSum>1282.23 | <CtrlSum>1282.24 | CtrlSum says 1282.24, found 1282.23",
        "CNY\">1282.23 | CNY\">1282.00 | TtlIntrBkSttlmAmt says CNY 1282.00, found 1282.23",
        "<MsgId>FW20261120-batch | <MsgId>OTHER | is not the header's BizMsgIdr FW20261120-batch",
        "<InstgAgt><FinInstnId><BICFI>FAIR | <InstgAgt><FinInstnId><BICFI>FOUL | not the header's Fr",
        "f47ac10b-58cc-4372 | f47ac10b-58cc-1372 | UETR (line 1): a UUID of version 4",
        "f47ac10b | F47AC10B | a UUID of version 4 in small letters expected",
        "0c6f9f2e-3c55-4a3e-9a52-6a2f7a3b1c11 | f47ac10b-58cc-4372-a567-0e02b2c3d479 | UETR twice",
        "CNY\">1281.73 | CNY\">1281.735 | at most 2 decimals",
        "CNY\">1281.73 | CNH\">1281.73 | an ISO 4217 currency expected in Ccy, found 'CNH'",
        "CNY\">1281.73 | XAU\">1281.73 | an ISO 4217 currency expected",
        "CNY\">1281.73 | CNY\">1e3 | a decimal number expected, found '1e3'",
        "CNY\">1281.73 | CNY\">0.00 | IntrBkSttlmAmt is zero",
        "JPY\">1081< | JPY\">1081.5< | at most 0 decimals",
        "<BICFI>TESTHKHHXXX | <BICFI>TESTXXHHXXX | a BIC of 8 or 11 characters expected",
        "DE89370400440532013000 | DE88370400440532013000 | not a valid IBAN",
        "<IntrBkSttlmDt>2026-11-20 | <IntrBkSttlmDt>2026-11-31 | a date expected",
        "<CreDtTm>2026-11-20T01:30:00.125+00:00 | <CreDtTm>2026-11-20T01:30:00 | with offset",
        "<InstrId>P-000001 | <InstrId>P-0000000000000000000000000000000001 | 1 to 35 characters",
        "pacs.008.001.08\"> | pacs.008.001.09\"> | found Document in urn:iso:std:iso:20022:tech:xsd:pacs.008.001.09",
        "</Document> | '' | not well-formed XML",
        "<GrpHdr> | <GrpHdr><Foo><![CDATA[x]]></Foo> | NONE",
        "<FIToFICstmrCdtTrf> | <FIToFICstmrCdtTrf><Odd/> | Odd (line 1): not an element",
      })
  void transfers(String good, String bad, String complaint) {
    BankMessage broken = broken(Samples.batch(), good, bad);
    if (complaint.equals("NONE")) {
      assertThat(CreditTransferMessage.read(broken).transfers()).hasSize(2);
    } else {
      assertThatThrownBy(() -> CreditTransferMessage.read(broken))
          .isInstanceOf(BadMessage.class)
          .hasMessageContaining("pacs.008.001.08")
          .hasMessageContaining(complaint);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<OrgnlUETR>f47ac10b | <OrgnlUETR>x47ac10b | a UUID of version 4",
        "<OrgnlUETR>f47ac10b-58cc-4372-a567-0e02b2c3d479</OrgnlUETR> | '' | OrgnlUETR and TxSts",
        "<MsgId>TWS-0001 | <MsgId>TWS-0002 | is not the header's TWS-0001",
      })
  void statuses(String good, String bad, String complaint) {
    BankMessage broken = broken(Samples.statuses(), good, bad);
    Envelope envelope = Envelope.read(broken.header());
    assertThatThrownBy(() -> StatusReader.read(envelope, broken.document()))
        .isInstanceOf(BadMessage.class)
        .hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<UETR>f47ac10b-58cc-4372-a567-0e02b2c3d479</UETR> | '' | exactly one TxDtls with a UETR",
        "<BookgDt><Dt>2026-11-20 | <BookgDt><Dt>yesterday | a date expected",
        "CNY\">0.50 | CNY\">-0.50 | an amount with at most 2 decimals",
        "false</ChrgInclInd> | true</ChrgInclInd> | NONE",
        "CNY\">0.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><ChrgInclInd>false "
            + "| CNY\">9999.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><ChrgInclInd>true "
            + "| cannot be inside CNY 1281.73",
      })
  void debits(String good, String bad, String complaint) {
    BankMessage broken = broken(Samples.debits(), good, bad);
    Envelope envelope = Envelope.read(broken.header());
    if (complaint.equals("NONE")) {
      DebitMessage read = DebitReader.read(envelope, broken.document());
      assertThat(read.entries().getFirst().amount().toString())
          .as("charges inside the entry's amount are taken out of it")
          .isEqualTo("CNY 1281.23");
    } else {
      assertThatThrownBy(() -> DebitReader.read(envelope, broken.document()))
          .isInstanceOf(BadMessage.class)
          .hasMessageContaining(complaint);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pacs.008.001.08< | pacs.009.001.08< | MsgDefIdr",
        "<BICFI>FAIRHKHHXXX | <BICFI>FAIR | a BIC of 8 or 11 characters",
        "<BizMsgIdr>FW20261120-batch</BizMsgIdr> | '' | BizMsgIdr and CreDt: both are mandatory",
        "<AppHdr | <Header | root AppHdr",
      })
  void headers(String good, String bad, String complaint) {
    byte[] header = replace(Samples.batch().header(), good, bad);
    assertThatThrownBy(() -> Envelope.read(header))
        .isInstanceOf(BadMessage.class)
        .hasMessageContaining("head.001.001.02")
        .hasMessageContaining(complaint);
  }

  @Test
  void documentTypesAndEntitiesAreRefused() {
    String attack =
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>";
    byte[] document =
        replace(Samples.batch().document(), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", attack);
    assertThatThrownBy(
            () -> CreditTransferMessage.read(new BankMessage(Samples.batch().header(), document)))
        .isInstanceOf(BadMessage.class)
        .hasMessageContaining("document type");
  }

  @Test
  void depthAndSizeAreBounded() {
    String deep = "<a>".repeat(60) + "</a>".repeat(60);
    BankMessage nested = broken(Samples.batch(), "<GrpHdr>", "<GrpHdr>" + deep);
    assertThatThrownBy(() -> CreditTransferMessage.read(nested))
        .hasMessageContaining("nested deeper than 40");
    byte[] huge = new byte[XmlIn.SIZE_MAX + 1];
    assertThatThrownBy(
            () -> CreditTransferMessage.read(new BankMessage(Samples.batch().header(), huge)))
        .hasMessageContaining("at most " + XmlIn.SIZE_MAX);
  }

  private static BankMessage broken(BankMessage message, String good, String bad) {
    return new BankMessage(message.header(), replace(message.document(), good, bad));
  }

  private static byte[] replace(byte[] bytes, String good, String bad) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    assertThat(text).as("the row's first column").contains(good);
    int at = text.indexOf(good);
    return (text.substring(0, at) + bad + text.substring(at + good.length()))
        .getBytes(StandardCharsets.UTF_8);
  }
}
