package io.fairway.chain;

import io.fairway.chain.abi.TypedData;
import io.fairway.money.Invariant;
import io.fairway.money.Money;
import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
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
  private static final String TYPE =
      "MintOrder(uint256 orderNumber,bytes32 orderRef,address to,uint256 amount,"
          + "uint48 deadline,address minter)";
  private static final int SIGNATURE_BYTES = 65;

  public MintOrder {
    Invariant.check(number >= 0, "order number %s", number);
    Invariant.check(amount.asset().isCoin() && !amount.isZero(), "no mint: %s", amount);
  }

  /// What an approver's key signs.
  public Hash32 signingHash() {
    return TypedData.signingHash(
        new TypedData.Domain("Fairway MintGate", "1", chainId, gate),
        TYPE,
        "(uint256,bytes32,address,uint256,uint48,address)",
        List.of(
            BigInteger.valueOf(number),
            reference,
            to,
            BigInteger.valueOf(amount.units()),
            BigInteger.valueOf(deadlineSeconds),
            minter));
  }

  /// An account's approval as the gate takes it: r, s and v of its signature.
  ///
  /// @param signature of [#signingHash()], as [Keys#sign] gives it
  public static String approval(byte[] signature) {
    return TypedData.signature(signature);
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
}
