package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.abi.AbiJson;
import io.fairway.chain.abi.ContractBook;
import io.fairway.chain.abi.Contracts;
import io.fairway.control.PlainText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.web3j.crypto.Hash;

/// Values of a call as a person reads them, beside the value itself.
final class Shown {
  private static final int COIN_DECIMALS = 6;
  private static final int ETHER_DECIMALS = 18;
  private static final int LINE_CHARS_MAX = 160;
  private static final List<String> ROLES =
      List.of(
          "ROLE_MANAGER_ROLE",
          "LIMIT_MANAGER_ROLE",
          "UPGRADER_ROLE",
          "MINTER_ROLE",
          "BURNER_ROLE",
          "PAUSER_ROLE",
          "UNPAUSER_ROLE",
          "FREEZER_ROLE",
          "SEIZER_ROLE",
          "RESCUER_ROLE",
          "LISTER_ROLE",
          "APPROVER_ROLE",
          "ATTESTER_ROLE",
          "CANCELLER_ROLE",
          "SETTLER_ROLE",
          "OPERATOR_ROLE",
          "PROPOSER_ROLE",
          "EXECUTOR_ROLE",
          "TIMELOCK_ADMIN_ROLE");

  /// Fields that hold a time, in the standards for coins and in our own orders.
  private static final Set<String> TIMES =
      Set.of("deadline", "validAfter", "validBefore", "expiry");

  /// A mint order's deadline is a `uint48`.
  private static final Set<String> TIME_TYPES = Set.of("uint256", "uint48");

  private static final Instant TIME_MAX = Instant.parse("9999-12-31T23:59:59Z");
  private static final BigInteger UNLIMITED =
      BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

  private Shown() {}

  static List<String> call(String contract, String data) {
    if (!data.matches("0x([0-9a-fA-F]{2})*+")) {
      throw new KeyProblem("the call cannot be shown: '" + data + "'; expected 0x and whole bytes");
    }
    byte[] bytes = HexFormat.of().parseHex(data.substring(2));
    ContractBook.Function function;
    JsonNode values;
    try {
      function = ContractBook.called(contract, bytes);
      values = function.decode(bytes);
    } catch (IllegalArgumentException unfit) {
      throw new KeyProblem("the call cannot be shown: " + unfit.getMessage(), unfit);
    }
    List<String> lines = new ArrayList<>();
    lines.add("calls            " + function.signature());
    lines.addAll(arguments(function.arguments(), values));
    return lines;
  }

  /// A deployment by what it deploys: the name of a contract is shown for this machine's own code
  /// of it only.
  static List<String> deployment(String contract, String data) {
    ContractBook.Deployment deployment;
    try {
      deployment = ContractBook.deployed(contract, data);
    } catch (IllegalArgumentException unfit) {
      throw new KeyProblem("the deployment cannot be shown: " + unfit.getMessage(), unfit);
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "deploys          "
            + contract
            + ", by this machine's own code of it, hash "
            + Hash.sha3(deployment.code()));
    lines.addAll(arguments(deployment.arguments(), deployment.values()));
    lines.add("code and arguments have the hash " + Hash.sha3(data));
    return lines;
  }

  private static List<String> arguments(AbiJson arguments, JsonNode values) {
    List<String> lines = new ArrayList<>();
    for (int index = 0; index < arguments.names().size(); index++) {
      String name = arguments.names().get(index);
      String type = arguments.parts().get(index).name();
      lines.add(argument(name, type, values.path(name)));
      if (type.equals("bytes")) {
        lines.addAll(inner(values.path(name).asText()));
      } else if (type.equals("bytes[]")) {
        values.path(name).forEach(one -> lines.addAll(inner(one.asText())));
      }
    }
    return lines;
  }

  /// A call inside a call, as a timelock holds one: what it says in the contract that has such a
  /// function.
  private static List<String> inner(String data) {
    return Contracts.ALL.stream()
        .filter(contract -> contract.call(data).isPresent())
        .findFirst()
        .map(contract -> {
          List<String> lines = new ArrayList<>();
          lines.add("    which says to a " + contract.name() + ":");
          call(contract.name(), data).forEach(line -> lines.add("    " + line));
          return lines;
        })
        .orElse(new ArrayList<>());
  }

  static String argument(String name, String type, JsonNode value) {
    String text = PlainText.escaped(value.isTextual() ? value.asText() : value.toString());
    String reads = reading(name, type, text);
    return "  %-14s %s%s".formatted(name, shortened(text), reads.isEmpty() ? "" : "  = " + reads);
  }

  /// Long values by their beginning, length and hash: everything is covered, nothing scrolls away.
  private static String shortened(String text) {
    return text.length() <= LINE_CHARS_MAX
        ? text
        : text.substring(0, LINE_CHARS_MAX)
            + "... ("
            + text.length()
            + " characters, hash "
            + Hash.sha3String(text)
            + ")";
  }

  private static String reading(String name, String type, String text) {
    boolean isNumber = type.matches("uint[0-9]*");
    if (isNumber && new BigInteger(text).equals(UNLIMITED)) {
      return "WITHOUT LIMIT";
    }
    if (TIME_TYPES.contains(type) && TIMES.contains(name)) {
      return time(new BigInteger(text));
    }
    if (isNumber && isAmount(name)) {
      return coins(new BigInteger(text)) + " coins";
    }
    if (type.equals("bytes32")) {
      return ROLES.stream()
          .filter(role -> Hash.sha3String(role).equals(text))
          .findFirst()
          .orElse("");
    }
    if (type.equals("uint8") && name.equals("operation")) {
      return text.equals("0") ? "CALL" : "DELEGATECALL: runs foreign code with all rights";
    }
    return "";
  }

  /// Seconds since 1970, as contracts count time.
  private static String time(BigInteger seconds) {
    return seconds.compareTo(BigInteger.valueOf(TIME_MAX.getEpochSecond())) > 0
        ? "after " + TIME_MAX
        : Instant.ofEpochSecond(seconds.longValueExact()).toString();
  }

  private static boolean isAmount(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return List.of("amount", "cap", "allowance", "units", "capacity", "reserve").stream()
        .anyMatch(lower::contains);
  }

  static String coins(BigInteger units) {
    return "%,.6f".formatted(new BigDecimal(units, COIN_DECIMALS));
  }

  static String ether(BigInteger wei) {
    return new BigDecimal(wei, ETHER_DECIMALS).stripTrailingZeros().toPlainString();
  }
}
