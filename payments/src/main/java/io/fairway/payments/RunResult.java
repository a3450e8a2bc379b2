package io.fairway.payments;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// What a run did.
///
/// @param receipts one for every line read, in the order of the file
/// @param counts lines by outcome
/// @param moved orders for which this run created a ledger transfer, of its file or of an earlier
///   one that it drove on; 0 when everything was final already
/// @param drivenOn orders that an earlier run had left unfinished
/// @param elapsed from the first line to the last receipt
/// @param steps time spent in each step, summed over batches that ran at the same time: the largest
///   of the first four, or all of the machine, is what limits
public record RunResult(
    List<Receipt> receipts,
    Map<Outcome, Long> counts,
    long moved,
    long drivenOn,
    Duration elapsed,
    SequencedMap<String, Duration> steps) {

  public RunResult {
    receipts = List.copyOf(receipts);
    counts = Map.copyOf(counts);
    steps = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(steps));
  }
}
