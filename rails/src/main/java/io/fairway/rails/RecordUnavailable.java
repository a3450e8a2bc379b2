package io.fairway.rails;

import java.sql.SQLException;

/// The record of messages cannot be read or written. Nothing was sent that is not on record; the
/// same call again goes on where this one stopped.
public final class RecordUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  RecordUnavailable(SQLException cause) {
    super("the record of bank messages cannot be read or written: " + cause.getMessage(), cause);
  }
}
