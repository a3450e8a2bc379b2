package io.fairway.chain.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairway.chain.Hash32;
import io.fairway.chain.rpc.NodeName;
import io.fairway.money.Invariant;
import io.fairway.money.InvariantViolation;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Reads an object of a file that people write: what is missing, of another kind or not known at
/// all is refused with the file's and the field's name, and nothing is passed over.
final class Fields {
  private static final int DEPTH_MAX = 32;

  /// Characters of a wrong value that are shown.
  private static final int SHOWN_MAX = 120;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// What the parser says of a place that it shows no text of.
  private static final Pattern PLACE = Pattern.compile("\\[Source: [^]]*; (line: [^]]*)]");

  private static final String ADDRESS = "0x[0-9a-f]{40}";

  private final JsonNode json;
  private final String file;
  private final String path;
  private final Set<String> unread = new TreeSet<>();

  private Fields(JsonNode json, String file, String path) {
    this.json = json;
    this.file = file;
    this.path = path;
    json.fieldNames().forEachRemaining(unread::add);
  }

  /// Reads a whole file.
  ///
  /// @throws IllegalArgumentException when it is not what `reader` expects
  static <T> T read(String text, String file, Function<Fields, T> reader) {
    try {
      JsonNode json = JSON.readTree(text);
      if (!json.isObject()) {
        throw new IllegalArgumentException(file + ": expected a JSON object");
      }
      return whole(new Fields(json, file, ""), reader);
    } catch (JsonProcessingException garbled) {
      throw new IllegalArgumentException(file + ": " + told(garbled), garbled);
    } catch (InvariantViolation contradiction) {
      throw new IllegalArgumentException(file + ": " + contradiction.getMessage(), contradiction);
    }
  }

  /// Where it goes wrong, and why, in one line.
  private static String told(JsonProcessingException garbled) {
    JsonLocation at = garbled.getLocation();
    String why =
        garbled instanceof MismatchedInputException
            ? "something follows the object"
            : PLACE.matcher(garbled.getOriginalMessage()).replaceAll("$1");
    return at == null
        ? "no JSON: " + why
        : "no whole JSON, it goes wrong at line %d, column %d: %s"
            .formatted(at.getLineNr(), at.getColumnNr(), why.replace('\n', ' '));
  }

  private static <T> T whole(Fields fields, Function<Fields, T> reader) {
    T value = reader.apply(fields);
    if (!fields.unread.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: unknown field %s"
              .formatted(fields.file, fields.at(fields.unread.iterator().next())));
    }
    return value;
  }

  boolean has(String name) {
    return json.has(name);
  }

  String text(String name) {
    JsonNode value = of(name, "a text");
    if (!value.isTextual()) {
      throw refusal(name, value, "a text");
    }
    return value.asText();
  }

  /// A text that is read on.
  ///
  /// @param what it is expected to be
  <T> T text(String name, Function<String, T> reader, String what) {
    String text = text(name);
    try {
      return reader.apply(text);
    } catch (RuntimeException no) {
      throw refusal(name, of(name, what), what);
    }
  }

  String address(String name) {
    return text(name, Fields::lowerCase, "an address in lower-case digits");
  }

  List<String> addresses(String name) {
    JsonNode list = of(name, "a list of addresses");
    List<String> addresses = new ArrayList<>();
    for (JsonNode one : list) {
      if (!one.asText().matches(ADDRESS)) {
        throw refusal(name, one, "addresses in lower-case digits");
      }
      addresses.add(one.asText());
    }
    if (!list.isArray()) {
      throw refusal(name, list, "a list of addresses");
    }
    return addresses;
  }

  private static String lowerCase(String text) {
    Invariant.check(text.matches(ADDRESS), "no address: %s", text);
    return text;
  }

  Hash32 hash(String name) {
    return text(name, Hash32::parse, "32 bytes in hexadecimal digits");
  }

  long number(String name) {
    JsonNode value = of(name, "a whole number");
    if (!value.canConvertToExactIntegral() || !value.canConvertToLong()) {
      throw refusal(name, value, "a whole number");
    }
    return value.longValue();
  }

  int smallNumber(String name) {
    long value = number(name);
    if (value != (int) value) {
      throw refusal(name, of(name, "a"), "a small number");
    }
    return (int) value;
  }

  Duration seconds(String name) {
    return Duration.ofSeconds(number(name));
  }

  Duration millis(String name) {
    return Duration.ofMillis(number(name));
  }

  /// Addresses of nodes. Of one that is none, only what is no secret is shown.
  List<URI> nodes(String name, Function<String, URI> reader, String what) {
    return texts(
        name,
        reader,
        what,
        one -> JSON.getNodeFactory().textNode(NodeName.of(one.asText())).toString());
  }

  <T> List<T> texts(String name, Function<String, T> reader, String what) {
    return texts(name, reader, what, JsonNode::toString);
  }

  private <T> List<T> texts(
      String name, Function<String, T> reader, String what, Function<JsonNode, String> shown) {
    JsonNode list = of(name, "a list");
    List<T> values = new ArrayList<>();
    for (JsonNode one : list) {
      try {
        values.add(reader.apply(one.asText()));
      } catch (RuntimeException no) {
        throw refusal(name, shown.apply(one), what);
      }
    }
    if (!list.isArray()) {
      throw refusal(name, list, "a list");
    }
    return values;
  }

  <T> T object(String name, Function<Fields, T> reader) {
    return whole(inner(name, of(name, "an object")), reader);
  }

  <T> Optional<T> optional(String name, Function<Fields, T> reader) {
    return has(name) ? Optional.of(object(name, reader)) : Optional.empty();
  }

  <T> List<T> objects(String name, Function<Fields, T> reader) {
    JsonNode list = of(name, "a list of objects");
    List<T> values = new ArrayList<>();
    for (JsonNode one : list) {
      values.add(whole(inner(name + "[" + values.size() + "]", one), reader));
    }
    if (!list.isArray()) {
      throw refusal(name, list, "a list of objects");
    }
    return values;
  }

  /// An object whose fields are names of something, each with a value of the same kind.
  ///
  /// @param reader is given the object and a name
  <T> Map<String, T> named(BiFunction<Fields, String, T> reader) {
    Map<String, T> values = new LinkedHashMap<>();
    json.fieldNames().forEachRemaining(name -> values.put(name, reader.apply(this, name)));
    return values;
  }

  private Fields inner(String name, JsonNode value) {
    if (!value.isObject()) {
      throw refusal(name, value, "an object");
    }
    return new Fields(value, file, at(name));
  }

  private JsonNode of(String name, String expected) {
    unread.remove(name);
    JsonNode value = json.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "%s: %s is missing; expected %s".formatted(file, at(name), expected));
    }
    return value;
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private IllegalArgumentException refusal(String name, JsonNode value, String expected) {
    return refusal(name, value.toString(), expected);
  }

  private IllegalArgumentException refusal(String name, String value, String expected) {
    String shown = value.length() <= SHOWN_MAX ? value : value.substring(0, SHOWN_MAX) + "...";
    return new IllegalArgumentException(
        "%s: %s is %s; expected %s".formatted(file, at(name), shown, expected));
  }
}
