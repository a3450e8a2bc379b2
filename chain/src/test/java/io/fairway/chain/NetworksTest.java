package io.fairway.chain;

import static io.fairway.chain.Chains.BLOCK_TIME;
import static io.fairway.chain.Chains.PARTICIPANTS;
import static io.fairway.chain.Chains.WAIT;
import static io.fairway.chain.Chains.id;
import static io.fairway.chain.Chains.window;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.deploy.Opening;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.development.DevelopmentChain;
import io.fairway.chain.gateway.Head;
import io.fairway.chain.permission.ReleaseGate;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Networks as data: what a profile says is done.
class NetworksTest {
  @TempDir Path folder;

  /// Three coins, and a window that pays one against another: offshore RMB against HKD.
  @Test
  void thePilotProfileOpensAndSettlesPaymentAgainstPaymentUntilItsReviewIsOverdue() {
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
        JsonRpc rpc = new JsonRpc(anvil.rpc(), Duration.ofSeconds(5))) {
      rpc.call("anvil_setChainId", ChainProfile.named("pilot").chainId());
      DataSource database = Chains.database();
      ChainProfile profile =
          ChainProfile.named("pilot").with(List.of(anvil.rpc()), 1).with(BLOCK_TIME);
      Keys keys = Chains.funded(folder, rpc);
      try (EvmChain chain = open(profile, database, keys, InstantSource.system())) {
        paysOneCoinAgainstAnother(chain);
        assertThat(chain.mint(id("huge"), chain.address("L001"), coin(Asset.FCNH, "20000"), WAIT))
            .as("above what is minted at once in a pilot")
            .isInstanceOf(MintOutcome.Refused.class);
      }
      Instant overdue = profile.reviewDueOn().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
      try (EvmChain chain = open(profile, database, keys, InstantSource.fixed(overdue))) {
        assertThat(chain.mint(id("late"), chain.address("L001"), coin(Asset.FHKD, "1"), WAIT))
            .isInstanceOfSatisfying(
                MintOutcome.Refused.class,
                no ->
                    assertThat(no.cause())
                        .contains("the review of chain profile pilot was due on 2027-05-23"));
        assertThat(chain.settle(window(chain, "goes on", "1"), WAIT))
            .isInstanceOf(WindowOutcome.Settled.class);
      }
    }
  }

  private static void paysOneCoinAgainstAnother(EvmChain chain) {
    String one = chain.address("L001");
    String other = chain.address("O001");
    for (Asset asset : List.of(Asset.FHKD, Asset.FUSD, Asset.FCNH)) {
      assertThat(chain.attest(asset, 1_000_000_000_000L, Instant.now(), WAIT))
          .isInstanceOf(AttestOutcome.Attested.class);
      String to = asset.equals(Asset.FHKD) ? one : other;
      assertThat(chain.mint(id("fund " + asset), to, coin(asset, "1000"), WAIT))
          .isInstanceOf(MintOutcome.Minted.class);
    }
    Window exchange =
        new Window(
            id("exchange"),
            List.of(
                new Leg(id("HKD leg"), one, other, coin(Asset.FHKD, "109")),
                new Leg(id("CNH leg"), other, one, coin(Asset.FCNH, "100"))));
    assertThat(chain.settle(exchange, WAIT)).isInstanceOf(WindowOutcome.Settled.class);
    assertThat(chain.observe(Asset.FCNH, List.of(one)).balances())
        .containsEntry(one, coin(Asset.FCNH, "100"));
    assertThat(chain.observe(Asset.FHKD, List.of(other)).balances())
        .containsEntry(other, coin(Asset.FHKD, "109"));
    Window unpaid =
        new Window(
            id("unpaid"),
            List.of(
                new Leg(id("paid"), one, other, coin(Asset.FHKD, "1")),
                new Leg(id("not paid"), chain.address("P001"), one, coin(Asset.FCNH, "1"))));
    assertThat(chain.settle(unpaid, WAIT)).isInstanceOf(WindowOutcome.Reverted.class);
    assertThat(chain.observe(Asset.FHKD, List.of(other)).balances())
        .as("neither leg moved")
        .containsEntry(other, coin(Asset.FHKD, "109"));
  }

  /// Nothing is told as final before the network's own word is, however deep it is.
  @Test
  void theNetworksOwnWordForFinalIsWaitedFor() {
    try (DevelopmentChain development = Chains.start(folder, Chains.database());
        JsonRpc rpc = new JsonRpc(development.anvil().rpc(), Duration.ofSeconds(5));
        Middleman node = new Middleman(development.anvil().rpc())) {
      ChainProfile tagged =
          new TaggedProfile(ChainProfile.development(node.uri(), BLOCK_TIME)).profile();
      try (JsonRpc told = new JsonRpc(List.of(node.uri()), 1, Duration.ofSeconds(5))) {
        long newest = JsonRpc.quantity(rpc.call("eth_blockNumber"));
        assertThat(newest).isGreaterThan(2);
        // The node's own finalized block is the genesis; the man in the middle moves it.
        assertThat(Head.look(told, tagged, List.of()).finalNumber()).isZero();
        JsonNode second = rpc.call("eth_getBlockByNumber", "0x2", false);
        node.lies((method, truth) ->
            method.equals("eth_getBlockByNumber") && truth.path("number").asText().equals("0x0")
                ? second
                : truth);
        assertThat(Head.look(told, tagged, List.of()).finalNumber()).isEqualTo(2);
        assertThat(
                Head.look(told, ChainProfile.development(node.uri(), BLOCK_TIME), List.of())
                    .finalNumber())
            .as("a profile without the tag does not ask")
            .isGreaterThanOrEqualTo(newest);
      }
    }
  }

  private record TaggedProfile(ChainProfile one) {
    ChainProfile profile() {
      return new ChainProfile(
          "tagged",
          one.endpoints(),
          one.quorum(),
          one.chainId(),
          ChainProfile.named("ethereum").confirmation(),
          one.blockTime(),
          one.pollInterval(),
          one.rpcTimeout(),
          one.reviewedOn(),
          one.reviewDueOn(),
          one.fees(),
          one.coins(),
          one.limits(),
          one.contracts(),
          one.plan(),
          one.environment());
    }
  }

  private static EvmChain open(
      ChainProfile profile, DataSource database, Keys keys, InstantSource clock) {
    return EvmChain.open(
        new Opening(
            profile,
            database,
            keys,
            PARTICIPANTS,
            People.known(),
            People.approve("anna", "ben"),
            ReleaseGate.ofBuild(),
            clock));
  }

  private static Money coin(Asset asset, String amount) {
    return Money.of(asset, new BigDecimal(amount));
  }
}
