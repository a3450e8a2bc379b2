package io.fairway.control;

import org.jspecify.annotations.Nullable;

/// What the verifier of an audit log found.
public sealed interface AuditVerdict {
  /// Every line chains to the one before it, and the sealed head is the last line's.
  ///
  /// @param last the newest entry; null when the log is empty
  /// @param unfinished the last line stands in the head only: an append was interrupted, and the
  ///   next opening finishes it
  record Sound(long entries, @Nullable AuditEntry last, boolean unfinished)
      implements AuditVerdict {}

  /// Something was changed, removed, reordered or cut off.
  ///
  /// @param line the first line that is not what it should be, from 1
  /// @param what is wrong, and what was expected
  record Broken(long line, String what) implements AuditVerdict {}
}
