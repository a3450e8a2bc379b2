package io.fairway.app;

/// A command that another module adds to the command line, found by `ServiceLoader`. So `bench` can
/// depend on `app` without `app` knowing it.
public interface Subcommand {
  /// The object that carries picocli's `@Command`.
  Object command();
}
