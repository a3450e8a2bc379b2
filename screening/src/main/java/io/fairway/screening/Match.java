package io.fairway.screening;

import java.util.List;

/// A listed name that a screened name comes close to, and why.
///
/// @param entryId the entry's id within its list: OFAC's entity number, the UN reference number
/// @param listedName the name or alias as the list writes it
/// @param listName the list, such as `OFAC SDN`
/// @param scorePermille closeness in thousandths, 0 to 1000; 1000 is the same words
/// @param country what the countries say; it can strengthen a match and never weakens one
/// @param parts the words, paired; what has no partner has an empty other side
public record Match(
    String entryId,
    String listedName,
    String listName,
    int scorePermille,
    CountryEvidence country,
    List<Part> parts) {

  /// The largest score.
  public static final int SCORE_MAX = 1000;

  public Match {
    if (scorePermille < 0 || scorePermille > SCORE_MAX) {
      throw new IllegalArgumentException("score out of range: " + scorePermille);
    }
    parts = List.copyOf(parts);
  }

  /// One pair of words, or a word without a partner.
  ///
  /// @param asked the word of the screened name, empty when it has none
  /// @param listed the word of the listed name, empty when it has none
  /// @param similarityPermille thousandths, 0 when unpaired
  /// @param weightPermille how much the word counts; rare words count most
  public record Part(String asked, String listed, int similarityPermille, int weightPermille) {}

  /// What the two countries say.
  public enum CountryEvidence {
    /// One side states none that is understood.
    UNKNOWN,
    /// The person's country is one of the entry's.
    SAME,
    /// The entry states countries, and the person's is none of them.
    DIFFERENT
  }

  /// One line for a person: which name, which entry, how closely.
  public String explain() {
    StringBuilder line = new StringBuilder(96);
    line.append('"').append(listedName).append("\" (").append(listName).append(' ').append(entryId);
    line.append(") ").append(decimal(scorePermille));
    for (Part part : parts) {
      line.append(
          part.asked().isEmpty() || part.listed().isEmpty()
              ? " [" + part.asked() + "|" + part.listed() + "]"
              : part.asked().equals(part.listed())
                  ? " " + part.asked()
                  : " " + part.asked() + "~" + part.listed());
    }
    return line.append(", country ")
        .append(country.name().toLowerCase(java.util.Locale.ROOT))
        .toString();
  }

  static String decimal(int permille) {
    return permille / SCORE_MAX
        + "."
        + String.format(java.util.Locale.ROOT, "%03d", permille % SCORE_MAX);
  }
}
