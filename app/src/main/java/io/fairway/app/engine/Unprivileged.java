package io.fairway.app.engine;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// PostgreSQL refuses to run as root, so on a machine where everything is root's it is started as
/// somebody else.
///
/// A new user namespace comes first: inside, the process is nobody; outside, its files stay root's,
/// and no folder needs to be opened to anyone. Containers often forbid that; there the process
/// becomes the user nobody, owns its data directory, and keeps the one capability to reach it
/// through root's folders.
enum Unprivileged {
  /// We are no root: nothing to do.
  AS_IS(""),
  USER_NAMESPACE("unshare -U"),
  NOBODY(
      "setpriv --reuid=65534 --regid=65534 --clear-groups"
          + " --inh-caps=+dac_override --ambient-caps=+dac_override");

  private static final int NOBODY_UID = 65534;
  private static final int PROBE_SECONDS = 10;

  private final String prefix;

  Unprivileged(String prefix) {
    this.prefix = prefix;
  }

  /// The way that works on this machine.
  static Unprivileged detect() {
    if (new UnixSystem().getUid() != 0) {
      return AS_IS;
    }
    if (USER_NAMESPACE.works()) {
      return USER_NAMESPACE;
    }
    if (NOBODY.works()) {
      return NOBODY;
    }
    throw new EngineFailure(
        "PostgreSQL refuses to run as root, and this machine allows root neither a user namespace"
            + " (unshare -U) nor to become nobody (setpriv, package util-linux). Run Fairway as an"
            + " ordinary user.");
  }

  /// For a person.
  String description() {
    return switch (this) {
      case AS_IS -> "the user who runs Fairway";
      case USER_NAMESPACE -> "nobody, in a user namespace of its own (we are root)";
      case NOBODY -> "nobody (we are root)";
    };
  }

  /// What to put before a command.
  List<String> prefix() {
    return prefix.isEmpty() ? List.of() : List.of(prefix.split(" ", -1));
  }

  boolean works() {
    try {
      Process probe =
          new ProcessBuilder(Stream.concat(prefix().stream(), Stream.of("true")).toList())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Hands a folder to the user that the process will be; PostgreSQL insists on owning its data.
  void own(Path folder) throws IOException {
    if (this == AS_IS) {
      return;
    }
    int uid = this == NOBODY ? NOBODY_UID : 0;
    if (Objects.equals(Files.getAttribute(folder, "unix:uid"), uid)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.setAttribute(path, "unix:uid", uid);
        Files.setAttribute(path, "unix:gid", uid);
      }
    }
  }
}
