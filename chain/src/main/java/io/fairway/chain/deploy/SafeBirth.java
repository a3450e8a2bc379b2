package io.fairway.chain.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.profile.GovernancePlan.Safe;
import io.fairway.chain.profile.GovernancePlan.SafeCode;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.web3j.crypto.Hash;

/// Was a Safe made by Safe's own factory, set up for owners whom people know and without a call to
/// anybody? What a set-up calls, it calls as the Safe itself: that could write a module into
/// storage which no list shows. So could the first owners, before they handed it over.
final class SafeBirth {
  private static final String CREATE = "createProxyWithNonce";
  private static final String CREATE_TYPES = "(address,bytes,uint256)";
  private static final String SETUP = "setup";

  /// Owners, threshold, whom to call and with what, fallback handler, and a payment for making it.
  private static final String SETUP_TYPES =
      "(address[],uint256,address,bytes,address,address,uint256,address)";

  private static final String CREATED = Hash.sha3String("ProxyCreation(address,address)");
  private static final String NOBODY = "0x" + "0".repeat(40);
  private static final int SELECTOR_DIGITS = 2 + 8;

  private final SafeCode code;

  SafeBirth(SafeCode code) {
    this.code = code;
  }

  /// Why it was made otherwise; empty when it was made so.
  ///
  /// @param planned the Safe that it should be
  Optional<String> refusal(Birth birth, Safe planned) {
    if (!birth.to().equals(code.proxyFactory())) {
      return Optional.of(
          "it went to %s; expected the planned factory %s"
              .formatted(birth.to().isEmpty() ? "nobody" : birth.to(), code.proxyFactory()));
    }
    return arguments(CREATE, CREATE_TYPES, birth.input())
        .map(create -> otherMaking(birth, planned, create))
        .orElseGet(() -> Optional.of("it is no call of %s%s".formatted(CREATE, CREATE_TYPES)));
  }

  private Optional<String> otherMaking(Birth birth, Safe planned, List<?> create) {
    if (!create.getFirst().equals(code.singleton())) {
      return Optional.of(
          "it made a proxy of %s; expected the planned singleton %s"
              .formatted(create.getFirst(), code.singleton()));
    }
    return arguments(SETUP, SETUP_TYPES, (String) create.get(1))
        .map(setup ->
            otherSetUp(setup).or(() -> untold(birth)).or(() -> otherOwners(planned, setup)))
        .orElseGet(
            () -> Optional.of("its initialiser is no call of %s%s".formatted(SETUP, SETUP_TYPES)));
  }

  private Optional<String> untold(Birth birth) {
    return tells(birth)
        ? Optional.empty()
        : Optional.of(
            "the factory told no ProxyCreation of this address; expected one in its receipt");
  }

  /// Who owned it first, and how many of them had to sign, before anybody looked.
  private static Optional<String> otherOwners(Safe planned, List<?> setup) {
    return SafeHistory.stranger(planned, (List<?>) setup.getFirst())
        .or(() -> SafeHistory.few((BigInteger) setup.get(1)))
        .map(why -> "by its setup " + why);
  }

  private Optional<String> otherSetUp(List<?> setup) {
    if (!setup.get(2).equals(NOBODY) || !setup.get(3).equals("0x")) {
      return Optional.of(
          "its setup calls %s with %s; expected a call of nobody with nothing"
              .formatted(setup.get(2), shortened((String) setup.get(3))));
    }
    if (!setup.get(4).equals(code.fallbackHandler())) {
      return Optional.of(
          "its setup has the fallback handler %s; expected the planned %s"
              .formatted(setup.get(4), code.fallbackHandler()));
    }
    return setup.get(6).equals(BigInteger.ZERO)
        ? Optional.empty()
        : Optional.of("its setup pays %s for being made; expected nothing".formatted(setup.get(6)));
  }

  private boolean tells(Birth birth) {
    for (JsonNode log : birth.receipt().path("logs")) {
      JsonNode topics = log.path("topics");
      if (Birth.text(log.path("address")).equals(code.proxyFactory())
          && Birth.text(topics.path(0)).equals(CREATED)
          && Birth.text(topics.path(1)).equals(Abi.wordOf(birth.address()))
          && Birth.text(log.path("data")).equals(Abi.wordOf(code.singleton()))) {
        return true;
      }
    }
    return false;
  }

  /// The arguments of a call that is written as it must be and not otherwise.
  private static Optional<List<?>> arguments(String name, String types, String data) {
    if (data.length() < SELECTOR_DIGITS) {
      return Optional.empty();
    }
    return Abi.decode(types, "0x" + data.substring(SELECTOR_DIGITS))
        .filter(values -> Abi.call(name, types, values).equals(data));
  }

  private static String shortened(String data) {
    return data.length() <= SELECTOR_DIGITS ? data : data.substring(0, SELECTOR_DIGITS) + "...";
  }
}
