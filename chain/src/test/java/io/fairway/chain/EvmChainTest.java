package io.fairway.chain;

import static io.fairway.chain.Chains.WAIT;
import static io.fairway.chain.Chains.coins;
import static io.fairway.chain.Chains.id;
import static io.fairway.chain.Chains.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.chain.development.DevelopmentChain;
import io.fairway.money.Asset;
import io.fairway.money.InvariantViolation;
import io.fairway.money.Money;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The chain as its callers see it, on a real Anvil.
class EvmChainTest {
  @TempDir static Path folder;

  private static DevelopmentChain development;
  private static EvmChain chain;

  @BeforeAll
  static void start() {
    development = Chains.start(folder, Chains.database());
    chain = development.chain();
    Chains.fund(chain, "1000000");
    Chains.attest(chain, Asset.FCNH);
    Chains.attest(chain, Asset.FUSD);
  }

  @AfterAll
  static void stop() {
    development.close();
  }

  @Test
  void settlesTwoCoinsInOneTransaction() {
    String liquidity = chain.address("L001");
    String payout = chain.address("O001");
    Money rmb = new Money(Asset.FCNH, 40_000_000);
    assertThat(chain.mint(id("rmb"), payout, rmb, WAIT)).isInstanceOf(MintOutcome.Minted.class);
    long before = balance("L001");
    Window window =
        new Window(
            id("two coins"),
            List.of(
                new Leg(id("a"), liquidity, payout, coins("45")),
                new Leg(id("b"), payout, liquidity, rmb),
                new Leg(id("c"), liquidity, chain.address("rounding"), coins("0.000003"))));
    Inclusion inclusion = settled(chain.settle(window, WAIT));
    assertThat(balance("L001")).isEqualTo(before - 45_000_003);
    assertThat(chain.observe(Asset.FCNH, List.of(liquidity)).balances().get(liquidity))
        .isEqualTo(rmb);
    assertThat(chain.inclusion(window.id(), window.legs())).contains(inclusion);
    assertThat(chain.verifyOnChain(window.id(), window.legs(), inclusion.proofs()))
        .containsExactly(true, true, true);
    assertThat(chain.verifyOnChain(id("another"), window.legs(), inclusion.proofs()))
        .containsExactly(false, false, false);
    for (int index = 0; index < 3; index++) {
      Hash32 leaf = chain.leaf(window.legs().get(index));
      assertThat(MerkleTree.verify(inclusion.merkleRoot(), leaf, inclusion.proofs().get(index)))
          .isTrue();
    }
  }

  @Test
  void settlesManyWindowsAtOnce() throws Exception {
    long before = balance("O001");
    List<Future<WindowOutcome>> outcomes = new ArrayList<>();
    int windows = 60;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int index = 0; index < windows; index++) {
        Window window = window(chain, "many " + index, "1.5");
        outcomes.add(threads.submit(() -> chain.settle(window, WAIT)));
      }
    }
    List<Long> blocks = new ArrayList<>();
    for (Future<WindowOutcome> outcome : outcomes) {
      blocks.add(settled(outcome.get()).blockNumber());
    }
    assertThat(balance("O001")).isEqualTo(before + windows * 1_500_000L);
    assertThat(blocks.stream().distinct().count()).isLessThan(windows / 4);
  }

  @Test
  void settlesTheSameWindowOnce() throws Exception {
    Window window = window(chain, "same", "7");
    long before = balance("O001");
    WindowOutcome first;
    WindowOutcome second;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<WindowOutcome> one = threads.submit(() -> chain.settle(window, WAIT));
      Future<WindowOutcome> other = threads.submit(() -> chain.settle(window, WAIT));
      first = one.get();
      second = other.get();
    }
    assertThat(settled(first)).isEqualTo(settled(second));
    assertThat(chain.settle(window, WAIT)).isEqualTo(first);
    assertThat(balance("O001")).isEqualTo(before + 7_000_000);
  }

  @Test
  void aWindowIdForOtherLegsIsABug() {
    chain.settle(window(chain, "reused", "1"), WAIT);
    assertThatThrownBy(() -> chain.settle(window(chain, "reused", "2"), WAIT))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("used for something else");
    assertThat(chain.settle(window(chain, "after the bug", "1"), WAIT))
        .isInstanceOf(WindowOutcome.Settled.class);
  }

  @Test
  void aWindowThatCannotBePaidRevertsAndTheFollowingSettle() throws Exception {
    List<Future<WindowOutcome>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int index = 0; index < 9; index++) {
        String amount = index == 4 ? "999999999" : "1";
        Window window = window(chain, "middle " + index, amount);
        outcomes.add(threads.submit(() -> chain.settle(window, WAIT)));
      }
    }
    for (int index = 0; index < 9; index++) {
      if (index == 4) {
        assertThat(outcomes.get(index).get())
            .isInstanceOfSatisfying(
                WindowOutcome.Reverted.class,
                reverted -> assertThat(reverted.cause()).startsWith("ERC20InsufficientBalance("));
      } else {
        assertThat(outcomes.get(index).get()).isInstanceOf(WindowOutcome.Settled.class);
      }
    }
    assertThat(chain.settle(window(chain, "middle 4", "999999999"), WAIT))
        .as("a dead window stays dead")
        .isInstanceOf(WindowOutcome.Reverted.class);
  }

  @Test
  void aPauseStopsAndTheSameWindowSettlesAfterIt() {
    chain.controls(WAIT).pauseSettlement(id("pause"));
    Window window = window(chain, "paused", "1");
    assertThat(chain.settle(window, WAIT))
        .isEqualTo(new WindowOutcome.Stopped("SettlementPaused()"));
    long sent = chain.transactionsConfirmed();
    assertThat(chain.settle(window, WAIT))
        .isEqualTo(new WindowOutcome.Stopped("SettlementPaused()"));
    assertThat(chain.settle(window(chain, "paused too", "1"), WAIT))
        .isEqualTo(new WindowOutcome.Stopped("SettlementPaused()"));
    assertThat(chain.transactionsConfirmed()).as("nothing is sent while paused").isEqualTo(sent);
    chain.controls(WAIT).resumeSettlement(id("resume"));
    assertThat(chain.settle(window, WAIT)).isInstanceOf(WindowOutcome.Settled.class);
    assertThat(chain.settle(window(chain, "paused too", "1"), WAIT))
        .isInstanceOf(WindowOutcome.Settled.class);
  }

  @Test
  void aFrozenParticipantStops() {
    chain.controls(WAIT).freeze(id("freeze"), Asset.FHKD, chain.address("O001"));
    Window window = window(chain, "frozen", "1");
    assertThat(chain.settle(window, WAIT))
        .isEqualTo(new WindowOutcome.Stopped("AccountFrozen(" + chain.address("O001") + ")"));
    chain.controls(WAIT).unfreeze(id("unfreeze"), Asset.FHKD, chain.address("O001"));
    assertThat(chain.settle(window, WAIT)).isInstanceOf(WindowOutcome.Settled.class);
  }

  @Test
  void aMintHappensOnce() {
    String to = chain.address("issuer");
    MintOutcome first = chain.mint(id("mint"), to, coins("5"), WAIT);
    assertThat(first).isInstanceOf(MintOutcome.Minted.class);
    assertThat(chain.mint(id("mint"), to, coins("5"), WAIT)).isEqualTo(first);
    assertThat(chain.observe(Asset.FHKD, List.of(to)).balances().get(to)).isEqualTo(coins("5"));
    assertThatThrownBy(() -> chain.mint(id("mint"), to, coins("6"), WAIT))
        .isInstanceOf(InvariantViolation.class);
  }

  @Test
  void aMintOverAnyLimitIsRefused() {
    Money tooMuch = new Money(Asset.FUSD, Long.MAX_VALUE);
    assertThat(chain.mint(id("too much"), chain.address("issuer"), tooMuch, WAIT))
        .isInstanceOfSatisfying(
            MintOutcome.Refused.class,
            refused ->
                assertThat(refused.cause())
                    .contains("the limit mint.perMintMaxUnits of chain profile development"));
    assertThat(chain.observe(Asset.FUSD, List.of()).supply()).isEqualTo(Money.zero(Asset.FUSD));
  }

  @Test
  void legsThatCancelOutSettleWithoutMovingAnything() {
    long before = balance("L001");
    Window window =
        new Window(
            id("cancel out"),
            List.of(
                new Leg(id("to"), chain.address("L001"), chain.address("O001"), coins("3")),
                new Leg(id("fro"), chain.address("O001"), chain.address("L001"), coins("3"))));
    assertThat(chain.settle(window, WAIT)).isInstanceOf(WindowOutcome.Settled.class);
    assertThat(balance("L001")).isEqualTo(before);
  }

  @Test
  void anUnknownWindowIsNotOnTheChain() {
    assertThat(chain.inclusion(id("never"), window(chain, "never", "1").legs())).isEmpty();
  }

  @Test
  void aShortWaitIsSilenceAndAskingAgainGoesOn() {
    Window window = window(chain, "patience", "1");
    assertThat(chain.settle(window, Duration.ZERO)).isInstanceOf(WindowOutcome.Silent.class);
    assertThat(chain.settle(window, WAIT)).isInstanceOf(WindowOutcome.Settled.class);
  }

  private static long balance(String participant) {
    return Chains.balance(chain, participant);
  }

  private static Inclusion settled(WindowOutcome outcome) {
    assertThat(outcome).isInstanceOf(WindowOutcome.Settled.class);
    return ((WindowOutcome.Settled) outcome).inclusion();
  }
}
