package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.Hash32;
import java.util.List;
import java.util.Set;

/// Other limits for a key: no chain sees it, the inventory changes when enough people signed.
///
/// @param key a version of a key, as the inventory calls it
/// @param address of it, so that the same name elsewhere is not meant
record LimitsChange(String key, String address, KeyRecord.Limits limits) implements Payload {
  static final String KIND = "limits";

  /// Whose quorum must agree.
  static final String FUNCTION = "limits";

  static LimitsChange of(JsonNode node) {
    Payload.fields(node, Set.of("kind", "key", "address", "ageMaxDays", "usesMax"));
    return new LimitsChange(
        Json.text(node, "key"),
        Payload.address(node, "address"),
        KeyRecord.Limits.of(Json.whole(node, "ageMaxDays"), Json.whole(node, "usesMax")));
  }

  @Override
  public Hash32 signingHash() {
    return Json.hash(json());
  }

  @Override
  public List<String> lines() {
    return List.of(
        "changes the limits of the key " + key + ", " + address,
        "to               " + limits,
        "no chain sees it; the inventory changes at the import");
  }

  @Override
  public ObjectNode json() {
    return Json.object()
        .put("kind", KIND)
        .put("key", key)
        .put("address", address)
        .put("ageMaxDays", limits.ageMax().toDays())
        .put("usesMax", limits.usesMax());
  }
}
