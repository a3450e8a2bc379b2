package io.fairway.rails;

import java.util.Optional;

/// The ISO 20022 messages that Fairway speaks, each in the version that CBPR+ settled on.
public enum MessageKind {
  /// Business application header; travels with every other message.
  HEAD_001("head.001.001.02", "AppHdr"),
  /// Customer credit transfer, from us to the bank.
  PACS_008("pacs.008.001.08", "Document"),
  /// Payment status report, from the bank.
  PACS_002("pacs.002.001.10", "Document"),
  /// Debit and credit notification, from the bank.
  CAMT_054("camt.054.001.08", "Document");

  private final String id;
  private final String root;

  MessageKind(String id, String root) {
    this.id = id;
    this.root = root;
  }

  /// The message definition identifier, such as `pacs.008.001.08`.
  public String id() {
    return id;
  }

  /// The kind of a message definition identifier, or empty for one that Fairway does not speak.
  public static Optional<MessageKind> find(String id) {
    for (MessageKind kind : values()) {
      if (kind.id.equals(id)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  String namespace() {
    return "urn:iso:std:iso:20022:tech:xsd:" + id;
  }

  String root() {
    return root;
  }
}
