package io.fairway.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.app.engine.Engines;
import io.fairway.chain.ChainProfile;
import io.fairway.chain.EvmChain;
import io.fairway.chain.Incident;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.watch.Watcher;
import io.fairway.chain.watch.Watcher.Alarm;
import io.fairway.chain.watch.Watcher.SupplyFact;
import io.fairway.money.Asset;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `fairway chain status`: what stands on the chain, and what the watcher makes of it.
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows contracts, supplies, nodes, the watcher's place, its alarms and what is halted. Lets the"
          + " watcher read to the newest block first; signs nothing that was not asked for before.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  ./fairway chain status",
      "  ./fairway chain status --data /srv/fairway --json",
      "",
      "Exit codes:",
      "  0  nothing is halted",
      "  1  a bug, or an engine failed",
      "  2  bad usage, or there is no chain",
      "  4  an incident is open"
    })
final class ChainStatusCommand implements Callable<Integer> {
  @Mixin private final ChainOptions options = new ChainOptions();

  @Override
  public Integer call() {
    return options.with(this::show);
  }

  private int show(Engines engines) {
    ChainProfile profile = engines.chainProfile();
    try (EvmChain chain = House.openRecordedChain(engines);
        Watcher watcher = chain.watcher(engines.database())) {
      watcher.step();
      options.print(json(profile, chain, watcher), text(profile, chain, watcher));
      return chain.incidents().isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }
  }

  private static String text(ChainProfile profile, EvmChain chain, Watcher watcher) {
    StringBuilder text = new StringBuilder();
    Watcher.Position at = watcher.position();
    line(
        text,
        "chain",
        "%s, id %d, reviewed until %s"
            .formatted(profile.name(), profile.chainId(), profile.reviewDueOn()));
    for (JsonRpc.Health node : chain.nodes()) {
      line(text, "node", node.node() + "  " + (node.last().isEmpty() ? "ok" : node.last()));
    }
    line(text, "settlement", chain.settlement());
    line(text, "escrow", chain.escrow());
    for (Asset coin : profile.coins()) {
      line(
          text,
          coin.code(),
          "%s  minted by %s  supply %s"
              .formatted(chain.coin(coin), chain.gate(coin), supply(coin, watcher)));
    }
    line(
        text,
        "watcher",
        "at block %,d: %,d transfers, %,d role and admin events, %,d reorganisations"
            .formatted(at.block(), at.transfers(), at.events(), watcher.reorganisations().size()));
    for (Alarm alarm : watcher.alarms()) {
      line(
          text,
          "alarm",
          "block %,d  %s: %s".formatted(alarm.blockNumber(), alarm.kind(), alarm.description()));
    }
    for (Incident incident : chain.incidents()) {
      line(text, "HALTED", incident.toString());
      line(
          text,
          "",
          "look, then: ./fairway chain release %d --reason \"...\"".formatted(incident.id()));
    }
    if (chain.incidents().isEmpty()) {
      line(text, "halted", "nothing");
    }
    return text.toString().stripTrailing();
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append("%-11s".formatted(what)).append(value).append(System.lineSeparator());
  }

  private static String supply(Asset coin, Watcher watcher) {
    List<SupplyFact> facts = watcher.supplyFacts(coin.code(), -1);
    return facts.isEmpty()
        ? "unknown"
        : "%s at block %,d"
            .formatted(
                new BigDecimal(facts.getLast().called(), coin.decimals()).toPlainString(),
                facts.getLast().blockNumber());
  }

  private static ObjectNode json(ChainProfile profile, EvmChain chain, Watcher watcher) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    Watcher.Position at = watcher.position();
    root.put("profile", profile.name())
        .put("chainId", profile.chainId())
        .put("reviewDueOn", profile.reviewDueOn().toString())
        .put("settlement", chain.settlement())
        .put("escrow", chain.escrow())
        .put("block", at.block())
        .put("transfers", at.transfers())
        .put("events", at.events())
        .put("reorganisations", watcher.reorganisations().size());
    ObjectNode coins = root.putObject("coins");
    for (Asset coin : profile.coins()) {
      ObjectNode one = coins.putObject(coin.code());
      one.put("contract", chain.coin(coin)).put("gate", chain.gate(coin));
      List<SupplyFact> facts = watcher.supplyFacts(coin.code(), -1);
      if (!facts.isEmpty()) {
        one.put("supplyUnits", facts.getLast().called().toString());
      }
    }
    ArrayNode alarms = root.putArray("alarms");
    for (Alarm alarm : watcher.alarms()) {
      alarms
          .addObject()
          .put("kind", alarm.kind().name())
          .put("block", alarm.blockNumber())
          .put("description", alarm.description());
    }
    ArrayNode incidents = root.putArray("incidents");
    for (Incident incident : chain.incidents()) {
      incidents
          .addObject()
          .put("id", incident.id())
          .put("kind", incident.kind())
          .put("openedAt", incident.openedAt().toString())
          .put("description", incident.description());
    }
    return root;
  }
}
