package io.fairway.compliance;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.screening.Match;
import io.fairway.screening.Screening;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads a policy document strictly: every key is known, every value is checked.
final class PolicyReader {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final Pattern DECIMAL = Pattern.compile("\\d{1,15}(\\.\\d{1,12})?");
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
  private static final BigDecimal BPS_MAX = BigDecimal.valueOf(10_000);
  private static final int SHOWN_DIGEST_DIGITS = 12;

  private final String source;

  private PolicyReader(String source) {
    this.source = source;
  }

  static Policy read(byte[] document, String source) throws PolicyException {
    PolicyReader reader = new PolicyReader(source);
    try {
      return reader.policy(JSON.readTree(document), Sha256.hex(document));
    } catch (JsonProcessingException e) {
      throw new PolicyException(
          "%s: not JSON, line %d column %d: %s"
              .formatted(
                  source,
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                  e.getLocation() == null ? 0 : e.getLocation().getColumnNr(),
                  e.getOriginalMessage()));
    } catch (PolicyException e) {
      throw e;
    } catch (IOException e) {
      throw new PolicyException(source + ": cannot be read: " + e.getMessage());
    }
  }

  private Policy policy(JsonNode root, String digest) throws PolicyException {
    keys(
        root,
        "",
        "version",
        "valuationCurrency",
        "deniedCountries",
        "corridors",
        "limits",
        "pilots",
        "screening",
        "pricing",
        "reserveBufferBps");
    Asset currency = asset(root.get("valuationCurrency"), "/valuationCurrency");
    JsonNode limits = root.get("limits");
    keys(limits, "/limits", "orderMax", "customerDayMax");
    JsonNode screening = root.get("screening");
    keys(screening, "/screening", "threshold");
    JsonNode pricing = root.get("pricing");
    if (!pricing.isObject()) {
      throw wrong("/pricing", pricing, "an object");
    }
    return new Policy(
        text(root.get("version"), "/version") + ":" + digest.substring(0, SHOWN_DIGEST_DIGITS),
        currency,
        denied(root.get("deniedCountries")),
        corridors(root.get("corridors")),
        new Policy.Limits(
            money(limits.get("orderMax"), "/limits/orderMax", currency),
            money(limits.get("customerDayMax"), "/limits/customerDayMax", currency)),
        pilots(root.get("pilots"), currency),
        threshold(screening.get("threshold")),
        pricing.deepCopy(),
        bps(root.get("reserveBufferBps")));
  }

  private Map<String, String> denied(JsonNode node) throws PolicyException {
    if (!node.isObject()) {
      throw wrong("/deniedCountries", node, "an object from country code to reason");
    }
    Map<String, String> denied = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String path = "/deniedCountries/" + field.getKey();
      if (!COUNTRIES.contains(field.getKey())) {
        throw new PolicyException(
            source + ": " + path + ": not an ISO 3166-1 alpha-2 country code");
      }
      denied.put(field.getKey(), text(field.getValue(), path));
    }
    return denied;
  }

  private List<Policy.Corridor> corridors(JsonNode node) throws PolicyException {
    List<Policy.Corridor> corridors = new ArrayList<>();
    for (int i = 0; i < array(node, "/corridors").size(); i++) {
      String path = "/corridors/" + i;
      JsonNode corridor = node.get(i);
      keys(corridor, path, "from", "payIn", "payOut");
      Set<String> from = texts(corridor.get("from"), path + "/from");
      for (String country : from) {
        if (!country.equals(Policy.ANY) && !COUNTRIES.contains(country)) {
          throw new PolicyException(
              "%s: %s/from: \"%s\" is no ISO 3166-1 alpha-2 country code; expected one, or \"*\""
                  .formatted(source, path, country));
        }
      }
      corridors.add(
          new Policy.Corridor(
              from,
              assets(corridor.get("payIn"), path + "/payIn"),
              assets(corridor.get("payOut"), path + "/payOut")));
    }
    return corridors;
  }

  private List<Policy.Pilot> pilots(JsonNode node, Asset currency) throws PolicyException {
    List<Policy.Pilot> pilots = new ArrayList<>();
    for (int i = 0; i < array(node, "/pilots").size(); i++) {
      String path = "/pilots/" + i;
      JsonNode pilot = node.get(i);
      keys(pilot, path, "name", "payOut", "beneficiaries", "orderMax");
      pilots.add(
          new Policy.Pilot(
              text(pilot.get("name"), path + "/name"),
              asset(pilot.get("payOut"), path + "/payOut").code(),
              texts(pilot.get("beneficiaries"), path + "/beneficiaries"),
              money(pilot.get("orderMax"), path + "/orderMax", currency)));
    }
    return pilots;
  }

  private int threshold(JsonNode node) throws PolicyException {
    BigDecimal permille = decimal(node, "/screening/threshold").movePointRight(3);
    boolean whole = permille.stripTrailingZeros().scale() <= 0;
    if (!whole
        || permille.compareTo(BigDecimal.valueOf(Screening.THRESHOLD_PERMILLE_MIN)) < 0
        || permille.compareTo(BigDecimal.valueOf(Match.SCORE_MAX)) > 0) {
      throw wrong("/screening/threshold", node, "\"0.700\" to \"1.000\", at most three decimals");
    }
    return permille.intValueExact();
  }

  private BigDecimal bps(JsonNode node) throws PolicyException {
    BigDecimal bps = decimal(node, "/reserveBufferBps");
    if (bps.compareTo(BPS_MAX) > 0) {
      throw wrong("/reserveBufferBps", node, "basis points, \"0\" to \"10000\"");
    }
    return bps;
  }

  private Money money(JsonNode node, String path, Asset currency) throws PolicyException {
    try {
      return Money.of(currency, decimal(node, path));
    } catch (ArithmeticException tooFine) {
      throw wrong(path, node, "at most " + currency.decimals() + " decimals of " + currency);
    }
  }

  private BigDecimal decimal(JsonNode node, String path) throws PolicyException {
    if (!node.isTextual() || !DECIMAL.matcher(node.textValue()).matches()) {
      throw wrong(path, node, "a decimal in quotes, such as \"1500.00\"");
    }
    return new BigDecimal(node.textValue());
  }

  private Asset asset(JsonNode node, String path) throws PolicyException {
    return Asset.find(text(node, path))
        .orElseThrow(() -> wrong(path, node, "an ISO 4217 currency code, CNH or a coin"));
  }

  private Set<String> assets(JsonNode node, String path) throws PolicyException {
    Set<String> codes = texts(node, path);
    for (int i = 0; i < node.size(); i++) {
      asset(node.get(i), path + "/" + i);
    }
    return codes;
  }

  private Set<String> texts(JsonNode node, String path) throws PolicyException {
    Set<String> texts = new LinkedHashSet<>();
    for (int i = 0; i < array(node, path).size(); i++) {
      if (!texts.add(text(node.get(i), path + "/" + i))) {
        throw new PolicyException(source + ": " + path + "/" + i + ": stands there twice");
      }
    }
    return texts;
  }

  private String text(JsonNode node, String path) throws PolicyException {
    if (!node.isTextual() || node.textValue().isBlank()) {
      throw wrong(path, node, "a text that is not blank");
    }
    return node.textValue();
  }

  private JsonNode array(JsonNode node, String path) throws PolicyException {
    if (!node.isArray()) {
      throw wrong(path, node, "an array");
    }
    return node;
  }

  /// All of these keys, and no other.
  private void keys(JsonNode node, String path, String... keys) throws PolicyException {
    if (!node.isObject()) {
      throw wrong(path.isEmpty() ? "/" : path, node, "an object");
    }
    Set<String> known = new LinkedHashSet<>(List.of(keys));
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!known.contains(field.getKey())) {
        throw new PolicyException(
            "%s: %s/%s: unknown key; expected one of %s"
                .formatted(source, path, field.getKey(), known));
      }
    }
    for (String key : keys) {
      if (!node.has(key)) {
        throw new PolicyException("%s: %s/%s: missing".formatted(source, path, key));
      }
    }
  }

  private PolicyException wrong(String path, JsonNode found, String expected) {
    String shown = found.toString();
    return new PolicyException(
        "%s: %s: found %s, expected %s"
            .formatted(
                source,
                path,
                shown.length() > 60 ? shown.substring(0, 60) + "…" : shown,
                expected));
  }
}
