package io.fairway.control;

import java.nio.file.Path;

/// An audit log is not what it was: nothing is appended to it until a person has looked.
public final class AuditBroken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AuditBroken(Path folder, String what) {
    super("the audit log in " + folder + " is broken: " + what);
  }
}
