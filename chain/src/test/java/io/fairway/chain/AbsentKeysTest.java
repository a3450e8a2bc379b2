package io.fairway.chain;

import static io.fairway.chain.Chains.BLOCK_TIME;
import static io.fairway.chain.Chains.PARTICIPANTS;
import static io.fairway.chain.Chains.WAIT;
import static io.fairway.chain.Chains.coins;
import static io.fairway.chain.Chains.id;
import static io.fairway.chain.Chains.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.chain.development.Anvil;
import io.fairway.chain.keys.KeyProblem;
import io.fairway.chain.keys.KeyProfile;
import io.fairway.chain.keys.KeyRoom;
import io.fairway.chain.keys.Person;
import io.fairway.chain.keys.VaultUnavailable;
import io.fairway.chain.profile.ChainProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The device of the keys goes away, or a key may not sign: the gateway lives on.
class AbsentKeysTest {
  @TempDir Path folder;

  private Anvil anvil;
  private KeyRoom room;
  private Interrupted keys;
  private EvmChain chain;

  /// Real keys of a key room, from which the device can be pulled.
  private static final class Interrupted implements Keys {
    private final Keys keys;
    private volatile @Nullable Supplier<RuntimeException> instead;
    private volatile String of = "";

    Interrupted(Keys keys) {
      this.keys = keys;
    }

    @Override
    public void prepare(Collection<String> names) {
      keys.prepare(names);
    }

    @Override
    public String address(String name) {
      return keys.address(name);
    }

    @Override
    public byte[] sign(String name, Hash32 hash) {
      Supplier<RuntimeException> problem = instead;
      if (problem != null && name.startsWith(of)) {
        throw problem.get();
      }
      return keys.sign(name, hash);
    }

    @Override
    public boolean forDevelopment() {
      return keys.forDevelopment();
    }
  }

  @BeforeEach
  void start() {
    anvil = Anvil.start(Anvil.findContracts(), folder, BLOCK_TIME);
    room = open();
    keys = new Interrupted(room.online());
    DataSource database = Chains.database();
    chain =
        EvmChain.open(
            ChainProfile.development(anvil.rpc(), BLOCK_TIME), database, keys, PARTICIPANTS);
    Chains.fund(chain, "100");
  }

  @AfterEach
  void stop() {
    chain.close();
    room.close();
    anvil.close();
  }

  @Test
  void aDeviceThatGoesAwayDelaysAndLosesNothing() throws Exception {
    keys.instead = () -> new VaultUnavailable("the module does not answer");
    WindowOutcome silent = chain.settle(window(chain, "delayed", "30"), Duration.ofMillis(500));
    assertThat(silent)
        .isInstanceOfSatisfying(
            WindowOutcome.Silent.class,
            told -> assertThat(told.lastKnown()).contains("the module does not answer"));
    assertThat(
            chain.mint(id("approval"), chain.address("L001"), coins("1"), Duration.ofMillis(500)))
        .isInstanceOf(MintOutcome.Silent.class);
    CompletableFuture<WindowOutcome> waiting =
        CompletableFuture.supplyAsync(() -> chain.settle(window(chain, "delayed", "30"), WAIT));
    keys.instead = null;
    assertThat(waiting.get(WAIT.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(WindowOutcome.Settled.class);
    assertThat(chain.mint(id("approval"), chain.address("L001"), coins("1"), WAIT))
        .isInstanceOf(MintOutcome.Minted.class);
    assertThat(chain.gasUsed().windows().transactions()).isEqualTo(1);
  }

  @Test
  void aKeyThatMayNotSignStopsItsOwnIntentsOnly() throws Exception {
    keys.of = Keys.SETTLER;
    keys.instead = () -> new KeyProblem("the key settler is compromised, not active");
    CompletableFuture<WindowOutcome> settling =
        CompletableFuture.supplyAsync(() -> chain.settle(window(chain, "stopped", "30"), WAIT));
    assertThat(chain.mint(id("another key"), chain.address("L001"), coins("1"), WAIT))
        .isInstanceOf(MintOutcome.Minted.class);
    assertThat(settling.get(WAIT.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            WindowOutcome.Stopped.class,
            stopped -> assertThat(stopped.cause()).contains("the key settler is compromised"));
    keys.instead = null;
    assertThat(chain.settle(window(chain, "stopped", "30"), WAIT))
        .as("nothing was signed, so it may be asked for again")
        .isInstanceOf(WindowOutcome.Settled.class);
  }

  /// Uses are put on record in lots, before they are made: a crash loses a lot, and the lots of a
  /// directory's life must not use its keys up.
  @Test
  void restartsDoNotUseAKeyUp() {
    for (int restart = 0; restart < 5; restart++) {
      room.close();
      room = open();
      assertThat(room.online().sign(Keys.APPROVER, id("order " + restart))).hasSize(65);
    }
  }

  /// Killed while a key was being made: the device may keep a half of it under its name.
  @Test
  void aKeyThatWasBegunAndIsNotThereIsMadeUnderAnotherName() throws IOException {
    Files.writeString(folder.resolve("keys/begun"), "escape");
    room.online().prepare(List.of("escape", "whole"));
    assertThat(room.inventory().current("escape").orElseThrow().version()).isEqualTo(2);
    assertThat(room.inventory().current("whole").orElseThrow().version()).isEqualTo(1);
    room.close();
    room = open();
    assertThat(room.online().sign("escape", id("signed"))).hasSize(65);
    assertThat(room.rotate("escape").version()).isEqualTo(3);
  }

  private KeyRoom open() {
    return KeyRoom.open(
        KeyProfile.DEVELOPMENT,
        folder.resolve("keys"),
        folder,
        Person.running(),
        InstantSource.system());
  }
}
