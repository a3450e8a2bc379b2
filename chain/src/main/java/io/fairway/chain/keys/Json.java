package io.fairway.chain.keys;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.Hash32;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.web3j.crypto.Hash;

/// The files of the keys as JSON: read and written by Jackson, with a field twice, too deep or too
/// large a document refused; what is ours is the order that is hashed, and that a field that is
/// missing or of another kind is named.
final class Json {
  /// These files are carried in from elsewhere; the largest holds the code of a contract.
  private static final int SIZE_MAX = 4_000_000;

  private static final int DEPTH_MAX = 32;

  static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxDocumentLength(SIZE_MAX)
                          .build())
                  .build())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final ObjectMapper BARE = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /// A file that was carried here. What of it a screen would not show is refused.
  static ObjectNode read(Path file) {
    ObjectNode root = readOwn(file);
    Plain.document(root, file.toString());
    return root;
  }

  /// A file that was written here.
  static ObjectNode readOwn(Path file) {
    // A device has no size and no end, so nothing is asked of a file but its first bytes.
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(SIZE_MAX + 1);
      if (bytes.length > SIZE_MAX) {
        throw new KeyProblem(
            "%s is too large; expected at most %,d bytes".formatted(file, SIZE_MAX));
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return parse(text, file.toString());
    } catch (IOException problem) {
      throw new KeyProblem(file + ": cannot be read (" + why(problem) + ")", problem);
    }
  }

  /// The system's words for these two are the file's name alone.
  private static String why(IOException problem) {
    return switch (problem) {
      case NoSuchFileException _ -> "no such file";
      case AccessDeniedException _ -> "no permission";
      default -> String.valueOf(problem.getMessage());
    };
  }

  static ObjectNode parse(String text, String where) {
    try {
      if (MAPPER.readTree(text) instanceof ObjectNode object) {
        return object;
      }
      throw new KeyProblem(where + ": no JSON object; expected one");
    } catch (JsonProcessingException problem) {
      throw new KeyProblem(where + ": " + told(problem), problem);
    }
  }

  /// A file that was cut off while it was carried is the usual case, and a parser's words for it
  /// differ with the byte at which it ends.
  private static String told(JsonProcessingException problem) {
    JsonLocation at = problem.getLocation();
    // The parser's second place is that of a bracket, within words about its own settings.
    String words = String.valueOf(problem.getOriginalMessage()).split(" \\(start marker at", 2)[0];
    return at == null
        ? "no JSON: " + words
        : "no whole JSON, it goes wrong at line %d, column %d: %s"
            .formatted(at.getLineNr(), at.getColumnNr(), words);
  }

  /// A field that is not as it must be.
  ///
  /// @param expected what it must be, in words
  static KeyProblem unfit(JsonNode node, String field, String expected) {
    JsonNode value = node.path(field);
    return new KeyProblem(
        "the field %s is %s; expected %s"
            .formatted(field, value.isMissingNode() ? "missing" : value, expected));
  }

  static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw unfit(node, field, "a text");
    }
    return value.asText();
  }

  static long whole(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.canConvertToLong() || !value.isIntegralNumber() || value.asLong() < 0) {
      throw unfit(node, field, "a whole number from 0");
    }
    return value.asLong();
  }

  static int count(JsonNode node, String field) {
    long count = whole(node, field);
    if (count > Integer.MAX_VALUE) {
      throw new KeyProblem("the field " + field + " is " + count + "; expected a smaller number");
    }
    return (int) count;
  }

  private static <E extends Enum<E>> E oneOf(Class<E> values, JsonNode node, String field) {
    String text = text(node, field);
    return EnumSet.allOf(values).stream()
        .filter(value -> value.name().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new KeyProblem(
                "the field %s is '%s'; expected one of %s"
                    .formatted(field, text, EnumSet.allOf(values))));
  }

  static Instant instant(JsonNode node, String field) {
    try {
      return Instant.parse(text(node, field));
    } catch (java.time.format.DateTimeParseException problem) {
      KeyProblem unfit = unfit(node, field, "a time such as 2026-01-02T03:04:05Z");
      unfit.initCause(problem);
      throw unfit;
    }
  }

  /// A text that may be missing or empty.
  ///
  /// @param expected what it is, in words
  static String textOrEmpty(JsonNode node, String field, String expected) {
    JsonNode value = node.path(field);
    if (!value.isMissingNode() && !value.isTextual()) {
      throw unfit(node, field, expected);
    }
    return value.asText();
  }

  /// True or false; false when it is missing.
  static boolean flag(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw unfit(node, field, "true or false");
    }
    return value.asBoolean();
  }

  static List<JsonNode> objects(JsonNode node, String field) {
    JsonNode value = node.path(field);
    List<JsonNode> objects = new ArrayList<>();
    value.forEach(objects::add);
    if (!value.isArray() || !objects.stream().allMatch(JsonNode::isObject)) {
      throw unfit(node, field, "a list of objects");
    }
    return objects;
  }

  static List<String> texts(JsonNode node, String field) {
    if (!(node.path(field) instanceof ArrayNode array)) {
      throw unfit(node, field, "a list of texts");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : array) {
      if (!item.isTextual()) {
        throw unfit(node, field, "a list of texts");
      }
      texts.add(item.asText());
    }
    return texts;
  }

  static ArrayNode array(List<String> texts) {
    ArrayNode array = MAPPER.createArrayNode();
    texts.forEach(array::add);
    return array;
  }

  static String pretty(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static String line(JsonNode node) {
    try {
      return BARE.writeValueAsString(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The hash of what a document says, whatever its spaces and the order of its fields.
  static Hash32 hash(JsonNode node) {
    try {
      String bare = BARE.writeValueAsString(sorted(node));
      return Hash32.of(Hash.sha3(bare.getBytes(StandardCharsets.UTF_8)));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static JsonNode sorted(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode result = MAPPER.createObjectNode();
        object.properties().stream()
            .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
            .forEach(field -> result.set(field.getKey(), sorted(field.getValue())));
        yield result;
      }
      case ArrayNode array -> {
        ArrayNode result = MAPPER.createArrayNode();
        array.forEach(item -> result.add(sorted(item)));
        yield result;
      }
      default -> node;
    };
  }

  static ObjectNode of(Inventory inventory) {
    ObjectNode root = object();
    root.put("store", inventory.store()).put("auditAddress", inventory.auditAddress());
    ObjectNode people = root.putObject("people");
    new TreeMap<>(inventory.people()).forEach(people::put);
    ObjectNode quorums = root.putObject("quorums");
    new TreeMap<>(inventory.quorums())
        .forEach((function, quorum) ->
            quorums
                .putObject(function)
                .put("required", quorum.required())
                .set("holders", array(quorum.holders())));
    ArrayNode keys = root.putArray("keys");
    inventory.keys().forEach(key -> keys.add(of(key)));
    return root;
  }

  static ObjectNode of(KeyRecord key) {
    ObjectNode node = object();
    node.put("name", key.name())
        .put("version", key.version())
        .put("class", key.keyClass().name())
        .put("function", key.function());
    node.set("holders", array(key.holders()));
    return node.put("location", key.location())
        .put("status", key.status().name())
        .put("address", key.address())
        .put("serial", key.serial())
        .put("created", key.created().toString())
        .put("uses", key.uses())
        .put("ageMaxDays", key.limits().ageMax().toDays())
        .put("usesMax", key.limits().usesMax())
        .put("development", key.development());
  }

  static Inventory inventory(JsonNode root) {
    Map<String, String> people = new TreeMap<>();
    root.path("people").properties().forEach(p -> people.put(p.getKey(), p.getValue().asText()));
    Map<String, Inventory.Quorum> quorums = new TreeMap<>();
    root.path("quorums")
        .properties()
        .forEach(q ->
            quorums.put(
                q.getKey(),
                new Inventory.Quorum(
                    count(q.getValue(), "required"), texts(q.getValue(), "holders"))));
    List<KeyRecord> keys = new ArrayList<>();
    root.path("keys").forEach(key -> keys.add(key(key)));
    return new Inventory(text(root, "store"), text(root, "auditAddress"), people, quorums, keys);
  }

  private static KeyRecord key(JsonNode node) {
    return new KeyRecord(
        text(node, "name"),
        count(node, "version"),
        oneOf(KeyRecord.KeyClass.class, node, "class"),
        text(node, "function"),
        texts(node, "holders"),
        text(node, "location"),
        oneOf(KeyRecord.Status.class, node, "status"),
        text(node, "address"),
        text(node, "serial"),
        instant(node, "created"),
        whole(node, "uses"),
        KeyRecord.Limits.of(whole(node, "ageMaxDays"), whole(node, "usesMax")),
        node.path("development").asBoolean());
  }
}
