package io.fairway.reporting;

import io.fairway.money.Invariant;
import java.util.Collection;
import java.util.Objects;

/// A piece of markup that is safe to show. Text gets in only through [#of(String, Object...)],
/// which escapes it, so that no name or reason of an order file can become markup.
record Html(String markup) {
  static final Html NOTHING = new Html("");

  private static final String HOLE = "{}";

  /// Fills the holes `{}` of a template in order. The template is the program's own text; an
  /// argument that is [Html] goes in as it is, anything else is escaped.
  static Html of(String template, Object... arguments) {
    StringBuilder out = new StringBuilder(template.length() + 64);
    int from = 0;
    for (Object argument : arguments) {
      int hole = template.indexOf(HOLE, from);
      Invariant.check(hole >= 0, "more arguments than holes: %s", template);
      out.append(template, from, hole);
      if (argument instanceof Html html) {
        out.append(html.markup);
      } else {
        escape(out, Objects.toString(argument));
      }
      from = hole + HOLE.length();
    }
    Invariant.check(template.indexOf(HOLE, from) < 0, "a hole is left open: %s", template);
    return new Html(out.append(template, from, template.length()).toString());
  }

  static Html join(Collection<Html> pieces) {
    StringBuilder out = new StringBuilder();
    pieces.forEach(piece -> out.append(piece.markup));
    return new Html(out.toString());
  }

  /// Safe between tags and inside quoted attributes. Control characters, which HTML does not know,
  /// and marks that turn the reading direction of what follows become a replacement character.
  private static void escape(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(isUnshowable(c) ? '\uFFFD' : c);
      }
    }
  }

  private static boolean isUnshowable(char c) {
    boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
    boolean direction = (c >= '\u202A' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069');
    return control || direction;
  }
}
