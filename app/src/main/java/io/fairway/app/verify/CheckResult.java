package io.fairway.app.verify;

import java.util.List;

/// What one check came to.
///
/// @param name stable, a key of the JSON
/// @param examined how many things were looked at, and what they are
public record CheckResult(String name, long examined, String what, List<Finding> findings) {
  public CheckResult {
    findings = List.copyOf(findings);
  }

  /// Nothing disagreed.
  public boolean holds() {
    return findings.isEmpty();
  }
}
