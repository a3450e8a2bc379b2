package io.fairway.chain.watch;

import io.fairway.chain.Hash32;
import io.fairway.money.Invariant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.web3j.crypto.Hash;

/// Who holds a coin after a block: what is needed to redeem, or to go on elsewhere, when the chain
/// fails for good. As a file it is text that a person can read, closed by its own hash.
///
/// @param coin its code
/// @param contract the coin's address
/// @param supply in smallest units; the sum of the holders
/// @param holders sorted by address, each with more than nothing
public record HolderSnapshot(
    String coin,
    String contract,
    long blockNumber,
    Hash32 blockHash,
    BigInteger supply,
    List<Holder> holders) {
  private static final String HEADER = "fairway holders 2";
  private static final int HEADER_LINES = 6;

  /// One of them.
  ///
  /// @param address lower-case
  /// @param frozen the whole account
  /// @param frozenSum of its coins that may not move; may exceed what it has
  public record Holder(String address, BigInteger units, boolean frozen, BigInteger frozenSum) {
    public Holder {
      Invariant.check(frozenSum.signum() >= 0, "%s: frozen sum %s", address, frozenSum);
      Invariant.check(address.matches("0x[0-9a-f]{40}"), "not an address: %s", address);
      Invariant.check(units.signum() > 0, "%s holds %s", address, units);
    }
  }

  public HolderSnapshot {
    holders = List.copyOf(holders);
    for (int at = 1; at < holders.size(); at++) {
      Invariant.check(
          holders.get(at - 1).address().compareTo(holders.get(at).address()) < 0,
          "holders are not sorted at %s",
          at);
    }
    BigInteger sum = holders.stream().map(Holder::units).reduce(BigInteger.ZERO, BigInteger::add);
    Invariant.check(sum.equals(supply), "holders have %s, the supply is %s", sum, supply);
  }

  /// The hash that closes the file.
  public Hash32 hash() {
    return Hash32.of(Hash.sha3(body().getBytes(StandardCharsets.UTF_8)));
  }

  private String body() {
    StringBuilder body = new StringBuilder(HEADER).append('\n');
    body.append("coin ").append(coin).append('\n');
    body.append("contract ").append(contract).append('\n');
    body.append("block ").append(blockNumber).append(' ').append(blockHash).append('\n');
    body.append("supply ").append(supply).append('\n');
    body.append("holders ").append(holders.size()).append('\n');
    for (Holder holder : holders) {
      body.append(holder.address()).append(' ').append(holder.units());
      body.append(holder.frozen() ? " frozen " : " free ");
      body.append(holder.frozenSum()).append('\n');
    }
    return body.toString();
  }

  /// Writes the snapshot; a file that is there is not overwritten.
  public void write(Path file) {
    try {
      Files.writeString(
          file,
          body() + "hash " + hash() + "\n",
          java.nio.file.StandardOpenOption.CREATE_NEW,
          java.nio.file.StandardOpenOption.WRITE);
    } catch (IOException problem) {
      throw new UncheckedIOException("cannot write " + file, problem);
    }
  }

  /// Reads a snapshot and checks it.
  ///
  /// @throws IllegalArgumentException when a byte of it is not as it was written
  public static HolderSnapshot read(Path file) {
    try {
      String text = Files.readString(file);
      List<String> lines = text.lines().toList();
      HolderSnapshot snapshot = parse(lines);
      if (!text.equals(snapshot.body() + "hash " + snapshot.hash() + "\n")) {
        throw new IllegalArgumentException(file + " does not have the hash that closes it");
      }
      return snapshot;
    } catch (CharacterCodingException damaged) {
      throw new IllegalArgumentException(file + " is not text in UTF-8", damaged);
    } catch (IOException problem) {
      throw new UncheckedIOException("cannot read " + file, problem);
    } catch (IndexOutOfBoundsException | NumberFormatException garbled) {
      throw new IllegalArgumentException(file + " is no snapshot of holders", garbled);
    } catch (io.fairway.money.InvariantViolation wrong) {
      throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
    }
  }

  private static HolderSnapshot parse(List<String> lines) {
    String[] block = value(lines.get(3), "block ").split(" ", -1);
    int count = Integer.parseInt(value(lines.get(5), "holders "));
    List<Holder> holders = new ArrayList<>();
    for (String line : lines.subList(HEADER_LINES, HEADER_LINES + count)) {
      String[] parts = line.split(" ", -1);
      holders.add(
          new Holder(
              parts[0],
              new BigInteger(parts[1]),
              parts[2].equals("frozen"),
              new BigInteger(parts[3])));
    }
    return new HolderSnapshot(
        value(lines.get(1), "coin "),
        value(lines.get(2), "contract "),
        Long.parseLong(block[0]),
        Hash32.parse(block[1]),
        new BigInteger(value(lines.get(4), "supply ")),
        holders);
  }

  private static String value(String line, String name) {
    if (!line.startsWith(name)) {
      throw new IllegalArgumentException("expected '%s', found '%s'".formatted(name, line));
    }
    return line.substring(name.length());
  }
}
