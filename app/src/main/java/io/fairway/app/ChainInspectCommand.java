package io.fairway.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.deploy.Finding;
import io.fairway.chain.deploy.OpeningCheck;
import io.fairway.chain.profile.ChainProfile;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fairway chain inspect`: what an opening would make of a profile, for who deployed and for who
/// audits it.
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Asks the nodes of a chain profile what an opening would ask them: code, plan, and how each"
          + " contract was made. Changes nothing; needs no keys and no data directory. Whether"
          + " the house's keys have their roles is asked only when the chain opens.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  ./fairway chain inspect --profile production.json",
      "  ./fairway chain inspect --profile production.json --json",
      "",
      "Exit codes:",
      "  0  a chain with this profile would open",
      "  1  a bug, or the nodes do not answer or do not agree",
      "  2  bad usage, or a profile that cannot be read",
      "  4  it would not open: the table names why"
    })
final class ChainInspectCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call
  private CommandSpec spec;

  @Option(
      names = "--profile",
      required = true,
      paramLabel = "FILE",
      description = "The chain profile.")
  private Path file = Path.of("");

  @Option(names = "--json", description = "Print one JSON object on standard output.")
  private boolean json;

  @Override
  public Integer call() {
    ChainProfile profile = profile();
    OpeningCheck check = OpeningCheck.of(profile, InstantSource.system());
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? machine(profile, check).toString() : text(profile, check));
    out.flush();
    return check.isPermitted() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private ChainProfile profile() {
    try {
      return ChainProfile.read(file);
    } catch (IllegalArgumentException wrong) {
      throw new InputProblem(String.valueOf(wrong.getMessage()), wrong);
    } catch (UncheckedIOException e) {
      throw new InputProblem(file + ": cannot be read (" + e.getCause() + ")", e);
    }
  }

  private static String text(ChainProfile profile, OpeningCheck check) {
    StringBuilder text = new StringBuilder();
    text.append(
        "chain profile %s, %s, id %d, %s%n%n"
            .formatted(
                profile.name(),
                profile.environment(),
                profile.chainId(),
                check.block().isPresent()
                    ? "after block %,d".formatted(check.block().getAsLong())
                    : "no contract was looked at"));
    for (Finding one : check.findings()) {
      text.append(
          "%-18s %-43s %-46s %s%n"
              .formatted(one.subject(), one.address(), one.checked(), verdict(one.verdict())));
      if (!one.words().isEmpty()) {
        text.append("    ").append(one.words()).append(System.lineSeparator());
      }
    }
    long refused = check.findings().stream().filter(Finding::isRefused).count();
    text.append(System.lineSeparator())
        .append(
            check.isPermitted()
                ? "a chain with this profile would open; " + notLookedAt(check)
                : "a chain with this profile would not open: refused %d of %d"
                    .formatted(refused, check.findings().size()));
    return text.toString();
  }

  /// What a yes does not cover.
  private static String notLookedAt(OpeningCheck check) {
    return check.block().isPresent()
        ? "limits and lists on the chain were not compared, nor whether the house's keys have their roles"
        : "it names no contracts: Fairway would deploy them itself";
  }

  private static String verdict(Finding.Verdict verdict) {
    return switch (verdict) {
      case OK -> "ok";
      case LIMITED -> "LIMITED";
      case REFUSED -> "REFUSED";
    };
  }

  private static ObjectNode machine(ChainProfile profile, OpeningCheck check) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("profile", profile.name())
        .put("environment", profile.environment().name())
        .put("chainId", profile.chainId())
        .put("reviewDueOn", profile.reviewDueOn().toString())
        .put("permitted", check.isPermitted());
    check.block().ifPresent(block -> root.put("block", block));
    ArrayNode findings = root.putArray("findings");
    for (Finding one : check.findings()) {
      findings
          .addObject()
          .put("subject", one.subject())
          .put("address", one.address())
          .put("checked", one.checked())
          .put("verdict", one.verdict().name())
          .put("words", one.words());
    }
    return root;
  }
}
