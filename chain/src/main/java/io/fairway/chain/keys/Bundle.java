package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.Hash32;
import io.fairway.control.PlainText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.web3j.crypto.Hash;

/// What several people are to agree to, in one file that is carried to the machines where they
/// sign. Whoever reads it computes every hash anew from what is shown; nothing in it is believed.
///
/// @param maker who made it; never one of those who sign
/// @param function under which the quorum was set
/// @param signer the address whose signature the chain wants; empty when it wants the holders'
public record Bundle(
    String purpose,
    String function,
    String maker,
    Instant created,
    Instant expires,
    int required,
    Map<String, String> holders,
    String signer,
    Payload payload) {
  static final String FORMAT = "fairway-bundle-1";
  private static final Duration LIFE_MAX = Duration.ofDays(14);

  public Bundle {
    holders = java.util.Collections.unmodifiableMap(new TreeMap<>(holders));
    var _ = Plain.text("the purpose", purpose);
    var _ = Plain.text("the function", function);
    if (holders.containsKey(maker)) {
      throw new KeyProblem(
          "the maker " + maker + " is a holder, too; expected somebody who does not sign");
    }
    if (!created.isBefore(expires) || expires.isAfter(created.plus(LIFE_MAX))) {
      throw new KeyProblem(
          "the bundle lives from %s to %s; expected at most %d days"
              .formatted(created, expires, LIFE_MAX.toDays()));
    }
    if (holders.values().stream().distinct().count() != holders.size()) {
      throw new KeyProblem("two holders of the bundle have the same key");
    }
    if (required < 2 || required > holders.size()) {
      throw new KeyProblem(
          "the bundle needs "
              + required
              + " of "
              + holders.size()
              + " holders; expected 2 or more");
    }
    if (payload instanceof Payload.Limits != function.equals(Payload.Limits.FUNCTION)) {
      throw new KeyProblem(
          "limits of keys change under the function "
              + Payload.Limits.FUNCTION
              + ", and nothing else does; the function is "
              + function);
    }
    if (payload instanceof Payload.Transaction == signer.isEmpty()) {
      throw new KeyProblem(
          "a transaction has a signer, all else has none; signer: '" + signer + "'");
    }
  }

  /// Reads a bundle and finds out whether it is whole.
  ///
  /// @throws KeyProblem when it is not, with the place
  public static Bundle read(Path file) {
    return of(Json.read(file), file.toString());
  }

  static Bundle of(ObjectNode root, String where) {
    if (!root.path("format").asText().equals(FORMAT)) {
      throw new KeyProblem(
          where + ": the format is " + root.path("format") + "; expected " + FORMAT);
    }
    Map<String, String> holders = new TreeMap<>();
    root.path("holders").properties().forEach(h -> holders.put(h.getKey(), h.getValue().asText()));
    Bundle bundle =
        new Bundle(
            Json.text(root, "purpose"),
            Json.text(root, "function"),
            Json.text(root, "maker"),
            Json.instant(root, "created"),
            Json.instant(root, "expires"),
            Json.count(root, "required"),
            holders,
            root.path("signer").asText(),
            Payload.read(root.path("payload")));
    // What is written must be what is understood: the same document, field by field.
    ObjectNode understood = bundle.json();
    if (!root.path("signingHash").asText().equals(bundle.signingHash().toString())) {
      throw new KeyProblem(
          where
              + ": the signing hash is "
              + root.path("signingHash").asText()
              + ", but what is shown has "
              + bundle.signingHash());
    }
    if (!root.path("bundleHash").asText().equals(bundle.hash().toString())) {
      throw new KeyProblem(
          where
              + ": the bundle's hash is "
              + root.path("bundleHash").asText()
              + ", but what is shown has "
              + bundle.hash()
              + ": it was changed");
    }
    if (!Json.hash(root).equals(Json.hash(understood))) {
      throw new KeyProblem(where + ": holds something that is not shown");
    }
    return bundle;
  }

  /// The hash of everything in it.
  public Hash32 hash() {
    ObjectNode json = content();
    return Json.hash(json);
  }

  Hash32 signingHash() {
    return payload.signingHash();
  }

  /// What a holder signs to say that this is what was seen (EIP-191, version 0x45), which no chain
  /// takes for a transaction.
  Hash32 approvalHash() {
    byte[] prefix = "\u0019Ethereum Signed Message:\n32".getBytes(StandardCharsets.US_ASCII);
    byte[] text = java.util.Arrays.copyOf(prefix, prefix.length + Hash32.LENGTH);
    System.arraycopy(hash().bytes(), 0, text, prefix.length, Hash32.LENGTH);
    return Hash32.of(Hash.sha3(text));
  }

  private ObjectNode content() {
    ObjectNode root = Json.object();
    root.put("format", FORMAT)
        .put("purpose", purpose)
        .put("function", function)
        .put("maker", maker)
        .put("created", created.toString())
        .put("expires", expires.toString())
        .put("required", required);
    ObjectNode people = root.putObject("holders");
    holders.forEach(people::put);
    root.put("signer", signer);
    root.set("payload", payload.json());
    root.set("shown", Json.array(payload.lines()));
    root.put("signingHash", signingHash().toString());
    return root;
  }

  ObjectNode json() {
    return content().put("bundleHash", hash().toString());
  }

  /// The file that is carried.
  public String file() {
    return Json.pretty(json());
  }

  /// All of it, for a person, made from the payload.
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add("purpose          " + purpose);
    lines.add("function         " + function);
    lines.add("made by          " + maker + " at " + created + ", good until " + expires);
    lines.add("needs            " + required + " of " + String.join(", ", holders.keySet()));
    if (!signer.isEmpty()) {
      lines.add("the chain wants  the signature of " + signer);
    }
    lines.add("");
    lines.addAll(payload.lines());
    lines.add("");
    lines.add("signing hash     " + signingHash());
    lines.add("bundle hash      " + hash());
    return String.join("\n", lines.stream().map(PlainText::escaped).toList());
  }

  void mustBeFresh(Instant now) {
    if (now.isAfter(expires)) {
      throw new KeyProblem("the bundle " + hash() + " expired at " + expires);
    }
  }
}
