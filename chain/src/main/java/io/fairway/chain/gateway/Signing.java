package io.fairway.chain.gateway;

import io.fairway.chain.Hash32;
import io.fairway.chain.Keys;
import io.fairway.chain.permission.Intent;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.money.Invariant;
import java.math.BigInteger;
import java.util.Arrays;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.crypto.transaction.type.Transaction1559;
import org.web3j.rlp.RlpEncoder;
import org.web3j.rlp.RlpList;
import org.web3j.rlp.RlpString;
import org.web3j.utils.Numeric;

/// Signs transactions (EIP-1559) and reads signed ones back.
public final class Signing {
  private static final int ADDRESS_DIGITS = 40;
  private static final long EMPTY_CALL_GAS = 21_000;

  private final ChainProfile profile;
  private final Keys keys;

  Signing(ChainProfile profile, Keys keys) {
    this.profile = profile;
    this.keys = keys;
  }

  /// What of a signed transaction is needed to ask why it reverted, or to sign it again.
  record Content(String to, String data, long gasLimit, long maxFeeWei, long tipWei) {}

  StoredTransaction.Signed sign(Intent intent, long nonce) {
    Content content =
        new Content(
            intent.recipient(),
            intent.data(),
            intent.gasLimit(),
            profile.fees().maxFeePerGasWei(),
            profile.fees().tipPerGasWei());
    return sign(intent.signer(), nonce, content);
  }

  /// True when a higher fee may still be offered for it: nodes replace a transaction for at least
  /// 10 % more, and the profile has a cap.
  boolean mayBump(StoredTransaction transaction) {
    Content old = read(transaction.newest());
    return old.maxFeeWei + old.maxFeeWei / 10 + 1 <= profile.fees().feeCapPerGasWei();
  }

  /// Signs the same again with a higher fee: 25 % more, or twice the base fee when that is more,
  /// but never more than the profile's cap.
  StoredTransaction.Signed bump(StoredTransaction transaction, long baseFeeWei) {
    Content old = read(transaction.newest());
    long tip = Math.max(1, old.tipWei + old.tipWei / 4 + 1);
    long wanted = Math.max(old.maxFeeWei + old.maxFeeWei / 4 + 1, 2 * baseFeeWei + tip);
    long fee = Math.min(wanted, profile.fees().feeCapPerGasWei());
    return sign(
        transaction.signer(),
        transaction.nonce(),
        new Content(old.to, old.data, old.gasLimit, fee, Math.min(tip, fee)));
  }

  /// An empty call of the sender to itself, for a nonce that must be used up. It is the only thing
  /// that is signed and is none of the operations.
  StoredTransaction.Signed filler(StoredTransaction transaction) {
    return sign(
        transaction.signer(),
        transaction.nonce(),
        new Content(
            transaction.sender(),
            "0x",
            EMPTY_CALL_GAS,
            profile.fees().maxFeePerGasWei(),
            profile.fees().tipPerGasWei()));
  }

  Content read(StoredTransaction.Signed signed) {
    RawTransaction raw = TransactionDecoder.decode(signed.raw());
    if (!(raw.getTransaction() instanceof Transaction1559 fees)) {
      throw new IllegalStateException(
          "stored bytes are not an EIP-1559 transaction: " + signed.hash());
    }
    String to = raw.getTo() == null ? "" : raw.getTo();
    return new Content(
        to.equals("0x") ? "" : to,
        Numeric.prependHexPrefix(raw.getData()),
        raw.getGasLimit().longValueExact(),
        fees.getMaxFeePerGas().longValueExact(),
        fees.getMaxPriorityFeePerGas().longValueExact());
  }

  /// Compares stored bytes once more with what is on record of them, before they are sent.
  void check(StoredTransaction transaction) {
    Content content = read(transaction.newest());
    Hash32 meant = transaction.contentHash();
    Invariant.check(
        meant == null || meant.equals(StoredTransaction.contentHash(content.to, content.data)),
        "%s: the stored bytes are not of the stored intent",
        transaction.name());
    SignedCheck.check(
        transaction.newest().raw(),
        new SignedCheck.Meant(
            transaction.sender(), transaction.nonce(), content.to, content.data, content.gasLimit),
        profile);
  }

  /// The address of the contract that a transaction deploys.
  public static String deployed(StoredTransaction transaction) {
    return contractAddress(transaction.sender(), transaction.nonce());
  }

  /// The address of the contract that a sender deploys with a nonce (CREATE).
  public static String contractAddress(String sender, long nonce) {
    byte[] rlp =
        RlpEncoder.encode(
            new RlpList(
                RlpString.create(Numeric.hexStringToByteArray(sender)),
                RlpString.create(BigInteger.valueOf(nonce))));
    String hash = Numeric.toHexStringNoPrefix(Hash.sha3(rlp));
    return "0x" + hash.substring(hash.length() - ADDRESS_DIGITS);
  }

  private StoredTransaction.Signed sign(String signer, long nonce, Content content) {
    RawTransaction raw =
        RawTransaction.createTransaction(
            profile.chainId(),
            BigInteger.valueOf(nonce),
            BigInteger.valueOf(content.gasLimit),
            content.to,
            BigInteger.ZERO,
            content.data,
            BigInteger.valueOf(content.tipWei),
            BigInteger.valueOf(content.maxFeeWei));
    byte[] signature = keys.sign(signer, Hash32.of(Hash.sha3(TransactionEncoder.encode(raw))));
    Sign.SignatureData data =
        new Sign.SignatureData(
            (byte) (Sign.LOWER_REAL_V + signature[64]),
            Arrays.copyOfRange(signature, 0, 32),
            Arrays.copyOfRange(signature, 32, 64));
    String signed = Numeric.toHexString(TransactionEncoder.encode(raw, data));
    SignedCheck.check(
        signed,
        new SignedCheck.Meant(
            keys.address(signer), nonce, content.to, content.data, content.gasLimit),
        profile);
    return StoredTransaction.Signed.of(signed);
  }
}
