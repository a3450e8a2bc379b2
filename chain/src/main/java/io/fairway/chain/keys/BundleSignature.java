package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.Hash32;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;

/// What a holder brings back: that this bundle was seen, and what the chain wants of this holder.
///
/// @param approval over the bundle's hash, by the holder's own key
/// @param payload over the signing hash, by the key that the chain wants; empty when this holder's
///   machine does not have it
public record BundleSignature(
    Hash32 bundle, String person, Instant signed, String approval, String payload) {
  private static final String FORMAT = "fairway-bundle-signature-1";

  public static BundleSignature read(Path file) {
    ObjectNode root = Json.read(file);
    if (!root.path("format").asText().equals(FORMAT)) {
      throw new KeyProblem(
          file + ": the format is " + root.path("format") + "; expected " + FORMAT);
    }
    if (!Json.text(root, "bundle").matches("0x[0-9a-f]{64}")) {
      throw new KeyProblem(file + ": the field bundle is no hash");
    }
    return new BundleSignature(
        Hash32.parse(Json.text(root, "bundle")),
        Person.here(Json.text(root, "person")).id(),
        Json.instant(root, "signed"),
        Json.text(root, "approval"),
        root.path("payload").asText());
  }

  public String file() {
    return Json.pretty(
        Json.object()
            .put("format", FORMAT)
            .put("bundle", bundle.toString())
            .put("person", person)
            .put("signed", signed.toString())
            .put("approval", approval)
            .put("payload", payload));
  }

  static byte[] bytes(String hex) {
    return hex.matches("0x[0-9a-f]{130}") ? HexFormat.of().parseHex(hex.substring(2)) : new byte[0];
  }
}
