package io.fairway.compliance;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Digests of documents and movements.
final class Sha256 {
  private Sha256() {}

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /// The digest of what a decision depends on. The day is left out: a repeat on another day is the
  /// same movement.
  static String of(Movement movement) {
    MessageDigest digest = digest();
    for (Movement.Person person :
        new Movement.Person[] {movement.originator(), movement.beneficiary()}) {
      field(digest, person.id());
      field(digest, person.name());
      field(digest, person.country());
    }
    field(digest, movement.amount().toString());
    field(digest, movement.payOut());
    return HexFormat.of().formatHex(digest.digest());
  }

  /// Length before content, so that no two lists of fields look alike.
  private static void field(MessageDigest digest, @Nullable String text) {
    byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    int length = text == null ? -1 : bytes.length;
    digest.update(
        new byte[] {
          (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
        });
    digest.update(bytes);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
