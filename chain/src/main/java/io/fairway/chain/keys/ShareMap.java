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
  /// Of shares, and of people who must agree; no scheme that people carry out has more.
  private static final int COUNT_MAX = 255;

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
  /// @throws KeyProblem when a field is missing, of another kind, or none that anybody reads
  public static ShareMap read(Path file) {
    try {
      return of(Json.read(file));
    } catch (KeyProblem problem) {
      String said = String.valueOf(problem.getMessage());
      throw said.startsWith(file.toString())
          ? problem
          : new KeyProblem(file + ": " + said, problem);
    }
  }

  private static ShareMap of(ObjectNode root) {
    Payload.fields(root, Set.of("key", "threshold", "quorum", "shares"));
    List<Share> shares = new ArrayList<>();
    for (JsonNode share : Json.objects(root, "shares")) {
      try {
        shares.add(share(share));
      } catch (KeyProblem problem) {
        throw new KeyProblem(
            "share " + (shares.size() + 1) + " of the list: " + problem.getMessage(), problem);
      }
    }
    return new ShareMap(
        Json.text(root, "key"), count(root, "threshold"), count(root, "quorum"), shares);
  }

  private static Share share(JsonNode share) {
    Payload.fields(
        share,
        Set.of("id", "site", "jurisdiction", "accepted", "custodian", "sealed", "recoveryTested"));
    return new Share(
        Json.text(share, "id"),
        Json.text(share, "site"),
        Json.text(share, "jurisdiction"),
        Json.flag(share, "accepted"),
        Json.text(share, "custodian"),
        Json.textOrEmpty(share, "sealed", "the number of a seal as a text"),
        Json.textOrEmpty(share, "recoveryTested", "the date of the last test as a text"));
  }

  private static int count(JsonNode root, String field) {
    long count = Json.whole(root, field);
    if (count < 1 || count > COUNT_MAX) {
      throw new KeyProblem("the field " + field + " is " + count + "; expected 1 to " + COUNT_MAX);
    }
    return (int) count;
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
