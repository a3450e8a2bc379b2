package io.fairway.ledger.proof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Checks offline that a transfer stands in the ledger, against a chain value that the reader
/// trusts because it was published. This one file needs nothing but a JDK: copy it.
///
/// ```
///   javac -d . ProofCheck.java
///   java io.fairway.ledger.proof.ProofCheck PROOF-FILE CHAIN-VALUE
/// ```
///
/// A proof is ASCII text, one `key=value` a line, each line ended by a line feed, in this order:
///
/// ```
///   fairway-proof=1
///   id, debitAccountId, creditAccountId        32 hexadecimal digits each
///   amount                                     decimal, smallest units
///   pendingId, userData128                     32 hexadecimal digits each
///   userData64, userData32, timeout, ledger, code, flags, timestamp     decimal
///   leafIndex, leafCount                       decimal: the transfer's place in its batch
///   path                                       64 hexadecimal digits; a line a level, leaf first
///   batch, batchTimestamp                      decimal
///   chainBefore                                64 hexadecimal digits
///   link                                       "timestamp leafCount root", a line for each batch
///                                              between the transfer's and the published one's
/// ```
///
/// All hashes are SHA-256 over big-endian bytes, told apart by their first byte (RFC 6962 for the
/// first two):
///
/// ```
///   leaf   00 | tag 1 | id 16 | debit 16 | credit 16 | amount 8 | pending id 16 | user data 16, 8, 4
///             | timeout 4 | ledger 4 | code 2 | flags 2 | timestamp 8
///             the tag is P, or T when the pending id is zero, which is then left out
///   node   01 | left 32 | right 32
///   chain  02 | chain before 32 | root 32 | batch 8 | timestamp 8 | leaf count 4
///             before the first batch the chain is zero
/// ```
public final class ProofCheck {
  private static final int LINES_BEFORE_PATH = 16;
  private static final int HASH_BYTES = 32;

  private final List<String> lines;
  private int next;

  private ProofCheck(List<String> lines) {
    this.lines = lines;
  }

  /// Reads a proof file and a chain value, and prints `yes` or `no` with the reason. The exit code
  /// is 0 for yes, 1 for no, 2 when it was called wrongly.
  public static void main(String[] arguments) {
    if (arguments.length != 2) {
      System.out.println("usage: java io.fairway.ledger.proof.ProofCheck PROOF-FILE CHAIN-VALUE");
      System.exit(2);
    }
    String chain = arguments[1].toLowerCase(Locale.ROOT);
    if (!chain.matches("[0-9a-f]{64}")) {
      System.out.println("a chain value has 64 hexadecimal digits, not: " + arguments[1]);
      System.exit(2);
    }
    String why = refusal(read(arguments[0]), chain);
    System.out.println(why.isEmpty() ? "yes: the transfer is in the ledger" : "no: " + why);
    System.exit(why.isEmpty() ? 0 : 1);
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      System.out.println("cannot read " + file + ": " + e);
      System.exit(2);
      throw new IllegalStateException(e);
    }
  }

  /// Why the proof does not lead to that chain value; empty when it does.
  ///
  /// @param trustedChain 64 hexadecimal digits, as published
  public static String refusal(String proof, String trustedChain) {
    try {
      if (!proof.endsWith("\n")) {
        return "the proof does not end with a line";
      }
      List<String> lines = Arrays.asList(proof.substring(0, proof.length() - 1).split("\n", -1));
      byte[] reached = new ProofCheck(lines).chain();
      return HexFormat.of().formatHex(reached).equals(trustedChain)
          ? ""
          : "it leads to the chain value " + HexFormat.of().formatHex(reached);
    } catch (IllegalArgumentException e) {
      return "it is no proof: " + e.getMessage();
    }
  }

  private byte[] chain() {
    if (lines.size() < LINES_BEFORE_PATH || number("fairway-proof", 1) != 1) {
      throw new IllegalArgumentException("it is no proof of version 1");
    }
    byte[] hash = leaf();
    long index = number("leafIndex", Integer.MAX_VALUE);
    long count = number("leafCount", Integer.MAX_VALUE);
    byte[] root = root(hash, index, count);
    long batch = number("batch", Long.MAX_VALUE);
    long timestamp = number("batchTimestamp", Long.MAX_VALUE);
    byte[] chain = link(hex("chainBefore", HASH_BYTES), root, batch, timestamp, count);
    while (next < lines.size()) {
      String[] words = value("link").split(" ", -1);
      if (words.length != 3) {
        throw new IllegalArgumentException("line " + next + " is no link");
      }
      batch++;
      chain =
          link(
              chain,
              hexOf(words[2], HASH_BYTES),
              batch,
              numberOf(words[0], Long.MAX_VALUE),
              numberOf(words[1], Integer.MAX_VALUE));
    }
    return chain;
  }

  private byte[] leaf() {
    ByteBuffer leaf = ByteBuffer.allocate(128);
    byte[] id = hex("id", 16);
    byte[] debit = hex("debitAccountId", 16);
    byte[] credit = hex("creditAccountId", 16);
    long amount = number("amount", -1L);
    byte[] pending = hex("pendingId", 16);
    boolean second = !Arrays.equals(pending, new byte[16]);
    leaf.put((byte) 0).put((byte) (second ? 'P' : 'T')).put(id).put(debit).put(credit);
    leaf.putLong(amount).put(second ? pending : new byte[0]).put(hex("userData128", 16));
    leaf.putLong(number("userData64", -1L)).putInt((int) number("userData32", 0xffffffffL));
    leaf.putInt((int) number("timeout", 0xffffffffL));
    leaf.putInt((int) number("ledger", 0xffffffffL));
    leaf.putShort((short) number("code", 0xffff)).putShort((short) number("flags", 0xffff));
    leaf.putLong(number("timestamp", Long.MAX_VALUE));
    return sha256(Arrays.copyOf(leaf.array(), leaf.position()));
  }

  /// RFC 9162, 2.1.3.2.
  private byte[] root(byte[] leafHash, long index, long count) {
    if (index >= count) {
      throw new IllegalArgumentException("leaf " + index + " of " + count);
    }
    byte[] hash = leafHash;
    long at = index;
    long last = count - 1;
    while (next < lines.size() && lines.get(next).startsWith("path=")) {
      byte[] sibling = hex("path", HASH_BYTES);
      if (last == 0) {
        throw new IllegalArgumentException("the path is too long");
      }
      if ((at & 1) == 1 || at == last) {
        hash = node(sibling, hash);
        while ((at & 1) == 0) {
          at >>= 1;
          last >>= 1;
        }
      } else {
        hash = node(hash, sibling);
      }
      at >>= 1;
      last >>= 1;
    }
    if (last != 0) {
      throw new IllegalArgumentException("the path is too short");
    }
    return hash;
  }

  private static byte[] node(byte[] left, byte[] right) {
    return sha256(ByteBuffer.allocate(65).put((byte) 1).put(left).put(right).array());
  }

  private static byte[] link(byte[] before, byte[] root, long batch, long timestamp, long count) {
    ByteBuffer link = ByteBuffer.allocate(85).put((byte) 2).put(before).put(root);
    return sha256(link.putLong(batch).putLong(timestamp).putInt((int) count).array());
  }

  private long number(String key, long max) {
    return numberOf(value(key), max);
  }

  private byte[] hex(String key, int bytes) {
    return hexOf(value(key), bytes);
  }

  private String value(String key) {
    if (next == lines.size() || !lines.get(next).startsWith(key + "=")) {
      throw new IllegalArgumentException("line " + (next + 1) + " is not " + key + "=");
    }
    return lines.get(next++).substring(key.length() + 1);
  }

  private long numberOf(String digits, long max) {
    if (!digits.matches("0|[1-9][0-9]{0,19}")) {
      throw new IllegalArgumentException("line " + next + " holds no number");
    }
    long number = Long.parseUnsignedLong(digits);
    if (Long.compareUnsigned(number, max) > 0) {
      throw new IllegalArgumentException("line " + next + " holds too large a number");
    }
    return number;
  }

  private byte[] hexOf(String digits, int bytes) {
    if (!digits.matches("[0-9a-f]{" + 2 * bytes + "}")) {
      throw new IllegalArgumentException("line " + next + " does not hold " + bytes + " bytes");
    }
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
