package io.fairway.structure;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The rooms, the arrows that may join them, and where their classes and sources are.
final class House {
  static final String ROOT = "io.fairway";

  private static final Set<String> BUSINESS =
      Set.of("money", "control", "ledger", "compliance", "chain", "rails");

  /// Every allowed arrow, transcribed from the plan of the house. A room may use itself.
  static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("money", Set.of()),
          Map.entry("control", Set.of("money")),
          Map.entry("ledger", Set.of("money")),
          Map.entry("cluster", Set.of("ledger")),
          Map.entry("chain", Set.of("money", "control")),
          Map.entry("rails", Set.of("money", "control")),
          Map.entry("screening", Set.of("control")),
          Map.entry("compliance", Set.of("money", "control", "screening")),
          Map.entry("issuance", BUSINESS),
          Map.entry("payments", BUSINESS),
          Map.entry(
              "reporting",
              Set.of(
                  "money",
                  "control",
                  "ledger",
                  "cluster",
                  "chain",
                  "rails",
                  "screening",
                  "compliance",
                  "issuance",
                  "payments")),
          Map.entry(
              "app",
              Set.of(
                  "money",
                  "control",
                  "ledger",
                  "cluster",
                  "chain",
                  "rails",
                  "screening",
                  "compliance",
                  "issuance",
                  "payments",
                  "reporting")));

  /// Packages that a room keeps to itself: what is public there is so for the room's other
  /// packages.
  private static final Set<String> INNER =
      Set.of("chain.abi", "chain.keys.vault", "chain.permission");

  /// What each package inside `cluster` may use of the others; its front may use all of them.
  static final Map<String, Set<String>> CLUSTER_ARROWS =
      Map.of(
          "io.fairway.cluster.client",
          Set.of("io.fairway.cluster.network", "io.fairway.cluster.directory"),
          "io.fairway.cluster.network",
          Set.of("io.fairway.cluster.directory"),
          "io.fairway.cluster.storage",
          Set.of("io.fairway.cluster.disk"));

  private House() {}

  /// Every production class of the rooms; `bench` stands above app and is not among them.
  static JavaClasses classes() {
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages(ROOT);
  }

  /// The classes planted as violations.
  static JavaClasses planted(Class<?>... classes) {
    return new ClassFileImporter().importClasses(classes);
  }

  /// The room of a class of ours.
  static String room(JavaClass type) {
    return type.getPackageName().split("\\.", -1)[2];
  }

  /// Is it of a package that no other room may use?
  static boolean isInner(JavaClass type) {
    return INNER.contains(type.getPackageName().substring(ROOT.length() + 1));
  }

  static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith(ROOT + ".");
  }

  /// Every Java source of production code, all rooms.
  static List<Path> sources() {
    return javaFiles("src/main/java");
  }

  /// Every Java source of tests, all rooms.
  static List<Path> testSources() {
    return javaFiles("src/test/java");
  }

  /// The checkout that holds this module.
  static Path checkout() {
    Path module = Path.of("").toAbsolutePath();
    return module.endsWith("app") ? module.resolveSibling("") : module;
  }

  private static List<Path> javaFiles(String folder) {
    try (Stream<Path> rooms = Files.list(checkout())) {
      List<Path> roots = rooms.map(r -> r.resolve(folder)).filter(Files::isDirectory).toList();
      return roots.stream().flatMap(House::walk).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Stream<Path> walk(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(f -> f.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
