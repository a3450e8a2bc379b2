package io.fairway.chain.gateway;

import io.fairway.chain.Hash32;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.money.InvariantViolation;
import java.math.BigInteger;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;

/// Reads signed bytes again, with a reader that shares no code with the writer, and compares each
/// field with what was meant. What does not agree is not stored and never sent.
final class SignedCheck {
  private static final int TYPE_1559 = 2;
  private static final int FIELDS = 12;
  private static final int SHORT_MAX = 55;
  private static final int WORD_BITS = Hash32.LENGTH * Byte.SIZE;
  private static final int STRING = 0x80;
  private static final int LIST = 0xc0;
  private static final BigInteger HALF_ORDER = Sign.CURVE_PARAMS.getN().shiftRight(1);

  private SignedCheck() {}

  /// What was meant.
  ///
  /// @param to the address that is called; empty to deploy
  record Meant(String sender, long nonce, String to, String data, long gasLimit) {}

  /// @throws InvariantViolation when a field of the signed bytes is not what was meant
  static void check(String raw, Meant meant, ChainProfile profile) {
    byte[] bytes = HexFormat.of().parseHex(raw.substring(2));
    require(bytes.length > 1, "length", Integer.toString(bytes.length), "at least 2 bytes");
    require(bytes[0] == TYPE_1559, "type", Byte.toString(bytes[0]), "2");
    List<Item> items = items(bytes);
    List<byte[]> fields = items.stream().map(item -> item.of(bytes)).toList();
    require(number(fields.get(0)), profile.chainId(), "chain id");
    require(number(fields.get(1)), meant.nonce(), "nonce");
    BigInteger tip = number(fields.get(2));
    BigInteger fee = number(fields.get(3));
    BigInteger cap = BigInteger.valueOf(profile.fees().feeCapPerGasWei());
    require(tip.compareTo(fee) <= 0, "tip", tip.toString(), "at most the fee " + fee);
    require(fee.compareTo(cap) <= 0, "fee", fee.toString(), "at most " + cap);
    require(number(fields.get(4)), meant.gasLimit(), "gas limit");
    require(
        meant.gasLimit() <= profile.fees().gasLimitMax(),
        "gas limit",
        Long.toString(meant.gasLimit()),
        "at most " + profile.fees().gasLimitMax());
    String to = HexFormat.of().formatHex(fields.get(5));
    require(("0x" + to).equals(meant.to().isEmpty() ? "0x" : meant.to()), "to", to, meant.to());
    require(number(fields.get(6)), 0, "value");
    String data = "0x" + HexFormat.of().formatHex(fields.get(7));
    require(data.equals(meant.data()), "data", Hash.sha3(data), Hash.sha3(meant.data()));
    require(fields.get(8).length == 0, "access list", "something", "nothing");
    String signer = signer(unsigned(bytes, items), fields);
    require(signer.equals(meant.sender()), "signer", signer, meant.sender());
  }

  private static String signer(byte[] unsigned, List<byte[]> fields) {
    BigInteger parity = number(fields.get(9));
    BigInteger r = number(fields.get(10));
    BigInteger s = number(fields.get(11));
    require(parity.bitLength() <= 1, "parity", parity.toString(), "0 or 1");
    require(r.bitLength() <= WORD_BITS, "r", "longer", "at most 32 bytes");
    require(s.compareTo(HALF_ORDER) <= 0, "s", s.toString(), "the lower of the two");
    byte[] hash = Hash.sha3(unsigned);
    Sign.SignatureData signature =
        new Sign.SignatureData((byte) (Sign.LOWER_REAL_V + parity.intValue()), word(r), word(s));
    try {
      return "0x" + Keys.getAddress(Sign.signedMessageHashToKey(hash, signature));
    } catch (SignatureException | RuntimeException garbled) {
      throw new InvariantViolation("signed bytes without a valid signature: " + garbled);
    }
  }

  /// The bytes that were signed: the same list without its last three fields.
  private static byte[] unsigned(byte[] bytes, List<Item> items) {
    byte[] body = Arrays.copyOfRange(bytes, items.getFirst().at, items.get(FIELDS - 3).at);
    byte[] header = listHeader(body.length);
    byte[] all = new byte[1 + header.length + body.length];
    all[0] = TYPE_1559;
    System.arraycopy(header, 0, all, 1, header.length);
    System.arraycopy(body, 0, all, 1 + header.length, body.length);
    return all;
  }

  private static byte[] listHeader(int length) {
    if (length <= SHORT_MAX) {
      return new byte[] {(byte) (LIST + length)};
    }
    byte[] digits = digits(BigInteger.valueOf(length));
    byte[] header = new byte[1 + digits.length];
    header[0] = (byte) (LIST + SHORT_MAX + digits.length);
    System.arraycopy(digits, 0, header, 1, digits.length);
    return header;
  }

  /// The items of the one list that follows the type; an empty list reads as an empty item.
  private static List<Item> items(byte[] bytes) {
    require((bytes[1] & 0xff) >= LIST, "what follows the type", "something else", "a list");
    Item list = item(bytes, 1, bytes.length);
    require(list.end == bytes.length, "length", Integer.toString(bytes.length), "" + list.end);
    List<Item> items = new ArrayList<>();
    int at = list.start;
    while (at < list.end) {
      Item item = item(bytes, at, list.end);
      items.add(item);
      at = item.end;
    }
    require(items.size() == FIELDS, "fields", Integer.toString(items.size()), "12");
    return items;
  }

  /// An item whose header is at `at`, and whose content is from `start` to before `end`.
  private record Item(int at, int start, int end) {
    byte[] of(byte[] bytes) {
      return Arrays.copyOfRange(bytes, start, end);
    }
  }

  /// The item whose header is at `at`. A length that leaves the bytes is told from its digits
  /// alone, before anything of that length is read or made room for.
  private static Item item(byte[] bytes, int at, int end) {
    int first = bytes[at] & 0xff;
    if (first < STRING) {
      return new Item(at, at, at + 1);
    }
    int kind = first >= LIST ? first - LIST : first - STRING;
    int digits = Math.max(0, kind - SHORT_MAX);
    int start = at + 1 + digits;
    requireInside(start <= end, at);
    BigInteger length =
        digits == 0
            ? BigInteger.valueOf(kind)
            : new BigInteger(1, Arrays.copyOfRange(bytes, at + 1, start));
    requireInside(length.compareTo(BigInteger.valueOf(end - start)) <= 0, at);
    return new Item(at, start, start + length.intValue());
  }

  private static void requireInside(boolean inside, int at) {
    require(inside, "the item at byte " + at, "longer", "inside the bytes around it");
  }

  private static byte[] digits(BigInteger value) {
    byte[] all = value.toByteArray();
    return all[0] == 0 ? Arrays.copyOfRange(all, 1, all.length) : all;
  }

  private static byte[] word(BigInteger value) {
    byte[] digits = digits(value);
    byte[] word = new byte[Hash32.LENGTH];
    System.arraycopy(digits, 0, word, word.length - digits.length, digits.length);
    return word;
  }

  private static BigInteger number(byte[] field) {
    return new BigInteger(1, field);
  }

  private static void require(BigInteger signed, long meant, String field) {
    require(
        signed.equals(BigInteger.valueOf(meant)), field, signed.toString(), Long.toString(meant));
  }

  private static void require(boolean agrees, String field, String signed, String meant) {
    if (!agrees) {
      throw new InvariantViolation(
          "what was signed is not what was meant: %s is %s, meant was %s"
              .formatted(field, signed, meant));
    }
  }
}
