package io.fairway.cluster.disk;

import java.nio.file.Path;

/// A file of the ledger does not hold what was written: it must not be served.
public final class DamagedLedger extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Path file;
  private final long offset;
  private final String expected;

  /// @param offset the first bad byte, or that of the first bad frame
  /// @param expected what should stand there
  public DamagedLedger(Path file, long offset, String expected) {
    super(file + " is damaged at byte " + offset + ": expected " + expected);
    this.file = file;
    this.offset = offset;
    this.expected = expected;
  }

  /// The damaged file.
  public Path file() {
    return file;
  }

  /// Its first bad byte, or that of its first bad frame.
  public long offset() {
    return offset;
  }

  /// What should stand there.
  public String expected() {
    return expected;
  }
}
