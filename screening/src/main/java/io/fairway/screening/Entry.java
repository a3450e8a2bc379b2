package io.fairway.screening;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// One listed person, company, vessel or aircraft, while it is being put together.
final class Entry {
  final String id;
  final String listName;
  final List<ListedName> names = new ArrayList<>(2);

  /// ISO 3166-1 alpha-2.
  final Set<String> countries = new LinkedHashSet<>(2);

  Kind kind = Kind.UNKNOWN;

  Entry(String id, String listName) {
    this.id = id;
    this.listName = listName;
  }

  enum Kind {
    PERSON,
    ORGANISATION,
    /// A vessel or an aircraft: compared word for word only, since no buyer or seller is one.
    CRAFT,
    /// An alias whose entity is in no list at hand.
    UNKNOWN
  }

  /// @param weak an alias that the list itself calls weak: compared word for word only
  record ListedName(String text, boolean weak) {}
}
