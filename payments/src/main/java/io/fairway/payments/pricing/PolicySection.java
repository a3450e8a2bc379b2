package io.fairway.payments.pricing;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.payments.order.UnreadableFile;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the keys of a JSON object, each of which must be there.
final class PolicySection {

  private static final String WHERE = "the policy, section pricing";

  /// Decimals are written as text, so that no reader makes them floating point on the way.
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,10}(\\.[0-9]{1,10})?");

  private final JsonNode section;
  private final Set<String> read = new HashSet<>();

  PolicySection(JsonNode section) {
    if (!section.isObject()) {
      throw new UnreadableFile(WHERE, "it is not an object", "{\"feeBps\": \"2\", ...}");
    }
    this.section = section;
  }

  BigDecimal decimal(String key, int min, int max) {
    String expected = "a decimal in quotes from " + min + " to " + max + ", such as \"2\"";
    JsonNode value = value(key, expected);
    if (value.isTextual() && DECIMAL.matcher(value.textValue()).matches()) {
      BigDecimal decimal = new BigDecimal(value.textValue());
      if (decimal.compareTo(BigDecimal.valueOf(min)) >= 0
          && decimal.compareTo(BigDecimal.valueOf(max)) <= 0) {
        return decimal;
      }
    }
    throw wrong(key, value, expected);
  }

  int whole(String key, int min, int max) {
    String expected = "a whole number from " + min + " to " + max;
    JsonNode value = value(key, expected);
    if (value.isInt() && value.intValue() >= min && value.intValue() <= max) {
      return value.intValue();
    }
    throw wrong(key, value, expected);
  }

  boolean flag(String key) {
    JsonNode value = value(key, "true or false");
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    throw wrong(key, value, "true or false");
  }

  void checkNoOthers() {
    for (String key : (Iterable<String>) section::fieldNames) {
      if (!read.contains(key)) {
        throw new UnreadableFile(
            WHERE, "unknown key " + key, "only " + read.stream().sorted().toList());
      }
    }
  }

  private JsonNode value(String key, String expected) {
    read.add(key);
    JsonNode value = section.get(key);
    if (value == null) {
      throw new UnreadableFile(WHERE, "no key " + key, expected);
    }
    return value;
  }

  private static UnreadableFile wrong(String key, JsonNode value, String expected) {
    return new UnreadableFile(WHERE, key + " is " + value, expected);
  }
}
