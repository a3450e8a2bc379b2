package io.fairway.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fairway doctor`: what this machine lacks, and the command that gets it.
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Shows what is missing on this machine and the exact command that gets it.",
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  ./fairway doctor",
      "  ./fairway doctor --data /srv/fairway --json",
      "",
      "Exit codes:",
      "  0  nothing is missing",
      "  4  something is missing"
    })
final class DoctorCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call
  private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data directory whose disk is looked at (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(".fairway");

  @Option(names = "--json", description = "Print one JSON object instead of lines.")
  private boolean json;

  @Override
  public Integer call() {
    List<Diagnosis> diagnoses = Diagnosis.all(data);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(toJson(diagnoses));
    } else {
      diagnoses.forEach(d -> out.println(line(d)));
    }
    out.flush();
    return diagnoses.stream().allMatch(Diagnosis::ok) ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private static String line(Diagnosis d) {
    String line = "%-8s %-22s %s".formatted(d.ok() ? "ok" : "MISSING", d.name(), d.found());
    return d.ok() ? line : line + "\n         -> " + d.remedy();
  }

  private static ObjectNode toJson(List<Diagnosis> diagnoses) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("ok", diagnoses.stream().allMatch(Diagnosis::ok));
    ArrayNode checks = root.putArray("checks");
    for (Diagnosis d : diagnoses) {
      ObjectNode check = checks.addObject();
      check.put("name", d.name()).put("ok", d.ok()).put("found", d.found());
      if (!d.ok()) {
        check.put("remedy", d.remedy());
      }
    }
    return root;
  }
}
