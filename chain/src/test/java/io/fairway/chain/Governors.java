package io.fairway.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.Timelock;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.gateway.Signing;
import io.fairway.chain.rpc.JsonRpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/// Governors who deploy and govern by hand, past the gateway: Safe's own contracts as their authors
/// compiled them, with signers who sign, and transactions from an account of their own.
public final class Governors implements AutoCloseable {
  static final Duration DELAY = Duration.ofDays(2);
  public static final String ANYONE = "0x" + "0".repeat(40);

  private static final String ARTIFACTS =
      "node_modules/@safe-global/safe-smart-account/build/artifacts/contracts";
  private static final int SIGNERS = 3;
  private static final int THRESHOLD = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonRpc rpc;
  private final String deployer = "0x" + "de".repeat(20);
  public final String singleton;
  public final String handler;
  public final String factory;

  /// The transactions that made the contracts and Safes, by their addresses.
  public final Map<String, Hash32> births = new HashMap<>();

  /// What is sent to create a contract, and how a Safe is made: as it should be, unless a test
  /// gives the work to a thief.
  public UnaryOperator<String> creates = UnaryOperator.identity();

  public Function<String, Safe> makesSafes = name -> safe(name, ANYONE, "0x");

  /// A Safe and the keys of its signers, in the order of their addresses.
  public record Safe(String name, String address, List<ECKeyPair> keys) {
    public List<String> owners() {
      return keys.stream().map(Governors::address).toList();
    }
  }

  Governors(URI node) {
    rpc = new JsonRpc(node, Duration.ofSeconds(10));
    singleton = deploy(safeCode("Safe.sol/Safe.json"));
    handler =
        deploy(
            safeCode("handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler.json"));
    factory = deploy(safeCode("proxies/SafeProxyFactory.sol/SafeProxyFactory.json"));
  }

  private static String safeCode(String artifact) {
    Path file = Anvil.findContracts().resolve(ARTIFACTS).resolve(artifact);
    try {
      return JSON.readTree(file.toFile()).path("bytecode").asText();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  JsonRpc rpc() {
    return rpc;
  }

  public long block() {
    return JsonRpc.quantity(rpc.call("eth_blockNumber"));
  }

  public String codeHash(String account) {
    return Hash.sha3(rpc.call("eth_getCode", account, "latest").asText());
  }

  /// A Safe of three signers of its own, two of whom must sign.
  public Safe safe(String name) {
    return makesSafes.apply(name);
  }

  /// A Safe whose set-up calls somebody, as the Safe itself.
  public Safe safe(String name, String to, String data) {
    return safe(name, to, data, signers(name).stream().map(Governors::address).toList(), THRESHOLD);
  }

  /// A Safe that others own first.
  Safe safe(String name, String to, String data, List<String> owners, int threshold) {
    JsonNode receipt =
        send(
            deployer,
            factory,
            call(
                "createProxyWithNonce(address,bytes,uint256)",
                List.of(
                    singleton,
                    setUp(owners, threshold, to, data),
                    Numeric.toBigInt(Hash.sha3String(name)))));
    String topic = Hash.sha3String("ProxyCreation(address,address)");
    for (JsonNode log : receipt.path("logs")) {
      if (log.path("topics").path(0).asText().equals(topic)) {
        return new Safe(
            name, born(Abi.addressOf(log.path("topics").path(1).asText()), receipt), signers(name));
      }
    }
    throw new IllegalStateException("no Safe was made: " + receipt);
  }

  /// A Safe of Safe's own code that its factory did not make.
  public Safe safeWithoutFactory(String name) {
    List<ECKeyPair> keys = signers(name);
    String proxy =
        deploy(
            safeCode("proxies/SafeProxy.sol/SafeProxy.json") + Abi.wordOf(singleton).substring(2));
    send(
        deployer,
        proxy,
        setUp(keys.stream().map(Governors::address).toList(), THRESHOLD, ANYONE, "0x"));
    return new Safe(name, proxy, keys);
  }

  private String setUp(List<String> owners, int threshold, String to, String data) {
    return call(
        "setup(address[],uint256,address,bytes,address,address,uint256,address)",
        List.of(
            owners,
            BigInteger.valueOf(threshold),
            to,
            data,
            handler,
            ANYONE,
            BigInteger.ZERO,
            ANYONE));
  }

  private String born(String address, JsonNode receipt) {
    births.put(address, Hash32.parse(receipt.path("transactionHash").asText()));
    return address;
  }

  private static List<ECKeyPair> signers(String name) {
    List<ECKeyPair> keys = new ArrayList<>();
    for (int signer = 0; signer < SIGNERS; signer++) {
      keys.add(ECKeyPair.create(Numeric.toBigInt(Hash.sha3String(name + signer)).shiftRight(8)));
    }
    keys.sort(Comparator.comparing(Governors::address));
    return keys;
  }

  /// Executes a transaction of a Safe, signed by as many as must.
  void act(Safe safe, String to, String data) {
    String hash =
        ask(
            safe.address(),
            call(
                "getTransactionHash(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,uint256)",
                List.of(
                    to,
                    BigInteger.ZERO,
                    data,
                    BigInteger.ZERO,
                    BigInteger.ZERO,
                    BigInteger.ZERO,
                    BigInteger.ZERO,
                    ANYONE,
                    ANYONE,
                    Numeric.toBigInt(ask(safe.address(), call("nonce()", List.of()))))));
    StringBuilder signatures = new StringBuilder("0x");
    for (ECKeyPair key : safe.keys().subList(0, THRESHOLD)) {
      Sign.SignatureData signed = Sign.signMessage(Abi.bytes(hash), key, false);
      signatures
          .append(Numeric.toHexStringNoPrefix(signed.getR()))
          .append(Numeric.toHexStringNoPrefix(signed.getS()))
          .append(Numeric.toHexStringNoPrefix(signed.getV()));
    }
    send(
        deployer,
        safe.address(),
        call(
            "execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)",
            List.of(
                to,
                BigInteger.ZERO,
                data,
                BigInteger.ZERO,
                BigInteger.ZERO,
                BigInteger.ZERO,
                BigInteger.ZERO,
                ANYONE,
                ANYONE,
                signatures.toString())));
  }

  /// Has a timelock's Safe propose; anybody may execute it when it has waited.
  void propose(Safe safe, String timelock, List<String> targets, List<Abi.Call> calls) {
    act(
        safe,
        timelock,
        new Timelock.ScheduleBatch(
                targets,
                calls.stream().map(_ -> BigInteger.ZERO).toList(),
                calls.stream().map(Abi.Call::encode).toList(),
                NOTHING,
                NOTHING,
                BigInteger.valueOf(DELAY.toSeconds()))
            .encode());
  }

  /// Proposes, waits and executes.
  public void govern(Safe safe, String timelock, List<String> targets, List<Abi.Call> calls) {
    propose(safe, timelock, targets, calls);
    rpc.call("evm_increaseTime", DELAY.toSeconds());
    rpc.call("evm_mine");
    send(
        deployer,
        timelock,
        new Timelock.ExecuteBatch(
                targets,
                calls.stream().map(_ -> BigInteger.ZERO).toList(),
                calls.stream().map(Abi.Call::encode).toList(),
                NOTHING,
                NOTHING)
            .encode());
  }

  private static final Hash32 NOTHING = Hash32.of(new byte[Hash32.LENGTH]);

  /// Where the deployer's contract after `more` others will stand.
  public String future(int more) {
    long nonce = JsonRpc.quantity(rpc.call("eth_getTransactionCount", deployer, "latest"));
    return Signing.contractAddress(deployer, nonce + more);
  }

  /// Gives an account what gas costs.
  public void fund(String account) {
    rpc.call("anvil_setBalance", account, Chains.RICH);
  }

  public String deploy(String code) {
    return deploy(deployer, creates.apply(code));
  }

  public String deploy(String sender, String code) {
    JsonNode receipt = send(sender, null, code);
    return born(receipt.path("contractAddress").asText(), receipt);
  }

  public void act(String sender, String to, Abi.Call call) {
    send(sender, to, call.encode());
  }

  JsonNode send(String sender, @org.jspecify.annotations.Nullable String to, String data) {
    fund(sender);
    rpc.call("anvil_impersonateAccount", sender);
    Map<String, String> message =
        to == null ? Map.of("from", sender, "data", data) : JsonRpc.message(sender, to, data);
    String hash = rpc.call("eth_sendTransaction", message).asText();
    rpc.call("evm_mine");
    rpc.call("anvil_stopImpersonatingAccount", sender);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode receipt = rpc.call("eth_getTransactionReceipt", hash);
      if (receipt.isObject()) {
        if (!receipt.path("status").asText().equals("0x1")) {
          throw new IllegalStateException("people's transaction reverted: " + receipt);
        }
        return receipt;
      }
      Thread.onSpinWait();
    }
    throw new IllegalStateException("people's transaction was not mined: " + hash);
  }

  String ask(String to, String data) {
    return Objects.requireNonNull(
        rpc.call("eth_call", Map.of("to", to, "data", data), "latest").asText());
  }

  /// A call of a contract that has no bindings here.
  static String call(String signature, List<?> values) {
    String types = signature.substring(signature.indexOf('('));
    return Hash.sha3String(signature).substring(0, 10)
        + Numeric.toHexStringNoPrefix(Abi.encode(types, values));
  }

  private static String address(ECKeyPair key) {
    return "0x" + org.web3j.crypto.Keys.getAddress(key);
  }

  @Override
  public void close() {
    rpc.close();
  }
}
