package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.Hash32;
import io.fairway.chain.keys.vault.Secp256k1;
import io.fairway.chain.keys.vault.Secrets;
import io.fairway.control.PlainText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A key ceremony by a script: who is there, what is checked by eye, which keys are made. Every
/// step is confirmed by a person before the next, and the record of all of it is signed by the keys
/// that were made and by the one that seals the audit log.
public final class Ceremony {
  private static final String FORMAT = "fairway-ceremony-1";
  private static final String REHEARSAL = "rehearsal:";
  private static final int WITNESSES_MIN = 2;

  private final String title;
  private final String place;
  private final String leader;
  private final List<String> witnesses;
  private final List<Step> steps;
  private final Hash32 script;

  /// A step: something a person does and confirms, or a key that is made.
  ///
  /// @param key empty for a step without one
  /// @param holders of the key
  public record Step(String text, String key, List<String> holders) {}

  /// Asks the people in the room.
  public interface Confirm {
    /// Tells what is about to happen, and before whom.
    default void begins(String heading) {}

    /// A rehearsal makes keys of other names, and destroys them at its end.
    default boolean isRehearsal() {
      return false;
    }

    /// Asks before a key is made.
    ///
    /// @return false when it must not be made, which ends the ceremony
    default boolean isReady(int number, int of, Step step) {
      return true;
    }

    /// Asks whether a step was done.
    ///
    /// @param made the key that the step made; null for a step without one
    /// @return what the person says happened; null when it was not done, which ends the ceremony
    @Nullable String done(int number, int of, Step step, @Nullable KeyRecord made);
  }

  /// The signed record.
  ///
  /// @param keys addresses by name; those of a rehearsal are destroyed by then
  public record Held(String file, Map<String, String> keys, Hash32 hash) {
    public Held {
      keys = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }

    /// Keeps a copy with the keys, so that a carrier that fails does not take the record with it.
    ///
    /// @param folder of the keys
    public Path keep(Path folder) {
      Path copy = folder.resolve("ceremonies").resolve(hash + ".json");
      try {
        Files.createDirectories(folder.resolve("ceremonies"));
        Secrets.write(copy, file);
      } catch (IOException problem) {
        throw new UncheckedIOException(copy + " cannot be written", problem);
      }
      return copy;
    }
  }

  private Ceremony(
      String title,
      String place,
      String leader,
      List<String> witnesses,
      List<Step> steps,
      Hash32 script) {
    this.title = title;
    this.place = place;
    this.leader = leader;
    this.witnesses = witnesses;
    this.steps = steps;
    this.script = script;
  }

  /// Reads a script and refuses one that could not be held.
  static Ceremony read(Path file) {
    ObjectNode root = Json.read(file);
    List<Step> steps = new ArrayList<>();
    root.path("steps")
        .forEach(step ->
            steps.add(
                new Step(
                    Json.text(step, "text"),
                    step.path("key").asText(),
                    step.has("key") ? Json.texts(step, "holders") : List.of())));
    Ceremony ceremony =
        new Ceremony(
            Json.text(root, "title"),
            Json.text(root, "place"),
            Json.text(root, "leader"),
            Json.texts(root, "witnesses"),
            steps,
            Json.hash(root));
    ceremony.check(file);
    return ceremony;
  }

  private void check(Path file) {
    Set<String> present = new LinkedHashSet<>(witnesses);
    if (present.size() < WITNESSES_MIN || present.contains(leader)) {
      throw new KeyProblem(
          file
              + ": the witnesses are "
              + witnesses
              + "; expected at least "
              + WITNESSES_MIN
              + " persons, none of them the leader "
              + leader);
    }
    Set<String> names = new LinkedHashSet<>();
    for (Step step : steps) {
      if (!step.key().isEmpty() && (step.holders().isEmpty() || !names.add(step.key()))) {
        throw new KeyProblem(file + ": the key " + step.key() + " has no holder, or is made twice");
      }
    }
    if (names.isEmpty()) {
      throw new KeyProblem(file + ": no step makes a key; expected a step with key and holders");
    }
  }

  /// Reads a script and holds its ceremony.
  ///
  /// @throws KeyProblem when the script could not be held, or a step was not confirmed; what was
  ///   done until then is in the audit log
  public static Held hold(Path script, KeyRoom room, Confirm confirm) {
    return room.attempt(
        "CEREMONY", script.toString(), () -> Ceremony.read(script).hold(room, confirm));
  }

  private Held hold(KeyRoom room, Confirm confirm) {
    mustBeHeldBy(room);
    confirm.begins(
        "%s, at %s%nled by %s, before %s; %d steps"
            .formatted(title, place, leader, String.join(" and ", witnesses), steps.size()));
    room.done(
        "CEREMONY",
        title,
        (confirm.isRehearsal() ? "begins as a rehearsal" : "begins") + ", script " + script);
    List<KeyRecord> made = new ArrayList<>();
    try {
      return held(room, confirm, made);
    } finally {
      if (confirm.isRehearsal()) {
        made.forEach(key -> end(room, key));
      }
    }
  }

  private Held held(KeyRoom room, Confirm confirm, List<KeyRecord> made) {
    ObjectNode record = head(room.now(), room, confirm);
    ArrayNode log = record.putArray("steps");
    for (int number = 1; number <= steps.size(); number++) {
      try {
        step(number, room, confirm, log, made);
      } catch (RuntimeException problem) {
        room.failed("CEREMONY", title, "ended at step " + number + " of " + steps.size());
        throw problem;
      }
    }
    record.put("ended", room.now().toString()).put("auditAnchor", room.anchor());
    Hash32 hash = Json.hash(record);
    ArrayNode signatures = record.putArray("signatures");
    Map<String, String> addresses = new LinkedHashMap<>();
    for (KeyRecord key : made) {
      addresses.put(key.name(), key.address());
      signatures
          .addObject()
          .put("key", key.name())
          .put("address", key.address())
          .put(
              "signature",
              signature(room.signOffline(key, hash, "record of the ceremony " + title)));
    }
    signatures
        .addObject()
        .put("key", KeyRoom.AUDIT)
        .put("address", room.inventory().auditAddress())
        .put("signature", signature(room.vault().sign(KeyRoom.AUDIT, hash)));
    room.done("CEREMONY", title, "ends, record " + hash);
    return new Held(Json.pretty(record), addresses, hash);
  }

  /// Takes a step.
  ///
  /// @param made takes the key that the step makes
  private void step(
      int number, KeyRoom room, Confirm confirm, ArrayNode log, List<KeyRecord> made) {
    Step step = steps.get(number - 1);
    boolean makes = !step.key().isEmpty();
    if (makes && !confirm.isReady(number, steps.size(), step)) {
      throw ended(room, number, step, "");
    }
    KeyRecord key = makes ? room.create(name(step, room, confirm), step.holders()) : null;
    if (key != null) {
      made.add(key);
    }
    String said = confirm.done(number, steps.size(), step, key);
    if (said == null) {
      throw ended(
          room,
          number,
          step,
          key == null || confirm.isRehearsal()
              ? ""
              : "; the key " + key.name() + " was made and stays");
    }
    ObjectNode entry =
        log.addObject()
            .put("number", number)
            .put("text", step.text())
            .put("time", room.now().toString())
            .put("confirmed", PlainText.escaped(said));
    if (key != null) {
      entry.set("key", Json.of(key));
    }
  }

  /// A rehearsal leaves the names of its script to the ceremony.
  private static String name(Step step, KeyRoom room, Confirm confirm) {
    return confirm.isRehearsal()
        ? REHEARSAL + step.key() + "-" + (room.inventory().keys().size() + 1)
        : step.key();
  }

  private static void end(KeyRoom room, KeyRecord rehearsed) {
    room.compromise(rehearsed.name(), "the rehearsal is over");
    room.destroy(rehearsed.alias());
  }

  private KeyProblem ended(KeyRoom room, int number, Step step, String made) {
    return room.problem(
        "CEREMONY",
        title,
        "step " + number + " was not confirmed: " + step.text() + "; the ceremony ends" + made);
  }

  /// Refuses what would break off in the middle.
  private void mustBeHeldBy(KeyRoom room) {
    if (!room.person().id().equals(leader)) {
      throw new KeyProblem(
          "the leader of the ceremony is "
              + leader
              + ", and you are "
              + room.person().id()
              + "; expected --as "
              + leader);
    }
    for (Step step : steps) {
      if (!room.inventory().versions(step.key()).isEmpty()) {
        throw new KeyProblem(
            "there is a key "
                + step.key()
                + " already, of an earlier ceremony perhaps; expected a script without it, or with"
                + " another name");
      }
    }
  }

  private ObjectNode head(Instant begun, KeyRoom room, Confirm confirm) {
    ObjectNode record =
        Json.object()
            .put("format", FORMAT)
            .put("title", title)
            .put("place", place)
            .put("leader", leader);
    record.set("witnesses", Json.array(witnesses));
    if (confirm.isRehearsal()) {
      record.put("rehearsal", true);
    }
    return record
        .put("script", script.toString())
        .put("device", PlainText.escaped(room.description()))
        .put("java", Runtime.version().toString())
        .put("begun", begun.toString());
  }

  private static String signature(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
  }

  /// What the check of a record found.
  ///
  /// @param signatures so many fit the record
  /// @param auditAddress of the log's key that signed it
  /// @param compared whether that is the address that was expected; when none was, anybody's key
  ///   could have signed
  public record Checked(int signatures, String auditAddress, boolean compared) {}

  /// Checks a record: that it is as it was signed, by every key that it names and by the key of the
  /// audit log.
  ///
  /// @param auditAddress of the log where it was held; null for that of the inventory in the
  ///   folder, when there is one
  /// @throws KeyProblem when a signature is missing or is not good, or another log's key signed
  public static Checked verify(Path file, @Nullable String auditAddress, Path folder) {
    ObjectNode record = Json.read(file);
    if (!(record.remove("signatures") instanceof ArrayNode signatures)
        || !record.path("format").asText().equals(FORMAT)) {
      throw new KeyProblem(
          file + ": no record of a ceremony; expected the format " + FORMAT + " and signatures");
    }
    Set<String> made = new LinkedHashSet<>();
    record
        .path("steps")
        .forEach(step -> {
          if (step.has("key")) {
            made.add(Json.text(step.path("key"), "address"));
          }
        });
    if (made.isEmpty()) {
      throw new KeyProblem(file + ": names no key that was made; expected a step with a key");
    }
    Set<String> signers = signers(file, signatures, Json.hash(record));
    if (!signers.containsAll(made)) {
      made.removeAll(signers);
      throw new KeyProblem(file + ": the signatures of " + made + " are missing");
    }
    int count = signers.size();
    signers.removeAll(made);
    if (signers.size() != 1) {
      throw new KeyProblem(
          file
              + ": beside the keys that were made, the signers are "
              + signers
              + "; expected one, the key that seals the audit log");
    }
    String log = signers.iterator().next();
    String wanted = auditAddress == null ? InventoryFile.auditAddressIn(folder) : auditAddress;
    if (wanted != null && !wanted.equalsIgnoreCase(log)) {
      throw new KeyProblem(
          file
              + ": the log's key that signed is "
              + log
              + "; expected "
              + wanted
              + (auditAddress == null ? " of the inventory in " + folder : ""));
    }
    return new Checked(count, log, wanted != null);
  }

  private static Set<String> signers(Path file, ArrayNode signatures, Hash32 hash) {
    Set<String> signers = new LinkedHashSet<>();
    for (JsonNode signature : signatures) {
      String address = Json.text(signature, "address");
      String signer =
          Secp256k1.signer(BundleSignature.bytes(Json.text(signature, "signature")), hash)
              .orElse("nobody");
      if (!signer.equals(address)) {
        throw new KeyProblem(
            file + ": the signature of " + address + " does not fit: the record was changed");
      }
      signers.add(address);
    }
    return signers;
  }
}
