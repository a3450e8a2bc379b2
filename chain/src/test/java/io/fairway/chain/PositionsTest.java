package io.fairway.chain;

import static io.fairway.chain.Chains.coins;
import static io.fairway.chain.Chains.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.chain.Positions.Position;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PositionsTest {
  private static final String A = "0x" + "0A".repeat(20);
  private static final String B = "0x" + "0b".repeat(20);
  private static final Map<String, String> COINS =
      Map.of("FHKD", "0x" + "22".repeat(20), "FCNH", "0x" + "11".repeat(20));

  @Test
  void sortsByCoinThenAccountInLowerCase() {
    Money rmb = new Money(Asset.FCNH, 7);
    assertThat(
            of(
                List.of(
                    new Leg(id("1"), B, A, coins("5")),
                    new Leg(id("2"), A, B, coins("2")),
                    new Leg(id("3"), A, B, rmb))))
        .containsExactly(
            new Position("0x" + "11".repeat(20), "0x" + "0a".repeat(20), -7),
            new Position("0x" + "11".repeat(20), B, 7),
            new Position("0x" + "22".repeat(20), "0x" + "0a".repeat(20), 3_000_000),
            new Position("0x" + "22".repeat(20), B, -3_000_000));
  }

  @Test
  void legsThatCancelOutLeaveNothing() {
    assertThat(of(List.of(new Leg(id("1"), A, B, coins("5")), new Leg(id("2"), B, A, coins("5")))))
        .isEmpty();
  }

  @Test
  void aSumThatDoesNotFitIsABug() {
    Money most = new Money(Asset.FHKD, Long.MAX_VALUE);
    assertThatThrownBy(
            () -> of(List.of(new Leg(id("1"), A, B, most), new Leg(id("2"), A, B, most))))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void everyCoinSumsToZero() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    List<Leg> legs =
        IntStream.range(0, 500)
            .mapToObj(index ->
                new Leg(
                    id("leg " + index),
                    "0x" + "%040x".formatted(1 + random.nextInt(9)),
                    "0x" + "%040x".formatted(10 + random.nextInt(9)),
                    new Money(
                        random.nextBoolean() ? Asset.FHKD : Asset.FCNH,
                        1 + random.nextLong(1_000_000_000_000L))))
            .toList();
    Map<String, Long> sums =
        of(legs).stream()
            .collect(
                Collectors.groupingBy(Position::coin, Collectors.summingLong(Position::units)));
    assertThat(sums)
        .as("seed %s", seed)
        .hasSize(2)
        .allSatisfy((_, sum) -> assertThat(sum).isZero());
  }

  private static List<Position> of(List<Leg> legs) {
    return Positions.of(legs, code -> Objects.requireNonNull(COINS.get(code)));
  }
}
