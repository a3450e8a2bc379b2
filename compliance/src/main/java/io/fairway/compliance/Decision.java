package io.fairway.compliance;

/// What compliance says of a movement, with the versions of the list and the policy that it was
/// decided by.
public sealed interface Decision {
  String reference();

  String listVersion();

  String policyVersion();

  record Clear(String reference, String listVersion, String policyVersion) implements Decision {}

  /// Stopped until a person decides.
  ///
  /// @param reason a stable code such as `SCREENING_HIT`
  /// @param detail one line for a person: which name matched which entry, how closely
  record Held(
      String reference, String listVersion, String policyVersion, String reason, String detail)
      implements Decision {}

  /// A no.
  record Refused(
      String reference, String listVersion, String policyVersion, String reason, String detail)
      implements Decision {}
}
