package io.fairway.app.keys;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.app.InputProblem;
import io.fairway.chain.keys.KeyRoom;
import io.fairway.chain.keys.ShareMap;
import io.fairway.control.AuditEntry;
import io.fairway.control.AuditLog;
import io.fairway.control.AuditVerdict;
import io.fairway.control.PlainText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that check and change nothing.
final class KeysCheckCommands {
  private static final int CHECK_FAILED = 4;

  private KeysCheckCommands() {}

  @Command(
      name = "shares",
      mixinStandardHelpOptions = true,
      description = {
        "Checks where the shares or backups of a key lie: no one site and no one custodian reaches the threshold,"
            + " losing a site does not lose the key, recovery needs no fewer people than use, every share is"
            + " sealed, tested, and in Hong Kong or an accepted place."
      },
      footer = {
        "",
        "Examples:",
        "  ./fairway keys shares share-map.json",
        "",
        KeysCommand.EXIT_CODES
      })
  static final class Shares implements Callable<Integer> {
    @Mixin private final KeysOptions options = new KeysOptions();

    @Parameters(paramLabel = "FILE", description = "The share map, as JSON.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private Path file;

    @Override
    public Integer call() {
      return KeysOptions.without(() -> {
        List<String> findings = ShareMap.read(file).findings();
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("ok", findings.isEmpty());
        ArrayNode array = json.putArray("findings");
        findings.forEach(array::add);
        options.print(
            json,
            findings.isEmpty()
                ? "ok, no site and no custodian reaches the threshold"
                : String.join(System.lineSeparator(), findings));
        return findings.isEmpty() ? 0 : CHECK_FAILED;
      });
    }
  }

  @Command(
      name = "audit",
      mixinStandardHelpOptions = true,
      description = {
        "Shows the audit log of the keys, failed events too; how online signatures are counted is shown with"
            + " --leases only. With --verify, finds any line that was changed,"
            + " removed, reordered or cut off, and an inventory that was changed by hand. Opens no key. An entry"
            + " that you wrote down elsewhere (NUMBER:HASH, shown at the end) finds a log that was replaced whole"
            + " by an older copy."
      },
      footer = {
        "",
        "Examples:",
        "  ./fairway keys audit",
        "  ./fairway keys audit --leases",
        "  ./fairway keys audit --verify --anchor 41:9b0c...",
        "",
        KeysCommand.EXIT_CODES
      })
  static final class Audit implements Callable<Integer> {
    /// Actions by which a key's uses are put on record; see `KeyRoom`.
    private static final Set<String> COUNTING = Set.of("LEASE", "RETURN");

    @Mixin private final KeysOptions options = new KeysOptions();

    @Option(names = "--verify", description = "Print the verdict only.")
    private boolean verify;

    @Option(
        names = "--leases",
        description =
            "Show those entries, too, that count online signatures; --json always has them.")
    private boolean leases;

    @Option(
        names = "--anchor",
        paramLabel = "NUMBER:HASH",
        description = "An entry that must be in the log; may be repeated.")
    private List<String> anchors = List.of();

    @Override
    public Integer call() {
      return KeysOptions.without(() -> {
        List<AuditEntry> entries = new ArrayList<>();
        AuditVerdict verdict = KeyRoom.verify(options.folder(), parsed(), entries::add);
        List<AuditEntry> waiting = KeyRoom.unsealed(options.folder());
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        String said = said(verdict, json);
        if (!verify) {
          ArrayNode lines = json.putArray("entries");
          entries.forEach(entry -> lines.add(json(entry)));
        }
        ArrayNode unsealed = json.putArray("unsealed");
        waiting.forEach(entry -> unsealed.add(json(entry)));
        StringBuilder text = new StringBuilder();
        if (!verify) {
          text.append(shown(entries));
        }
        options.print(json, text + said + unsealed(waiting));
        return verdict instanceof AuditVerdict.Sound ? 0 : CHECK_FAILED;
      });
    }

    private String shown(List<AuditEntry> entries) {
      StringBuilder text = new StringBuilder();
      long hidden = 0;
      for (AuditEntry entry : entries) {
        if (!leases && isCounting(entry)) {
          hidden++;
        } else {
          text.append(line(entry)).append(System.lineSeparator());
        }
      }
      if (hidden > 0) {
        text.append(
            "%,d entries that count online signatures are not shown; --leases shows them%n"
                .formatted(hidden));
      }
      return text.toString();
    }

    private static boolean isCounting(AuditEntry entry) {
      return entry.outcome() == AuditEntry.Outcome.DONE && COUNTING.contains(entry.action());
    }

    private static String unsealed(List<AuditEntry> waiting) {
      StringBuilder text = new StringBuilder();
      if (!waiting.isEmpty()) {
        text.append(
            "%n%d failed events are not sealed yet; the next opening of the keys seals them:"
                .formatted(waiting.size()));
        waiting.forEach(e -> text.append(System.lineSeparator()).append(line(e)));
      }
      return text.toString();
    }

    private List<AuditLog.Anchor> parsed() {
      return anchors.stream()
          .map(text ->
              AuditLog.Anchor.parse(text)
                  .orElseThrow(() ->
                      new InputProblem(
                          "--anchor is '" + text + "'; expected NUMBER:HASH of 64 hex digits")))
          .toList();
    }

    private static String said(AuditVerdict verdict, ObjectNode json) {
      return switch (verdict) {
        case AuditVerdict.Sound(long count, AuditEntry last, boolean unfinished) -> {
          String anchor = last == null ? "none" : last.number() + ":" + last.hash();
          json.put("ok", true).put("count", count).put("anchor", anchor);
          json.put("unfinished", unfinished);
          yield "ok, %,d entries, each chained to the one before, the last one sealed%nanchor %s"
              .formatted(count, anchor);
        }
        case AuditVerdict.Broken(long line, String what) -> {
          json.put("ok", false).put("line", line).put("what", what);
          yield "BROKEN at entry " + line + ": " + what;
        }
      };
    }

    private static String line(AuditEntry e) {
      return "%5d  %s  %-22s %-11s %-8s %s  %s"
          .formatted(
              e.number(),
              e.time(),
              PlainText.escaped(e.person()),
              PlainText.escaped(e.action()),
              e.outcome(),
              PlainText.escaped(e.subject()),
              PlainText.escaped(e.detail()));
    }

    private static ObjectNode json(AuditEntry e) {
      return JsonNodeFactory.instance
          .objectNode()
          .put("number", e.number())
          .put("time", e.time().toString())
          .put("person", e.person())
          .put("action", e.action())
          .put("subject", e.subject())
          .put("outcome", e.outcome().name())
          .put("detail", e.detail())
          .put("hash", e.hash());
    }
  }
}
