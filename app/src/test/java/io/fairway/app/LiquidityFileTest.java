package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairway.payments.order.Parties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiquidityFileTest {
  private static final Parties PARTIES =
      Parties.read(Path.of("..", "examples", "parties.csv").toAbsolutePath().normalize());
  private static final String ADDRESS = "0x" + "1".repeat(40);

  @TempDir Path directory;

  @Test
  void readsWhatEachParticipantBringsInTheOrderOfTheFile() throws IOException {
    Path file =
        file("P01,GBP,1000.00\nissuer,HKD,50\nL01,FHKD,5000.00\nL01,GBP,10.5\nO01,CNH,4000\n");
    assertThat(LiquidityFile.read(file, PARTIES, ADDRESS))
        .extracting(f -> f.getClass().getSimpleName() + " " + f.amount())
        .containsExactly(
            "Platform GBP 1000.00",
            "Buffer HKD 50.00",
            "Coins HKD 5000.00",
            "Provider GBP 10.50",
            "Payout CNH 4000.00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          P01,GBP                | line 2 | 3 columns
          P01,XXX,1              | line 2 | a currency such as GBP
          P01,GBP,1.234          | line 2 | at most 2 decimals
          P01,GBP,0              | line 2 | more than zero
          P01,GBP,'1,000'        | line 2 | 3 columns
          P01,GBP,1e9            | line 2 | an amount such as 1000.00
          P01,GBP,NaN            | line 2 | an amount such as 1000.00
          P01,FHKD,1             | line 2 | only the provider has coins
          issuer,GBP,1           | line 2 | expected HKD
          S001,GBP,1             | line 2 | a platform, the provider, the payout or issuer
          """)
  void aBadLineIsNamedWithWhatWasExpected(String line, String where, String expected)
      throws IOException {
    Path file = file(line.replace("'", "") + "\n");
    assertThatExceptionOfType(InputProblem.class)
        .isThrownBy(() -> LiquidityFile.read(file, PARTIES, ADDRESS))
        .withMessageContaining(file.toString())
        .withMessageContaining(where)
        .withMessageContaining(expected);
  }

  @Test
  void aFileThatIsNoneIsNamed() throws IOException {
    Path empty = Files.writeString(directory.resolve("empty.csv"), "");
    assertThatExceptionOfType(InputProblem.class)
        .isThrownBy(() -> LiquidityFile.read(empty, PARTIES, ADDRESS))
        .withMessageContaining("it is empty");
    assertThatExceptionOfType(InputProblem.class)
        .isThrownBy(() -> LiquidityFile.read(directory.resolve("no.csv"), PARTIES, ADDRESS))
        .withMessageContaining("no such file");
  }

  private Path file(String rows) throws IOException {
    return Files.writeString(
        directory.resolve("liquidity.csv"), "party_id,currency,amount\n" + rows);
  }
}
