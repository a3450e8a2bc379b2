package io.fairway.structure;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// The rules over compiled classes.
final class Rules {
  /// Where a library may be used; everywhere else it may not.
  private static final Map<String, Set<String>> LIBRARY_ROOMS =
      Map.of(
          "io.aeron", Set.of("cluster"),
          "org.agrona", Set.of("cluster", "ledger", "bench"),
          "org.web3j", Set.of("chain"),
          "org.springframework", Set.of("app"),
          "picocli", Set.of("app", "bench"),
          "com.zaxxer.hikari", Set.of("app"));

  /// Reading a clock, rolling dice, starting threads, reaching out: none of it is deterministic.
  private static final List<String> NOT_DETERMINISTIC =
      List.of(
          "java.io.",
          "java.net.",
          "java.nio.channels.",
          "java.nio.file.",
          "java.sql.",
          "java.security.SecureRandom",
          "java.time.Clock",
          "java.util.Random",
          "java.util.Timer",
          "java.util.concurrent.",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.lang.Thread",
          "java.lang.ThreadLocal");

  /// Part of the language's own machinery, not a reaching out.
  private static final Set<String> HARMLESS = Set.of("java.io.Serializable");

  private static final Set<String> NOT_DETERMINISTIC_CALLS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.identityHashCode",
          "java.lang.Math.random",
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.util.UUID.randomUUID");

  private static final List<String> BANNED_SUFFIXES =
      List.of("Manager", "Helper", "Helpers", "Util", "Utils", "Impl");
  private static final List<String> BANNED_PACKAGES =
      List.of("dto", "impl", "util", "utils", "service", "services", "helper", "helpers");

  private Rules() {}

  static ArchRule arrows() {
    return classes().should(condition("use only the rooms that the plan allows", Rules::arrow));
  }

  private static Stream<String> arrow(JavaClass type) {
    String room = House.room(type);
    Set<String> allowed = House.ARROWS.getOrDefault(room, Set.of());
    return type.getDirectDependenciesFromSelf().stream()
        .filter(d -> House.isOurs(d.getTargetClass()))
        .filter(d -> !House.room(d.getTargetClass()).equals(room))
        .filter(d ->
            !allowed.contains(House.room(d.getTargetClass())) || House.isInner(d.getTargetClass()))
        .map(d -> room + " -> " + d.getTargetClass().getPackageName() + ": " + d.getDescription());
  }

  static ArchRule clusterPackages() {
    return classes()
        .that()
        .resideInAPackage(House.ROOT + ".cluster.*..")
        .should(condition("use only the packages that they stand on", Rules::clusterArrow));
  }

  private static Stream<String> clusterArrow(JavaClass type) {
    Set<String> allowed = House.CLUSTER_ARROWS.getOrDefault(type.getPackageName(), Set.of());
    return type.getDirectDependenciesFromSelf().stream()
        .filter(d -> House.isOurs(d.getTargetClass()))
        .filter(d -> House.room(d.getTargetClass()).equals("cluster"))
        .filter(d -> !d.getTargetClass().getPackageName().equals(type.getPackageName()))
        .filter(d -> !allowed.contains(d.getTargetClass().getPackageName()))
        .map(Dependency::getDescription);
  }

  static ArchRule libraries() {
    return classes().should(condition("use a library only in its room", Rules::library));
  }

  private static Stream<String> library(JavaClass type) {
    return type.getDirectDependenciesFromSelf().stream()
        .filter(d -> LIBRARY_ROOMS.entrySet().stream().anyMatch(e -> strays(type, d, e)))
        .map(Dependency::getDescription);
  }

  private static boolean strays(
      JavaClass type, Dependency use, Map.Entry<String, Set<String>> library) {
    return use.getTargetClass().getPackageName().startsWith(library.getKey())
        && !library.getValue().contains(House.room(type));
  }

  static ArchRule ledgerIsDeterministic() {
    return classes()
        .that()
        .resideInAPackage(House.ROOT + ".ledger..")
        // runs alone, on a customer's machine, and reads the proof from a file
        .and()
        .doNotHaveFullyQualifiedName(House.ROOT + ".ledger.proof.ProofCheck")
        .should(condition("read no clock, dice, thread or file", Rules::indeterminate));
  }

  private static Stream<String> indeterminate(JavaClass type) {
    Stream<String> uses =
        type.getDirectDependenciesFromSelf().stream()
            .filter(d -> !HARMLESS.contains(d.getTargetClass().getName()))
            .filter(d -> matches(d.getTargetClass().getName(), NOT_DETERMINISTIC))
            .map(Dependency::getDescription);
    Stream<String> calls =
        type.getMethodCallsFromSelf().stream()
            .filter(c -> NOT_DETERMINISTIC_CALLS.contains(name(c)))
            .map(JavaCall::getDescription);
    return Stream.concat(uses, calls);
  }

  private static boolean matches(String type, List<String> typesAndPackages) {
    return typesAndPackages.stream()
        .anyMatch(n -> n.endsWith(".") ? type.startsWith(n) : type.split("\\$", -1)[0].equals(n));
  }

  private static String name(JavaCall<?> call) {
    return call.getTargetOwner().getName() + "." + call.getTarget().getName();
  }

  static ArchRule nullMarked() {
    return classes()
        .should(
            condition(
                "stand in a package that is @NullMarked",
                type ->
                    type.getPackage().isAnnotatedWith(NullMarked.class)
                        ? Stream.empty()
                        : Stream.of(type.getPackageName() + " is not @NullMarked")));
  }

  static ArchRule names() {
    return noClasses()
        .should()
        .haveNameMatching(".*(" + String.join("|", BANNED_SUFFIXES) + ")(\\$.*)?")
        .orShould(resideInBannedPackage());
  }

  private static ArchCondition<JavaClass> resideInBannedPackage() {
    return new ArchCondition<>("stand in a package named for nothing") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean banned =
            Stream.of(type.getPackageName().split("\\.", -1)).anyMatch(BANNED_PACKAGES::contains);
        events.add(
            new SimpleConditionEvent(
                type, banned, type.getName() + " stands in " + type.getPackageName()));
      }
    };
  }

  /// A condition that finds what is wrong with a class, in words.
  private static ArchCondition<JavaClass> condition(
      String description, java.util.function.Function<JavaClass, Stream<String>> findings) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        findings.apply(type).forEach(f -> events.add(SimpleConditionEvent.violated(type, f)));
      }
    };
  }

  /// Top-level types of our own, without package-info.
  static DescribedPredicate<JavaClass> topLevel() {
    return DescribedPredicate.describe(
        "top level",
        type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"));
  }
}
