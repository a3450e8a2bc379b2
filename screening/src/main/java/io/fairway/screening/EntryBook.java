package io.fairway.screening;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts the rows of several lists together to entries. SDN rows must come before ALT and ADD rows.
final class EntryBook {
  /// OFAC writes aliases that it calls weak into the remarks, in single quotes.
  private static final Pattern WEAK_ALIAS = Pattern.compile("[afn]\\.k\\.a\\.\\s+'([^']+)'");

  private static final Pattern NATIONALITY =
      Pattern.compile("(?:nationality|citizen) ([^;.]+)[;.]");

  private final Map<String, Entry> ofac = new LinkedHashMap<>(32_768);
  private final List<Entry> others = new ArrayList<>();
  private final java.util.Set<String> withSdnRow = new java.util.HashSet<>(32_768);
  private int orphanAliases;
  private int orphanAddresses;

  /// Columns: number, name, type, programme, title, call sign, vessel type, tonnage, gross tonnage,
  /// flag, owner, remarks.
  void sdn(String[] row) {
    Entry entry = entry(row[0]);
    withSdnRow.add(row[0]);
    entry.kind =
        switch (row[2]) {
          case "individual" -> Entry.Kind.PERSON;
          case "vessel", "aircraft" -> Entry.Kind.CRAFT;
          default -> Entry.Kind.ORGANISATION;
        };
    name(entry, row[1], false);
    Matcher weak = WEAK_ALIAS.matcher(row[11]);
    while (weak.find()) {
      name(entry, weak.group(1), true);
    }
    Matcher nationality = NATIONALITY.matcher(row[11]);
    while (nationality.find()) {
      country(entry, nationality.group(1));
    }
  }

  /// Columns: entity number, alias number, type, name, remarks.
  void alt(String[] row) {
    orphanAliases += withSdnRow.contains(row[0]) ? 0 : 1;
    name(entry(row[0]), row[3], false);
  }

  /// Columns: entity number, address number, address, city and postcode, country, remarks.
  void add(String[] row) {
    orphanAddresses += withSdnRow.contains(row[0]) ? 0 : 1;
    country(entry(row[0]), row[4]);
  }

  void whole(List<Entry> entries) {
    others.addAll(entries);
  }

  Collection<Entry> entries() {
    List<Entry> all = new ArrayList<>(ofac.values());
    all.addAll(others);
    return all;
  }

  int names() {
    return entries().stream().mapToInt(entry -> entry.names.size()).sum();
  }

  int orphanAliases() {
    return orphanAliases;
  }

  int orphanAddresses() {
    return orphanAddresses;
  }

  private Entry entry(String number) {
    return ofac.computeIfAbsent(number, id -> new Entry(id, ListKind.SDN.listName));
  }

  private static void name(Entry entry, String text, boolean weak) {
    if (!text.isBlank()) {
      entry.names.add(new Entry.ListedName(text, weak));
    }
  }

  private static void country(Entry entry, String text) {
    String code = text.isEmpty() ? null : Countries.code(text);
    if (code != null) {
      entry.countries.add(code);
    }
  }
}
