package io.fairway.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import io.fairway.cluster.disk.DamagedLedger;
import io.fairway.cluster.planted.MemberFromBelow;
import io.fairway.cluster.storage.HugePages;
import io.fairway.ledger.planted.Dice;
import io.fairway.ledger.planted.Disk;
import io.fairway.ledger.planted.Threads;
import io.fairway.ledger.planted.WallClock;
import io.fairway.money.planted.AeronOutsideCluster;
import io.fairway.money.planted.ArrowToLedger;
import io.fairway.money.planted.MoneyManager;
import io.fairway.payments.planted.ArrowToInnerPackage;
import io.fairway.payments.planted.DoubleCall;
import io.fairway.payments.planted.DoubleField;
import io.fairway.payments.planted.DoubleLocal;
import io.fairway.structure.planted.Unmarked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StructureTest {
  private static final Set<String> NO_FLOATING_POINT =
      Set.of("money", "ledger", "payments", "issuance");
  private static final int TYPES_TO_TELL = 20;
  private static final JavaClasses HOUSE = House.classes();

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of(
            "arrows", Rules.arrows(), List.of(ArrowToLedger.class, ArrowToInnerPackage.class)),
        Arguments.of(
            "the cluster's packages", Rules.clusterPackages(), List.of(MemberFromBelow.class)),
        Arguments.of("libraries", Rules.libraries(), List.of(AeronOutsideCluster.class)),
        Arguments.of(
            "ledger is deterministic",
            Rules.ledgerIsDeterministic(),
            List.of(WallClock.class, Dice.class, Threads.class, Disk.class)),
        Arguments.of("null-marked", Rules.nullMarked(), List.of(Unmarked.class)),
        Arguments.of("names", Rules.names(), List.of(MoneyManager.class)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void holds(String name, ArchRule rule, List<Class<?>> planted) {
    rule.check(HOUSE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void failsOnAPlantedViolation(String name, ArchRule rule, List<Class<?>> planted) {
    for (Class<?> violation : planted) {
      assertThatThrownBy(() -> rule.check(House.planted(violation)))
          .as("%s sees %s", name, violation)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(
              violation.getSimpleName().equals("Unmarked") ? "planted" : violation.getSimpleName());
    }
  }

  @Test
  void everyRoomOfThePlanIsLookedAt() {
    Set<String> seen = HOUSE.stream().map(House::room).collect(Collectors.toSet());
    assertThat(seen).isSubsetOf(House.ARROWS.keySet());
    assertThat(seen).contains("money", "ledger", "cluster", "chain", "payments", "app");
  }

  @Test
  void noFloatingPointNearMoney() {
    assertThat(FloatingPoint.find(HOUSE, NO_FLOATING_POINT)).isEmpty();
  }

  @Test
  void floatingPointIsFoundWhereverItHides() {
    assertThat(
            FloatingPoint.find(
                House.planted(DoubleField.class, DoubleLocal.class, DoubleCall.class),
                NO_FLOATING_POINT))
        .anyMatch(f -> f.contains("DoubleField.amount is a field"))
        .anyMatch(f -> f.contains("DoubleLocal.half uses"))
        .anyMatch(f -> f.contains("DoubleCall.isPositive uses"));
  }

  @Test
  void methodsAndFilesStayShort() {
    assertThat(SourceLimits.find(House.sources())).isEmpty();
    assertThat(House.sources()).hasSizeGreaterThan(20);
  }

  @Test
  void longMethodsFilesAndParameterListsAreFound(@TempDir Path directory) throws IOException {
    Path source = directory.resolve("Long.java");
    String parameters = "int a, int b, int c, int d, int e, int f, int g, int h";
    Files.writeString(
        source,
        "class Long {\n  void tall() {\n"
            + "    ;\n".repeat(59)
            + "  }\n  void wide("
            + parameters
            + ") {}\n"
            + "// TO"
            + "DO shorten\n"
            + "\n".repeat(440)
            + "}\n");
    assertThat(SourceLimits.find(List.of(source)))
        .anyMatch(f -> f.contains("tall has 61 lines"))
        .anyMatch(f -> f.contains("wide takes more than 7 parameters"))
        .anyMatch(f -> f.contains("note to self"))
        .anyMatch(f -> f.endsWith("lines, at most 500"))
        .hasSize(4);
  }

  /// Under half, in every room with enough types to tell and that is no vocabulary: the types of
  /// `ledger` are the words in which all others speak to it. A type behind the front is its room's
  /// own even when it is public, as long as no other room names it.
  @Test
  void roomsKeepMostOfTheirTypesToThemselves() {
    Map<String, List<JavaClass>> rooms =
        HOUSE.stream()
            .filter(Rules.topLevel())
            .collect(Collectors.groupingBy(House::room, TreeMap::new, Collectors.toList()));
    List<String> open = new ArrayList<>();
    rooms.forEach((room, types) -> {
      long share = types.stream().filter(InnerTypes::isOpen).count();
      System.out.printf("open types in %-11s %3d of %3d%n", room, share, types.size());
      if (types.size() >= TYPES_TO_TELL && !room.equals("ledger") && 2 * share >= types.size()) {
        open.add(room + ": " + share + " of " + types.size());
      }
    });
    assertThat(open).isEmpty();
  }

  /// What other rooms' tests start, such as a whole chain in a folder, is for somebody too.
  @Test
  void nothingInsideARoomIsPublicForNobody() {
    List<Path> all = Stream.concat(House.sources().stream(), House.testSources().stream()).toList();
    assertThat(InnerTypes.publicForNobody(HOUSE, all)).isEmpty();
  }

  @Test
  void aTypeThatIsPublicForNobodyIsFound() {
    List<Path> storage =
        House.sources().stream().filter(s -> s.toString().contains("cluster/storage/")).toList();
    assertThat(InnerTypes.publicForNobody(HOUSE, storage))
        .contains(HugePages.class.getName())
        .doesNotContain(DamagedLedger.class.getName());
  }

  @Test
  void theRootPomStaysReadable() throws IOException {
    assertThat(Files.readAllLines(House.checkout().resolve("pom.xml"))).hasSizeLessThan(250);
  }

  @Test
  void theBuildKnowsNoArrowThatTheClassesMayNotUse() throws IOException {
    for (Map.Entry<String, Set<String>> room : House.ARROWS.entrySet()) {
      Path pom = House.checkout().resolve(room.getKey()).resolve("pom.xml");
      List<String> rooms =
          Files.readAllLines(pom).stream()
              .filter(l -> l.contains("<dependency><groupId>io.fairway</groupId>"))
              .filter(l -> !l.contains("<scope>test</scope>"))
              .map(l -> l.replaceAll(".*<artifactId>([a-z]+)</artifactId>.*", "$1"))
              .filter(r -> !r.equals("contracts"))
              .sorted(Comparator.naturalOrder())
              .toList();
      assertThat(room.getValue()).as(room.getKey() + "/pom.xml").containsAll(rooms);
    }
  }
}
