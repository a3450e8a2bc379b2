package io.fairway.chain.abi;

import io.fairway.chain.Hash32;
import io.fairway.money.Invariant;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// A type of the contract ABI, as Solidity's specification writes it, with its encoding. Values are
/// plain: numbers are [BigInteger], addresses and byte strings are `0x` and lower-case digits,
/// `bytes32` is [Hash32], tuples and arrays are lists.
final class AbiType {
  static final int ADDRESS_BYTES = 20;
  private static final int WORD = 32;

  /// Elements of one array; call data come from outside.
  private static final int ELEMENTS_MAX = 100_000;

  private static final int ANY_LENGTH = -1;

  enum Kind {
    UINT,
    INT,
    ADDRESS,
    BOOL,
    FIXED_BYTES,
    BYTES,
    STRING,
    ARRAY,
    TUPLE
  }

  private final Kind kind;

  /// Bits of a number, bytes of a fixed byte string, elements of a fixed array.
  private final int size;

  /// Of a tuple; the only one is an array's element.
  private final List<AbiType> components;

  /// Bytes that are not what they should be.
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed(String what) {
      super(what);
    }
  }

  private AbiType(Kind kind, int size, List<AbiType> components) {
    this.kind = kind;
    this.size = size;
    this.components = List.copyOf(components);
  }

  static AbiType tuple(List<AbiType> components) {
    return new AbiType(Kind.TUPLE, ANY_LENGTH, components);
  }

  /// Reads a type such as `uint256` or `(bytes32,address)[]`.
  static AbiType of(String text) {
    if (text.endsWith("]")) {
      int open = text.lastIndexOf('[');
      String length = text.substring(open + 1, text.length() - 1);
      return new AbiType(
          Kind.ARRAY,
          length.isEmpty() ? ANY_LENGTH : Integer.parseInt(length),
          List.of(of(text.substring(0, open))));
    }
    if (text.startsWith("(")) {
      return tuple(split(text.substring(1, text.length() - 1)).stream().map(AbiType::of).toList());
    }
    String name = text.replaceAll("[0-9]+$", "");
    int size = name.length() == text.length() ? 0 : Integer.parseInt(text.substring(name.length()));
    Kind kind =
        switch (name) {
          case "uint" -> Kind.UINT;
          case "int" -> Kind.INT;
          case "address" -> Kind.ADDRESS;
          case "bool" -> Kind.BOOL;
          case "string" -> Kind.STRING;
          case "bytes" -> size == 0 ? Kind.BYTES : Kind.FIXED_BYTES;
          default -> throw new IllegalArgumentException("no type of the ABI: " + text);
        };
    if (!isSize(kind, size)) {
      throw new IllegalArgumentException("no type of the ABI: " + text);
    }
    return new AbiType(kind, size, List.of());
  }

  private static boolean isSize(Kind kind, int size) {
    return switch (kind) {
      case UINT, INT -> size > 0 && size <= WORD * Byte.SIZE && size % Byte.SIZE == 0;
      case FIXED_BYTES -> size <= WORD;
      default -> size == 0;
    };
  }

  private static List<String> split(String list) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int at = 0; at < list.length(); at++) {
      char c = list.charAt(at);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(list.substring(start, at));
        start = at + 1;
      }
    }
    if (!list.isEmpty()) {
      parts.add(list.substring(start));
    }
    return parts;
  }

  List<AbiType> components() {
    return components;
  }

  Kind kind() {
    return kind;
  }

  /// Bits, bytes or elements; negative for an array of any length.
  int size() {
    return size;
  }

  /// Is this number one of this type?
  boolean fits(BigInteger value) {
    int bits = kind == Kind.BOOL ? 1 : size;
    return kind == Kind.INT
        ? value.bitLength() < bits
        : value.signum() >= 0 && value.bitLength() <= bits;
  }

  private boolean isDynamic() {
    return switch (kind) {
      case BYTES, STRING -> true;
      case ARRAY -> size == ANY_LENGTH || components.getFirst().isDynamic();
      case TUPLE -> components.stream().anyMatch(AbiType::isDynamic);
      case UINT, INT, ADDRESS, BOOL, FIXED_BYTES -> false;
    };
  }

  /// Bytes that it takes in the head of what holds it.
  private int headBytes() {
    if (isDynamic()) {
      return WORD;
    }
    return switch (kind) {
      case ARRAY -> size * components.getFirst().headBytes();
      case TUPLE -> components.stream().mapToInt(AbiType::headBytes).sum();
      default -> WORD;
    };
  }

  byte[] encode(Object value) {
    return switch (kind) {
      case UINT, INT -> number((BigInteger) value);
      case ADDRESS -> address((String) value);
      case BOOL -> number((Boolean) value ? BigInteger.ONE : BigInteger.ZERO);
      case FIXED_BYTES ->
          value instanceof Hash32 hash ? hash.bytes() : Arrays.copyOf(fixed((String) value), WORD);
      case BYTES -> withLength(bytes(((String) value).substring(2)));
      case STRING -> withLength(((String) value).getBytes(StandardCharsets.UTF_8));
      case ARRAY -> array((List<?>) value);
      case TUPLE -> sequence(components, (List<?>) value);
    };
  }

  private byte[] number(BigInteger value) {
    Invariant.check(fits(value), "%s does not fit %s", value, kind + " of " + size + " bits");
    byte[] word = new byte[WORD];
    byte[] digits = value.toByteArray();
    if (value.signum() < 0) {
      Arrays.fill(word, (byte) -1);
    }
    int from = Math.max(0, digits.length - WORD);
    System.arraycopy(digits, from, word, WORD - (digits.length - from), digits.length - from);
    return word;
  }

  private static byte[] address(String text) {
    byte[] twenty = bytes(text.substring(2));
    Invariant.check(twenty.length == ADDRESS_BYTES, "not an address: %s", text);
    byte[] word = new byte[WORD];
    System.arraycopy(twenty, 0, word, WORD - ADDRESS_BYTES, ADDRESS_BYTES);
    return word;
  }

  private byte[] fixed(String text) {
    byte[] value = bytes(text.substring(2));
    Invariant.check(value.length == size, "not %s bytes: %s", size, text);
    return value;
  }

  private static byte[] withLength(byte[] content) {
    byte[] all = new byte[WORD + (content.length + WORD - 1) / WORD * WORD];
    putInt(all, 0, content.length);
    System.arraycopy(content, 0, all, WORD, content.length);
    return all;
  }

  private byte[] array(List<?> values) {
    List<AbiType> types = new ArrayList<>();
    values.forEach(_ -> types.add(components.getFirst()));
    byte[] elements = sequence(types, values);
    if (size != ANY_LENGTH) {
      Invariant.check(values.size() == size, "%s elements, not %s", values.size(), size);
      return elements;
    }
    byte[] all = new byte[WORD + elements.length];
    putInt(all, 0, values.size());
    System.arraycopy(elements, 0, all, WORD, elements.length);
    return all;
  }

  private static byte[] sequence(List<AbiType> types, List<?> values) {
    Invariant.check(types.size() == values.size(), "%s values for %s", values.size(), types.size());
    int head = types.stream().mapToInt(AbiType::headBytes).sum();
    ByteArrayOutputStream heads = new ByteArrayOutputStream();
    ByteArrayOutputStream tails = new ByteArrayOutputStream();
    for (int index = 0; index < types.size(); index++) {
      byte[] encoded = types.get(index).encode(values.get(index));
      if (types.get(index).isDynamic()) {
        byte[] offset = new byte[WORD];
        putInt(offset, 0, head + tails.size());
        heads.writeBytes(offset);
        tails.writeBytes(encoded);
      } else {
        heads.writeBytes(encoded);
      }
    }
    heads.writeBytes(tails.toByteArray());
    return heads.toByteArray();
  }

  /// Reads a tuple's values.
  List<?> decode(byte[] data) {
    return (List<?>) decode(data, 0);
  }

  private Object decode(byte[] data, int at) {
    return switch (kind) {
      case UINT, INT -> readNumber(data, at);
      case ADDRESS -> {
        requireZero(data, at, WORD - ADDRESS_BYTES);
        yield hex0x(slice(data, at + WORD - ADDRESS_BYTES, ADDRESS_BYTES));
      }
      case BOOL -> {
        int value = readInt(data, at);
        if (value > 1) {
          throw new Malformed("not a bool: " + value);
        }
        yield value == 1;
      }
      case FIXED_BYTES -> {
        requireZero(data, at + size, WORD - size);
        yield size == Hash32.LENGTH
            ? Hash32.of(slice(data, at, WORD))
            : hex0x(slice(data, at, size));
      }
      case BYTES -> hex0x(content(data, at));
      case STRING -> new String(content(data, at), StandardCharsets.UTF_8);
      case ARRAY -> readArray(data, at);
      case TUPLE -> readSequence(components, data, at);
    };
  }

  private BigInteger readNumber(byte[] data, int at) {
    byte[] word = slice(data, at, WORD);
    BigInteger value = kind == Kind.INT ? new BigInteger(word) : new BigInteger(1, word);
    int bits = kind == Kind.INT ? size - 1 : size;
    if (value.bitLength() > bits) {
      throw new Malformed("%s does not fit %s%s".formatted(value, kind, size));
    }
    return value;
  }

  private List<Object> readArray(byte[] data, int at) {
    int count = size == ANY_LENGTH ? readInt(data, at) : size;
    if (count > ELEMENTS_MAX) {
      throw new Malformed("an array of " + count);
    }
    List<AbiType> types = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      types.add(components.getFirst());
    }
    return readSequence(types, data, size == ANY_LENGTH ? at + WORD : at);
  }

  private static List<Object> readSequence(List<AbiType> types, byte[] data, int base) {
    List<Object> values = new ArrayList<>(types.size());
    int head = base;
    for (AbiType type : types) {
      values.add(type.decode(data, type.isDynamic() ? base + readInt(data, head) : head));
      head += type.headBytes();
    }
    return values;
  }

  private static byte[] content(byte[] data, int at) {
    return slice(data, at + WORD, readInt(data, at));
  }

  private static int readInt(byte[] data, int at) {
    requireZero(data, at, WORD - Integer.BYTES);
    int value = new BigInteger(1, slice(data, at + WORD - Integer.BYTES, Integer.BYTES)).intValue();
    if (value < 0) {
      throw new Malformed("a length that no data have");
    }
    return value;
  }

  private static void requireZero(byte[] data, int from, int count) {
    for (byte one : slice(data, from, count)) {
      if (one != 0) {
        throw new Malformed("padding that is not zero");
      }
    }
  }

  private static byte[] slice(byte[] data, int from, int count) {
    if (from < 0 || count < 0 || (long) from + count > data.length) {
      throw new Malformed("%s bytes end before %s + %s".formatted(data.length, from, count));
    }
    return Arrays.copyOfRange(data, from, from + count);
  }

  private static void putInt(byte[] target, int word, int value) {
    for (int index = 0; index < Integer.BYTES; index++) {
      target[word + WORD - 1 - index] = (byte) (value >>> (Byte.SIZE * index));
    }
  }

  static byte[] bytes(String digits) {
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException garbled) {
      throw new Malformed("not hexadecimal digits: " + garbled.getMessage());
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String hex0x(byte[] bytes) {
    return "0x" + hex(bytes);
  }
}
