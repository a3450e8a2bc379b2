package io.fairway.payments.order;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The participants of a run: the rows of a parties file, found by id.
///
/// Exactly one provider and one payout institution, and at least one platform: the bridge has one
/// giver and one taker of coins in every currency.
public final class Parties {

  private Parties() {}

  /// Reads a parties file. Buyers' countries are ISO codes or the names of any shipped mapping.
  ///
  /// @throws UnreadableFile naming every bad line and what was expected
  public static Parties read(Path path) {
    return read(path, Mapping.fairway());
  }

  /// Reads a parties file whose buyers' countries are ISO codes, this mapping's names, or those of
  /// any shipped mapping.
  ///
  /// @throws UnreadableFile naming every bad line and what was expected
  public static Parties read(Path path, Mapping mapping) {
    return Unbuilt.yet("read ");
  }

  public Optional<Participant> buyer(String id) {
    return Optional.empty();
  }

  public Optional<Participant> seller(String id) {
    return Optional.empty();
  }

  /// The platform that a seller of this file sells on.
  public Participant platformOf(Participant seller) {
    return Unbuilt.yet("platformOf ");
  }

  /// The liquidity provider, L.
  public Participant provider() {
    return Unbuilt.yet("provider");
  }

  /// The payout institution, O.
  public Participant payout() {
    return Unbuilt.yet("payout");
  }

  public List<Participant> sellers() {
    return List.of();
  }

  public List<Participant> platforms() {
    return List.of();
  }
}
