package io.fairway.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentLinkedQueue;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/// Counts this process's fsyncs: the JVM's flight recorder reports every one with its file, so that
/// nothing has to be traced from outside.
final class Syncs implements AutoCloseable {
  private static final String EVENT = "jdk.FileForce";

  private record Sync(Instant at, String path) {}

  private final ConcurrentLinkedQueue<Sync> seen = new ConcurrentLinkedQueue<>();
  private final RecordingStream stream = new RecordingStream();

  Syncs() {
    stream.setMaxAge(Duration.ofMinutes(1));
    stream.enable(EVENT).withoutThreshold().withoutStackTrace();
    stream.onEvent(EVENT, this::add);
    stream.startAsync();
  }

  private void add(RecordedEvent event) {
    seen.add(new Sync(event.getStartTime(), String.valueOf(event.getString("path"))));
  }

  /// Waits until all syncs so far are known; counts no more.
  void stop() {
    stream.stop();
  }

  /// How many files below that directory were synced between the two, after [#stop].
  long count(Path directory, Instant from, Instant to) {
    String prefix = directory.toString();
    return seen.stream()
        .filter(sync -> sync.path.startsWith(prefix))
        .filter(sync -> !sync.at.isBefore(from) && sync.at.isBefore(to))
        .count();
  }

  @Override
  public void close() {
    stream.close();
  }
}
