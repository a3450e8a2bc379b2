package io.fairway.chain.keys;

import io.fairway.chain.Keys;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What is done when a key is known to others, in this order: it signs nothing here any more, its
/// successor is made, and the people are told what the chain needs. A drill does the same with a
/// key that is made for it, so that the way is known and timed before it is needed.
public final class Compromise {
  private static final String DRILL = "drill:";

  private Compromise() {}

  /// What came of it.
  ///
  /// @param refused what the old key answers when it is asked to sign: the proof that it is stopped
  /// @param onChain what must be done on the chain, by whom, in order
  public record Report(
      KeyRecord compromised,
      KeyRecord successor,
      String refused,
      Duration toStop,
      Duration toSuccessor,
      List<String> onChain) {
    private Report with(List<String> steps) {
      return new Report(compromised, successor, refused, toStop, toSuccessor, steps);
    }
  }

  /// Stops a key and makes the next version of it.
  ///
  /// @param name of a key, for the version in use; or the version that is meant, such as
  ///   `settler~2`
  /// @throws KeyProblem when that one is stopped already
  public static Report answer(KeyRoom room, String name, String why) {
    Report report = stop(room, name, why);
    KeyRecord stopped = report.compromised();
    return report.with(onChain(stopped, report.successor(), stopped.function(), stopped.name()));
  }

  private static Report stop(KeyRoom room, String name, String why) {
    long begun = System.nanoTime();
    KeyRecord stopped = room.compromise(toStop(room, name).alias(), why);
    String refused = refusal(room, stopped);
    Duration toStop = Duration.ofNanos(System.nanoTime() - begun);
    KeyRecord successor =
        room.inventory().prepared(stopped.name()).orElseGet(() -> room.rotate(stopped.name()));
    Duration toSuccessor = Duration.ofNanos(System.nanoTime() - begun);
    return new Report(stopped, successor, refused, toStop, toSuccessor, List.of());
  }

  /// Walks the same way with a key of its own, and destroys both versions at the end.
  ///
  /// @throws KeyProblem when nothing has this function: a rehearsal of nothing teaches nothing
  public static Report drill(KeyRoom room, String function) {
    mustBeKnown(room, function);
    String name = DRILL + function + "-" + (room.inventory().keys().size() + 1);
    room.done("DRILL", function, "begins with " + name);
    KeyRecord rehearsed = room.create(name, List.of("drill"));
    Report report = stop(room, name, "drill");
    room.activate(name);
    room.compromise(name, "the drill is over");
    room.destroy(rehearsed.alias());
    room.destroy(report.successor().alias());
    room.done(
        "DRILL",
        function,
        "stopped after %d ms, successor after %d ms"
            .formatted(report.toStop().toMillis(), report.toSuccessor().toMillis()));
    return report.with(onChain(report.compromised(), report.successor(), function, function));
  }

  /// The version that is meant. The same command a second time must not stop the successor that the
  /// first one made.
  private static KeyRecord toStop(KeyRoom room, String name) {
    KeyRecord key =
        room.inventory().called(name).orElseGet(() -> room.existing("COMPROMISE", name));
    return switch (key.status()) {
      case ACTIVE -> key;
      case PREPARED -> {
        if (!KeyRecord.isVersion(name)) {
          throw room.problem("COMPROMISE", key.name(), stoppedBefore(room, key));
        }
        yield key;
      }
      case COMPROMISED -> {
        // Without a successor the answer to the loss was interrupted and goes on here.
        if (KeyRecord.isVersion(name)) {
          throw room.problem(
              "COMPROMISE",
              name,
              name
                  + " is stopped"
                  + since(room, List.of(name))
                  + " already; expected a version that is in use or prepared");
        }
        yield key;
      }
      case ROTATED, DESTROYED ->
          throw room.problem(
              "COMPROMISE",
              key.alias(),
              "the key %s is %s and signs nothing here; expected a version that is in use or prepared"
                  .formatted(key.alias(), key.status().name().toLowerCase(Locale.ROOT)));
    };
  }

  private static String stoppedBefore(KeyRoom room, KeyRecord prepared) {
    List<String> versions =
        room.inventory().versions(prepared.name()).stream().map(KeyRecord::alias).toList();
    return "%s is stopped%s already, and its successor %s is prepared, not in use; when that one is feared to be known, too: ./fairway keys compromised %s --why TEXT"
        .formatted(prepared.name(), since(room, versions), prepared.alias(), prepared.alias());
  }

  private static String since(KeyRoom room, List<String> versions) {
    return room.newest("COMPROMISE", versions).map(time -> " since " + time).orElse("");
  }

  private static void mustBeKnown(KeyRoom room, String function) {
    if (!Keys.ROLES.contains(function) && room.inventory().current(function).isEmpty()) {
      throw new KeyProblem(
          "nothing has the function %s; expected one of %s, or the name of a key of keys list"
              .formatted(function, String.join(", ", Keys.ROLES)));
    }
  }

  /// Asks the stopped key for a signature; that it is refused is seen, not assumed.
  private static String refusal(KeyRoom room, KeyRecord stopped) {
    try {
      var _ = room.signOffline(stopped, Inventory.hash("probe"), "probe of a stopped key");
    } catch (KeyProblem refused) {
      return String.valueOf(refused.getMessage());
    }
    throw new IllegalStateException("the stopped key " + stopped.alias() + " still signs");
  }

  /// @param function whose role the stopped key has, or would have in a real loss
  /// @param name under which the successor is activated, likewise
  private static List<String> onChain(
      KeyRecord stopped, KeyRecord next, String function, String name) {
    return List.of(
        "1. the pauser pauses what the " + function + " key can move, at once: no delay applies",
        "2. role managers, by bundle: revoke every role of " + stopped.address(),
        "3. role managers, by bundle: grant the role of " + function + " to " + next.address(),
        "4. look at every transaction of "
            + stopped.address()
            + " since the last good one; keep the log and the device as evidence",
        "5. unpausers, after 2 to 4: resume, then ./fairway keys activate " + name,
        "6. tell the regulator, as the incident plan says");
  }
}
