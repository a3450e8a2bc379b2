package io.fairway.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.app.engine.Engines;
import io.fairway.app.verify.Verification;
import io.fairway.chain.Controls;
import io.fairway.chain.EvmChain;
import io.fairway.chain.Incident;
import io.fairway.chain.gateway.Incidents;
import io.fairway.chain.gateway.Incidents.Released;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.watch.Watcher;
import io.fairway.chain.watch.Watcher.Alarm;
import io.fairway.chain.watch.Watcher.SupplyFact;
import io.fairway.money.Asset;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
      State state = State.of(engines, chain, watcher);
      options.print(
          state.addTo(json(profile, chain, watcher)), text(profile, chain, watcher) + state.text());
      return chain.incidents().isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }
  }

  /// What people stopped, and who takes part.
  ///
  /// @param paused as `chain pause` names it
  /// @param participants addresses by id
  /// @param frozen coin and participant, or account
  /// @param released incidents that people ended, the newest first
  private record State(
      List<String> paused,
      Map<String, String> participants,
      List<String> frozen,
      List<Released> released) {
    private static final int RELEASED_SHOWN = 5;

    static State of(Engines engines, EvmChain chain, Watcher watcher) {
      Controls controls = chain.controls(Duration.ofSeconds(10));
      List<String> paused = new ArrayList<>();
      if (controls.isSettlementPaused()) {
        paused.add("settlement");
      }
      if (controls.isEscrowPaused()) {
        paused.add("escrow");
      }
      Map<String, String> participants = new TreeMap<>();
      List<String> ids = new ArrayList<>(Verification.holders(engines.database()));
      ids.add(House.ISSUER);
      ids.forEach(id -> participants.put(id, chain.address(id)));
      List<String> frozen = new ArrayList<>();
      for (Asset coin : engines.chainProfile().coins()) {
        if (controls.isCoinPaused(coin)) {
          paused.add(coin.code());
        }
        if (controls.isMintingPaused(coin)) {
          paused.add(coin.code() + ".gate");
        }
        for (String account : watcher.frozen(chain.coin(coin))) {
          frozen.add(coin.code() + " of " + name(account, participants));
        }
      }
      return new State(
          paused, participants, frozen, new Incidents(engines.database()).released(RELEASED_SHOWN));
    }

    private static String name(String account, Map<String, String> participants) {
      return participants.entrySet().stream()
          .filter(known -> known.getValue().equals(account))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElse(account);
    }

    ObjectNode addTo(ObjectNode root) {
      paused.forEach(root.putArray("paused")::add);
      frozen.forEach(root.putArray("frozen")::add);
      ObjectNode addresses = root.putObject("participants");
      participants.forEach(addresses::put);
      ArrayNode ended = root.putArray("released");
      for (Released one : released) {
        ended
            .addObject()
            .put("id", one.incident().id())
            .put("kind", one.incident().kind())
            .put("by", one.by())
            .put("at", one.at().toString())
            .put("reason", one.reason());
      }
      return root;
    }

    String text() {
      StringBuilder text = new StringBuilder(System.lineSeparator());
      participants.forEach((id, address) -> line(text, id, address));
      line(text, "paused", paused.isEmpty() ? "nothing" : String.join(", ", paused));
      line(text, "frozen", frozen.isEmpty() ? "nobody" : String.join(", ", frozen));
      for (Released one : released) {
        line(
            text,
            "released",
            "incident %d, %s, by %s at %s: %s"
                .formatted(
                    one.incident().id(), one.incident().kind(), one.by(), one.at(), one.reason()));
      }
      return text.toString().stripTrailing();
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
    Set<String> halting =
        chain.incidents().stream().map(Incident::kind).collect(Collectors.toSet());
    for (Alarm alarm : watcher.alarms()) {
      line(
          text,
          halting.contains(alarm.kind().name()) ? "alarm" : "old alarm",
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
    ArrayNode nodes = root.putArray("nodes");
    for (JsonRpc.Health node : chain.nodes()) {
      nodes.addObject().put("node", node.node().toString()).put("last", node.last());
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
