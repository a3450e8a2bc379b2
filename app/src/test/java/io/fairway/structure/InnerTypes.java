package io.fairway.structure;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Types of a split room that do not stand at its front. Java calls public what only the package
/// next to it needs, so who names them is looked up.
final class InnerTypes {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([a-z0-9.]+);");
  private static final Pattern NAME =
      Pattern.compile("\\b(io\\.fairway(?:\\.[a-z0-9]+)+)\\.[A-Z]\\w*");

  private InnerTypes() {}

  /// Public types that no source names outside of their package. Sources are read and not classes:
  /// a constant leaves no trace in the class that uses it.
  static List<String> publicForNobody(JavaClasses types, List<Path> sources) {
    Set<String> named = new HashSet<>();
    sources.forEach(source -> named.addAll(namesFromElsewhere(source)));
    return types.stream()
        .filter(Rules.topLevel())
        .filter(type -> isPublic(type) && !isAtTheFront(type))
        .map(JavaClass::getName)
        .filter(name -> !named.contains(name))
        .sorted()
        .toList();
  }

  /// Public, and for other rooms: at the front of its own, or named by another one.
  static boolean isOpen(JavaClass type) {
    return isPublic(type) && (isAtTheFront(type) || isNamedByAnotherRoom(type));
  }

  private static Set<String> namesFromElsewhere(Path source) {
    try {
      String text = Files.readString(source);
      Matcher own = PACKAGE.matcher(text);
      String from = own.find() ? own.group(1) : "";
      Set<String> names = new HashSet<>();
      for (Matcher name = NAME.matcher(text); name.find(); ) {
        if (!name.group(1).equals(from)) {
          names.add(name.group());
        }
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC);
  }

  private static boolean isAtTheFront(JavaClass type) {
    return type.getPackageName().equals(House.ROOT + "." + House.room(type));
  }

  private static boolean isNamedByAnotherRoom(JavaClass type) {
    return type.getDirectDependenciesToSelf().stream()
        .anyMatch(use -> !House.room(use.getOriginClass()).equals(House.room(type)));
  }
}
