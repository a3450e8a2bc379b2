package io.fairway.chain.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.money.Invariant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.web3j.crypto.Hash;

/// What the generated bindings are made of: functions, events and errors of a contract, and how
/// they are written and read. Reading is strict: bytes that the same values would not be written as
/// are not read at all, so that nothing can hide behind what a person is shown.
public final class Abi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SELECTOR_DIGITS = 8;
  private static final int WORD_DIGITS = 64;

  private Abi() {}

  /// Makes a record of decoded values.
  @FunctionalInterface
  public interface Reader<T> {
    T of(List<?> values);
  }

  /// A call of a function, with its arguments.
  public interface Call {
    Function type();

    List<?> values();

    /// The call data: `0x` and hexadecimal digits.
    default String encode() {
      return type().selector() + AbiType.hex(type().inputs.encode(values()));
    }
  }

  /// Something that a contract told.
  public interface Event {
    EventType type();
  }

  /// Why a contract reverted.
  public interface Fault {
    FaultType type();

    List<?> values();

    /// The error and its arguments, such as `AccountFrozen(0x...)`.
    default String text() {
      return type().name()
          + values().stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }
  }

  /// A function of a contract.
  public static final class Function {
    private final String contract;
    private final String signature;
    private final String selector;
    private final boolean changesState;
    private final AbiType inputs;
    private final AbiType outputs;
    private final Reader<? extends Call> reader;

    Function(
        String contract,
        String name,
        String inputs,
        String outputs,
        boolean changesState,
        Reader<? extends Call> reader) {
      this.contract = contract;
      this.signature = name + inputs;
      this.selector = Hash.sha3String(signature).substring(0, 2 + SELECTOR_DIGITS);
      this.changesState = changesState;
      this.inputs = AbiType.of(inputs);
      this.outputs = AbiType.of(outputs);
      this.reader = reader;
    }

    public String contract() {
      return contract;
    }

    /// Such as `mint`.
    public String name() {
      return signature.substring(0, signature.indexOf('('));
    }

    /// Such as `mint(bytes32,address,uint256)`.
    public String signature() {
      return signature;
    }

    /// `0x` and the eight digits that call data begin with.
    public String selector() {
      return selector;
    }

    public boolean changesState() {
      return changesState;
    }

    /// The contract's name, a dot and the signature.
    @Override
    public String toString() {
      return contract + "." + signature;
    }

    /// The plain values that the function returned.
    public List<?> returned(String data) {
      return outputs.decode(AbiType.bytes(data.substring(2)));
    }
  }

  /// An event of a contract.
  public static final class EventType {
    private final String contract;
    private final String signature;
    private final String name;
    private final String topic;
    private final List<AbiType> types;
    private final String indexed;
    private final Reader<? extends Event> reader;

    /// @param inputs the types as the signature has them
    /// @param stored the types as they are kept: what is indexed and dynamic is kept as its hash
    /// @param indexed a letter an argument, `i` when it is indexed
    EventType(
        String contract,
        String name,
        String inputs,
        String stored,
        String indexed,
        Reader<? extends Event> reader) {
      this.contract = contract;
      this.name = name;
      this.signature = name + inputs;
      this.topic = Hash.sha3String(signature);
      this.types = AbiType.of(stored).components();
      this.indexed = indexed;
      this.reader = reader;
    }

    public String contract() {
      return contract;
    }

    public String name() {
      return name;
    }

    public String signature() {
      return signature;
    }

    public String topic() {
      return topic;
    }

    private List<?> values(List<String> topics, String data) {
      List<AbiType> plain = new ArrayList<>();
      for (int index = 0; index < types.size(); index++) {
        if (indexed.charAt(index) != 'i') {
          plain.add(types.get(index));
        }
      }
      List<?> fromData = AbiType.tuple(plain).decode(AbiType.bytes(data.substring(2)));
      List<Object> values = new ArrayList<>();
      int topic = 1;
      int next = 0;
      for (int index = 0; index < types.size(); index++) {
        if (indexed.charAt(index) == 'i') {
          byte[] word = AbiType.bytes(topics.get(topic++).substring(2));
          values.add(AbiType.tuple(List.of(types.get(index))).decode(word).getFirst());
        } else {
          values.add(fromData.get(next++));
        }
      }
      return values;
    }
  }

  /// An error of a contract.
  public static final class FaultType {
    private final String name;
    private final String selector;
    private final AbiType inputs;
    private final Reader<? extends Fault> reader;

    FaultType(String contract, String name, String inputs, Reader<? extends Fault> reader) {
      Invariant.check(!contract.isEmpty(), "an error without a contract: %s", name);
      this.name = name;
      this.selector = Hash.sha3String(name + inputs).substring(0, 2 + SELECTOR_DIGITS);
      this.inputs = AbiType.of(inputs);
      this.reader = reader;
    }

    public String name() {
      return name;
    }
  }

  /// All of a contract.
  public record Contract(
      String name, List<Function> functions, List<EventType> events, List<FaultType> faults) {

    public Contract {
      functions = List.copyOf(functions);
      events = List.copyOf(events);
      faults = List.copyOf(faults);
    }

    /// The function that call data are for; empty when the contract has none such.
    public Optional<Function> function(String data) {
      return functions.stream().filter(function -> data.startsWith(function.selector)).findFirst();
    }

    /// Reads call data. Empty when they are for none of this contract's functions, or are not
    /// exactly what its arguments are written as.
    public Optional<Call> call(String data) {
      try {
        return function(data)
            .<Call>map(f -> f.reader.of(f.inputs.decode(argumentsOf(data))))
            .filter(call -> call.encode().equals(data));
      } catch (AbiType.Malformed garbled) {
        return Optional.empty();
      }
    }

    /// Reads an event; empty when it is none of this contract's.
    public Optional<Event> event(List<String> topics, String data) {
      if (topics.isEmpty()) {
        return Optional.empty();
      }
      try {
        return events.stream()
            .filter(event -> event.topic.equals(topics.getFirst()))
            .filter(
                event -> event.indexed.chars().filter(c -> c == 'i').count() == topics.size() - 1)
            .findFirst()
            .map(event -> event.reader.of(event.values(topics, data)));
      } catch (AbiType.Malformed garbled) {
        return Optional.empty();
      }
    }

    /// Reads what a reverted call returned; empty when it is none of this contract's errors.
    public Optional<Fault> fault(String data) {
      try {
        return faults.stream()
            .filter(fault -> data.startsWith(fault.selector))
            .findFirst()
            .map(fault -> fault.reader.of(fault.inputs.decode(argumentsOf(data))));
      } catch (AbiType.Malformed garbled) {
        return Optional.empty();
      }
    }

    /// The name of the error that a reverted call begins with, whatever follows.
    public Optional<String> faultName(String data) {
      return faults.stream()
          .filter(fault -> data.startsWith(fault.selector))
          .findFirst()
          .map(FaultType::name);
    }

    private static byte[] argumentsOf(String data) {
      return AbiType.bytes(data.substring(2 + SELECTOR_DIGITS));
    }
  }

  /// The code that deploys a contract, with its constructor's arguments.
  static String deployment(String contract, String inputs, List<?> values) {
    return code(contract).creation() + AbiType.hex(AbiType.of(inputs).encode(values));
  }

  /// The code that creates a contract, its constructor's arguments left out.
  public static String creationCode(String contract) {
    return code(contract).creation();
  }

  /// The code of a deployed contract as it was compiled; its immutables are still zero.
  public static String runtimeCode(String contract) {
    return code(contract).runtime();
  }

  /// True for bytes that begin as the deployment of that contract does.
  public static boolean isDeployment(String contract, String data) {
    return data.startsWith(code(contract).creation());
  }

  /// The plain arguments that a deployment's code ends with; empty when they are not such.
  ///
  /// @param types as a tuple, such as `(address,bytes)`
  public static Optional<List<?>> deploymentArguments(String contract, String types, String data) {
    String arguments = data.substring(code(contract).creation().length());
    AbiType type = AbiType.of(types);
    try {
      List<?> values = type.decode(AbiType.bytes(arguments));
      return AbiType.hex(type.encode(values)).equals(arguments)
          ? Optional.of(values)
          : Optional.empty();
    } catch (AbiType.Malformed garbled) {
      return Optional.empty();
    }
  }

  /// Plain values as the ABI writes them.
  ///
  /// @param types as a tuple, such as `(bytes32,uint256)`
  public static byte[] encode(String types, List<?> values) {
    return AbiType.of(types).encode(values);
  }

  /// Call data for a contract that has no bindings here.
  ///
  /// @param types of the arguments as a tuple
  public static String call(String name, String types, List<?> values) {
    return Hash.sha3String(name + types).substring(0, 2 + SELECTOR_DIGITS)
        + AbiType.hex(encode(types, values));
  }

  /// Plain values of what a contract without bindings answers; empty when it is no such answer.
  ///
  /// @param types as a tuple
  public static Optional<List<?>> decode(String types, String data) {
    try {
      return Optional.of(AbiType.of(types).decode(AbiType.bytes(data.substring(2))));
    } catch (AbiType.Malformed garbled) {
      return Optional.empty();
    }
  }

  /// A number in a 32-byte word, as `eth_getStorageAt` and topics hold addresses.
  public static String addressOf(String word) {
    Invariant.check(word.length() == 2 + WORD_DIGITS, "not a word: %s", word);
    return "0x" + word.substring(word.length() - 2 * AbiType.ADDRESS_BYTES);
  }

  /// An address as a 32-byte word.
  public static String wordOf(String address) {
    return "0x" + "0".repeat(WORD_DIGITS - 2 * AbiType.ADDRESS_BYTES) + address.substring(2);
  }

  /// Bytes of hexadecimal digits with `0x`.
  public static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex);
  }

  /// Of a compiled contract.
  private record Code(String creation, String runtime) {}

  private static final Map<String, Code> CODES = new ConcurrentHashMap<>();

  private static Code code(String contract) {
    return CODES.computeIfAbsent(
        contract,
        name -> {
          JsonNode artifact = artifact(name);
          return new Code(
              artifact.path("bytecode").asText(), artifact.path("deployedBytecode").asText());
        });
  }

  static boolean isCompiled(String contract) {
    return Abi.class.getResource(resource(contract)) != null;
  }

  private static String resource(String contract) {
    return "/io/fairway/contracts/" + contract + ".json";
  }

  static JsonNode artifact(String name) {
    String resource = resource(name);
    try (InputStream in = Abi.class.getResourceAsStream(resource)) {
      Invariant.check(in != null, "the compiled contract %s is not on the class path", resource);
      return JSON.readTree(in);
    } catch (IOException problem) {
      throw new UncheckedIOException("cannot read " + resource, problem);
    }
  }
}
