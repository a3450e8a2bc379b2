package io.fairway.ledger;

import io.fairway.money.Invariant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A 128-bit identifier, unsigned, most significant half first.
public record Id128(long high, long low) implements Comparable<Id128> {

  public static final Id128 ZERO = new Id128(0, 0);
  public static final Id128 MAX = new Id128(-1, -1);

  private static final char SEPARATOR = '\u001f';

  /// The id of a transfer: the first 128 bits of SHA-256 over its names, each ended by a unit
  /// separator. The same names always give the same id, so that a repeat is answered `exists`.
  ///
  /// @param phase `hold`, `post` or `void`
  /// @param attempt counted from 1; a refused transfer's id is burned, so a new try has a new
  ///   number
  public static Id128 ofTransfer(
      String tenant, String kind, String businessId, String leg, String phase, int attempt) {
    return hash(tenant, kind, businessId, leg, phase, Integer.toString(attempt));
  }

  /// The id of the account of that name in that asset, such as `seller:S001` in `CNH`.
  public static Id128 ofAccount(String tenant, String name, String asset) {
    return hash(tenant, "account", name, asset);
  }

  /// Hashes names into an id that is never zero and never the maximum.
  public static Id128 hash(String... names) {
    StringBuilder joined = new StringBuilder(96);
    for (String name : names) {
      Invariant.check(name.indexOf(SEPARATOR) < 0, "a name holds the separator: %s", name);
      joined.append(name).append(SEPARATOR);
    }
    ByteBuffer digest =
        ByteBuffer.wrap(sha256().digest(joined.toString().getBytes(StandardCharsets.UTF_8)));
    Id128 id = new Id128(digest.getLong(), digest.getLong());
    Invariant.check(!id.equals(ZERO) && !id.equals(MAX), "hash gave a reserved id");
    return id;
  }

  @Override
  public int compareTo(Id128 other) {
    int halves = Long.compareUnsigned(high, other.high);
    return halves != 0 ? halves : Long.compareUnsigned(low, other.low);
  }

  /// 32 hexadecimal digits.
  @Override
  public String toString() {
    return String.format("%016x%016x", high, low);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
