package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.control.PlainText;

/// Refuses text that a screen would not show as it is, where it comes in.
final class Plain {
  private Plain() {}

  /// Lets a text through that shows.
  ///
  /// @param what it is, in words
  static String text(String what, String text) {
    if (!PlainText.isPlain(text)) {
      throw new KeyProblem(
          "%s is '%s': it holds what a screen does not show; expected no line breaks, control or format characters"
              .formatted(what, PlainText.escaped(text)));
    }
    return text;
  }

  /// Lets a document through whose texts and fields' names all show.
  ///
  /// @param where the document is from
  static void document(JsonNode node, String where) {
    if (node.isTextual()) {
      var _ = text(where + ": a text", node.textValue());
    }
    node.properties()
        .forEach(field -> {
          var _ = text(where + ": a field's name", field.getKey());
          document(field.getValue(), where + ", " + field.getKey());
        });
    if (node.isArray()) {
      node.forEach(item -> document(item, where));
    }
  }
}
