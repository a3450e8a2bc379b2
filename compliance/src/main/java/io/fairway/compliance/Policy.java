package io.fairway.compliance;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is allowed, as one document: countries, corridors, limits, pilots, the screening threshold.
/// The section `pricing` is kept as it is for pricing.
///
/// @param version the document's own version, a colon, and the first 12 hexadecimal digits of the
///   SHA-256 of its bytes; shown on every decision
/// @param valuationCurrency the currency of all limits
/// @param deniedCountries ISO 3166-1 alpha-2 to the reason
/// @param corridors the ways that are open
/// @param pilots what is open to a cohort only
/// @param screeningThresholdPermille the lowest score that is a hit, in thousandths
/// @param reserveBufferBps what the reserve holds above the coins in circulation
public record Policy(
    String version,
    Asset valuationCurrency,
    Map<String, String> deniedCountries,
    List<Corridor> corridors,
    Limits limits,
    List<Pilot> pilots,
    int screeningThresholdPermille,
    JsonNode pricing,
    BigDecimal reserveBufferBps) {

  /// Largest document, in bytes.
  public static final int DOCUMENT_BYTES_MAX = 1 << 20;

  /// Any country, in a corridor's `from`.
  public static final String ANY = "*";

  public Policy {
    deniedCountries = Map.copyOf(deniedCountries);
    corridors = List.copyOf(corridors);
    pilots = List.copyOf(pilots);
  }

  /// A way that is open: from the originator's country, in one currency, out in another.
  ///
  /// @param from ISO 3166-1 alpha-2 codes, or [#ANY]
  /// @param payIn asset codes
  /// @param payOut asset codes
  public record Corridor(Set<String> from, Set<String> payIn, Set<String> payOut) {
    public Corridor {
      from = Set.copyOf(from);
      payIn = Set.copyOf(payIn);
      payOut = Set.copyOf(payOut);
    }

    boolean open(String country, String in, String out) {
      return (from.contains(ANY) || from.contains(country))
          && payIn.contains(in)
          && payOut.contains(out);
    }
  }

  /// Limits in the valuation currency.
  ///
  /// @param orderMax the most that one movement may be worth
  /// @param customerDayMax the most that one originator's movements of a day may be worth together
  public record Limits(Money orderMax, Money customerDayMax) {}

  /// A trial with a few: its pay-out asset is closed to everybody else.
  ///
  /// @param payOut an asset code
  /// @param beneficiaries ids of those who may be paid in it
  /// @param orderMax the most that one movement may be worth, in the valuation currency
  public record Pilot(String name, String payOut, Set<String> beneficiaries, Money orderMax) {
    public Pilot {
      beneficiaries = Set.copyOf(beneficiaries);
    }
  }

  /// Reads a policy document.
  ///
  /// @throws PolicyException when it is not a policy: where, what stands there, what was expected
  public static Policy read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > DOCUMENT_BYTES_MAX) {
      throw new PolicyException(
          "%s: %d bytes, at most %d are read".formatted(file, size, DOCUMENT_BYTES_MAX));
    }
    return PolicyReader.read(Files.readAllBytes(file), file.toString());
  }

  /// The policy that Fairway ships; its choices and their sources: docs/decisions/0024.
  public static Policy builtIn() {
    try (InputStream in = Policy.class.getResourceAsStream("policy.json")) {
      if (in == null) {
        throw new IllegalStateException("resource policy.json is missing");
      }
      return PolicyReader.read(in.readAllBytes(), "the built-in policy.json");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
