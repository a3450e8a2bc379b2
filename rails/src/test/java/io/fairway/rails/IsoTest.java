package io.fairway.rails;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.money.Asset;
import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsoTest {
  @ParameterizedTest
  @CsvSource({
    "TESTHKHH, true",
    "TESTHKHHXXX, true",
    "T3STHKHH123, true",
    "TESTHKHHXX, false",
    "TESTHKH, false",
    "TESTXXHH, false",
    "TEST1KHH, false",
    "testhkhh, false",
    "'TESTHKHH ', false",
    "'', false"
  })
  void bic(String text, boolean is) {
    assertThat(Iso.isBic(text)).isEqualTo(is);
  }

  @ParameterizedTest
  @CsvSource({
    "DE89370400440532013000, true",
    "GB82WEST12345698765432, true",
    "NO9386011117947, true",
    "DE88370400440532013000, false",
    "GB00TEST00000000000001, false",
    "939097661298, false",
    "DE89 3704 0044 0532 0130 00, false",
    "XX82WEST12345698765432, false",
    "GB82, false",
    "'', false"
  })
  void iban(String text, boolean is) {
    assertThat(Iso.isIban(text)).isEqualTo(is);
  }

  @ParameterizedTest
  @CsvSource({
    "f47ac10b-58cc-4372-a567-0e02b2c3d479, true",
    "f47ac10b-58cc-1372-a567-0e02b2c3d479, false",
    "f47ac10b-58cc-4372-c567-0e02b2c3d479, false",
    "F47AC10B-58CC-4372-A567-0E02B2C3D479, false",
    "f47ac10b58cc4372a5670e02b2c3d479, false",
    "f47ac10b-58cc-4372-a567-0e02b2c3d47g, false",
    "'', false"
  })
  void uetr(String text, boolean is) {
    assertThat(Iso.isUetr(text)).isEqualTo(is);
  }

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "-1.50, true",
    "+0.5, true",
    "123456789012345678.123456789012345678, true",
    "1234567890123456789, false",
    "1., false",
    ".5, false",
    "1.2.3, false",
    "1e3, false",
    "'1,5', false",
    "NaN, false",
    "-, false",
    "'', false"
  })
  void decimal(String text, boolean is) {
    assertThat(Iso.isDecimal(text)).isEqualTo(is);
  }

  @ParameterizedTest
  @CsvSource({
    "939097661298, true",
    "012-345678-001, true",
    "012 345678 (HKD), true",
    "'', false",
    "'   ', false",
    "1234567890123456789012345678901234, true",
    "12345678901234567890123456789012345, false",
    "12<34, false",
    "é, false"
  })
  void account(String text, boolean is) {
    assertThat(Iso.isAccount(text)).isEqualTo(is);
  }

  @ParameterizedTest
  @CsvSource({
    // rate, as BaseOneRate carries it: 11 digits, 10 decimals, half to even
    "9.2134567891234, 9.2134567891",
    "0.0463, 0.0463",
    "123456.78901234, 123456.78901",
    "0.00000000005, 0.0000000000",
    "0.00000000015, 0.0000000002",
    "12345678901.4, 12345678901",
    "7.8, 7.8"
  })
  void rate(String rate, String sent) {
    assertThat(Iso.baseOneRate(new BigDecimal(rate)).toPlainString()).isEqualTo(sent);
  }

  @ParameterizedTest
  @CsvSource({
    "HKD, 1.25, true",
    "HKD, 1.250, true",
    "HKD, 1.255, false",
    "JPY, 100, true",
    "JPY, 100.0, true",
    "JPY, 100.5, false",
    "KWD, 1.125, true",
    "HKD, -1, false",
    "HKD, 9999999999999999.99, true",
    "HKD, 99999999999999999.99, false"
  })
  void amount(String currency, String value, boolean is) {
    assertThat(Iso.isAmount(new BigDecimal(value), Asset.of(currency))).isEqualTo(is);
  }

  @ParameterizedTest
  @CsvSource({
    // original, Latin only, sent, lost
    "Zoë Łukasiewicz, true, Zoe Lukasiewicz, false",
    "Zoë Łukasiewicz, false, Zoë Łukasiewicz, false",
    "Straße & Co, true, Strasse & Co, false",
    "O’Neill – “Ltd”, true, 'O''Neill - \"Ltd\"', false",
    "宁波 Ltd, true, .. Ltd, true",
    "宁波 Ltd, false, 宁波 Ltd, false",
    "'  two   spaces ', true, two spaces, false",
    "'ﬁne', true, fine, false",
    "😀, true, ., true",
    "plain text, true, plain text, false"
  })
  void text(String original, boolean latinOnly, String sent, boolean lost) {
    assertThat(Text.clean(original, latinOnly)).isEqualTo(new Text(sent, lost));
  }

  @ParameterizedTest
  @CsvSource({
    // text, at most, kept, lost
    "abcdef, 6, abcdef, false",
    "abcdef, 5, abcde, true",
    "abc def, 4, abc, true",
    "ab😀, 3, ab, true"
  })
  void cut(String text, int lengthMax, String kept, boolean lost) {
    assertThat(new Text(text, false).cut(lengthMax)).isEqualTo(new Text(kept, lost));
  }

  @ParameterizedTest
  @CsvSource({
    // text, lines of 10 joined by |, lost
    "short, short, false",
    "one two three, one two|three, false",
    "abcdefghijklmnop, abcdefghij|klmnop, false",
    "one two three four five six, one two|three four, true",
    "'', '', false"
  })
  void lines(String text, String lines, boolean lost) {
    var broken = new Text(text, false).lines(10, 2);
    assertThat(String.join("|", broken.stream().map(Text::value).toList())).isEqualTo(lines);
    assertThat(broken.stream().anyMatch(Text::lost)).isEqualTo(lost);
  }
}
