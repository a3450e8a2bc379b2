package io.fairway.chain.permission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.profile.ChainProfile.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.web3j.crypto.Hash;

/// May this code be deployed? Only when a record of an audit of exactly this code came with the
/// build; in production only a third party's, of the last year. The same question as
/// `contracts/tools/audit.mjs` asks, of the same files.
public final class ReleaseGate {
  static final int AUDIT_AGE_DAYS_MAX = 365;

  private static final String SELF_REVIEW = "self-review";
  private static final String THIRD_PARTY = "third-party";
  private static final Pattern CODE = Pattern.compile("0x[0-9a-f]+");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Function<String, String> codes;
  private final Function<Hash32, Optional<JsonNode>> records;

  /// The gate over the code that came with the build.
  ///
  /// @param records of audits, by the hash of the code
  public ReleaseGate(Function<Hash32, Optional<JsonNode>> records) {
    this(Abi::creationCode, records);
  }

  /// @param codes that create the contracts, by name
  /// @param records of audits, by the hash of the code
  ReleaseGate(Function<String, String> codes, Function<Hash32, Optional<JsonNode>> records) {
    this.codes = codes;
    this.records = records;
  }

  /// The gate over the records that came with the build.
  public static ReleaseGate ofBuild() {
    return new ReleaseGate(ReleaseGate::built);
  }

  private static Optional<JsonNode> built(Hash32 code) {
    String resource = "/io/fairway/contracts/audits/" + code.toString().substring(2) + ".json";
    try (InputStream in = ReleaseGate.class.getResourceAsStream(resource)) {
      return in == null ? Optional.empty() : Optional.of(JSON.readTree(in));
    } catch (IOException problem) {
      throw new UncheckedIOException("cannot read " + resource, problem);
    }
  }

  /// Why a compiled contract may not be deployed; empty when it may.
  public Optional<String> refusal(String contract, Environment environment, LocalDate today) {
    String creation = codes.apply(contract);
    if (!isBytes(creation)) {
      return Optional.of(contract + ": its code is not whole bytes in lower-case digits");
    }
    Hash32 code = Hash32.parse(Hash.sha3(creation));
    return records
        .apply(code)
        .map(record -> refusal(record, code, environment, today))
        .orElseGet(() -> Optional.of("no audit record of the code " + code))
        .map(why -> contract + ": " + why);
  }

  /// What is hashed must be what is sent: digits that are none, and half a byte, would be read as
  /// other bytes or not at all.
  private static boolean isBytes(String code) {
    return code.length() % 2 == 0 && CODE.matcher(code).matches();
  }

  private static Optional<String> refusal(
      JsonNode record, Hash32 code, Environment environment, LocalDate today) {
    String kind = record.path("kind").asText();
    LocalDate date = date(record.path("date").asText());
    if (!record.path("creationBytecodeHash").asText().equals(code.toString())) {
      return Optional.of("the audit record is of other code");
    }
    if (!kind.equals(SELF_REVIEW) && !kind.equals(THIRD_PARTY)) {
      return Optional.of("an audit of unknown kind " + kind);
    }
    if (date.isAfter(today)) {
      return Optional.of("the audit's date " + record.path("date") + " is not of the past");
    }
    if (environment != Environment.PRODUCTION) {
      return Optional.empty();
    }
    if (kind.equals(SELF_REVIEW)) {
      return Optional.of("a self-review is not enough in production");
    }
    if (!record.path("reportHash").asText().matches("0x[0-9a-f]{64}")) {
      return Optional.of("the audit's report has no hash");
    }
    return ChronoUnit.DAYS.between(date, today) > AUDIT_AGE_DAYS_MAX
        ? Optional.of("the audit of %s is older than %s days".formatted(date, AUDIT_AGE_DAYS_MAX))
        : Optional.empty();
  }

  /// No date is one that never comes.
  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException none) {
      return LocalDate.MAX;
    }
  }
}
