package io.fairway.screening;

import java.util.List;

/// What was loaded, what was refused, and what was counted.
///
/// @param used the files in use, one of each kind that was found
/// @param refused files that were newer than those used, or unusable, each with its reason
/// @param unread files of no kind that is read
/// @param entries persons, companies, vessels and aircraft, those without any name included
/// @param names names and aliases that are compared
/// @param orphanAliases ALT rows whose entity has no SDN row; kept
/// @param orphanAddresses ADD rows whose entity has no SDN row; kept
public record ListReport(
    List<Used> used,
    List<Refused> refused,
    List<String> unread,
    int entries,
    int names,
    int orphanAliases,
    int orphanAddresses) {

  public ListReport {
    used = List.copyOf(used);
    refused = List.copyOf(refused);
    unread = List.copyOf(unread);
  }

  /// A file in use.
  ///
  /// @param list the list's name, such as `OFAC SDN`
  /// @param file the file's name
  /// @param rows its rows, or its entries for XML
  public record Used(String list, String file, int rows) {}

  /// A file that was refused.
  ///
  /// @param reason what is wrong with it, one line
  public record Refused(String list, String file, String reason) {}

  /// The report as lines for a person.
  public List<String> lines() {
    List<String> lines = new java.util.ArrayList<>();
    used.forEach(
        u -> lines.add("using   " + u.file() + " (" + u.list() + ", " + u.rows() + " rows)"));
    refused.forEach(r -> lines.add("refused " + r.file() + " (" + r.list() + "): " + r.reason()));
    unread.forEach(name -> lines.add("unread  " + name));
    lines.add(entries + " entries, " + names + " names");
    if (orphanAliases + orphanAddresses > 0) {
      lines.add(
          "kept without an SDN row: "
              + orphanAliases
              + " ALT rows, "
              + orphanAddresses
              + " ADD rows");
    }
    return lines;
  }
}
