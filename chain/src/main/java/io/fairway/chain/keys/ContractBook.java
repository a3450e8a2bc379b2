package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.web3j.crypto.Hash;

/// What the compiled contracts on this machine's own class path say a call means. A signer believes
/// these, never the words of a bundle.
final class ContractBook {
  private static final int SELECTOR_BYTES = 4;

  private ContractBook() {}

  /// A function of a contract.
  ///
  /// @param signature such as `mint(bytes32,address,uint256)`
  record Function(String contract, String signature, List<String> names, List<AbiType> types) {

    byte[] encode(JsonNode arguments) {
      List<JsonNode> values = new ArrayList<>();
      for (String name : names) {
        if (!arguments.has(name)) {
          throw new KeyProblem(
              "the argument "
                  + name
                  + " of "
                  + signature
                  + " is missing; expected "
                  + String.join(", ", names));
        }
        values.add(arguments.path(name));
      }
      if (arguments.size() != names.size()) {
        throw new KeyProblem(
            signature + " takes " + names.size() + " arguments, not " + arguments.size());
      }
      byte[] body = AbiType.encodeAll(types, values, signature);
      byte[] data = Arrays.copyOf(selector(signature), SELECTOR_BYTES + body.length);
      System.arraycopy(body, 0, data, SELECTOR_BYTES, body.length);
      return data;
    }

    /// Reads call data; refuses any that hides something, such as bytes after its end.
    ObjectNode decode(byte[] data) {
      byte[] body = Arrays.copyOfRange(data, SELECTOR_BYTES, data.length);
      ObjectNode arguments = Json.object();
      List<JsonNode> values = AbiType.decodeAll(types, body, 0);
      for (int index = 0; index < values.size(); index++) {
        arguments.set(names.get(index), values.get(index));
      }
      if (!Arrays.equals(encode(arguments), data)) {
        throw new KeyProblem(
            "the call data of "
                + signature
                + " is not what its arguments encode to: something is"
                + " hidden in it");
      }
      return arguments;
    }
  }

  /// The function of that name, or of that whole signature when several share the name.
  static Function named(String contract, String call) {
    List<Function> found =
        functions(contract).stream()
            .filter(f -> f.signature().equals(call) || f.signature().startsWith(call + "("))
            .toList();
    if (found.size() != 1) {
      throw new KeyProblem(
          contract
              + " has "
              + found.size()
              + " functions "
              + call
              + "; expected exactly one"
              + (found.isEmpty()
                  ? ""
                  : " of " + String.join(", ", found.stream().map(Function::signature).toList())));
    }
    return found.getFirst();
  }

  /// The function that call data is for.
  static Function called(String contract, byte[] data) {
    if (data.length < SELECTOR_BYTES) {
      throw new KeyProblem(
          "the call data has " + data.length + " bytes; expected a selector first");
    }
    byte[] selector = Arrays.copyOf(data, SELECTOR_BYTES);
    return functions(contract).stream()
        .filter(f -> Arrays.equals(selector(f.signature()), selector))
        .findFirst()
        .orElseThrow(() ->
            new KeyProblem(
                contract
                    + " has no function with the selector 0x"
                    + HexFormat.of().formatHex(selector)));
  }

  private static List<Function> functions(String contract) {
    List<Function> functions = new ArrayList<>();
    for (JsonNode entry : abi(contract)) {
      if (entry.path("type").asText().equals("function")) {
        List<String> names = new ArrayList<>();
        List<AbiType> types = new ArrayList<>();
        for (JsonNode input : entry.path("inputs")) {
          String name = input.path("name").asText();
          names.add(name.isEmpty() ? "argument" + names.size() : name);
          types.add(AbiType.of(input));
        }
        String types2 = String.join(",", types.stream().map(AbiType::name).toList());
        functions.add(
            new Function(contract, entry.path("name").asText() + "(" + types2 + ")", names, types));
      }
    }
    return functions;
  }

  private static JsonNode abi(String contract) {
    if (!contract.matches("[A-Za-z0-9_]{1,64}")) {
      throw new KeyProblem("'" + contract + "' is no contract's name");
    }
    String resource = "/io/fairway/contracts/" + contract + ".json";
    try (InputStream in = ContractBook.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new KeyProblem("the contract " + contract + " is not known here: no " + resource);
      }
      return Json.MAPPER.readTree(in).path("abi");
    } catch (IOException problem) {
      throw new UncheckedIOException("cannot read " + resource, problem);
    }
  }

  static byte[] selector(String signature) {
    return Arrays.copyOf(
        HexFormat.of().parseHex(Hash.sha3String(signature).substring(2)), SELECTOR_BYTES);
  }
}
