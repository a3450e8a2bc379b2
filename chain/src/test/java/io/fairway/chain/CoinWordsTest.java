package io.fairway.chain;

import static io.fairway.chain.Chains.BLOCK_TIME;
import static io.fairway.chain.Chains.PARTICIPANTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.deploy.Finding;
import io.fairway.chain.deploy.PeoplesDeployment;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.keys.vault.DevelopmentKeys;
import io.fairway.chain.profile.ChainProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a constructor writes into code is masked where code is compared: a coin that calls itself
/// another one, and code that takes itself for another, are released code by every byte that
/// counts.
class CoinWordsTest {
  @TempDir Path folder;
  private Anvil anvil;
  private Governors people;
  private Keys keys;

  @BeforeEach
  void begin() {
    anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
    people = new Governors(anvil.rpc());
    keys = DevelopmentKeys.open(folder);
    keys.prepare(Keys.ROLES);
    keys.prepare(PARTICIPANTS.stream().map(Keys::participant).toList());
  }

  @AfterEach
  void end() {
    people.close();
    anvil.close();
  }

  @Test
  void refusesACoinThatSaysItIsAnother() {
    people.creates =
        code ->
            Abi.isDeployment("Stablecoin", code)
                ? Stablecoin.deploy("Fairway CNH", "FCNH", "CNY")
                : code;
    PeoplesDeployment deployed = deployed();
    ChainProfile profile = profile(deployed);
    String token = deployed.contract("FHKD");
    String not = "contract " + token + ": it is not so that FHKD: the coin's ";
    assertThat(Finding.refusals(BirthsTest.look(profile)))
        .hasSize(4)
        .contains(
            not + "name is Fairway HKD; asked for it, it answers \"Fairway CNH\"",
            not + "symbol is FHKD; asked for it, it answers \"FCNH\"",
            not + "currency is HKD; asked for it, it answers \"CNY\"")
        .anyMatch(why -> why.startsWith(not + "holders sign for Fairway HKD"));
    assertThatThrownBy(() ->
            ProductionTest.open(profile, new ProductionTest.Held(keys), ProductionTest.AUDITED))
        .hasMessageContaining("the coin's name is Fairway HKD");
  }

  @Test
  void refusesCodeThatCouldNeverBeUpgraded() {
    people.creates =
        code -> Abi.isDeployment("Settlement", code) ? Thief.unconstructed("Settlement") : code;
    PeoplesDeployment deployed = deployed();
    assertThat(Finding.refusals(BirthsTest.look(profile(deployed))))
        .singleElement()
        .asString()
        .startsWith("settlement " + deployed.contract("settlement"))
        .contains("takes itself for what stands elsewhere, so nobody could upgrade it");
  }

  private PeoplesDeployment deployed() {
    return new PeoplesDeployment(people, keys, Map.of(), Governors.DELAY);
  }

  private ChainProfile profile(PeoplesDeployment deployed) {
    return BirthsTest.profile(List.of(anvil.rpc()), deployed, deployed.plan(Governors.DELAY));
  }
}
