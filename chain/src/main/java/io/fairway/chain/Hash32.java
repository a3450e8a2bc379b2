package io.fairway.chain;

import io.fairway.money.Invariant;
import java.util.Arrays;
import java.util.HexFormat;

/// 32 bytes: a hash, or a key made of one. Immutable.
public final class Hash32 {
  public static final int LENGTH = 32;

  private final byte[] bytes;

  private Hash32(byte[] bytes) {
    Invariant.check(bytes.length == LENGTH, "a hash has 32 bytes, not %s", bytes.length);
    this.bytes = bytes;
  }

  public static Hash32 of(byte[] bytes) {
    return new Hash32(bytes.clone());
  }

  /// Reads 64 hexadecimal digits, with or without `0x`.
  public static Hash32 parse(String hex) {
    return new Hash32(HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex));
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash32 hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// `0x` and 64 hexadecimal digits.
  @Override
  public String toString() {
    return "0x" + HexFormat.of().formatHex(bytes);
  }
}
