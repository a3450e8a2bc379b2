package io.fairway.control;

/// Signs the head of an audit log, so that a cut-off tail cannot be hidden by writing a new head.
public interface AuditSeal {
  /// A signature of a text, one line of printable characters.
  String seal(String text);

  /// Is this the signature of that text? Needs no secret.
  boolean fits(String text, String seal);
}
