package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.crypto.transaction.type.Transaction1559;
import org.web3j.utils.Numeric;

/// A chain as one node tells it, asked before something is sent that cannot be taken back.
final class ChainView {
  /// Of what the node estimates: state moves until the transaction is in a block.
  private static final long GAS_PERCENT = 130;

  /// The base fee may double before the transaction is too cheap.
  private static final BigInteger FEE_FACTOR = BigInteger.TWO;

  private final JsonRpc rpc;

  ChainView(JsonRpc rpc) {
    this.rpc = rpc;
  }

  Answer ask(Call call) {
    return rpc.batch(List.of(call)).getFirst();
  }

  void mustBe(long chainId, String host) {
    long found = JsonRpc.quantity(rpc.call("eth_chainId"));
    if (found != chainId) {
      throw new KeyProblem(
          "the bundle is for the chain "
              + chainId
              + ", and "
              + host
              + " is of the chain "
              + found
              + "; nothing was sent");
    }
  }

  /// Is a transaction in a block, or waiting for one?
  boolean knows(String hash) {
    return !rpc.call("eth_getTransactionByHash", hash).isNull() || receipt(hash).isPresent();
  }

  Optional<JsonNode> receipt(String hash) {
    JsonNode receipt = rpc.call("eth_getTransactionReceipt", hash);
    return receipt.isNull() ? Optional.empty() : Optional.of(receipt);
  }

  /// Refuses what would be lost, stuck or reverted.
  void mustBeSendable(Outgoing out) {
    long next = JsonRpc.quantity(rpc.call("eth_getTransactionCount", out.from(), "latest"));
    if (next != out.nonce()) {
      throw new KeyProblem(
          "the transaction has the nonce %d of %s, whose next is %d: %s; nothing was sent"
              .formatted(
                  out.nonce(),
                  out.from(),
                  next,
                  next > out.nonce()
                      ? "another one has used it, make a new bundle"
                      : "earlier ones are missing, send them first"));
    }
    if (!out.to().isEmpty()) {
      mustHaveCode(out.to());
    }
    BigInteger balance = number(rpc.call("eth_getBalance", out.from(), "latest"));
    if (balance.compareTo(out.costWei()) < 0) {
      throw new KeyProblem(
          "%s has %s ether and may need %s for this; nothing was sent"
              .formatted(out.from(), Shown.ether(balance), Shown.ether(out.costWei())));
    }
    mustNotRevert(out);
  }

  void mustHaveCode(String address) {
    if (rpc.call("eth_getCode", address, "latest").asText("0x").equals("0x")) {
      throw new KeyProblem("there is no contract at " + address + "; nothing was sent");
    }
  }

  private void mustNotRevert(Outgoing out) {
    Map<String, String> message = new HashMap<>();
    message.put("from", out.from());
    if (!out.to().isEmpty()) {
      message.put("to", out.to());
    }
    message.put("data", out.data());
    message.put("gas", hex(out.gasLimit()));
    message.put("value", hex(out.valueWei()));
    if (ask(Call.of("eth_call", message, "latest"))
        instanceof Answer.Fault(int _, String said, String data)) {
      throw new KeyProblem(
          "tried now, the call reverts: " + why(said, data) + "; nothing was sent");
    }
  }

  /// In the words of a contract that is known here, else in the node's.
  private static String why(String said, String data) {
    return Contracts.ALL.stream()
        .flatMap(contract -> contract.fault(data).stream())
        .findFirst()
        .map(Abi.Fault::text)
        .orElse(said);
  }

  /// What a contract without bindings answers to a question.
  Optional<List<?>> read(String contract, String question, String types) {
    return switch (ask(Call.of("eth_call", Map.of("to", contract, "data", question), "latest"))) {
      case Answer.Result(JsonNode value) -> Abi.decode(types, value.asText("0x"));
      case Answer.Fault _ -> Optional.empty();
    };
  }

  /// A transaction of an account of ours, with the fees of now.
  Outgoing carrying(String from, String to, String data) {
    long nonce = JsonRpc.quantity(rpc.call("eth_getTransactionCount", from, "latest"));
    Answer estimate =
        ask(Call.of("eth_estimateGas", Map.of("from", from, "to", to, "data", data), "latest"));
    if (estimate instanceof Answer.Fault(int _, String said, String fault)) {
      throw new KeyProblem(
          "tried now, the call reverts: " + why(said, fault) + "; nothing was sent");
    }
    long gas = JsonRpc.quantity(estimate.value()) * GAS_PERCENT / 100;
    BigInteger tip = number(rpc.call("eth_maxPriorityFeePerGas"));
    BigInteger base =
        number(rpc.call("eth_getBlockByNumber", "latest", false).path("baseFeePerGas"));
    RawTransaction transaction =
        RawTransaction.createTransaction(
            JsonRpc.quantity(rpc.call("eth_chainId")),
            BigInteger.valueOf(nonce),
            BigInteger.valueOf(gas),
            to,
            BigInteger.ZERO,
            data,
            tip,
            base.multiply(FEE_FACTOR).add(tip));
    return new Outgoing(from, transaction, to);
  }

  private static BigInteger number(JsonNode quantity) {
    return new BigInteger(quantity.asText("0x0").substring(2), 16);
  }

  private static String hex(BigInteger number) {
    return "0x" + number.toString(16);
  }

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
}
