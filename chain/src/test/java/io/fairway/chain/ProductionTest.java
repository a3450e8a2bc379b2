package io.fairway.chain;

import static io.fairway.chain.Chains.BLOCK_TIME;
import static io.fairway.chain.Chains.PARTICIPANTS;
import static io.fairway.chain.Chains.WAIT;
import static io.fairway.chain.Chains.id;
import static io.fairway.chain.Chains.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.chain.ChainProfile.Environment;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a production profile refuses, and that it works on contracts that people deployed.
class ProductionTest {
  private static final ReleaseGate AUDITED =
      new ReleaseGate(code ->
          Optional.of(
              new ObjectMapper()
                  .createObjectNode()
                  .put("creationBytecodeHash", code.toString())
                  .put("kind", "third-party")
                  .put("date", "2026-11-01")
                  .put("reportHash", "0x" + "ab".repeat(32))));

  @TempDir Path folder;

  @Test
  void refusesKeysOfDevelopmentItsOwnDeploymentAndUnauditedCode() {
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME)) {
      DataSource database = Chains.database();
      Keys keys = DevelopmentKeys.open(folder);
      keys.prepare(Keys.ROLES);
      keys.prepare(PARTICIPANTS.stream().map(Keys::participant).toList());
      Map<String, String> none = Map.of();
      Map<String, String> some = Map.of("settlement", "0x" + "5e".repeat(20));
      assertThatThrownBy(() -> open(anvil, database, keys, some, AUDITED))
          .hasMessageContaining("keys of development sign online");
      assertThatThrownBy(() -> open(anvil, database, new Held(keys), none, AUDITED))
          .hasMessageContaining("nothing is deployed by itself in production");
      assertThatThrownBy(() -> open(anvil, database, new Held(keys), some, ReleaseGate.ofBuild()))
          .hasMessageContaining("a self-review is not enough in production");
      assertThatThrownBy(() -> open(anvil, database, new Held(keys), some, AUDITED))
          .hasMessageContaining("names no contract FHKD");
    }
  }

  @Test
  void worksWithContractsThatPeopleDeployed() {
    try (Anvil anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME)) {
      Keys keys = DevelopmentKeys.open(folder);
      Map<String, String> contracts = new HashMap<>();
      try (EvmChain deployed =
          EvmChain.open(
              ChainProfile.development(anvil.rpc(), BLOCK_TIME),
              Chains.database(),
              keys,
              PARTICIPANTS)) {
        for (Asset coin : List.of(Asset.FHKD, Asset.FUSD, Asset.FCNH)) {
          contracts.put(coin.code(), deployed.coin(coin));
          contracts.put(coin.code() + ".gate", deployed.gate(coin));
        }
        contracts.put("settlement", deployed.settlement());
        contracts.put("escrow", deployed.escrow());
      }
      DataSource database = Chains.database();
      try (EvmChain chain = open(anvil, database, new Held(keys), contracts, AUDITED)) {
        Money five = Chains.coins("5");
        assertThat(chain.mint(id("alone"), chain.address("L001"), five, Approvals.NONE, WAIT))
            .as("nobody approved it")
            .isInstanceOf(MintOutcome.Refused.class);
        Chains.fund(chain, "5");
        assertThat(chain.settle(window(chain, "paid", "4"), WAIT))
            .isInstanceOf(WindowOutcome.Settled.class);
        assertThatThrownBy(
                () -> chain.controls(Approvals.NONE, WAIT).resumeSettlement(id("resume")))
            .hasMessageContaining("approved by 0, needs 2");
      }
      Map<String, String> crossed = new HashMap<>(contracts);
      crossed.put("FHKD.gate", contracts.get("FUSD.gate"));
      assertThatThrownBy(() -> open(anvil, Chains.database(), new Held(keys), crossed, AUDITED))
          .hasMessageContaining("it is not so that FHKD: the gate mints the coin");
    }
  }

  private static EvmChain open(
      Anvil anvil,
      DataSource database,
      Keys keys,
      Map<String, String> contracts,
      ReleaseGate release) {
    ChainProfile one = ChainProfile.development(anvil.rpc(), BLOCK_TIME);
    ChainProfile profile =
        new ChainProfile(
            "production test",
            one.endpoints(),
            one.quorum(),
            one.chainId(),
            one.confirmation(),
            one.blockTime(),
            one.pollInterval(),
            one.rpcTimeout(),
            one.reviewedOn(),
            one.reviewDueOn(),
            one.fees(),
            one.coins(),
            one.limits(),
            contracts,
            Environment.PRODUCTION);
    return EvmChain.open(
        new Opening(
            profile,
            database,
            keys,
            PARTICIPANTS,
            People.known(),
            People.approve("anna", "ben"),
            release,
            InstantSource.system()));
  }

  /// The same keys, as a device would hold them.
  private record Held(Keys keys) implements Keys {
    @Override
    public void prepare(Collection<String> names) {
      assertThat(names).as("only for daily work").doesNotContainAnyElementsOf(Keys.SIGNIFICANT);
    }

    @Override
    public String address(String name) {
      return keys.address(name);
    }

    @Override
    public byte[] sign(String name, Hash32 hash) {
      return keys.sign(name, hash);
    }

    @Override
    public boolean forDevelopment() {
      return false;
    }
  }
}
