package io.fairway.chain;

import static io.fairway.chain.Chains.BLOCK_TIME;
import static io.fairway.chain.Chains.PARTICIPANTS;
import static io.fairway.chain.Chains.WAIT;
import static io.fairway.chain.Chains.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.RoleNames;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.keys.Compromise;
import io.fairway.chain.keys.KeyProfile;
import io.fairway.chain.keys.KeyRoom;
import io.fairway.chain.keys.Person;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.money.Asset;
import java.nio.file.Path;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys for daily work are replaced, and the development chain follows: the next version gets the
/// roles, those before lose them.
class RotatedKeyTest {
  @TempDir Path folder;

  private Anvil anvil;
  private KeyRoom room;
  private DataSource database;

  @BeforeEach
  void start() {
    anvil = Anvil.start(Anvil.findContracts(), folder.resolve("chain"), BLOCK_TIME);
    database = Chains.database();
    room =
        KeyRoom.open(
            KeyProfile.DEVELOPMENT,
            folder.resolve("keys"),
            folder.resolve("chain"),
            Person.here("alice"),
            InstantSource.system());
  }

  @AfterEach
  void stop() {
    room.close();
    anvil.close();
  }

  private EvmChain open() {
    return EvmChain.open(
        ChainProfile.development(anvil.rpc(), BLOCK_TIME), database, room.online(), PARTICIPANTS);
  }

  @Test
  void aRotatedKeyGetsTheRolesOfTheOneBefore() {
    String settler;
    String minter;
    try (EvmChain chain = open()) {
      Chains.fund(chain, "10");
      settler = room.online().address(Keys.SETTLER);
      minter = room.online().address(Keys.MINTER);
      room.rotate(Keys.SETTLER);
      room.rotate(Keys.MINTER);
      assertThat(chain.settle(window(chain, "prepared is not in use", "1"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
    }
    room.activate(Keys.SETTLER);
    room.activate(Keys.MINTER);
    assertThat(room.online().address(Keys.SETTLER)).isNotEqualTo(settler);
    try (EvmChain chain = open()) {
      assertThat(chain.settle(window(chain, "after", "1"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
      Chains.fund(chain, "5");
      assertThat(has(chain, chain.settlement(), Keys.SETTLER, settler)).isFalse();
      assertThat(has(chain, chain.gate(Asset.FHKD), Keys.MINTER, minter)).isFalse();
      assertThat(chain.incidents()).as("all of it was ours").isEmpty();
    }
    try (EvmChain again = open()) {
      assertThat(again.settle(window(again, "again", "1"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
    }
  }

  @Test
  void aCompromisedKeyIsRefusedByItsOwnName() {
    try (EvmChain chain = open()) {
      Chains.fund(chain, "10");
      String settler = room.online().address(Keys.SETTLER);
      var _ = Compromise.answer(room, Keys.SETTLER, "a laptop was stolen");
      assertThat(room.online().address(Keys.SETTLER)).isEqualTo(settler);
      assertThat(chain.settle(window(chain, "stopped", "1"), WAIT))
          .isInstanceOfSatisfying(
              WindowOutcome.Stopped.class,
              stopped ->
                  assertThat(stopped.cause()).contains("settler", "compromised", "not active"));
    }
    room.activate(Keys.SETTLER);
    try (EvmChain chain = open()) {
      assertThat(chain.settle(window(chain, "stopped", "1"), WAIT))
          .isInstanceOf(WindowOutcome.Settled.class);
    }
  }

  private static boolean has(EvmChain chain, String contract, String key, String account) {
    return Stablecoin.HasRole.returned(
        chain.ask(contract, new Stablecoin.HasRole(RoleNames.ofKey(key), account)));
  }
}
