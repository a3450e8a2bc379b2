package io.fairway.rails;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// SHA-256 over what identifies a message or a payment.
final class Digest {
  private static final int ID_HEX_LENGTH = 24;

  private final byte[] bytes;

  private Digest(byte[] bytes) {
    this.bytes = bytes;
  }

  /// From the bytes that are on record.
  static Digest ofRecord(byte[] bytes) {
    return new Digest(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Digest that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// In small hexadecimal digits.
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }

  static Digest of(byte[] content) {
    return new Digest(sha256().digest(content));
  }

  /// What must not change when a payment is asked for again: its amount, accounts and ids.
  static Digest ofEssence(CreditTransfer t) {
    return ofFields(
        t.uetr().toString(),
        t.instructionId(),
        t.endToEndId(),
        t.amount().toString(),
        t.debtorAccount().bic(),
        t.debtorAccount().number(),
        t.creditorAccount().bic(),
        t.creditorAccount().number());
  }

  /// Everything that a payment says, as the bank reads it.
  static Digest ofAll(CreditTransfer t) {
    return ofFields(
        ofEssence(t).toString(),
        t.instructed().toString(),
        t.rate(),
        t.settlementDate().toString(),
        t.debtor().name(),
        t.debtor().country(),
        t.debtor().town(),
        t.debtor().address(),
        t.creditor().name(),
        t.creditor().country(),
        t.creditor().town(),
        t.creditor().address(),
        t.invoice());
  }

  /// An identifier that follows from the payments in a message, so that the same payments never
  /// travel under two.
  static String id(String prefix, List<UUID> uetrs, String... more) {
    MessageDigest digest = sha256();
    for (UUID uetr : uetrs) {
      digest.update(uetr.toString().getBytes(StandardCharsets.US_ASCII));
    }
    for (String text : more) {
      digest.update((byte) 0);
      digest.update(text.getBytes(StandardCharsets.UTF_8));
    }
    return prefix + HexFormat.of().formatHex(digest.digest()).substring(0, ID_HEX_LENGTH);
  }

  private static Digest ofFields(String... fields) {
    MessageDigest digest = sha256();
    for (String field : fields) {
      digest.update(field.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return new Digest(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
