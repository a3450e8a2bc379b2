package io.fairway.ledger.proof;

import io.fairway.ledger.wire.AccountEvent;
import io.fairway.ledger.wire.TransferEvent;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The hashes of leaves, nodes and links, as [ProofCheck] documents them, without allocating: each
/// is written to a place in the caller's array.
final class Hashing {
  static final int HASH_BYTES = 32;

  private static final byte LEAF = 0;
  private static final byte NODE = 1;
  private static final byte LINK = 2;

  private final MessageDigest sha256;
  private final ByteBuffer bytes = ByteBuffer.allocate(128);

  Hashing() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  void transfer(TransferEvent t, byte[] to, int offset) {
    boolean second = (t.pendingHigh | t.pendingLow) != 0;
    bytes.clear().put(LEAF).put((byte) (second ? 'P' : 'T'));
    bytes.putLong(t.idHigh).putLong(t.idLow);
    bytes.putLong(t.debitHigh).putLong(t.debitLow);
    bytes.putLong(t.creditHigh).putLong(t.creditLow);
    bytes.putLong(t.amount);
    if (second) {
      bytes.putLong(t.pendingHigh).putLong(t.pendingLow);
    }
    bytes.putLong(t.userData128High).putLong(t.userData128Low);
    bytes.putLong(t.userData64).putInt(t.userData32).putInt(t.timeout).putInt(t.ledger);
    bytes.putShort((short) t.code).putShort((short) t.flags).putLong(t.timestamp);
    finish(to, offset);
  }

  /// `00 | A | id 16 | user data 16, 8, 4 | ledger 4 | code 2 | flags 2 | timestamp 8`.
  void account(AccountEvent a, byte[] to, int offset) {
    bytes.clear().put(LEAF).put((byte) 'A');
    bytes.putLong(a.idHigh).putLong(a.idLow);
    bytes.putLong(a.userData128High).putLong(a.userData128Low);
    bytes.putLong(a.userData64).putInt(a.userData32).putInt(a.ledger);
    bytes.putShort((short) a.code).putShort((short) a.flags).putLong(a.timestamp);
    finish(to, offset);
  }

  /// `00 | E | id of the pending transfer 16 | timestamp 8`.
  void expiration(long idHigh, long idLow, long timestamp, byte[] to, int offset) {
    bytes.clear().put(LEAF).put((byte) 'E');
    bytes.putLong(idHigh).putLong(idLow).putLong(timestamp);
    finish(to, offset);
  }

  void node(byte[] left, int leftOffset, byte[] right, int rightOffset, byte[] to, int offset) {
    bytes.clear().put(NODE).put(left, leftOffset, HASH_BYTES).put(right, rightOffset, HASH_BYTES);
    finish(to, offset);
  }

  /// Replaces the chain value by the next.
  void link(byte[] chain, byte[] root, long batch, long timestamp, int leafCount) {
    bytes.clear().put(LINK).put(chain, 0, HASH_BYTES).put(root, 0, HASH_BYTES);
    bytes.putLong(batch).putLong(timestamp).putInt(leafCount);
    finish(chain, 0);
  }

  private void finish(byte[] to, int offset) {
    try {
      sha256.update(bytes.array(), 0, bytes.position());
      sha256.digest(to, offset, HASH_BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 has 32 bytes", e);
    }
  }
}
