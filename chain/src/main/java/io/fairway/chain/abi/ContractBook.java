package io.fairway.chain.abi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.web3j.crypto.Hash;

/// What the compiled contracts on this machine's own class path say a call means. A signer believes
/// these, never the words of a file. Everything here throws [IllegalArgumentException] for what is
/// unknown or does not fit, with words for a person.
public final class ContractBook {
  private static final int SELECTOR_BYTES = 4;

  /// So many names are all listed when a function is not found.
  private static final int NAMES_MAX = 12;

  /// Of more, so many.
  private static final int NAMES_NEAR = 5;

  private ContractBook() {}

  /// A function of a contract.
  ///
  /// @param signature such as `mint(bytes32,address,uint256)`
  public record Function(String contract, String signature, AbiJson arguments) {

    /// Call data.
    ///
    /// @param values the arguments by name
    public byte[] encode(JsonNode values) {
      byte[] body = arguments.encode(values, signature);
      byte[] data = Arrays.copyOf(selector(signature), SELECTOR_BYTES + body.length);
      System.arraycopy(body, 0, data, SELECTOR_BYTES, body.length);
      return data;
    }

    /// Reads call data; refuses any that hides something, such as bytes after its end.
    public JsonNode decode(byte[] data) {
      return arguments.decode(Arrays.copyOfRange(data, SELECTOR_BYTES, data.length));
    }
  }

  /// What a contract is set up with.
  ///
  /// @param code that creates it, without the arguments
  /// @param arguments of its constructor
  public record Deployment(String code, AbiJson arguments, JsonNode values) {}

  /// Reads the deployment of a contract: the code that this machine has of it, then the
  /// constructor's arguments and nothing else. Any other code could do anything, whatever it is
  /// called.
  ///
  /// @param data `0x` and lower-case hexadecimal digits
  public static Deployment deployed(String contract, String data) {
    JsonNode abi = abi(contract);
    String code = Abi.creationCode(contract);
    if (code.length() <= "0x".length()) {
      throw new IllegalArgumentException(contract + " has no code of its own to deploy");
    }
    if (!data.startsWith(code)) {
      throw new IllegalArgumentException(
          "UNKNOWN CODE with the hash "
              + Hash.sha3(data)
              + ", which does not begin as the code of "
              + contract
              + " on this machine does; expected that code, and the constructor's arguments after"
              + " it");
    }
    AbiJson arguments = AbiJson.struct(List.of(), List.of());
    for (JsonNode entry : abi) {
      if (entry.path("type").asText().equals("constructor")) {
        arguments = arguments(entry);
      }
    }
    JsonNode values = arguments.decode(HexFormat.of().parseHex(data.substring(code.length())));
    return new Deployment(code, arguments, values);
  }

  /// The function of that name, or of that whole signature when several share the name.
  public static Function named(String contract, String call) {
    List<Function> found =
        functions(contract).stream()
            .filter(f -> f.signature().equals(call) || f.signature().startsWith(call + "("))
            .toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          contract + " has no function " + call + "; expected " + suggested(contract, call));
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          contract
              + " has "
              + found.size()
              + " functions "
              + call
              + "; expected exactly one of "
              + String.join(", ", found.stream().map(Function::signature).toList()));
    }
    return found.getFirst();
  }

  /// The function that call data is for.
  public static Function called(String contract, byte[] data) {
    if (data.length < SELECTOR_BYTES) {
      throw new IllegalArgumentException(
          "the call data has " + data.length + " bytes; expected a selector first");
    }
    byte[] selector = Arrays.copyOf(data, SELECTOR_BYTES);
    return functions(contract).stream()
        .filter(f -> Arrays.equals(selector(f.signature()), selector))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                contract
                    + " has no function with the selector 0x"
                    + HexFormat.of().formatHex(selector)));
  }

  /// All names when they are few, else those nearest to what was written.
  private static String suggested(String contract, String call) {
    String wanted = call.split("\\(", 2)[0].toLowerCase(Locale.ROOT);
    List<String> names =
        functions(contract).stream()
            .map(function -> function.signature().split("\\(", 2)[0])
            .distinct()
            .sorted()
            .toList();
    if (names.isEmpty()) {
      return "a contract that has functions";
    }
    if (names.size() <= NAMES_MAX) {
      return "one of " + String.join(", ", names);
    }
    return "another name, such as "
        + names.stream()
            .sorted(
                Comparator.comparingInt(name -> distance(wanted, name.toLowerCase(Locale.ROOT))))
            .limit(NAMES_NEAR)
            .collect(Collectors.joining(", "));
  }

  /// Letters to put in, take out or change (Levenshtein).
  private static int distance(String from, String to) {
    int[] row = IntStream.rangeClosed(0, to.length()).toArray();
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }

  /// The contracts whose calls can be said and shown here.
  private static List<String> known() {
    return Contracts.ALL.stream().map(Abi.Contract::name).filter(Abi::isCompiled).sorted().toList();
  }

  private static List<Function> functions(String contract) {
    List<Function> functions = new ArrayList<>();
    for (JsonNode entry : abi(contract)) {
      if (entry.path("type").asText().equals("function")) {
        AbiJson arguments = arguments(entry);
        functions.add(
            new Function(contract, entry.path("name").asText() + arguments.name(), arguments));
      }
    }
    return functions;
  }

  private static AbiJson arguments(JsonNode entry) {
    List<String> names = new ArrayList<>();
    List<AbiJson> types = new ArrayList<>();
    for (JsonNode input : entry.path("inputs")) {
      String name = input.path("name").asText();
      names.add(name.isEmpty() ? "argument" + names.size() : name);
      types.add(AbiJson.of(input));
    }
    return AbiJson.struct(names, types);
  }

  private static JsonNode abi(String contract) {
    if (!contract.matches("[A-Za-z0-9_]{1,64}")) {
      throw new IllegalArgumentException("'" + contract + "' is no contract's name");
    }
    if (!Abi.isCompiled(contract)) {
      throw new IllegalArgumentException(
          "the contract "
              + contract
              + " is not known here; expected one of "
              + String.join(", ", known()));
    }
    return Abi.artifact(contract).path("abi");
  }

  static byte[] selector(String signature) {
    return Arrays.copyOf(
        HexFormat.of().parseHex(Hash.sha3String(signature).substring(2)), SELECTOR_BYTES);
  }
}
