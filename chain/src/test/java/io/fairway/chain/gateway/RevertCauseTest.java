package io.fairway.chain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.web3j.crypto.Hash;

class RevertCauseTest {

  /// What a contract returned: the error's signature, its words, how it reads, whether it is
  /// common.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SettlementPaused()                                 |         | SettlementPaused()                       | true
          FunctionPaused(uint256)                            | 1       | FunctionPaused(1)                        | true
          AccountNotAllowed(address)                         | ab      | AccountNotAllowed(0x%40ab)               | true
          AttestationStale(uint48,uint256)                   | 1 2     | AttestationStale(1, 2)                   | true
          BucketExceeded(address,uint256,uint256)            | ab 5 4  | BucketExceeded(0x%40ab, 5, 4)            | true
          BucketExceeded(uint256,uint256)                    | 5 4     | BucketExceeded(5, 4)                     | true
          AccessControlUnauthorizedAccount(address,bytes32)  | ab cd   | AccessControlUnauthorizedAccount(0x%40ab, 0x%64cd) | true
          AccountFrozen(address)                             | ab      | AccountFrozen(0x%40ab)                   | true
          NotParticipant(address)                            | ab      | NotParticipant(0x%40ab)                  | true
          WindowMaxExceeded(address,uint256,uint256)         | ab 5 0  | WindowMaxExceeded(0x%40ab, 5, 0)         | true
          WindowMaxExceeded(address,uint256,uint256)         | ab 5 4  | WindowMaxExceeded(0x%40ab, 5, 4)         | false
          OrderUsed(uint256)                                 | 7       | OrderUsed(7)                             | false
          ERC20InsufficientAllowance(address,uint256,uint256)| ab 1 2  | ERC20InsufficientAllowance(0x%40ab, 1, 2)| true
          ERC20InsufficientBalance(address,uint256,uint256)  | ab 5 a  | ERC20InsufficientBalance(0x%40ab, 5, 10) | false
          Unbalanced(address,int256)                         | ab -    | Unbalanced(0x%40ab, -1)                  | false
          SupplyCapExceeded(uint256,uint256,uint256)         | 1 2 2   | SupplyCapExceeded(1, 2, 2)               | false
          WindowAlreadySettled(bytes32)                      | ab      | WindowAlreadySettled(0x%64ab)            | false
          WindowAlreadySettled(bytes32)                      |         | WindowAlreadySettled(...)                | false
          Panic(uint256)                                     | 11      | Panic(17)                                | false
          """)
  void readsWhatAContractReturned(String signature, String words, String text, boolean common) {
    StringBuilder data = new StringBuilder(Hash.sha3String(signature).substring(0, 10));
    for (String word : words == null ? new String[0] : words.split(" ", -1)) {
      data.append(word.equals("-") ? "f".repeat(64) : pad(word, 64));
    }
    String expected = text.replace("%40ab", pad("ab", 40)).replace("%64ab", pad("ab", 64));
    assertThat(RevertCause.of(data.toString()))
        .isEqualTo(new RevertCause(expected.replace("%64cd", pad("cd", 64)), common));
  }

  @ParameterizedTest
  @CsvSource({
    "0x, reverted without a reason",
    "0x1234, reverted without a reason",
    "0xdeadbeef, an unknown error 0xdeadbeef",
    "0x4e487b71, Panic",
    "0x4e487b71zz, reverted with what is not hexadecimal",
    "garbage, reverted with what is not hexadecimal"
  })
  void readsWhatSaysNothing(String data, String text) {
    assertThat(RevertCause.of(data)).isEqualTo(new RevertCause(text, false));
  }

  private static String pad(String word, int digits) {
    return "0".repeat(digits - word.length()) + word;
  }
}
