package io.fairway.chain;

import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.money.Asset;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.web3j.crypto.Hash;

/// The words of this room as calls of the contracts.
final class Calls {
  private static final int ADDRESS_BYTES = 20;

  private static final BigInteger UNLIMITED = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

  private Calls() {}

  static String deployStablecoin(Asset coin, long supplyCap, Keys keys) {
    return Stablecoin.deploy(
        "Fairway " + coin.code().substring(1),
        coin.code(),
        BigInteger.valueOf(supplyCap),
        keys.address(Keys.ADMIN),
        keys.address(Keys.MINTER),
        keys.address(Keys.PAUSER),
        keys.address(Keys.FREEZER));
  }

  static String deploySettlement(List<String> coins, Keys keys) {
    return Settlement.deploy(
        keys.address(Keys.ADMIN), keys.address(Keys.SETTLER), keys.address(Keys.PAUSER), coins);
  }

  static String setParticipant(String account) {
    return new Settlement.SetParticipant(account, true).encode();
  }

  static String approve(String spender) {
    return new Stablecoin.Approve(spender, UNLIMITED).encode();
  }

  static String mint(Hash32 orderId, String to, long units) {
    return new Stablecoin.Mint(orderId, to, BigInteger.valueOf(units)).encode();
  }

  static String settle(Hash32 windowId, Hash32 legsRoot, List<Positions.Position> positions) {
    List<Settlement.Position> structs =
        positions.stream()
            .map(position ->
                new Settlement.Position(
                    position.coin(), position.account(), BigInteger.valueOf(position.units())))
            .toList();
    return new Settlement.Settle(windowId, legsRoot, structs).encode();
  }

  static String verifyLeg(Hash32 windowId, Leg leg, String coin, List<Hash32> proof) {
    Settlement.Leg struct =
        new Settlement.Leg(
            leg.reference(), coin, leg.from(), leg.to(), BigInteger.valueOf(leg.amount().units()));
    return new Settlement.VerifyLeg(windowId, struct, proof).encode();
  }

  static String balanceOf(String account) {
    return new Stablecoin.BalanceOf(account).encode();
  }

  static String totalSupply() {
    return new Stablecoin.TotalSupply().encode();
  }

  /// The leaf of a leg, as `Settlement.leaf` makes it: the leg's five words, hashed twice. Put
  /// together by hand, because a window has a thousand of them.
  static Hash32 leaf(Leg leg, String coin) {
    byte[] words = new byte[5 * Hash32.LENGTH];
    System.arraycopy(leg.reference().bytes(), 0, words, 0, Hash32.LENGTH);
    putAddress(words, 1, coin);
    putAddress(words, 2, leg.from());
    putAddress(words, 3, leg.to());
    ByteBuffer.wrap(words).putLong(words.length - Long.BYTES, leg.amount().units());
    return Hash32.of(Hash.sha3(Hash.sha3(words)));
  }

  private static void putAddress(byte[] words, int word, String address) {
    byte[] bytes = HexFormat.of().parseHex(address, 2, 2 + 2 * ADDRESS_BYTES);
    System.arraycopy(bytes, 0, words, (word + 1) * Hash32.LENGTH - ADDRESS_BYTES, ADDRESS_BYTES);
  }
}
