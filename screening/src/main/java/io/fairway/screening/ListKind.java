package io.fairway.screening;

import java.util.regex.Pattern;

/// The lists that are read, and how their files are named.
enum ListKind {
  SDN("OFAC SDN", "sdn", "csv", 12),
  ALT("OFAC ALT", "alt", "csv", 5),
  ADD("OFAC ADD", "add", "csv", 6),
  UN("UN consolidated", "(?:un_)?consolidated", "xml", 0);

  final String listName;

  /// Columns of a row as OFAC publishes it; 0 for XML.
  final int columns;

  /// A dated name, or the plain name under which the list is published.
  final Pattern fileName;

  ListKind(String listName, String stem, String extension, int columns) {
    this.listName = listName;
    this.columns = columns;
    this.fileName =
        Pattern.compile("(?i)" + stem + "(?:_(\\d{4}-\\d{2}-\\d{2})[^/]*)?\\." + extension);
  }
}
