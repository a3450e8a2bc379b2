package io.fairway.payments;

import io.fairway.payments.Clearance.Cleared;
import io.fairway.payments.QuoteRecords.Row;
import io.fairway.payments.RefundClaims.Original;
import io.fairway.payments.pricing.PriceOutcome;
import io.fairway.payments.pricing.Pricing;
import io.fairway.payments.pricing.Quote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Step 3: a firm price. Its record is the intent of the reservation that is tried with it, so it
/// carries the number of that attempt.
final class Quotation {

  /// Evidence that the order has a price that no reservation was refused at. A requote replaced a
  /// price that had expired.
  sealed interface Priced permits Evidence {
    Entry entry();

    int attempt();

    Quote quote();

    boolean requote();
  }

  private record Evidence(Entry entry, int attempt, Quote quote, boolean requote)
      implements Priced {}

  private final Workshop workshop;

  Quotation(Workshop workshop) {
    this.workshop = workshop;
  }

  /// Prices what is not past this step; the others keep the price of their record.
  List<Priced> price(List<Cleared> batch) {
    List<Entry> entries = batch.stream().map(Cleared::entry).toList();
    entries.forEach(Entry::check);
    Map<Long, Priced> priced = new HashMap<>();
    List<Attempt> attempts = new ArrayList<>();
    for (Entry entry : entries) {
      Quote quote = entry.quote();
      if (entry.isPast(Step.PRICED) && quote != null) {
        priced.put(entry.seq(), new Evidence(entry, entry.attempt(), quote, entry.requoted()));
      } else {
        attempts.add(new Attempt(entry, entry.attempt() + 1, false));
      }
    }
    quote(attempts).forEach(one -> priced.put(one.entry().seq(), one));
    return entries.stream().map(entry -> priced.get(entry.seq())).filter(Objects::nonNull).toList();
  }

  /// Prices again what expired before the ledger held it; once is enough.
  List<Priced> requote(List<Priced> late) {
    return quote(
        late.stream().map(one -> new Attempt(one.entry(), one.attempt() + 1, true)).toList());
  }

  private record Attempt(Entry entry, int number, boolean requote) {}

  private List<Priced> quote(List<Attempt> attempts) {
    if (attempts.isEmpty()) {
      return List.of();
    }
    Instant now = workshop.now();
    Map<String, Original> originals = originals(attempts);
    List<Row> rows = new ArrayList<>();
    List<Stopped> stops = new ArrayList<>();
    for (Attempt attempt : attempts) {
      Entry entry = attempt.entry();
      switch (price(workshop.terms(), entry, originals, now)) {
        case PriceOutcome.Quoted(Quote quote) ->
            rows.add(new Row(entry, attempt.number(), attempt.requote(), quote));
        case PriceOutcome.NoRoute(String reason, String detail) ->
            stops.add(Stopped.refused(entry, reason, detail));
      }
    }
    workshop
        .database()
        .act(connection -> {
          QuoteRecords.insert(connection, rows, now);
          OrderRecords.stop(connection, stops);
        });
    workshop.tally().stopped(stops);
    workshop.passed(CrashPoint.QUOTATION_RECORDED);
    return rows.stream()
        .<Priced>map(row -> new Evidence(row.entry(), row.attempt(), row.quote(), row.requote()))
        .toList();
  }

  private Map<String, Original> originals(List<Attempt> attempts) {
    List<String> ids =
        attempts.stream()
            .map(Attempt::entry)
            .filter(entry -> entry.order().refund())
            .map(Acceptance::originalId)
            .distinct()
            .toList();
    return ids.isEmpty()
        ? Map.of()
        : workshop.database().ask(connection -> RefundClaims.originals(connection, ids));
  }

  private static PriceOutcome price(
      Terms terms, Entry entry, Map<String, Original> originals, Instant now) {
    return entry.order().refund()
        ? price(terms, entry, Database.found(originals, Acceptance.originalId(entry)), now)
        : terms.pricing().quote(entry.order(), entry.payOut(), now);
  }

  /// The price of a refund, from what was paid and taken for its original.
  static PriceOutcome price(Terms terms, Entry refund, Original original, Instant now) {
    Pricing pricing = terms.pricing();
    return pricing.quoteRefund(
        refund.order(), original.amountIn(), original.feeTaken(), refund.payOut(), now);
  }
}
