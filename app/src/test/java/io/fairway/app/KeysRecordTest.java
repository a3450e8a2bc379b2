package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What remains of a ceremony, and files that somebody changed, through the command line.
class KeysRecordTest {
  @TempDir Path temp;

  private Path script;

  @BeforeEach
  void writeScript() throws IOException {
    script =
        Files.writeString(
            temp.resolve("script.json"),
            """
            {"title": "First keys", "place": "site A", "leader": "alice",
             "witnesses": ["eve", "frank"],
             "steps": [{"text": "the key", "key": "upgrader", "holders": ["bob"]}]}
            """);
  }

  private CommandRun keys(Object... args) {
    Object[] all = new Object[args.length + 3];
    all[0] = "keys";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--data";
    all[args.length + 2] = temp.resolve("data");
    return CommandRun.of(all);
  }

  private CommandRun ceremony(String leader, Path out) {
    return keys("ceremony", script, "--out", out, "--rehearse", "--as", leader);
  }

  /// No key is made whose record then has no place.
  @Test
  void aRecordHasItsPlaceBeforeTheFirstKey() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "x");
    CommandRun run = ceremony("alice", file.resolve("record.json"));
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains(file + " is no folder");
    assertThat(temp.resolve("data")).doesNotExist();
    Path out = temp.resolve("out/record.json");
    assertThat(ceremony("mallory", out).err()).contains("expected --as alice");
    assertThat(out).doesNotExist();
    assertThat(ceremony("alice", out).code()).isZero();
    assertThat(out).isNotEmptyFile();
    try (var copies = Files.list(temp.resolve("data/keys/ceremonies"))) {
      assertThat(copies)
          .singleElement()
          .satisfies(copy -> assertThat(copy).hasSameTextualContentAs(out));
    }
  }

  @Test
  void aRecordIsComparedWithTheAddressOfTheLog() {
    Path out = temp.resolve("record.json");
    CommandRun held = ceremony("alice", out);
    assertThat(held.code()).as(held.err()).isZero();
    String log = held.out().replaceAll("(?s).*--audit-address (0x[0-9a-f]{40}).*", "$1");
    assertThat(log).hasSize(42);
    assertThat(keys("ceremony", "--verify", out).out()).contains(log + ", as expected");
    Path elsewhere = temp.resolve("elsewhere");
    assertThat(CommandRun.of("keys", "ceremony", "--verify", out, "--data", elsewhere).out())
        .contains("ok, 2 signatures fit the record")
        .contains(log + ", NOT COMPARED");
    assertThat(
            CommandRun.of(
                    "keys",
                    "ceremony",
                    "--verify",
                    out,
                    "--audit-address",
                    log,
                    "--data",
                    elsewhere)
                .out())
        .contains("as expected");
    CommandRun other = keys("ceremony", "--verify", out, "--audit-address", "0x" + "a".repeat(40));
    assertThat(other.code()).isEqualTo(ExitCode.USAGE);
    assertThat(other.err()).contains("the log's key that signed is " + log);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"version\" : 1', '\"version\" : 99999999999'",
    "'\"status\" : \"ACTIVE\"', '\"status\" : \"LOST\"'",
    "'\"uses\" : 0', '\"uses\" : -5'",
    "'\"ageMaxDays\" : 365', '\"ageMaxDays\" : 99999999999999999'"
  })
  void anInventoryThatWasChangedByHandIsToldInWords(String from, String to) throws IOException {
    assertThat(keys("create", "settler", "--holder", "bob").code()).isZero();
    Path inventory = temp.resolve("data/keys/inventory.json");
    String text = Files.readString(inventory);
    assertThat(text).contains(from);
    Files.writeString(inventory, text.replace(from, to));
    CommandRun list = keys("list");
    assertThat(list.code()).isEqualTo(ExitCode.USAGE);
    assertThat(list.err()).contains("inventory.json was changed by hand").doesNotContain("java");
    CommandRun audit = keys("audit", "--verify");
    assertThat(audit.code()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(audit.out()).contains("it was changed by hand");
  }

  @Test
  void aDeviceWithoutAnEndIsNoBundle() {
    CommandRun run = keys("sign", Path.of("/dev/zero"), "--out", temp.resolve("s.json"));
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("/dev/zero is too large");
  }
}
