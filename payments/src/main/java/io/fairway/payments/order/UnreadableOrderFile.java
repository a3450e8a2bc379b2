package io.fairway.payments.order;

/// An order file of which no line can be trusted: missing, empty, not text, or with a header that
/// no mapping knows.
public final class UnreadableOrderFile extends UnreadableFile {
  private static final long serialVersionUID = 1L;

  public UnreadableOrderFile(String where, String what, String expected) {
    super(where, what, expected);
  }
}
