package io.fairway.chain.permission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts;
import io.fairway.chain.profile.ChainProfile.Environment;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.Hash;

/// Which code may be deployed where.
class ReleaseGateTest {
  private static final LocalDate TODAY = LocalDate.parse("2027-06-01");
  private static final Hash32 CODE = Hash32.parse(Hash.sha3(Abi.creationCode("Settlement")));

  @Test
  void theBuildsOwnRecordsAreGoodForEverythingButProduction() {
    ReleaseGate gate = ReleaseGate.ofBuild();
    for (Abi.Contract contract : Contracts.ALL) {
      assertThat(gate.refusal(contract.name(), Environment.DEVELOPMENT, TODAY)).isEmpty();
      assertThat(gate.refusal(contract.name(), Environment.PILOT, TODAY)).isEmpty();
      assertThat(gate.refusal(contract.name(), Environment.PRODUCTION, TODAY))
          .contains(contract.name() + ": a self-review is not enough in production");
    }
  }

  @Test
  void codeWithoutARecordIsRefusedEverywhere() {
    ReleaseGate gate = new ReleaseGate(_ -> Optional.empty());
    for (Environment environment : Environment.values()) {
      assertThat(gate.refusal("Settlement", environment, TODAY))
          .contains("Settlement: no audit record of the code " + CODE);
    }
  }

  /// Of a record that is good, one field is another.
  @ParameterizedTest
  @CsvSource({
    "date, 2027-05-01, ",
    "date, 2026-06-01, ",
    "date, 2026-05-31, is older than 365 days",
    "date, 2027-06-02, is not of the past",
    "date, soon, is not of the past",
    "kind, self-review, a self-review is not enough",
    "kind, friendly, an audit of unknown kind friendly",
    "reportHash, 0x12, the audit's report has no hash",
    "creationBytecodeHash, 0x00, the audit record is of other code"
  })
  void productionAsksForAThirdPartysReportOfTheLastYear(String field, String value, String why) {
    ObjectNode record = (ObjectNode) record();
    record.put(field, value);
    Optional<String> refusal =
        new ReleaseGate(_ -> Optional.of(record))
            .refusal("Settlement", Environment.PRODUCTION, TODAY);
    if (why == null) {
      assertThat(refusal).isEmpty();
    } else {
      assertThat(refusal).get().asString().contains(why);
    }
  }

  /// Whatever is made of such a text, a record of its hash does not make it code.
  @ParameterizedTest
  @ValueSource(
      strings = {"", "0x", "0x6", "6001", "0xzz", "0X6001", "0x60 1", "0x60FF", "0x6001\n"})
  void codeThatIsNotWholeBytesIsRefused(String code) {
    assertThat(gateOver(code).refusal("Settlement", Environment.DEVELOPMENT, TODAY))
        .contains("Settlement: its code is not whole bytes in lower-case digits");
  }

  /// Audited code with more behind it.
  @ParameterizedTest
  @ValueSource(strings = {"zz6001", "6", "\u06606", "G0"})
  void auditedCodeWithATailThatIsNoneIsRefused(String tail) {
    String audited = Abi.creationCode("Settlement");
    assertThat(gateOver(audited).refusal("Settlement", Environment.PRODUCTION, TODAY)).isEmpty();
    assertThat(gateOver(audited + tail).refusal("Settlement", Environment.PRODUCTION, TODAY))
        .isPresent();
  }

  /// A whole byte more is other code: its hash has no record.
  @Test
  void auditedCodeWithAByteMoreIsOtherCode() {
    ReleaseGate gate =
        new ReleaseGate(
            contract -> Abi.creationCode(contract) + "00",
            hash -> hash.equals(CODE) ? Optional.of(record()) : Optional.empty());
    assertThat(gate.refusal("Settlement", Environment.DEVELOPMENT, TODAY))
        .get()
        .asString()
        .contains("no audit record of the code");
  }

  /// Every hash has a good record: only the form of the code is left to refuse it.
  private static ReleaseGate gateOver(String code) {
    return new ReleaseGate(
        _ -> code,
        hash -> Optional.of(((ObjectNode) record()).put("creationBytecodeHash", hash.toString())));
  }

  static JsonNode record() {
    return new ObjectMapper()
        .createObjectNode()
        .put("creationBytecodeHash", CODE.toString())
        .put("kind", "third-party")
        .put("date", "2027-05-01")
        .put("reportHash", "0x" + "ab".repeat(32));
  }
}
