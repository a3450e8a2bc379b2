package io.fairway.chain;

import io.fairway.chain.abi.Abi;
import io.fairway.money.Invariant;
import io.fairway.money.Money;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/// What an approver signs so that a mint gate makes coins: one order, for one minter, gate and
/// chain, until a deadline. Typed data (EIP-712) of the domain `Fairway MintGate`, version 1.
///
/// @param number dense within the gate; used once
/// @param reference a hash of the order
/// @param to who gets the coins
/// @param deadlineSeconds the last second on which it is good
/// @param gate the gate's address, the domain's verifying contract
/// @param minter who carries it to the gate
public record MintOrder(
    long number,
    Hash32 reference,
    String to,
    Money amount,
    long deadlineSeconds,
    String gate,
    String minter,
    long chainId) {
  private static final Hash32 TYPE =
      hash(
          "MintOrder(uint256 orderNumber,bytes32 orderRef,address to,uint256 amount,"
              + "uint48 deadline,address minter)");
  private static final Hash32 DOMAIN_TYPE =
      hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
  private static final Hash32 NAME = hash("Fairway MintGate");
  private static final Hash32 VERSION = hash("1");
  private static final byte[] TYPED_DATA = {0x19, 0x01};
  private static final int SIGNATURE_BYTES = 65;
  private static final int V_OFFSET = 27;

  public MintOrder {
    Invariant.check(number >= 0, "order number %s", number);
    Invariant.check(amount.asset().isCoin() && !amount.isZero(), "no mint: %s", amount);
  }

  /// What an approver's key signs.
  public Hash32 signingHash() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(TYPED_DATA);
    out.writeBytes(
        struct(
            "(bytes32,bytes32,bytes32,uint256,address)",
            List.of(DOMAIN_TYPE, NAME, VERSION, BigInteger.valueOf(chainId), gate)));
    out.writeBytes(
        struct(
            "(bytes32,uint256,bytes32,address,uint256,uint48,address)",
            List.of(
                TYPE,
                BigInteger.valueOf(number),
                reference,
                to,
                BigInteger.valueOf(amount.units()),
                BigInteger.valueOf(deadlineSeconds),
                minter)));
    return Hash32.of(Hash.sha3(out.toByteArray()));
  }

  /// An account's approval as the gate takes it: r, s and v of its signature.
  ///
  /// @param signature of [#signingHash()], as [Keys#sign] gives it
  public static String approval(byte[] signature) {
    Invariant.check(signature.length == SIGNATURE_BYTES, "a signature: %s", signature.length);
    byte[] bytes = signature.clone();
    bytes[SIGNATURE_BYTES - 1] = (byte) (bytes[SIGNATURE_BYTES - 1] + V_OFFSET);
    return "0x" + HexFormat.of().formatHex(bytes);
  }

  /// Is this approval an account's own, of this very order?
  boolean isApprovedBy(String account, String approval) {
    byte[] bytes = Numeric.hexStringToByteArray(approval);
    if (bytes.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      BigInteger key =
          Sign.signedMessageHashToKey(
              signingHash().bytes(),
              new Sign.SignatureData(
                  bytes[SIGNATURE_BYTES - 1],
                  Arrays.copyOfRange(bytes, 0, 32),
                  Arrays.copyOfRange(bytes, 32, SIGNATURE_BYTES - 1)));
      return Numeric.prependHexPrefix(org.web3j.crypto.Keys.getAddress(key)).equals(account);
    } catch (SignatureException none) {
      return false;
    }
  }

  /// A contract's approval as the gate takes it: its address, then what it takes for a signature.
  public static String approval(String contract, byte[] signature) {
    return contract + HexFormat.of().formatHex(signature);
  }

  private static byte[] struct(String types, List<?> values) {
    return Hash.sha3(Abi.encode(types, values));
  }

  private static Hash32 hash(String text) {
    return Hash32.of(Hash.sha3(text.getBytes(StandardCharsets.UTF_8)));
  }
}
