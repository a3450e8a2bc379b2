package io.fairway.app.keys;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.keys.Inventory;
import io.fairway.chain.keys.KeyRecord;
import io.fairway.chain.keys.KeyRoom;
import io.fairway.control.PlainText;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `fairway keys list`: the inventory.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description =
        "Shows the inventory: class, holders, place, status, age and uses of every key; the people and"
            + " the addresses of their own keys; the quorums. Opens no key.",
    footer = {"", "Examples:", "  ./fairway keys list", "  ./fairway keys list --json"})
final class KeysListCommand implements Callable<Integer> {
  @Mixin private final KeysOptions options = new KeysOptions();

  @Override
  public Integer call() {
    return KeysOptions.without(() -> {
      Inventory inventory = KeyRoom.read(options.folder());
      StringBuilder text = new StringBuilder();
      for (KeyRecord key : inventory.keys()) {
        text.append(PlainText.escaped(line(key))).append(System.lineSeparator());
      }
      new TreeMap<>(inventory.people())
          .forEach((person, address) ->
              text.append("%-24s signs with %s%n".formatted("person " + person, address)));
      new TreeMap<>(inventory.quorums())
          .forEach((function, quorum) ->
              text.append(
                  "%-24s needs %d of %s%n"
                      .formatted(
                          PlainText.escaped(function),
                          quorum.required(),
                          String.join(", ", quorum.holders()))));
      options.print(json(inventory), text + "keys are in a " + inventory.store());
      return 0;
    });
  }

  private static String line(KeyRecord key) {
    long days = Duration.between(key.created(), Instant.now()).toDays();
    return "%-24s %-11s %-11s %s  %d of %d days, %,d of %,d uses, held by %s, in %s"
        .formatted(
            key.alias(),
            key.keyClass().name().toLowerCase(Locale.ROOT),
            key.status().name().toLowerCase(Locale.ROOT),
            key.address(),
            days,
            key.limits().ageMax().toDays(),
            key.uses(),
            key.limits().usesMax(),
            String.join(", ", key.holders()),
            key.location());
  }

  static ObjectNode json(Inventory inventory) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("store", inventory.store()).put("auditAddress", inventory.auditAddress());
    ArrayNode keys = root.putArray("keys");
    inventory.keys().forEach(key -> keys.add(json(key)));
    ObjectNode people = root.putObject("people");
    new TreeMap<>(inventory.people()).forEach(people::put);
    ObjectNode quorums = root.putObject("quorums");
    new TreeMap<>(inventory.quorums())
        .forEach((function, quorum) -> {
          ArrayNode holders =
              quorums.putObject(function).put("required", quorum.required()).putArray("holders");
          quorum.holders().forEach(holders::add);
        });
    return root;
  }

  static ObjectNode json(KeyRecord key) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", key.name())
        .put("version", key.version())
        .put("class", key.keyClass().name())
        .put("function", key.function())
        .put("status", key.status().name())
        .put("address", key.address())
        .put("serial", key.serial())
        .put("location", key.location())
        .put("created", key.created().toString())
        .put("uses", key.uses())
        .put("usesMax", key.limits().usesMax())
        .put("ageMaxDays", key.limits().ageMax().toDays())
        .put("development", key.development());
    ArrayNode holders = node.putArray("holders");
    key.holders().forEach(holders::add);
    return node;
  }
}
