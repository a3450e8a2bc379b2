package io.fairway.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fairway.app.engine.Engines;
import io.fairway.chain.Incident;
import io.fairway.chain.gateway.Incidents;
import io.fairway.chain.keys.Person;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairway chain release`: a person has looked at an incident.
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description = {
      "Ends an incident, on record with who and why: what it halted goes on. Look first; after a"
          + " release what was seen is taken for right.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  ./fairway chain release 3 --reason \"act 12 of the role timelock, record of 2026-11-20\"",
      "",
      "Exit codes:",
      "  0  it is released",
      "  1  a bug, or an engine failed",
      "  2  bad usage, or no such incident is open"
    })
final class ChainReleaseCommand implements Callable<Integer> {
  @Mixin private final ChainOptions options = new ChainOptions();

  @Parameters(paramLabel = "NUMBER", description = "The incident's number, as status shows it.")
  private long number;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "What was found, and why all may go on.")
  private String reason = "";

  @Override
  public Integer call() {
    if (reason.isBlank()) {
      throw new InputProblem("--reason is empty; expected what was found, and why all may go on");
    }
    return options.with(this::release);
  }

  private int release(Engines engines) {
    Incidents incidents = new Incidents(engines.database());
    Person who = options.person();
    engines
        .keys()
        .ask("CHAIN_RELEASE", "incident " + number, reason, () -> release(incidents, who));
    options.print(
        JsonNodeFactory.instance.objectNode().put("released", number).put("by", who.toString()),
        "incident %d is released by %s".formatted(number, who));
    return ExitCode.OK;
  }

  private void release(Incidents incidents, Person who) {
    if (!incidents.release(number, who.toString(), reason)) {
      List<Long> open = incidents.open().stream().map(Incident::id).toList();
      throw new InputProblem(
          "no incident %d is open; open are: %s".formatted(number, open.isEmpty() ? "none" : open));
    }
  }
}
