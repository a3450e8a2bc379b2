package io.fairway.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairway.money.Invariant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// A compiled contract, from the `contracts` room.
record Artifact(String name, String bytecode, JsonNode abi) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static final Artifact STABLECOIN = load("Stablecoin");
  static final Artifact SETTLEMENT = load("Settlement");

  private static Artifact load(String name) {
    String resource = "/io/fairway/contracts/" + name + ".json";
    try (InputStream in = Artifact.class.getResourceAsStream(resource)) {
      Invariant.check(in != null, "the compiled contract %s is not on the class path", resource);
      JsonNode json = JSON.readTree(in);
      return new Artifact(name, json.path("bytecode").asText(), json.path("abi"));
    } catch (IOException problem) {
      throw new UncheckedIOException("cannot read " + resource, problem);
    }
  }
}
