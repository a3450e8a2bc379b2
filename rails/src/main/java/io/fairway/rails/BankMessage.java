package io.fairway.rails;

/// A business message as it travels: the header (`head.001`) and the document, as raw bytes in
/// UTF-8. The arrays are shared, not copied: whoever holds one leaves it as it is.
public final class BankMessage {
  private final byte[] header;
  private final byte[] document;

  public BankMessage(byte[] header, byte[] document) {
    this.header = header;
    this.document = document;
  }

  /// The bytes of the business application header.
  public byte[] header() {
    return header;
  }

  /// The bytes of the document.
  public byte[] document() {
    return document;
  }
}
