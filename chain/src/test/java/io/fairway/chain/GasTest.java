package io.fairway.chain;

import static io.fairway.chain.Chains.WAIT;
import static io.fairway.chain.Chains.coins;
import static io.fairway.chain.Chains.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.fairway.chain.development.Anvil;
import io.fairway.chain.development.DevelopmentChain;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a window costs, against the limit that the formula gives it. Prints the table that stands
/// in docs/decisions/0012.
class GasTest {
  private static final int RECEIVERS_MAX = 16;

  @TempDir static Path folder;

  private static DevelopmentChain development;
  private static EvmChain chain;

  @BeforeAll
  static void start() {
    List<String> participants = new ArrayList<>(List.of("L001"));
    IntStream.range(0, RECEIVERS_MAX).forEach(index -> participants.add("R" + index));
    development =
        DevelopmentChain.start(
            Anvil.findContracts(), folder, Chains.database(), Chains.BLOCK_TIME, participants);
    chain = development.chain();
    for (Asset coin : List.of(Asset.FHKD, Asset.FUSD, Asset.FCNH)) {
      Money amount = new Money(coin, 1_000_000_000_000L);
      Chains.attest(chain, coin);
      assertThat(chain.mint(id("open " + coin), chain.address("L001"), amount, WAIT))
          .isInstanceOf(MintOutcome.Minted.class);
    }
  }

  @AfterAll
  static void stop() {
    development.close();
  }

  @Test
  void aWindowStaysWellUnderItsLimit() {
    StringBuilder table =
        new StringBuilder("positions | gas, new holders | gas, holders | limit\n");
    for (int receivers : new int[] {1, 2, 3, 4, 8, RECEIVERS_MAX}) {
      // New holders come once a coin: each size takes a fresh range of receivers where there is
      // one.
      long fresh =
          gas("fresh " + receivers, receivers, List.of(Asset.FHKD), RECEIVERS_MAX - receivers);
      long again =
          gas("again " + receivers, receivers, List.of(Asset.FHKD), RECEIVERS_MAX - receivers);
      long limit = Settling.gasLimit(receivers + 1);
      table.append("%9d | %16d | %12d | %d%n".formatted(receivers + 1, fresh, again, limit));
      assertThat(fresh).isLessThan(limit * 9 / 10);
      // A listed account has its word already, so a new holder costs no more; bytes of call data
      // do.
      assertThat(again).isCloseTo(fresh, withinPercentage(1));
    }
    List<Asset> three = List.of(Asset.FHKD, Asset.FUSD, Asset.FCNH);
    long fresh = gas("three fresh", RECEIVERS_MAX, three, 0);
    long again = gas("three again", RECEIVERS_MAX, three, 0);
    long limit = Settling.gasLimit(3 * (RECEIVERS_MAX + 1));
    table.append("3 coins x 17 | %13d | %12d | %d%n".formatted(fresh, again, limit));
    assertThat(fresh).isLessThan(limit * 9 / 10);
    table.append("mint | %d%n".formatted(chain.gasUsed().mints().gas() / 3));
    System.out.print(table);
  }

  /// Two coins that cross, payment versus payment, as the pilot's windows do.
  @Test
  void paymentVersusPayment() {
    String one = chain.address("L001");
    String other = chain.address("R0");
    Money rmb = new Money(Asset.FCNH, 5_000_000);
    chain.mint(id("rmb of R0"), other, rmb, WAIT);
    Window window =
        new Window(
            id("pvp"),
            List.of(new Leg(id("1"), one, other, coins("5")), new Leg(id("2"), other, one, rmb)));
    long gas = settled(window).gasUsed();
    System.out.printf("payment versus payment, 4 positions | %d%n", gas);
    assertThat(gas).isLessThan(Settling.gasLimit(4) * 9 / 10);
  }

  private static long gas(String name, int receivers, List<Asset> coins, int first) {
    List<Leg> legs = new ArrayList<>();
    for (Asset coin : coins) {
      for (int index = first; index < first + receivers; index++) {
        legs.add(
            new Leg(
                id(name + coin + index),
                chain.address("L001"),
                chain.address("R" + index),
                new Money(coin, 1_000_000 + index)));
      }
    }
    return settled(new Window(id(name), legs)).gasUsed();
  }

  private static Inclusion settled(Window window) {
    WindowOutcome outcome = chain.settle(window, WAIT);
    assertThat(outcome).isInstanceOf(WindowOutcome.Settled.class);
    return ((WindowOutcome.Settled) outcome).inclusion();
  }
}
