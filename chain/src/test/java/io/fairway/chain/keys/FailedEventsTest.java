package io.fairway.chain.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.chain.keys.vault.Devices;
import io.fairway.control.AuditEntry;
import io.fairway.control.AuditEntry.Outcome;
import io.fairway.control.AuditVerdict;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every way in which something with keys fails leaves exactly one line of its kind in the log.
class FailedEventsTest {
  private static final Person ALICE = new Person("alice", "test");
  private static final Duration LIFE = Duration.ofHours(1);

  @TempDir Path folder;

  private Instant now = Instant.parse("2026-01-02T03:04:05Z");

  /// Something that is to fail.
  interface Act {
    void in(FailedEventsTest test, KeyRoom room) throws IOException;
  }

  private KeyRoom open() {
    return KeyRoom.open(KeyProfile.DEVELOPMENT, folder, folder, ALICE, () -> now);
  }

  private List<AuditEntry> events() {
    List<AuditEntry> entries = new ArrayList<>();
    assertThat(KeyRoom.verify(folder, List.of(), entries::add))
        .isInstanceOf(AuditVerdict.Sound.class);
    return entries;
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  /// The holders are bob, whose key is here, and carol, whose key is elsewhere.
  private Path bundle(KeyRoom room) throws IOException {
    room.register("bob", room.create("person:bob", List.of("bob")).address());
    room.register("carol", "0x" + "c".repeat(40));
    room.require("upgrade", 2, List.of("bob", "carol"));
    room.create("upgrader", List.of("bob"));
    Bundle made = bundles(room).make(draft(), ALICE, LIFE);
    return file("bundle.json", made.file());
  }

  private Path draft() throws IOException {
    return file(
        "draft.json",
        """
        {"purpose": "p", "function": "upgrade", "key": "upgrader",
         "payload": {"kind": "transaction", "chainId": 31337, "nonce": 0, "gasLimit": 90000,
           "maxFeePerGasWei": "1", "maxTipPerGasWei": "1", "to": "0x%s", "contract": "Stablecoin",
           "call": "transfer", "arguments": {"to": "0x%s", "amount": "5"}}}
        """
            .formatted("c".repeat(40), "d".repeat(40)));
  }

  private Bundles bundles(KeyRoom room) {
    return new Bundles(room, folder);
  }

  private Path signature(KeyRoom room, Path bundle) throws IOException {
    return file(
        "bob.json",
        bundles(room).sign(bundle, new Person("bob", "test"), Bundles::confirmation).file());
  }

  private Path script(String steps) throws IOException {
    return file(
        "script.json",
        "{\"title\": \"t\", \"place\": \"p\", \"leader\": \"alice\", \"witnesses\": [\"eve\", \"frank\"],"
            + " \"steps\": ["
            + steps
            + "]}");
  }

  private static Arguments fails(String name, String action, String words, Act act) {
    return Arguments.of(name, action, Outcome.REFUSED, words, act);
  }

  static Stream<Arguments> life() {
    return Stream.of(
        fails(
            "a name twice",
            "GENERATE",
            "there is a key settler already",
            (t, room) -> {
              room.create("settler", List.of("bob"));
              room.create("settler", List.of("bob"));
            }),
        fails(
            "the seal's own name",
            "GENERATE",
            "which seals the log",
            (t, room) -> room.create("audit", List.of("bob"))),
        fails(
            "a version's name",
            "GENERATE",
            "is no key's name",
            (t, room) -> room.create("settler~2", List.of("bob"))),
        fails(
            "a holder who is none",
            "GENERATE",
            "is no person's id",
            (t, room) -> room.create("settler", List.of("bob the builder"))),
        fails(
            "rotating nothing",
            "ROTATE",
            "there is no key settler",
            (t, room) -> room.rotate("settler")),
        fails(
            "rotating twice",
            "ROTATE",
            "activate it first",
            (t, room) -> {
              room.create("settler", List.of("bob"));
              room.rotate("settler");
              room.rotate("settler");
            }),
        fails(
            "activating nothing",
            "ACTIVATE",
            "has no prepared version",
            (t, room) -> room.activate("settler")),
        fails(
            "destroying nothing",
            "DESTROY",
            "there is no key settler",
            (t, room) -> room.destroy("settler")),
        fails(
            "destroying a key in use",
            "DESTROY",
            "is active",
            (t, room) -> {
              room.create("settler", List.of("bob"));
              room.destroy("settler");
            }),
        fails(
            "compromising nothing",
            "COMPROMISE",
            "there is no key settler",
            (t, room) -> room.compromise("settler", "why")),
        fails(
            "a person without an address",
            "REGISTER",
            "is no address",
            (t, room) -> room.register("bob", "0x12")),
        fails(
            "two persons with one key",
            "REGISTER",
            "is that of bob",
            (t, room) -> {
              room.register("bob", "0x" + "1".repeat(40));
              room.register("carol", "0x" + "1".repeat(40));
            }),
        fails(
            "a quorum of one",
            "QUORUM",
            "expected at least 2",
            (t, room) -> room.require("upgrade", 1, List.of("bob", "carol"))),
        fails(
            "a quorum of strangers",
            "QUORUM",
            "is not registered",
            (t, room) -> room.require("upgrade", 2, List.of("bob", "carol"))));
  }

  static Stream<Arguments> online() {
    return Stream.of(
        fails(
            "no such key",
            "SIGN",
            "there is no key minter",
            (t, room) -> room.online().sign("minter", Devices.hash("m"))),
        fails(
            "a significant key",
            "SIGN",
            "is significant and does not sign online",
            (t, room) -> {
              room.create("upgrader", List.of("bob"));
              room.online().sign("upgrader", Devices.hash("m"));
            }),
        fails(
            "a compromised key",
            "SIGN",
            "is compromised, not active",
            (t, room) -> {
              room.create("settler", List.of("bob"));
              room.compromise("settler", "stolen");
              room.online().sign("settler", Devices.hash("m"));
            }),
        fails(
            "a destroyed key",
            "SIGN",
            "is destroyed, not active",
            (t, room) -> {
              room.create("settler", List.of("bob"));
              room.compromise("settler", "stolen");
              room.destroy("settler");
              room.online().sign("settler", Devices.hash("m"));
            }),
        fails(
            "a retired key",
            "SIGN",
            "is rotated, not active",
            (t, room) -> {
              room.create("settler", List.of("bob"));
              room.rotate("settler");
              room.activate("settler");
              room.signOffline(
                  room.inventory().versions("settler").getFirst(), Devices.hash("m"), "");
            }),
        fails(
            "a key too old",
            "SIGN",
            "is older than its 3 days",
            (t, room) -> {
              room.create("settler", List.of("bob"), KeyRecord.Limits.of(3, 10));
              t.now = t.now.plus(Duration.ofDays(4));
              room.online().sign("settler", Devices.hash("m"));
            }),
        fails(
            "a key used up",
            "SIGN",
            "was used 2 of 2 times",
            (t, room) -> {
              room.create("settler", List.of("bob"), KeyRecord.Limits.of(3, 2));
              for (int time = 0; time < 3; time++) {
                room.online().sign("settler", Devices.hash("m" + time));
              }
            }),
        fails(
            "a key that the device lost",
            "SIGN",
            "there is no key settler in",
            (t, room) -> {
              room.create("settler", List.of("bob"));
              room.vault().destroy("settler");
              room.online().sign("settler", Devices.hash("m"));
            }),
        fails(
            "an unknown address",
            "ADDRESS",
            "there is no key minter",
            (t, room) -> room.online().address("minter")));
  }

  static Stream<Arguments> bundled() {
    return Stream.of(
        fails(
            "a draft that is no JSON",
            "BUNDLE",
            "draft.json",
            (t, room) -> t.bundles(room).make(t.file("draft.json", "{"), ALICE, LIFE)),
        fails(
            "a draft with a field twice",
            "BUNDLE",
            "uplicate",
            (t, room) ->
                t.bundles(room)
                    .make(
                        t.file("draft.json", "{\"purpose\":\"a\",\"purpose\":\"b\"}"),
                        ALICE,
                        LIFE)),
        fails(
            "a draft too deep",
            "BUNDLE",
            "nesting depth",
            (t, room) ->
                t.bundles(room)
                    .make(t.file("draft.json", "{\"a\":" + "[".repeat(500)), ALICE, LIFE)),
        fails(
            "a draft too large",
            "BUNDLE",
            "expected at most",
            (t, room) ->
                t.bundles(room).make(t.file("draft.json", " ".repeat(5_000_000)), ALICE, LIFE)),
        fails(
            "no quorum",
            "BUNDLE",
            "has no quorum",
            (t, room) -> {
              room.create("upgrader", List.of("bob"));
              t.bundles(room).make(t.draft(), ALICE, LIFE);
            }),
        fails(
            "limits of no key",
            "BUNDLE",
            "there is no key settler",
            (t, room) -> t.bundles(room).limits("settler", KeyRecord.Limits.of(1, 1), ALICE, LIFE)),
        fails(
            "a bundle that is not whole",
            "READ",
            "the format is",
            (t, room) ->
                t.bundles(room).sign(t.file("b.json", "{}"), ALICE, Bundles::confirmation)),
        fails(
            "a bundle that nobody read",
            "SIGN",
            "nobody confirmed",
            (t, room) ->
                t.bundles(room).sign(t.bundle(room), new Person("bob", "test"), shown -> null)),
        fails(
            "other digits",
            "SIGN",
            "nothing was signed",
            (t, room) ->
                t.bundles(room)
                    .sign(t.bundle(room), new Person("bob", "test"), shown -> "00000000")),
        fails(
            "no holder",
            "SIGN",
            "alice is no holder",
            (t, room) -> t.bundles(room).sign(t.bundle(room), ALICE, Bundles::confirmation)),
        fails(
            "a key elsewhere",
            "SIGN",
            "is not on this machine",
            (t, room) ->
                t.bundles(room)
                    .sign(t.bundle(room), new Person("carol", "test"), Bundles::confirmation)),
        fails(
            "a bundle too old",
            "SIGN",
            "expired at",
            (t, room) -> {
              Path bundle = t.bundle(room);
              t.now = t.now.plus(LIFE).plusSeconds(1);
              t.signature(room, bundle);
            }),
        fails(
            "a stopped key",
            "SIGN",
            "is compromised, not active",
            (t, room) -> {
              Path bundle = t.bundle(room);
              room.compromise("upgrader", "stolen");
              t.signature(room, bundle);
            }),
        fails(
            "a foreign bundle",
            "IMPORT",
            "was not made here",
            (t, room) -> {
              Path bundle = t.bundle(room);
              Files.delete(
                  t.folder.resolve("bundles").resolve(Bundle.read(bundle).hash() + ".json"));
              t.bundles(room).take(bundle, List.of());
            }),
        fails(
            "a changed signature",
            "IMPORT",
            "the approval that bob brings is by",
            (t, room) -> {
              Path bundle = t.bundle(room);
              Path signature = t.signature(room, bundle);
              String changed =
                  Files.readString(signature)
                      .replaceFirst("0x[0-9a-f]{4}(?=[0-9a-f]{126})", "0x0001");
              t.bundles(room).take(bundle, List.of(t.file("bob.json", changed)));
            }),
        fails(
            "sending what lacks signatures",
            "SEND",
            "still lacks signatures",
            (t, room) ->
                new Dispatch(room, t.folder)
                    .send(
                        t.bundle(room),
                        new Dispatch.Route(
                            URI.create("http://127.0.0.1:1"), Duration.ofSeconds(1), LIFE, ""))));
  }

  static Stream<Arguments> ceremonies() {
    return Stream.of(
        fails(
            "a script without keys",
            "CEREMONY",
            "no step makes a key",
            (t, room) ->
                Ceremony.hold(t.script("{\"text\": \"a\"}"), room, (n, of, step, made) -> "yes")),
        fails(
            "a step not confirmed",
            "CEREMONY",
            "step 1 was not confirmed",
            (t, room) ->
                Ceremony.hold(
                    t.script("{\"text\": \"a\", \"key\": \"upgrader\", \"holders\": [\"bob\"]}"),
                    room,
                    (n, of, step, made) -> null)),
        fails(
            "a key that is there",
            "CEREMONY",
            "there is a key upgrader",
            (t, room) -> {
              room.create("upgrader", List.of("bob"));
              Ceremony.hold(
                  t.script("{\"text\": \"a\", \"key\": \"upgrader\", \"holders\": [\"bob\"]}"),
                  room,
                  (n, of, step, made) -> "yes");
            }),
        Arguments.of(
            "nobody at the console",
            "CEREMONY",
            Outcome.FAILED,
            "no console",
            (Act)
                (t, room) ->
                    Ceremony.hold(
                        t.script(
                            "{\"text\": \"a\", \"key\": \"upgrader\", \"holders\": [\"bob\"]}"),
                        room,
                        (n, of, step, made) -> {
                          throw new IllegalStateException("no console");
                        })));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"life", "online", "bundled", "ceremonies"})
  void isLoggedOnce(String name, String action, Outcome outcome, String words, Act act)
      throws IOException {
    try (KeyRoom room = open()) {
      assertThatThrownBy(() -> act.in(this, room)).hasMessageContaining(words);
    }
    assertThat(events())
        .filteredOn(e ->
            e.action().equals(action)
                && e.outcome() == outcome
                && e.detail().contains(words)
                && e.person().contains("alice"))
        .hasSize(1);
    assertThat(KeyRoom.unsealed(folder)).isEmpty();
  }

  @Test
  void aCeremonyThatBreaksOffSaysWhere() throws IOException {
    Path script = script("{\"text\": \"a\", \"key\": \"upgrader\", \"holders\": [\"bob\"]}");
    try (KeyRoom room = open()) {
      assertThatThrownBy(() -> Ceremony.hold(script, room, (n, of, step, made) -> null))
          .hasMessageContaining("the key upgrader was made and stays");
    }
    assertThat(events())
        .anyMatch(e -> e.outcome() == Outcome.FAILED && e.detail().equals("ended at step 1 of 1"));
  }
}
