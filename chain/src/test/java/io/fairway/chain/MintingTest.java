package io.fairway.chain;

import static io.fairway.chain.Chains.WAIT;
import static io.fairway.chain.Chains.coins;
import static io.fairway.chain.Chains.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.development.DevelopmentChain;
import io.fairway.chain.keys.vault.DevelopmentKeys;
import io.fairway.chain.permission.Approvals;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.money.Asset;
import io.fairway.money.InvariantViolation;
import io.fairway.money.Money;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Coins come about through the gate, with everything that it asks for, on a real Anvil.
class MintingTest {
  private static final Approvals NOBODY = Approvals.NONE;
  private static final long MILLION = 1_000_000_000_000L;

  @TempDir Path folder;

  private DevelopmentChain development;
  private EvmChain chain;
  private String holder;

  @BeforeEach
  void start() {
    development = Chains.start(folder, Chains.database());
    chain = development.chain();
    holder = chain.address("L001");
  }

  @AfterEach
  void stop() {
    development.close();
  }

  @Test
  void withoutAStatedReserveNothingIsMinted() {
    assertThat(refusal("unstated", "1")).startsWith("AttestationStale(0, ");
    attest(10_000_000);
    assertThat(mint("unstated", "1")).as("the same order").isInstanceOf(MintOutcome.Minted.class);
    assertThat(refusal("too much", "9.000001")).isEqualTo("ReserveTooSmall(10000000, 10000001)");
    assertThat(mint("the rest", "9")).isInstanceOf(MintOutcome.Minted.class);
    attest(9_000_000);
    assertThat(refusal("none left", "0.000001")).isEqualTo("ReserveTooSmall(9000000, 10000001)");
    assertThat(supply()).isEqualTo(coins("10"));
  }

  @Test
  void theSameStatementIsMadeOnceAndEveryOtherOneLater() {
    AttestOutcome first = attest(MILLION);
    long sent = chain.transactionsConfirmed();
    assertThat(attest(MILLION)).isEqualTo(first);
    assertThat(chain.transactionsConfirmed()).isEqualTo(sent);
    // Three within a second: the gate takes each only under a later one.
    List<AttestOutcome> outcomes =
        Stream.of(2 * MILLION, 3 * MILLION, 2 * MILLION)
            .map(units -> chain.attest(Asset.FHKD, units, Instant.EPOCH, WAIT))
            .toList();
    assertThat(outcomes)
        .hasOnlyElementsOfType(AttestOutcome.Attested.class)
        .doesNotHaveDuplicates();
    assertThat(chain.transactionsConfirmed()).isEqualTo(sent + 3);
  }

  /// One reserve behind one coin on two chains: what is there already counts.
  @Test
  void supplyOnAnotherChainCountsAgainstTheReserve() {
    Reserve both = new Reserve(10_000_000, 4_000_000, Instant.now());
    AttestOutcome first = chain.attest(Asset.FHKD, both, NOBODY, WAIT);
    assertThat(first).isInstanceOf(AttestOutcome.Attested.class);
    assertThat(chain.attest(Asset.FHKD, both, NOBODY, WAIT)).as("the same").isEqualTo(first);
    assertThat(refusal("too much", "6.000001")).isEqualTo("ReserveTooSmall(10000000, 10000001)");
    assertThat(mint("what is left", "6")).isInstanceOf(MintOutcome.Minted.class);
    attest(10_000_000);
    assertThat(mint("it is here alone", "4")).isInstanceOf(MintOutcome.Minted.class);
  }

  @Test
  void ordersHaveDenseNumbersForEver() throws Exception {
    int orders = 20;
    List<Future<Long>> numbers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int order = 0; order < orders; order++) {
        Hash32 id = id("order " + order);
        numbers.add(threads.submit(() -> chain.mintOrder(id, holder, coins("1")).number()));
      }
    }
    List<Long> given = new ArrayList<>();
    for (Future<Long> number : numbers) {
      given.add(number.get());
    }
    assertThat(given)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, orders).mapToObj(Long::valueOf).toList());
    assertThat(chain.mintOrder(id("order 7"), holder, coins("1")).number()).isEqualTo(given.get(7));
    assertThat(chain.mintOrder(id("of RMB"), holder, new Money(Asset.FCNH, 1)).number())
        .as("another gate has numbers of its own")
        .isZero();
    assertThatThrownBy(() -> chain.mintOrder(id("order 7"), holder, coins("2")))
        .isInstanceOf(InvariantViolation.class);
  }

  @Test
  void onlyAnApproversSignatureOfThisVeryOrderMints() {
    attest(MILLION);
    Keys keys = DevelopmentKeys.open(folder);
    MintOrder order = chain.mintOrder(id("signed"), holder, coins("5"));
    MintOrder other = chain.mintOrder(id("another"), holder, coins("5"));
    for (String approval :
        List.of(
            MintOrder.approval(keys.sign(Keys.MINTER, order.signingHash())),
            MintOrder.approval(keys.sign(Keys.APPROVER, other.signingHash())),
            "0x")) {
      assertThat(chain.mint(order, approval, NOBODY, WAIT))
          .isInstanceOfSatisfying(
              MintOutcome.Refused.class,
              refused -> assertThat(refused.cause()).startsWith("NotApprover("));
    }
    assertThat(supply()).isEqualTo(coins("0"));
    String approval = MintOrder.approval(keys.sign(Keys.APPROVER, other.signingHash()));
    assertThat(chain.mint(other, approval, NOBODY, WAIT)).isInstanceOf(MintOutcome.Minted.class);
  }

  @Test
  void aProposalWaitsAndIsMintedOnce() {
    attest(MILLION);
    assertThat(chain.propose(id("large"), holder, coins("900"), NOBODY, WAIT))
        .isInstanceOf(ProposalOutcome.Proposed.class);
    assertThat(chain.propose(id("cancelled"), holder, coins("90"), NOBODY, WAIT))
        .isInstanceOf(ProposalOutcome.Proposed.class);
    chain.controls(WAIT).cancelMint(id("cancelled"), Asset.FHKD);
    assertThat(supply()).isEqualTo(coins("0"));
    later(Duration.ofHours(1));
    MintOutcome minted = chain.execute(id("large"), Asset.FHKD, NOBODY, WAIT);
    assertThat(minted).isInstanceOf(MintOutcome.Minted.class);
    assertThat(chain.execute(id("large"), Asset.FHKD, NOBODY, WAIT)).isEqualTo(minted);
    assertThat(chain.execute(id("cancelled"), Asset.FHKD, NOBODY, WAIT))
        .isInstanceOfSatisfying(
            MintOutcome.Refused.class,
            refused -> assertThat(refused.cause()).startsWith("NoProposal("));
    assertThat(supply()).isEqualTo(coins("900"));
  }

  @Test
  void whatIsTooLargeToMintAtOnceIsProposedAndExecuted() {
    attest(MILLION);
    MintGate.SetDelay delay =
        new MintGate.SetDelay(
            BigInteger.valueOf(100_000_000), BigInteger.valueOf(3_600), BigInteger.valueOf(86_400));
    chain.perform(id("delay"), Keys.LIMIT_MANAGER, chain.gate(Asset.FHKD), delay, NOBODY, WAIT);
    assertThat(refusal("large", "900")).startsWith("DelayRequired(");
    assertThat(chain.propose(id("large"), holder, coins("900"), NOBODY, WAIT))
        .isInstanceOf(ProposalOutcome.Proposed.class);
    later(Duration.ofHours(1));
    assertThat(chain.execute(id("large"), Asset.FHKD, NOBODY, WAIT))
        .isInstanceOf(MintOutcome.Minted.class);
    assertThat(supply()).isEqualTo(coins("900"));
  }

  @Test
  void aProposalIsNotMintedBeforeItsTime() {
    attest(MILLION);
    assertThat(chain.propose(id("early"), holder, coins("900"), NOBODY, WAIT))
        .isInstanceOf(ProposalOutcome.Proposed.class);
    assertThat(chain.execute(id("early"), Asset.FHKD, NOBODY, WAIT))
        .isInstanceOfSatisfying(
            MintOutcome.Refused.class,
            refused -> assertThat(refused.cause()).startsWith("ProposalNotReady("));
    later(Duration.ofHours(1));
    assertThat(chain.execute(id("early"), Asset.FHKD, NOBODY, WAIT))
        .as("the time has come")
        .isInstanceOf(MintOutcome.Minted.class);
  }

  /// The gate mints and nobody else, and no key has two roles.
  @Test
  void everyRoleHasAKeyOfItsOwn() {
    Keys keys = DevelopmentKeys.open(folder);
    assertThat(Keys.ROLES.stream().map(keys::address)).doesNotHaveDuplicates().hasSize(17);
    try (JsonRpc rpc = new JsonRpc(development.anvil().rpc(), Duration.ofSeconds(5))) {
      for (Asset coin : List.of(Asset.FHKD, Asset.FUSD, Asset.FCNH)) {
        String told =
            rpc.call(
                    "eth_call",
                    JsonRpc.message(holder, chain.gate(coin), new MintGate.Coin().encode()),
                    "latest")
                .asText();
        assertThat(MintGate.Coin.returned(told)).isEqualTo(chain.coin(coin));
      }
    }
  }

  private void later(Duration time) {
    try (JsonRpc rpc = new JsonRpc(development.anvil().rpc(), Duration.ofSeconds(5))) {
      rpc.call("evm_increaseTime", time.toSeconds() + 1);
      rpc.call("evm_mine");
    }
  }

  private AttestOutcome attest(long units) {
    AttestOutcome outcome = chain.attest(Asset.FHKD, units, Instant.now(), WAIT);
    assertThat(outcome).isInstanceOf(AttestOutcome.Attested.class);
    return outcome;
  }

  private MintOutcome mint(String order, String amount) {
    return chain.mint(id(order), holder, coins(amount), WAIT);
  }

  private String refusal(String order, String amount) {
    MintOutcome outcome = mint(order, amount);
    assertThat(outcome).isInstanceOf(MintOutcome.Refused.class);
    return ((MintOutcome.Refused) outcome).cause();
  }

  private Money supply() {
    return chain.observe(Asset.FHKD, List.of()).supply();
  }
}
