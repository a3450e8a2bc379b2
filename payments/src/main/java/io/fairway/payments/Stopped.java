package io.fairway.payments;

import org.jspecify.annotations.Nullable;

/// An order that leaves the stream before its end, with what is recorded of it.
///
/// @param back the step that it falls back to, when what came after is spent; null to stay
/// @param open true when a later run drives it on by itself
record Stopped(
    Entry entry, Outcome outcome, String reason, String detail, @Nullable Step back, boolean open) {

  /// Until a person releases it.
  static Stopped held(Entry entry, String reason, String detail) {
    return new Stopped(entry, Outcome.HELD, reason, detail, null, false);
  }

  /// Until more money is there, or another order is done: the next run tries again.
  static Stopped waiting(Entry entry, String reason, String detail) {
    return new Stopped(entry, Outcome.HELD, reason, detail, null, true);
  }

  /// A no.
  static Stopped refused(Entry entry, String reason, String detail) {
    return new Stopped(entry, Outcome.REFUSED, reason, detail, null, false);
  }

  /// The outside has not answered.
  static Stopped pending(Entry entry, String reason, String detail) {
    return new Stopped(entry, Outcome.PENDING, reason, detail, null, true);
  }

  Stopped backTo(Step step) {
    return new Stopped(entry, outcome, reason, detail, step, open);
  }
}
