package io.fairway.chain;

import io.fairway.money.Invariant;
import java.util.List;

/// Legs that settle together in one transaction, or not at all.
///
/// @param id never used for other legs; the settlement contract takes each id once
public record Window(Hash32 id, List<Leg> legs) {

  public Window {
    legs = List.copyOf(legs);
    Invariant.check(!legs.isEmpty(), "an empty window");
  }
}
