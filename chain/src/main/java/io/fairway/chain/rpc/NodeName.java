package io.fairway.chain.rpc;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a node is called in messages: scheme, host and port of its address. The rest of an address
/// may be a secret of who uses it: providers put keys into paths and queries, and passwords stand
/// before the host. It is shown nowhere.
public final class NodeName {
  /// A part of a path that is shorter is a word such as `v3`.
  private static final int SECRET_MIN = 8;

  private static final Pattern SHOWN =
      Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*://)?(?:[^/?#]*@)?([^/?#]*).*", Pattern.DOTALL);

  private static final Pattern BETWEEN_PARTS = Pattern.compile("[/&=:]");

  private NodeName() {}

  public static String of(URI node) {
    return of(node.toString());
  }

  /// Of what should be an address and may be none.
  public static String of(String address) {
    Matcher parts = SHOWN.matcher(address);
    return parts.matches() ? text(parts.group(1)) + parts.group(2) : "";
  }

  /// Of several: those that would be called the same are told apart by a number.
  public static List<String> of(List<URI> nodes) {
    List<String> plain = nodes.stream().map(NodeName::of).toList();
    List<String> names = new ArrayList<>();
    for (String name : plain) {
      int number = 1 + Collections.frequency(plain.subList(0, names.size()), name);
      boolean alone = Collections.frequency(plain, name) == 1;
      names.add(alone ? name : "%s (%d)".formatted(name, number));
    }
    return List.copyOf(names);
  }

  /// A text of the node's, or of a library that was given the address, without what of the address
  /// is secret.
  static String withoutSecrets(String text, URI node) {
    String shown = text;
    for (String secret : secrets(node)) {
      shown = shown.replace(secret, "...");
    }
    return shown;
  }

  /// The longest first: parts of it would otherwise be left over.
  private static List<String> secrets(URI node) {
    List<String> secrets = new ArrayList<>();
    for (String part :
        List.of(
            text(node.getRawUserInfo()),
            text(node.getUserInfo()),
            text(node.getRawPath()),
            text(node.getPath()),
            text(node.getRawQuery()),
            text(node.getQuery()))) {
      if (part.length() > 1) {
        secrets.add(part);
      }
      BETWEEN_PARTS
          .splitAsStream(part)
          .filter(piece -> piece.length() >= SECRET_MIN)
          .forEach(secrets::add);
    }
    secrets.sort(Comparator.comparingInt(String::length).reversed());
    return secrets;
  }

  private static String text(@Nullable String part) {
    return part == null ? "" : part;
  }
}
