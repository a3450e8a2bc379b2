package io.fairway.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.StreamSupport;
import org.web3j.crypto.Hash;

/// Why a call reverted, in the contract's own words: the error's name and its arguments.
///
/// @param common true when the cause lies outside the call and would stop every other one like it:
///   sending on would only burn gas
record RevertCause(String text, boolean common) {

  /// A pause, a missing role, an authority's freeze, a participant or coin that is not registered,
  /// a participant's withdrawn consent. What is not named here lies in the call itself.
  private static final Set<String> COMMON =
      Set.of(
          "EnforcedPause",
          "AccessControlUnauthorizedAccount",
          "AccountFrozen",
          "NotParticipant",
          "NotCoin",
          "ERC20InsufficientAllowance");

  private static final int SELECTOR_DIGITS = 8;
  private static final int WORD_DIGITS = 64;
  private static final String ERROR_STRING = "08c379a0";
  private static final String PANIC = "4e487b71";

  private record ErrorType(String name, List<String> argumentTypes) {}

  private static final Map<String, ErrorType> ERRORS = errors();

  /// Reads what a reverted call returned.
  ///
  /// @param data `0x` and hexadecimal digits; `0x` alone when the contract said nothing
  static RevertCause of(String data) {
    String digits = data.startsWith("0x") ? data.substring(2) : data;
    if (digits.length() < SELECTOR_DIGITS) {
      return new RevertCause("reverted without a reason", false);
    }
    String selector = digits.substring(0, SELECTOR_DIGITS);
    String arguments = digits.substring(SELECTOR_DIGITS);
    ErrorType type = ERRORS.get(selector);
    if (type != null) {
      return new RevertCause(render(type, arguments), COMMON.contains(type.name));
    }
    return new RevertCause(
        switch (selector) {
          case ERROR_STRING -> "Error(0x" + arguments + ")";
          case PANIC -> "Panic(" + new BigInteger(arguments, 16) + ")";
          default -> "an unknown error 0x" + selector;
        },
        false);
  }

  static RevertCause outOfGas() {
    return new RevertCause("out of gas", false);
  }

  private static String render(ErrorType type, String digits) {
    StringJoiner arguments = new StringJoiner(", ", type.name + "(", ")");
    for (int index = 0; index < type.argumentTypes.size(); index++) {
      int start = index * WORD_DIGITS;
      if (digits.length() < start + WORD_DIGITS) {
        return arguments.add("...").toString();
      }
      arguments.add(
          argument(type.argumentTypes.get(index), digits.substring(start, start + WORD_DIGITS)));
    }
    return arguments.toString();
  }

  private static String argument(String type, String word) {
    return switch (type) {
      case "address" -> "0x" + word.substring(WORD_DIGITS - 40);
      case "uint256" -> new BigInteger(word, 16).toString();
      case "int256" -> signed(new BigInteger(word, 16)).toString();
      default -> "0x" + word;
    };
  }

  private static BigInteger signed(BigInteger word) {
    return word.testBit(255) ? word.subtract(BigInteger.TWO.pow(256)) : word;
  }

  private static Map<String, ErrorType> errors() {
    Map<String, ErrorType> errors = new HashMap<>();
    for (Artifact artifact : List.of(Artifact.STABLECOIN, Artifact.SETTLEMENT)) {
      for (JsonNode entry : artifact.abi()) {
        if (!entry.path("type").asText().equals("error")) {
          continue;
        }
        List<String> types =
            StreamSupport.stream(entry.path("inputs").spliterator(), false)
                .map(input -> input.path("type").asText())
                .toList();
        String name = entry.path("name").asText();
        String signature = name + "(" + String.join(",", types) + ")";
        errors.put(
            Hash.sha3String(signature).substring(2, 2 + SELECTOR_DIGITS),
            new ErrorType(name, types));
      }
    }
    return errors;
  }
}
