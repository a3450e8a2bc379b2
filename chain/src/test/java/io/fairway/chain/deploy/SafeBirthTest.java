package io.fairway.chain.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.profile.GovernancePlan.Safe;
import io.fairway.chain.profile.GovernancePlan.SafeCode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.web3j.crypto.Hash;

/// The words of a Safe's making, read by the byte.
class SafeBirthTest {
  private static final String HUGE = "f".repeat(64);
  private static final String LONG = "0".repeat(56) + "7fffffff";
  private static final Hash32 HASH = Hash32.parse("ab".repeat(32));
  private static final String FACTORY = account("fa");
  private static final String SINGLETON = account("51");
  private static final String HANDLER = account("4a");
  private static final String SAFE = account("5a");
  private static final String NOBODY = account("00");
  private static final Safe PLANNED =
      new Safe("court", SAFE, 2, List.of(account("01"), account("02")), List.of(account("03")));
  private static final SafeBirth BIRTH =
      new SafeBirth(new SafeCode(HASH, SINGLETON, HASH, HANDLER, HASH, FACTORY, HASH));

  private static String account(String digits) {
    return "0x" + digits.repeat(20);
  }

  private static List<Object> setup() {
    return new ArrayList<>(
        List.of(
            List.of(account("01"), account("02")),
            BigInteger.TWO,
            NOBODY,
            "0x",
            HANDLER,
            NOBODY,
            BigInteger.ZERO,
            NOBODY));
  }

  private static String encoded(List<Object> setup) {
    return Abi.call(
        "setup", "(address[],uint256,address,bytes,address,address,uint256,address)", setup);
  }

  private static String create(String function, String singleton, String initialiser) {
    return Abi.call(
        function, "(address,bytes,uint256)", List.of(singleton, initialiser, BigInteger.TEN));
  }

  private static String refusal(String input) {
    ObjectNode sent = JsonNodeFactory.instance.objectNode().put("to", FACTORY).put("input", input);
    ObjectNode receipt = JsonNodeFactory.instance.objectNode();
    ObjectNode log = receipt.putArray("logs").addObject();
    log.put("address", FACTORY).put("data", Abi.wordOf(SINGLETON));
    log.putArray("topics")
        .add(Hash.sha3String("ProxyCreation(address,address)"))
        .add(Abi.wordOf(SAFE));
    return BIRTH.refusal(new Birth("Safe", SAFE, HASH, sent, receipt), PLANNED).orElse("");
  }

  @Test
  void theFactorysOwnWorkIsASafe() {
    assertThat(refusal(create("createProxyWithNonce", SINGLETON, encoded(setup())))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | 0x0101010101010101010101010101010101010101 | its setup calls 0x0101010101010101010101010101010101010101 with 0x; expected",
        "3 | 0x12345678 | its setup calls 0x0000000000000000000000000000000000000000 with 0x12345678;",
        "4 | 0x0101010101010101010101010101010101010101 | its setup has the fallback handler 0x0101",
        "6 | 1 | its setup pays 1 for being made; expected nothing"
      })
  void aSetUpThatCallsPaysOrHandsOverIsRefused(int place, String value, String why) {
    List<Object> setup = setup();
    setup.set(place, place == 6 ? new BigInteger(value) : value);
    assertThat(refusal(create("createProxyWithNonce", SINGLETON, encoded(setup)))).contains(why);
  }

  /// Who owned it first could have hidden something in it, and handed it over.
  @Test
  void onlyOwnersWhomPeopleKnowMayHaveSetItUpAndNeverOneAlone() {
    assertThat(refusalOf(List.of(account("02"), account("03")), 2)).isEmpty();
    assertThat(refusalOf(List.of(account("01"), account("04")), 2))
        .startsWith(
            "by its setup it was owned by %s, which is not planned".formatted(account("04")));
    assertThat(refusalOf(List.of(account("01"), account("02")), 1))
        .startsWith("by its setup it asked for 1 signatures, the least is 2");
  }

  private static String refusalOf(List<String> owners, int threshold) {
    List<Object> setup = setup();
    setup.set(0, owners);
    setup.set(1, BigInteger.valueOf(threshold));
    return refusal(create("createProxyWithNonce", SINGLETON, encoded(setup)));
  }

  @Test
  void anotherSingletonAnotherFunctionAndOtherBytesAreRefused() {
    String setUp = encoded(setup());
    String honest = create("createProxyWithNonce", SINGLETON, setUp);
    assertThat(refusal(create("createProxyWithNonce", HANDLER, setUp)))
        .isEqualTo("it made a proxy of %s; expected the planned singleton %s", HANDLER, SINGLETON);
    String other = "it is no call of createProxyWithNonce(address,bytes,uint256)";
    assertThat(refusal(create("createProxyWithNonceL2", SINGLETON, setUp))).isEqualTo(other);
    for (int cut = honest.length() - 2; cut >= 0; cut -= 2) {
      assertThat(refusal(honest.substring(0, cut))).as("cut at %s", cut).isEqualTo(other);
    }
    assertThat(refusal(honest + "00")).isEqualTo(other);
    assertThat(refusal(honest + "00".repeat(32))).isEqualTo(other);
    assertThat(refusal(create("createProxyWithNonce", SINGLETON, setUp + "00")))
        .startsWith("its initialiser is no call of setup(address[],");
    assertThat(refusal(create("createProxyWithNonce", SINGLETON, "0x")))
        .startsWith("its initialiser is no call of setup(address[],");
  }

  /// Lengths and offsets that no data have, in every word: only where any value may stand it may.
  @Test
  void lengthsAreNotTrusted() {
    String honest = create("createProxyWithNonce", SINGLETON, encoded(setup()));
    for (int word = 0; word < 4; word++) {
      boolean salt = word == 2;
      assertThat(refusal(garbled(honest, word, HUGE)).isEmpty()).isEqualTo(salt);
      assertThat(refusal(garbled(honest, word, LONG)).isEmpty()).isEqualTo(salt);
    }
    String setUp = encoded(setup());
    assertThat(passing(setUp, HUGE)).as("the threshold").containsExactly(1);
    assertThat(passing(setUp, LONG))
        .as("the threshold, the token and receiver of no payment")
        .containsExactly(1, 5, 7);
  }

  /// The words of a set-up in which this value is let pass.
  private static List<Integer> passing(String setUp, String value) {
    List<Integer> passing = new ArrayList<>();
    for (int word = 0; word < (setUp.length() - 10) / 64; word++) {
      String garbled = garbled(setUp, word, value);
      if (refusal(create("createProxyWithNonce", SINGLETON, garbled)).isEmpty()) {
        passing.add(word);
      }
    }
    return passing;
  }

  private static String garbled(String call, int word, String value) {
    int at = 10 + word * 64;
    return call.substring(0, at) + value + call.substring(at + 64);
  }
}
