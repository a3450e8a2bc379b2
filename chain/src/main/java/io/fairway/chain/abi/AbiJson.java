package io.fairway.chain.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.Hash32;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.web3j.crypto.Hash;

/// A type of the contract ABI with its values as people write and read them: numbers are decimal
/// texts, bytes and addresses hexadecimal ones, structs objects with the fields' names. The bytes
/// are those of the generated bindings: both come from one encoder.
public final class AbiJson {
  private static final int DIGITS_MAX = 78;

  private final AbiType type;

  /// As signatures have it, without fields' names.
  private final String name;

  /// Of a struct's fields; empty for all else.
  private final List<String> names;

  private final List<AbiJson> parts;

  private AbiJson(AbiType type, String name, List<String> names, List<AbiJson> parts) {
    this.type = type;
    this.name = name;
    this.names = List.copyOf(names);
    this.parts = List.copyOf(parts);
  }

  /// A parameter of the compiler's ABI.
  ///
  /// @throws IllegalArgumentException when its type is none of the ABI's
  public static AbiJson of(JsonNode parameter) {
    String text = parameter.path("type").asText();
    int bracket = text.lastIndexOf('[');
    if (bracket >= 0 && parameter instanceof ObjectNode object) {
      AbiJson item = of(object.deepCopy().put("type", text.substring(0, bracket)));
      String full = item.name + text.substring(bracket);
      return new AbiJson(AbiType.of(full), full, List.of(), List.of(item));
    }
    if (!text.equals("tuple")) {
      return simple(text);
    }
    List<String> names = new ArrayList<>();
    List<AbiJson> parts = new ArrayList<>();
    parameter
        .path("components")
        .forEach(component -> {
          names.add(component.path("name").asText());
          parts.add(of(component));
        });
    return struct(names, parts);
  }

  /// Several values under names, as the arguments of a function are.
  public static AbiJson struct(List<String> names, List<AbiJson> parts) {
    String name = "(" + String.join(",", parts.stream().map(AbiJson::name).toList()) + ")";
    return new AbiJson(AbiType.of(name), name, names, parts);
  }

  /// A type that holds no others, such as `uint256`.
  ///
  /// @throws IllegalArgumentException when it is none
  public static AbiJson simple(String type) {
    if (!type.matches("[a-z]+[0-9]*")) {
      throw new IllegalArgumentException("'" + type + "' is no simple type of the ABI");
    }
    return new AbiJson(AbiType.of(type), type, List.of(), List.of());
  }

  public String name() {
    return name;
  }

  public List<String> names() {
    return names;
  }

  /// The types of a struct's fields.
  public List<AbiJson> parts() {
    return parts;
  }

  /// Writes a value.
  ///
  /// @param path of the value, for the message when it does not fit
  /// @throws IllegalArgumentException when it does not fit the type
  public byte[] encode(JsonNode value, String path) {
    return type.encode(plain(value, path));
  }

  /// What stands for a value in the hash of a struct (EIP-712, encodeData): the word itself, or the
  /// hash of what has any length.
  public byte[] member(JsonNode value, String path) {
    return switch (type.kind()) {
      case BYTES -> Hash.sha3(Abi.bytes((String) plain(value, path)));
      case STRING ->
          Hash.sha3(
              ((String) plain(value, path)).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      case ARRAY, TUPLE -> throw mismatch(path, value);
      default -> encode(value, path);
    };
  }

  /// Reads a struct's value; anything that it would not be written as is refused.
  ///
  /// @throws IllegalArgumentException when the bytes are no such value, or hide something
  public JsonNode decode(byte[] data) {
    JsonNode value;
    try {
      value = json(type.decode(data));
    } catch (AbiType.Malformed garbled) {
      throw new IllegalArgumentException(garbled.getMessage(), garbled);
    }
    if (!java.util.Arrays.equals(encode(value, name), data)) {
      throw new IllegalArgumentException(
          "the bytes are not what their values are written as: something is hidden in them");
    }
    return value;
  }

  private Object plain(JsonNode value, String path) {
    String text = value.isTextual() ? value.textValue() : value.isValueNode() ? value.asText() : "";
    return switch (type.kind()) {
      case UINT, INT -> number(text, value, path);
      case BOOL -> {
        require(text.equals("true") || text.equals("false"), value, path);
        yield text.equals("true");
      }
      case ADDRESS -> hex(text, AbiType.ADDRESS_BYTES, value, path);
      case FIXED_BYTES -> {
        String digits = hex(text, type.size(), value, path);
        yield type.size() == Hash32.LENGTH ? Hash32.parse(digits) : digits;
      }
      case BYTES -> {
        require(text.matches("0x([0-9a-fA-F]{2})*+"), value, path);
        yield text.toLowerCase(Locale.ROOT);
      }
      case STRING -> {
        require(value.isTextual(), value, path);
        yield text;
      }
      case ARRAY -> items(value, path);
      case TUPLE -> fields(value, path);
    };
  }

  private BigInteger number(String text, JsonNode value, String path) {
    require(text.length() <= DIGITS_MAX + 1 && text.matches("-?[0-9]+"), value, path);
    BigInteger number = new BigInteger(text);
    require(type.fits(number), value, path);
    return number;
  }

  private String hex(String text, int bytes, JsonNode value, String path) {
    require(text.matches("0x[0-9a-fA-F]{" + 2 * bytes + "}"), value, path);
    return text.toLowerCase(Locale.ROOT);
  }

  private List<Object> items(JsonNode value, String path) {
    require(
        value instanceof ArrayNode && (type.size() < 0 || value.size() == type.size()),
        value,
        path);
    List<Object> items = new ArrayList<>();
    for (JsonNode item : value) {
      items.add(parts.getFirst().plain(item, path + "[" + items.size() + "]"));
    }
    return items;
  }

  private List<Object> fields(JsonNode value, String path) {
    require(value instanceof ObjectNode && value.size() == names.size(), value, path);
    List<Object> fields = new ArrayList<>();
    for (int index = 0; index < names.size(); index++) {
      String field = path + "." + names.get(index);
      require(value.has(names.get(index)), value, field);
      fields.add(parts.get(index).plain(value.path(names.get(index)), field));
    }
    return fields;
  }

  private JsonNode json(Object plain) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (type.kind()) {
      case ARRAY -> {
        ArrayNode array = nodes.arrayNode();
        ((List<?>) plain).forEach(item -> array.add(parts.getFirst().json(item)));
        yield array;
      }
      case TUPLE -> {
        ObjectNode object = nodes.objectNode();
        List<?> values = (List<?>) plain;
        for (int index = 0; index < names.size(); index++) {
          object.set(names.get(index), parts.get(index).json(values.get(index)));
        }
        yield object;
      }
      default -> nodes.textNode(plain.toString());
    };
  }

  private void require(boolean fits, JsonNode value, String path) {
    if (!fits) {
      throw mismatch(path, value);
    }
  }

  private IllegalArgumentException mismatch(String path, JsonNode value) {
    return new IllegalArgumentException(
        path
            + " is "
            + (value.isMissingNode() ? "missing" : value)
            + "; expected a value of "
            + name);
  }
}
