package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Where the shares or backups of a key lie, and whether one place or one person alone could put
/// the key together (HKMA guideline, 6.5.7 x and xi).
///
/// @param key that the shares are of
/// @param threshold so many shares make the key
/// @param quorum so many people must agree to use the key; recovering it needs no fewer
/// @param shares every one
public record ShareMap(String key, int threshold, int quorum, List<Share> shares) {

  /// A share or a backup.
  ///
  /// @param site the building; two rooms of one building are one site
  /// @param jurisdiction country code; Hong Kong is `HK`
  /// @param accepted a place outside Hong Kong that the regulator accepted
  /// @param sealed in a tamper-evident bag or device, by its number; empty when it is not
  /// @param recoveryTested date of the last test, or empty
  public record Share(
      String id,
      String site,
      String jurisdiction,
      boolean accepted,
      String custodian,
      String sealed,
      String recoveryTested) {}

  public ShareMap {
    shares = List.copyOf(shares);
  }

  /// Reads a share map.
  ///
  /// @throws KeyProblem when a field is missing or of another kind
  public static ShareMap read(Path file) {
    ObjectNode root = Json.read(file);
    List<Share> shares = new ArrayList<>();
    for (JsonNode share : root.path("shares")) {
      shares.add(
          new Share(
              Json.text(share, "id"),
              Json.text(share, "site"),
              Json.text(share, "jurisdiction"),
              share.path("accepted").asBoolean(),
              Json.text(share, "custodian"),
              share.path("sealed").asText(),
              share.path("recoveryTested").asText()));
    }
    return new ShareMap(
        Json.text(root, "key"),
        Math.toIntExact(Json.whole(root, "threshold")),
        Math.toIntExact(Json.whole(root, "quorum")),
        shares);
  }

  /// One sentence for each thing that is wrong; empty when the map is good.
  public List<String> findings() {
    List<String> findings = new ArrayList<>();
    if (threshold < 2) {
      findings.add("a threshold of " + threshold + ": one share alone makes the key");
    }
    if (threshold < quorum) {
      findings.add(
          "recovery needs "
              + threshold
              + " shares, use needs "
              + quorum
              + " people; expected no fewer for recovery");
    }
    if (shares.size() < threshold + 1) {
      findings.add(
          shares.size()
              + " shares of a threshold of "
              + threshold
              + ": losing one loses the key; expected at least "
              + (threshold + 1));
    }
    reaching("site", ShareMap.Share::site).forEach(findings::add);
    reaching("custodian", ShareMap.Share::custodian).forEach(findings::add);
    findings.addAll(lossOfOneSite());
    Set<String> ids = new HashSet<>();
    for (Share share : shares) {
      if (!ids.add(share.id())) {
        findings.add("share " + share.id() + " is listed twice");
      }
      if (!share.jurisdiction().equals("HK") && !share.accepted()) {
        findings.add(
            "share "
                + share.id()
                + " lies in "
                + share.jurisdiction()
                + "; expected Hong Kong or a place that the regulator accepted");
      }
      if (share.sealed().isBlank()) {
        findings.add("share " + share.id() + " is in nothing tamper-evident: no seal number");
      }
      if (share.recoveryTested().isBlank()) {
        findings.add("recovery from share " + share.id() + " was never tested");
      }
    }
    return findings;
  }

  private List<String> reaching(String what, java.util.function.Function<Share, String> place) {
    List<String> findings = new ArrayList<>();
    count(place)
        .forEach((name, count) -> {
          if (count >= threshold) {
            findings.add(
                "the "
                    + what
                    + " "
                    + name
                    + " has "
                    + count
                    + " shares of a threshold of "
                    + threshold
                    + ": it alone can make the key");
          }
        });
    return findings;
  }

  /// A fire in one building must not end the key.
  private List<String> lossOfOneSite() {
    List<String> findings = new ArrayList<>();
    count(Share::site)
        .forEach((site, count) -> {
          if (shares.size() - count < threshold) {
            findings.add(
                "without the site "
                    + site
                    + " only "
                    + (shares.size() - count)
                    + " shares are left; expected "
                    + threshold);
          }
        });
    return findings;
  }

  private Map<String, Integer> count(java.util.function.Function<Share, String> place) {
    Map<String, Integer> counts = new TreeMap<>();
    shares.forEach(share ->
        counts.merge(place.apply(share).strip().toLowerCase(Locale.ROOT), 1, Integer::sum));
    return counts;
  }
}
