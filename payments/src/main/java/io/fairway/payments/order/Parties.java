package io.fairway.payments.order;

import io.fairway.payments.order.Participant.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The participants of a run: the rows of a parties file, found by id.
///
/// A file has exactly one provider and one payout institution, which serve every currency, and at
/// least one platform; each seller names its platform. docs/order-file.md describes the form.
public final class Parties {

  private final Map<String, Participant> byId;
  private final Map<Role, List<Participant>> byRole = new EnumMap<>(Role.class);

  Parties(Map<String, Participant> byId) {
    this.byId = Map.copyOf(byId);
    for (Role role : Role.values()) {
      byRole.put(
          role,
          byId.values().stream()
              .filter(party -> party.role() == role)
              .sorted(Comparator.comparing(Participant::id))
              .toList());
    }
  }

  /// Reads a parties file. Buyers' countries are ISO codes or the names of any shipped mapping.
  ///
  /// @throws UnreadableFile naming the bad lines and what was expected
  public static Parties read(Path path) {
    return PartiesReader.read(path, Mapping.shipped());
  }

  /// Reads a parties file whose buyers' countries are ISO codes or the names of this mapping or of
  /// any shipped one.
  ///
  /// @throws UnreadableFile naming the bad lines and what was expected
  public static Parties read(Path path, Mapping mapping) {
    List<Mapping> mappings = new ArrayList<>(List.of(mapping));
    mappings.addAll(Mapping.shipped());
    return PartiesReader.read(path, mappings);
  }

  public Optional<Participant> buyer(String id) {
    return find(id, Role.BUYER);
  }

  public Optional<Participant> seller(String id) {
    return find(id, Role.SELLER);
  }

  public Optional<Participant> platform(String id) {
    return find(id, Role.PLATFORM);
  }

  /// The platform that a seller of this file sells on.
  public Participant platformOf(Participant seller) {
    return platform(String.valueOf(seller.platform()))
        .orElseThrow(() -> new IllegalArgumentException("not a seller of this file: " + seller));
  }

  /// The liquidity provider, L.
  public Participant provider() {
    return all(Role.PROVIDER).getFirst();
  }

  /// The payout institution, O.
  public Participant payout() {
    return all(Role.PAYOUT).getFirst();
  }

  /// All sellers, by id.
  public List<Participant> sellers() {
    return all(Role.SELLER);
  }

  /// All platforms, by id; never empty.
  public List<Participant> platforms() {
    return all(Role.PLATFORM);
  }

  private List<Participant> all(Role role) {
    return byRole.getOrDefault(role, List.of());
  }

  private Optional<Participant> find(String id, Role role) {
    return Optional.ofNullable(byId.get(id)).filter(party -> party.role() == role);
  }
}
