package io.fairway.chain;

import io.fairway.money.Asset;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.StaticStruct;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Int128;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.Hash;

/// The contracts' functions as call data, and their events' topics. Written by hand, a line each:
/// generated bindings would be thousands of lines for these fifteen.
final class Calls {
  static final String WINDOW_SETTLED = Hash.sha3String("WindowSettled(bytes32,bytes32,uint256)");

  private static final int ADDRESS_BYTES = 20;

  private static final BigInteger UNLIMITED = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

  private Calls() {}

  /// `Settlement.Position`.
  public static final class PositionStruct extends StaticStruct {
    public PositionStruct(Address coin, Address account, Int128 amount) {
      super(coin, account, amount);
    }
  }

  /// `Settlement.Leg`.
  public static final class LegStruct extends StaticStruct {
    public LegStruct(Bytes32 ref, Address coin, Address from, Address to, Uint256 amount) {
      super(ref, coin, from, to, amount);
    }
  }

  static String deployStablecoin(Asset coin, long supplyCap, Keys keys) {
    return Artifact.STABLECOIN.bytecode()
        + FunctionEncoder.encodeConstructor(
            List.of(
                new Utf8String("Fairway " + coin.code().substring(1)),
                new Utf8String(coin.code()),
                uint(supplyCap),
                new Address(keys.address(Keys.ADMIN)),
                new Address(keys.address(Keys.MINTER)),
                new Address(keys.address(Keys.PAUSER)),
                new Address(keys.address(Keys.FREEZER))));
  }

  static String deploySettlement(List<String> coins, Keys keys) {
    List<Address> addresses = coins.stream().map(Address::new).toList();
    return Artifact.SETTLEMENT.bytecode()
        + FunctionEncoder.encodeConstructor(
            List.of(
                new Address(keys.address(Keys.ADMIN)),
                new Address(keys.address(Keys.SETTLER)),
                new Address(keys.address(Keys.PAUSER)),
                new DynamicArray<>(Address.class, addresses)));
  }

  static String setParticipant(String account) {
    return call("setParticipant", new Address(account), new Bool(true));
  }

  static String approve(String spender) {
    return call("approve", new Address(spender), new Uint256(UNLIMITED));
  }

  static String mint(Hash32 orderId, String to, long units) {
    return call("mint", bytes32(orderId), new Address(to), uint(units));
  }

  static String settle(Hash32 windowId, Hash32 legsRoot, List<Positions.Position> positions) {
    List<PositionStruct> structs =
        positions.stream()
            .map(position ->
                new PositionStruct(
                    new Address(position.coin()),
                    new Address(position.account()),
                    new Int128(BigInteger.valueOf(position.units()))))
            .toList();
    return call(
        "settle",
        bytes32(windowId),
        bytes32(legsRoot),
        new DynamicArray<>(PositionStruct.class, structs));
  }

  static String verifyLeg(Hash32 windowId, Leg leg, String coin, List<Hash32> proof) {
    List<Bytes32> siblings = proof.stream().map(Calls::bytes32).toList();
    return call(
        "verifyLeg",
        bytes32(windowId),
        struct(leg, coin),
        new DynamicArray<>(Bytes32.class, siblings));
  }

  static String settled(Hash32 windowId) {
    return call("settled", bytes32(windowId));
  }

  static String balanceOf(String account) {
    return call("balanceOf", new Address(account));
  }

  static String totalSupply() {
    return call("totalSupply");
  }

  static String pause() {
    return call("pause");
  }

  static String unpause() {
    return call("unpause");
  }

  static String freeze(String account) {
    return call("freeze", new Address(account));
  }

  static String unfreeze(String account) {
    return call("unfreeze", new Address(account));
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

  private static LegStruct struct(Leg leg, String coin) {
    return new LegStruct(
        bytes32(leg.reference()),
        new Address(coin),
        new Address(leg.from()),
        new Address(leg.to()),
        uint(leg.amount().units()));
  }

  private static String call(String name, Type<?>... arguments) {
    return FunctionEncoder.encode(new Function(name, List.of(arguments), List.of()));
  }

  private static Bytes32 bytes32(Hash32 hash) {
    return new Bytes32(hash.bytes());
  }

  private static Uint256 uint(long value) {
    return new Uint256(value);
  }
}
