package io.fairway.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.cluster.Divergence;
import io.fairway.cluster.LedgerNode;
import io.fairway.cluster.NodeState;
import io.fairway.cluster.WrongMember;
import io.fairway.cluster.directory.DirectoryInUse;
import io.fairway.cluster.disk.DamagedLedger;
import io.fairway.cluster.network.Members;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fairway ledger node`: one member of a ledger of one, three or five processes.
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description = {
      "Runs one member of a ledger until it is told to stop (Ctrl-C, SIGTERM). The ledger serves while"
          + " a majority of its members runs; what it has answered is on the disks of a majority.",
      "",
      "Members are named alike for all: --members 0=HOST:PORT,1=HOST:PORT,2=HOST:PORT (1, 3 or 5 of"
          + " them). From its port on a member uses five UDP ports: clients, consensus, log, catch-up,"
          + " archive. A new ledger begins when all its members run.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Examples, three members on this machine:",
      "  M=0=127.0.0.1:9000,1=127.0.0.1:9010,2=127.0.0.1:9020",
      "  ./fairway ledger node --member 0 --members $M --data /srv/ledger-0",
      "",
      "Exit codes:",
      "  1  the node failed (FAIRWAY_DEBUG=1 shows where)",
      "  2  bad usage, an address that is not to be had, or another process or member has the directory",
      "  4  its files are damaged, or its state is not what the other members have: replace its directory"
          + " by an empty one",
      "  130, 143  stopped by Ctrl-C, SIGTERM"
    })
final class LedgerNodeCommand implements Callable<Integer> {
  private static final Map<String, String> JSON_DETAILS =
      Map.of("failed", "why", "note", "what", "starting", "members");

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call
  private CommandSpec spec;

  @Option(names = "--member", paramLabel = "N", required = true, description = "Which member.")
  private int member;

  @Option(
      names = "--members",
      paramLabel = "LIST",
      required = true,
      description = "All of them: 0=HOST:PORT,1=HOST:PORT,...")
  private String members = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Where this member keeps its log and snapshots.")
  private Path data = Path.of("");

  @Option(
      names = "--mtu",
      paramLabel = "BYTES",
      description = "Largest datagram between members (default: 65504 on loopback, else 1408).")
  private @Nullable Integer mtuBytes;

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  /// Loggers are forgotten, with their handlers, when nobody holds them.
  private final List<Logger> notes = new ArrayList<>();

  private boolean serving;

  @Override
  public Integer call() throws InterruptedException {
    Members all = understood(() -> Members.parse(members));
    Integer mtu = mtuBytes;
    Members sized = mtu == null ? all : understood(() -> all.withMtu(mtu));
    if (member < 0 || member >= sized.size()) {
      throw new InputProblem("there is no member " + member + " among " + members);
    }
    passOnNotes();
    say("starting", members, starting(sized));
    try (Shutdown<LedgerNode> guarded =
        Shutdown.guard(() -> LedgerNode.start(data, sized, member, this::changed))) {
      return failed(guarded.running().awaitFailure());
    } catch (Divergence e) {
      return failed(e);
    } catch (DamagedLedger e) {
      failed(e);
      return ExitCode.CHECK_FAILED;
    } catch (DirectoryInUse | WrongMember e) {
      throw new InputProblem(String.valueOf(e.getMessage()), e);
    }
  }

  private String starting(Members all) {
    return all.size() == 1
        ? "member 0 starts"
        : "member %s of %s starts; it serves with a majority, a new ledger begins with all"
            .formatted(member, all.size());
  }

  /// What a start does with a damaged or an empty directory is news to an operator.
  private void passOnNotes() {
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord note) {
            say("note", note.getMessage(), "member " + member + ": " + note.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    for (String name : LedgerNode.NOTES) {
      Logger logger = Logger.getLogger(name);
      logger.setLevel(Level.INFO);
      logger.setUseParentHandlers(false);
      logger.addHandler(handler);
      notes.add(logger);
    }
  }

  private void changed(NodeState state) {
    String role = state.name().toLowerCase(Locale.ROOT);
    if (!serving && state != NodeState.ELECTING) {
      serving = true;
      say("serving", role, "member " + member + " serves as " + role + ": " + members);
    } else {
      say("role", role, "member " + member + " is " + role);
    }
  }

  private int failed(Throwable why) {
    say(
        "failed",
        String.valueOf(why.getMessage()),
        "member " + member + " stopped: " + why.getMessage());
    return why instanceof Divergence ? ExitCode.CHECK_FAILED : ExitCode.FAILED;
  }

  private void say(String event, String detail, String text) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      line.put("event", event).put("member", member);
      out.println(line.put(JSON_DETAILS.getOrDefault(event, "role"), detail));
    } else {
      out.println(text);
    }
    out.flush();
  }

  private static Members understood(Supplier<Members> members) {
    try {
      return members.get();
    } catch (IllegalArgumentException e) {
      throw new InputProblem(String.valueOf(e.getMessage()), e);
    }
  }
}
