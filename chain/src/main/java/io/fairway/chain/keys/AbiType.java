package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A type of the contracts' ABI, which turns values into words and back. Values are JSON: numbers
/// as decimal texts, bytes and addresses as hexadecimal ones, structs as objects. Strict: what is
/// read back and written again must be the same bytes, which the caller checks.
sealed interface AbiType {
  int WORD = 32;

  /// Does a value stand at its place, or elsewhere with an offset at its place?
  boolean isDynamic();

  /// Bytes at its place.
  int headBytes();

  String name();

  byte[] encode(JsonNode value, String path);

  JsonNode decode(byte[] data, int at);

  record Whole(String name, int bits, boolean signed) implements AbiType {
    @Override
    public boolean isDynamic() {
      return false;
    }

    @Override
    public int headBytes() {
      return WORD;
    }

    @Override
    public byte[] encode(JsonNode value, String path) {
      String text = value.asText();
      if (!text.matches(signed ? "-?[0-9]{1,78}" : "[0-9]{1,78}")) {
        throw mismatch(path, name, value);
      }
      BigInteger number = new BigInteger(text);
      if (number.bitLength() > (signed ? bits - 1 : bits)) {
        throw mismatch(path, name, value);
      }
      return word(number);
    }

    @Override
    public JsonNode decode(byte[] data, int at) {
      byte[] word = slice(data, at, WORD);
      BigInteger number = signed ? new BigInteger(word) : new BigInteger(1, word);
      return Json.MAPPER.getNodeFactory().textNode(number.toString());
    }
  }

  record Bool() implements AbiType {
    @Override
    public String name() {
      return "bool";
    }

    @Override
    public boolean isDynamic() {
      return false;
    }

    @Override
    public int headBytes() {
      return WORD;
    }

    @Override
    public byte[] encode(JsonNode value, String path) {
      return switch (value.asText()) {
        case "true" -> word(BigInteger.ONE);
        case "false" -> word(BigInteger.ZERO);
        default -> throw mismatch(path, name(), value);
      };
    }

    @Override
    public JsonNode decode(byte[] data, int at) {
      boolean yes = new BigInteger(slice(data, at, WORD)).signum() != 0;
      return Json.MAPPER.getNodeFactory().textNode(Boolean.toString(yes));
    }
  }

  /// `address` and `bytesN`.
  record Fixed(String name, int length, boolean right) implements AbiType {
    @Override
    public boolean isDynamic() {
      return false;
    }

    @Override
    public int headBytes() {
      return WORD;
    }

    @Override
    public byte[] encode(JsonNode value, String path) {
      if (!value.asText().matches("0x[0-9a-fA-F]{" + 2 * length + "}")) {
        throw mismatch(path, name, value);
      }
      byte[] bytes = HexFormat.of().parseHex(value.asText().substring(2));
      byte[] word = new byte[WORD];
      System.arraycopy(bytes, 0, word, right ? WORD - length : 0, length);
      return word;
    }

    @Override
    public JsonNode decode(byte[] data, int at) {
      byte[] bytes = slice(data, right ? at + WORD - length : at, length);
      return Json.MAPPER.getNodeFactory().textNode("0x" + HexFormat.of().formatHex(bytes));
    }
  }

  /// `bytes` and `string`.
  record Bytes(String name) implements AbiType {
    @Override
    public boolean isDynamic() {
      return true;
    }

    @Override
    public int headBytes() {
      return WORD;
    }

    byte[] content(JsonNode value, String path) {
      if (name.equals("string")) {
        return value.asText().getBytes(StandardCharsets.UTF_8);
      }
      if (!value.asText().matches("0x([0-9a-fA-F]{2})*")) {
        throw mismatch(path, name, value);
      }
      return HexFormat.of().parseHex(value.asText().substring(2));
    }

    @Override
    public byte[] encode(JsonNode value, String path) {
      byte[] content = content(value, path);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(word(BigInteger.valueOf(content.length)));
      out.writeBytes(content);
      out.writeBytes(new byte[(WORD - content.length % WORD) % WORD]);
      return out.toByteArray();
    }

    @Override
    public JsonNode decode(byte[] data, int at) {
      byte[] content = slice(data, at + WORD, whole(data, at));
      return Json.MAPPER
          .getNodeFactory()
          .textNode(
              name.equals("string")
                  ? new String(content, StandardCharsets.UTF_8)
                  : "0x" + HexFormat.of().formatHex(content));
    }
  }

  /// `T[]`, or `T[n]` when the length is known.
  record Array(AbiType item, int length) implements AbiType {
    static final int OPEN = -1;

    @Override
    public String name() {
      return item.name() + (length == OPEN ? "[]" : "[" + length + "]");
    }

    @Override
    public boolean isDynamic() {
      return length == OPEN || item.isDynamic();
    }

    @Override
    public int headBytes() {
      return isDynamic() ? WORD : length * item.headBytes();
    }

    @Override
    public byte[] encode(JsonNode value, String path) {
      if (!(value instanceof ArrayNode array) || (length != OPEN && array.size() != length)) {
        throw mismatch(path, name(), value);
      }
      List<AbiType> types = new ArrayList<>();
      List<JsonNode> values = new ArrayList<>();
      array.forEach(element -> {
        types.add(item);
        values.add(element);
      });
      byte[] body = encodeAll(types, values, path);
      if (length != OPEN) {
        return body;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(word(BigInteger.valueOf(array.size())));
      out.writeBytes(body);
      return out.toByteArray();
    }

    @Override
    public JsonNode decode(byte[] data, int at) {
      int count = length == OPEN ? whole(data, at) : length;
      int start = length == OPEN ? at + WORD : at;
      if ((long) count * item.headBytes() > data.length - start) {
        throw new KeyProblem("the call data ends within a list of " + count + " " + item.name());
      }
      ArrayNode array = Json.MAPPER.createArrayNode();
      decodeAll(java.util.Collections.nCopies(count, item), data, start).forEach(array::add);
      return array;
    }
  }

  /// A struct.
  record Tuple(List<String> names, List<AbiType> types) implements AbiType {
    @Override
    public String name() {
      return "(" + String.join(",", types.stream().map(AbiType::name).toList()) + ")";
    }

    @Override
    public boolean isDynamic() {
      return types.stream().anyMatch(AbiType::isDynamic);
    }

    @Override
    public int headBytes() {
      return isDynamic() ? WORD : types.stream().mapToInt(AbiType::headBytes).sum();
    }

    @Override
    public byte[] encode(JsonNode value, String path) {
      if (!(value instanceof ObjectNode object) || object.size() != names.size()) {
        throw mismatch(path, name(), value);
      }
      return encodeAll(types, names.stream().map(object::path).toList(), path);
    }

    @Override
    public JsonNode decode(byte[] data, int at) {
      ObjectNode object = Json.object();
      List<JsonNode> values = decodeAll(types, data, at);
      for (int field = 0; field < values.size(); field++) {
        object.set(names.get(field), values.get(field));
      }
      return object;
    }
  }

  /// A type from the compiler's ABI.
  static AbiType of(JsonNode parameter) {
    String name = parameter.path("type").asText();
    int bracket = name.lastIndexOf('[');
    if (bracket >= 0) {
      ObjectNode item = parameter.deepCopy();
      item.put("type", name.substring(0, bracket));
      String length = name.substring(bracket + 1, name.length() - 1);
      return new Array(of(item), length.isEmpty() ? Array.OPEN : Integer.parseInt(length));
    }
    if (name.equals("tuple")) {
      List<String> names = new ArrayList<>();
      List<AbiType> types = new ArrayList<>();
      parameter
          .path("components")
          .forEach(component -> {
            names.add(component.path("name").asText());
            types.add(of(component));
          });
      return new Tuple(names, types);
    }
    return simple(name);
  }

  static AbiType simple(String name) {
    if (name.matches("u?int[0-9]+")) {
      boolean signed = name.startsWith("int");
      return new Whole(name, Integer.parseInt(name.substring(signed ? 3 : 4)), signed);
    }
    if (name.matches("bytes[0-9]+")) {
      return new Fixed(name, Integer.parseInt(name.substring("bytes".length())), false);
    }
    return switch (name) {
      case "address" -> new Fixed(name, 20, true);
      case "bool" -> new Bool();
      case "bytes", "string" -> new Bytes(name);
      default ->
          throw new KeyProblem("the type " + name + " is not known; expected one of the ABI");
    };
  }

  static byte[] encodeAll(List<AbiType> types, List<JsonNode> values, String path) {
    int heads = types.stream().mapToInt(AbiType::headBytes).sum();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    for (int index = 0; index < types.size(); index++) {
      byte[] encoded = types.get(index).encode(values.get(index), path + "[" + index + "]");
      if (types.get(index).isDynamic()) {
        head.writeBytes(word(BigInteger.valueOf(heads + tail.size())));
        tail.writeBytes(encoded);
      } else {
        head.writeBytes(encoded);
      }
    }
    head.writeBytes(tail.toByteArray());
    return head.toByteArray();
  }

  static List<JsonNode> decodeAll(List<AbiType> types, byte[] data, int start) {
    List<JsonNode> values = new ArrayList<>();
    int at = start;
    for (AbiType type : types) {
      values.add(type.decode(data, type.isDynamic() ? start + whole(data, at) : at));
      at += type.headBytes();
    }
    return values;
  }

  private static byte[] word(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] word = new byte[WORD];
    if (number.signum() < 0) {
      java.util.Arrays.fill(word, (byte) 0xff);
    }
    int skip = Math.max(0, bytes.length - WORD);
    System.arraycopy(bytes, skip, word, WORD - bytes.length + skip, bytes.length - skip);
    return word;
  }

  private static int whole(byte[] data, int at) {
    BigInteger value = new BigInteger(1, slice(data, at, WORD));
    if (value.compareTo(BigInteger.valueOf(data.length)) > 0) {
      throw new KeyProblem(
          "the call data names " + value + " bytes or items; it has " + data.length);
    }
    return value.intValueExact();
  }

  private static byte[] slice(byte[] data, int at, int length) {
    if (at < 0 || at > data.length - length) {
      throw new KeyProblem("the call data ends at byte " + data.length + ", before byte " + at);
    }
    return java.util.Arrays.copyOfRange(data, at, at + length);
  }

  private static KeyProblem mismatch(String path, String type, JsonNode value) {
    return new KeyProblem("argument " + path + " is " + value + "; expected a value of " + type);
  }
}
