package io.fairway.app.verify;

import java.util.Arrays;

/// Keccak-256 with the padding of the original submission, as Ethereum uses it (not SHA3-256, which
/// pads differently). Written from the Keccak reference, version 3.0, so that a proof is checked by
/// other code than that which made it.
final class Keccak {
  static final int HASH_BYTES = 32;

  private static final int RATE_BYTES = 136;
  private static final int LANES = 25;
  private static final int ROUNDS = 24;

  /// The rotation of each lane in step rho, and where step pi puts it, along the path of lanes.
  private static final int[] ROTATION = {
    1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44
  };

  private static final int[] PATH = {
    10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1
  };

  private Keccak() {}

  static byte[] hash(byte[]... parts) {
    byte[] padded = pad(parts);
    long[] lanes = new long[LANES];
    for (int block = 0; block < padded.length; block += RATE_BYTES) {
      for (int i = 0; i < RATE_BYTES; i++) {
        lanes[i / 8] ^= (padded[block + i] & 0xffL) << (8 * (i % 8));
      }
      permute(lanes);
    }
    byte[] hash = new byte[HASH_BYTES];
    for (int i = 0; i < HASH_BYTES; i++) {
      hash[i] = (byte) (lanes[i / 8] >>> (8 * (i % 8)));
    }
    return hash;
  }

  private static byte[] pad(byte[][] parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] padded = new byte[(length / RATE_BYTES + 1) * RATE_BYTES];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, padded, at, part.length);
      at += part.length;
    }
    padded[length] ^= 0x01;
    padded[padded.length - 1] ^= (byte) 0x80;
    return padded;
  }

  private static void permute(long[] a) {
    int lfsr = 1;
    for (int round = 0; round < ROUNDS; round++) {
      theta(a);
      rhoAndPi(a);
      chi(a);
      for (int j = 0; j < 7; j++) { // iota: the round constant, from its shift register
        if ((lfsr & 1) != 0) {
          a[0] ^= 1L << ((1 << j) - 1);
        }
        lfsr = (lfsr << 1) ^ ((lfsr >> 7) * 0x171);
      }
    }
  }

  private static void theta(long[] a) {
    long[] parity = new long[5];
    for (int x = 0; x < 5; x++) {
      parity[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    }
    for (int x = 0; x < 5; x++) {
      long both = parity[(x + 4) % 5] ^ Long.rotateLeft(parity[(x + 1) % 5], 1);
      for (int y = 0; y < LANES; y += 5) {
        a[x + y] ^= both;
      }
    }
  }

  private static void rhoAndPi(long[] a) {
    long moved = a[1];
    for (int i = 0; i < PATH.length; i++) {
      long next = a[PATH[i]];
      a[PATH[i]] = Long.rotateLeft(moved, ROTATION[i]);
      moved = next;
    }
  }

  private static void chi(long[] a) {
    long[] row = new long[5];
    for (int y = 0; y < LANES; y += 5) {
      System.arraycopy(a, y, row, 0, 5);
      for (int x = 0; x < 5; x++) {
        a[x + y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
      }
    }
  }
}
