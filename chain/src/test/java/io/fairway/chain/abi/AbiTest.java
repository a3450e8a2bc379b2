package io.fairway.chain.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Contracts.ERC1967Proxy;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.money.InvariantViolation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Int128;
import org.web3j.abi.datatypes.generated.Uint256;

/// The encoding against another implementation of the same specification.
class AbiTest {
  private static final String ACCOUNT = "0x00112233445566778899aabbccddeeff00112233";

  /// A random call's arguments in our words and in the other implementation's.
  private record Sample(String type, Object ours, Type<?> theirs) {}

  @Test
  @SuppressWarnings("rawtypes")
  void writesAsAnotherImplementationDoes() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      List<Sample> arguments = Stream.generate(() -> sample(random)).limit(5).toList();
      String types = "(" + String.join(",", arguments.stream().map(Sample::type).toList()) + ")";
      List<Object> ours = arguments.stream().map(Sample::ours).toList();
      List<Type> theirs = new ArrayList<>();
      arguments.forEach(argument -> theirs.add(argument.theirs()));
      byte[] encoded = AbiType.of(types).encode(ours);
      assertThat(HexFormat.of().formatHex(encoded))
          .as("seed %s: %s", seed, types)
          .isEqualTo(FunctionEncoder.encodeConstructor(theirs));
      assertThat(AbiType.of(types).decode(encoded)).as("seed %s", seed).isEqualTo(ours);
    }
  }

  private static Sample sample(Random random) {
    byte[] word = new byte[32];
    random.nextBytes(word);
    byte[] some = new byte[random.nextInt(70)];
    random.nextBytes(some);
    String hex = "0x" + HexFormat.of().formatHex(word, 0, 20);
    BigInteger number = new BigInteger(127, random);
    BigInteger signed = random.nextBoolean() ? number.negate() : number;
    return switch (random.nextInt(7)) {
      case 0 -> new Sample("address", hex, new Address(hex));
      case 1 -> new Sample("uint256", number, new Uint256(number));
      case 2 -> new Sample("int128", signed, new Int128(signed));
      case 3 -> new Sample("bytes32", Hash32.of(word), new Bytes32(word));
      case 4 -> new Sample("bytes", "0x" + HexFormat.of().formatHex(some), new DynamicBytes(some));
      case 5 ->
          random.nextBoolean()
              ? new Sample("bool", true, new Bool(true))
              : new Sample("string", "grün " + number, new Utf8String("grün " + number));
      default ->
          new Sample(
              "uint256[]",
              List.of(number, BigInteger.ONE),
              new DynamicArray<>(Uint256.class, new Uint256(number), new Uint256(1)));
    };
  }

  @Test
  void readsWhatItWrote() {
    Settlement.Settle call =
        new Settlement.Settle(
            hash(1),
            hash(2),
            List.of(
                new Settlement.Position(ACCOUNT, ACCOUNT, BigInteger.valueOf(-5)),
                new Settlement.Position(ACCOUNT, ACCOUNT, BigInteger.valueOf(5))));
    assertThat(Settlement.ABI.call(call.encode())).contains(call);
    assertThat(Stablecoin.ABI.call(call.encode())).isEmpty();
  }

  static Stream<String> altered() {
    String data = new Stablecoin.Mint(ACCOUNT, ACCOUNT, BigInteger.TEN).encode();
    return Stream.of(
        data + "00", // something behind what is shown
        data.substring(0, data.length() - 2),
        data.replace(ACCOUNT.substring(2), "ff" + ACCOUNT.substring(4)).replace("0000ff", "0001ff"),
        data.substring(0, 10),
        "0x",
        "0x12345678");
  }

  @ParameterizedTest
  @MethodSource("altered")
  void doesNotReadWhatIsNotExactlyACall(String data) {
    assertThat(Stablecoin.ABI.call(data)).isEmpty();
  }

  @Test
  void readsEventsAndErrors() {
    String topic = MintGate.MintedEvent.TYPE.topic();
    MintGate.MintedEvent minted =
        new MintGate.MintedEvent(BigInteger.ONE, hash(7), ACCOUNT, BigInteger.valueOf(9));
    assertThat(
            MintGate.ABI.event(
                List.of(topic, hash(1).toString(), hash(7).toString(), Abi.wordOf(ACCOUNT)),
                "0x" + "%064x".formatted(9)))
        .contains(minted);
    assertThat(MintGate.ABI.event(List.of(topic), "0x" + "%064x".formatted(9))).isEmpty();
    assertThat(Stablecoin.ABI.event(List.of(hash(1).toString()), "0x")).isEmpty();
    String error =
        org.web3j.crypto.Hash.sha3String("AccountFrozen(address)").substring(0, 10)
            + Abi.wordOf(ACCOUNT).substring(2);
    assertThat(Stablecoin.ABI.fault(error))
        .get()
        .extracting(Abi.Fault::text)
        .isEqualTo("AccountFrozen(" + ACCOUNT + ")");
  }

  @Test
  void knowsWhatChangesState() {
    assertThat(Stablecoin.Mint.TYPE.changesState()).isTrue();
    assertThat(Stablecoin.TotalSupply.TYPE.changesState()).isFalse();
    assertThat(Stablecoin.TotalSupply.returned("0x" + "%064x".formatted(77)))
        .isEqualTo(BigInteger.valueOf(77));
  }

  @Test
  void aValueThatDoesNotFitIsABug() {
    assertThatThrownBy(
            () -> new Stablecoin.Mint(ACCOUNT, ACCOUNT, BigInteger.ONE.negate()).encode())
        .isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(
            () -> new Stablecoin.Mint(ACCOUNT, ACCOUNT, BigInteger.TWO.pow(256)).encode())
        .isInstanceOf(InvariantViolation.class);
  }

  @Test
  void everyContractIsBound() {
    assertThat(Contracts.ALL.stream().map(Abi.Contract::name))
        .containsExactlyInAnyOrder(
            "Stablecoin",
            "MintGate",
            "Settlement",
            "Escrow",
            "Timelock",
            "DeploymentCheck",
            "ERC1967Proxy");
    assertThat(Stablecoin.deploy("a", "b", "HKD"))
        .matches(code -> Abi.isDeployment("Stablecoin", code));
  }

  @Test
  void readsTheArgumentsOfADeployment() {
    String code = ERC1967Proxy.deploy(ACCOUNT, "0x1234");
    assertThat(Abi.deploymentArguments("ERC1967Proxy", "(address,bytes)", code))
        .contains(List.of(ACCOUNT, "0x1234"));
    assertThat(Abi.deploymentArguments("ERC1967Proxy", "(address,bytes)", code + "00")).isEmpty();
  }

  private static Hash32 hash(int last) {
    byte[] bytes = new byte[Hash32.LENGTH];
    bytes[Hash32.LENGTH - 1] = (byte) last;
    return Hash32.of(bytes);
  }
}
