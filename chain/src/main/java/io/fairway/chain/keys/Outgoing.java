package io.fairway.chain.keys;

import io.fairway.chain.Hash32;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.Function;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.crypto.transaction.type.Transaction1559;
import org.web3j.utils.Numeric;

/// An EIP-1559 transaction and whose it is, as its bytes say.
///
/// @param to empty for a deployment
record Outgoing(String from, RawTransaction transaction, String to) {

  /// Reads signed bytes.
  static Outgoing read(String raw) {
    try {
      if (TransactionDecoder.decode(raw) instanceof SignedRawTransaction signed
          && signed.getTransaction() instanceof Transaction1559) {
        String to = signed.getTo();
        return new Outgoing(signed.getFrom(), signed, to == null || to.equals("0x") ? "" : to);
      }
    } catch (java.security.SignatureException | RuntimeException garbled) {
      throw new KeyProblem("the signed bytes cannot be read: " + garbled.getMessage(), garbled);
    }
    throw new KeyProblem("the signed bytes are no signed EIP-1559 transaction");
  }

  long nonce() {
    return transaction.getNonce().longValueExact();
  }

  BigInteger valueWei() {
    return transaction.getValue();
  }

  String data() {
    return Numeric.prependHexPrefix(transaction.getData());
  }

  BigInteger gasLimit() {
    return transaction.getGasLimit();
  }

  /// What the account must have for it.
  BigInteger costWei() {
    return fees().getMaxFeePerGas().multiply(gasLimit()).add(valueWei());
  }

  Transaction1559 fees() {
    if (transaction.getTransaction() instanceof Transaction1559 fees) {
      return fees;
    }
    throw new IllegalStateException("no EIP-1559 transaction");
  }

  /// The bytes with a signature of the account's key.
  String signed(Function<Hash32, byte[]> key) {
    byte[] signature = key.apply(Hash32.of(Hash.sha3(TransactionEncoder.encode(transaction))));
    return signed(transaction, signature);
  }

  /// @param signature r, s and recovery id, 65 bytes
  static String signed(RawTransaction transaction, byte[] signature) {
    Sign.SignatureData data =
        new Sign.SignatureData(
            (byte) (Sign.LOWER_REAL_V + signature[64]),
            Arrays.copyOfRange(signature, 0, 32),
            Arrays.copyOfRange(signature, 32, 64));
    return Numeric.toHexString(TransactionEncoder.encode(transaction, data));
  }
}
