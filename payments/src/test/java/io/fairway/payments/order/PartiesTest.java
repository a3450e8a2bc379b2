package io.fairway.payments.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.money.Asset;
import io.fairway.rails.BankAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartiesTest {

  private static final String GOOD =
      """
      party_id,role,name,country,town,address,bank_bic,account,account_currency,platform
      B1,buyer,Ann Example,EIRE,,1 Quay Street,,,,
      B2,buyer,Bob Example,Unspecified,,,,,,
      S1,seller,"Example Trading Co., Ltd.",HK,Hong Kong,"Unit 1, 2 Road",TESTHKHHXXX,123-456,CNH,P1
      P1,platform,Example Marketplace,GB,London,3 Road,TESTGB2LXXX,GB00TEST1,GBP,
      L1,provider,Example Liquidity,HK,Hong Kong,4 Road,TESTHKHHXXX,1001,HKD,
      O1,payout,Example Payout,HK,Hong Kong,5 Road,DEMOHKHH,1002,CNH,
      """;

  @TempDir Path directory;

  @Test
  void partiesAreFoundByIdAndRole() throws IOException {
    Parties parties = Parties.read(write(GOOD));
    Participant seller = parties.seller("S1").orElseThrow();
    assertThat(seller.name()).isEqualTo("Example Trading Co., Ltd.");
    assertThat(seller.account()).isEqualTo(new BankAccount("TESTHKHHXXX", "123-456"));
    assertThat(seller.accountAsset()).isEqualTo(Asset.CNH);
    assertThat(parties.platformOf(seller).id()).isEqualTo("P1");
    assertThat(parties.buyer("B1").orElseThrow().country()).isEqualTo("IE");
    assertThat(parties.buyer("B2").orElseThrow().country()).isNull();
    assertThat(parties.buyer("S1")).isEmpty();
    assertThat(parties.seller("B1")).isEmpty();
    assertThat(parties.provider().id()).isEqualTo("L1");
    assertThat(parties.payout().id()).isEqualTo("O1");
    assertThat(parties.sellers()).containsExactly(seller);
    assertThat(parties.platforms()).extracting(Participant::id).containsExactly("P1");
  }

  /// A row that is added to a good file, and the message it gives.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          B1,buyer,Other,GB,,,,,,                          | line 8: party `B1` stands on line 2 too
          B9,buyer,Ann,Atlantis,,,,,,                      | line 8: the country is `Atlantis`; expected
          B9,friend,Ann,GB,,,,,,                           | line 8: the role is `friend`; expected buyer,
          B9,buyer,,GB,,,,,,                               | line 8: a party without an id or a name
          ,buyer,Ann,GB,,,,,,                              | line 8: a party without an id or a name
          B9,buyer,Ann,GB                                  | line 8: 4 columns; expected 10
          'S9,seller,"Ann,HK,,,,,,'                        | line 8: a quoted field does not end
          S9,seller,Ann,EIRE,,,TESTHKHH,1,CNH,P1           | no error
          S9,seller,Ann,Unspecified,,,TESTHKHH,1,CNH,P1    | line 8: the country is `Unspecified`
          S9,seller,Ann,HK,,,NOBIC,1,CNH,P1                | line 8: bank_bic is `NOBIC`; expected 8 or 11
          S9,seller,Ann,HK,,,TESTHKHH,,CNH,P1              | line 8: account is ``; expected 1 to 34
          S9,seller,Ann,HK,,,TESTHKHH,1,ZZZ,P1             | line 8: account_currency is `ZZZ`; expected
          S9,seller,Ann,HK,,,TESTHKHH,1,CNH,P9             | line 8: seller `S9` names the platform `P9`
          S9,seller,Ann,HK,,,TESTHKHH,1,CNH,               | line 8: seller `S9` names the platform ``
          L2,provider,Ann,HK,,,TESTHKHH,1,HKD,             | 2 parties of role provider; expected exactly one
          O2,payout,Ann,HK,,,TESTHKHH,1,HKD,               | 2 parties of role payout; expected exactly one
          """)
  void aBadPartySaysWhere(String row, String message) throws IOException {
    Path path = write(GOOD + row + "\n");
    if (message.equals("no error")) {
      assertThat(Parties.read(path).seller("S9")).isPresent();
      return;
    }
    assertThatThrownBy(() -> Parties.read(path))
        .isInstanceOf(UnreadableFile.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(message);
  }

  @Test
  void severalBadLinesAreNamedAtOnce() throws IOException {
    Path path = write(GOOD + "B8,buyer,,GB,,,,,,\nB9,buyer,Ann,Atlantis,,,,,,\n");
    assertThatThrownBy(() -> Parties.read(path))
        .hasMessageContaining("line 8: a party without")
        .hasMessageContaining("line 9: the country is");
  }

  @Test
  void aFileThatIsNone() throws IOException {
    assertThatThrownBy(() -> Parties.read(directory.resolve("none.csv")))
        .hasMessageContaining("none.csv: no such file");
    assertThatThrownBy(() -> Parties.read(write("id,name\n")))
        .hasMessageContaining("line 1: the header is `id,name`; expected party_id,role,");
    assertThatThrownBy(() -> Parties.read(write(GOOD.lines().findFirst().orElseThrow())))
        .hasMessageContaining("0 parties of role provider");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "parties", ".csv"), text);
  }
}
