package io.fairway.compliance;

import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import io.fairway.money.Money;
import io.fairway.money.Rate;
import io.fairway.screening.Match;
import io.fairway.screening.Screened;
import io.fairway.screening.Screening;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Decides by lists and policy, and remembers.
///
/// Both parties are screened before anything else is asked, and a hit holds the movement whatever
/// the policy says: a refusal would hand money back to someone who may be listed. What the policy
/// says against it stands in the detail. Without a hit the first rule that says no refuses it (see
/// `Rules`); docs/decisions/0022 says why in this order.
///
/// A reference is decided once. A repeat, after a crash or in a later run, is answered from the
/// record and counts nothing, whatever lists and policy are in use by then; under the same
/// reference another movement is held as `DECISION_CONFLICT`. Only clear movements count to their
/// originator's day. All this holds for any number of callers and processes on one database.
public final class PolicyCompliance implements Compliance {
  /// Movements that are decided in one transaction.
  static final int TRANSACTION_MOVEMENTS_MAX = 2_000;

  private final DecisionStore store;
  private final Screening screening;
  private final Policy policy;
  private final Rules rules;

  private PolicyCompliance(DecisionStore store, Screening screening, Policy policy) {
    this.store = store;
    this.screening = screening;
    this.policy = policy;
    this.rules = new Rules(policy);
  }

  /// Prepares the schema `compliance` in the database where it is missing or old.
  public static PolicyCompliance open(DataSource database, Screening screening, Policy policy) {
    return new PolicyCompliance(DecisionStore.open(database), screening, policy);
  }

  @Override
  public List<Decision> decide(List<Movement> movements, Valuation valuation) {
    List<Decision> decisions = new ArrayList<>(movements.size());
    for (int from = 0; from < movements.size(); from += TRANSACTION_MOVEMENTS_MAX) {
      int to = Math.min(movements.size(), from + TRANSACTION_MOVEMENTS_MAX);
      decisions.addAll(decideAtOnce(movements.subList(from, to), valuation));
    }
    Invariant.check(decisions.size() == movements.size(), "one decision a movement");
    return decisions;
  }

  private List<Decision> decideAtOnce(List<Movement> movements, Valuation valuation) {
    // Screened before the lock is taken: it is most of the work and needs nothing that is counted.
    List<Hits> hits = movements.stream().map(this::screen).toList();
    Valuation rates = remembered(valuation);
    return store.locked(session -> {
      Map<String, DecisionStore.Row> rows =
          session.recorded(movements.stream().map(Movement::reference).toList());
      Map<DecisionStore.Day, Money> totals = session.totals(days(movements, rows.keySet()), policy);
      Map<String, DecisionStore.Row> fresh = new LinkedHashMap<>();
      List<Decision> decisions = new ArrayList<>(movements.size());
      for (int i = 0; i < movements.size(); i++) {
        Movement movement = movements.get(i);
        String content = Sha256.of(movement);
        DecisionStore.Row row = rows.get(movement.reference());
        if (row == null) {
          row = decide(movement, content, hits.get(i), rates, totals);
          rows.put(movement.reference(), row);
          fresh.put(movement.reference(), row);
        }
        decisions.add(row.content().equals(content) ? row.decision() : conflict(row));
      }
      session.record(List.copyOf(fresh.values()));
      return decisions;
    });
  }

  /// Asks for each rate once.
  private static Valuation remembered(Valuation valuation) {
    record Dated(Asset asset, LocalDate day) {}
    Map<Dated, Rate> known = new HashMap<>();
    return (asset, day) ->
        known.computeIfAbsent(
            new Dated(asset, day), asked -> valuation.rate(asked.asset(), asked.day()));
  }

  private static Set<DecisionStore.Day> days(List<Movement> movements, Set<String> recorded) {
    return movements.stream()
        .filter(movement -> !recorded.contains(movement.reference()))
        .map(DecisionStore.Day::of)
        .collect(Collectors.toSet());
  }

  private DecisionStore.Row decide(
      Movement movement,
      String content,
      Hits hits,
      Valuation rates,
      Map<DecisionStore.Day, Money> totals) {
    DecisionStore.Day day = DecisionStore.Day.of(movement);
    Money zero = Money.zero(policy.valuationCurrency());
    Money before = totals.getOrDefault(day, zero);
    Rules.Verdict verdict = rules.judge(movement, rates, before);
    Decision decision = decision(movement.reference(), hits, verdict);
    Money counted = zero;
    if (decision instanceof Decision.Clear && verdict.value() != null) {
      counted = verdict.value();
      totals.put(day, before.plus(counted));
    }
    return new DecisionStore.Row(content, decision, day, counted, hits.matches());
  }

  private Decision decision(String reference, Hits hits, Rules.Verdict verdict) {
    String lists = screening.version();
    if (!hits.none()) {
      String also = verdict.ok() ? "" : "; also " + verdict.reason() + ": " + verdict.detail();
      return new Decision.Held(
          reference,
          lists,
          policy.version(),
          "SCREENING_HIT",
          DecisionColumns.printable(hits.detail() + also));
    }
    return verdict.ok()
        ? new Decision.Clear(reference, lists, policy.version())
        : new Decision.Refused(
            reference,
            lists,
            policy.version(),
            verdict.reason(),
            DecisionColumns.printable(verdict.detail()));
  }

  private Decision conflict(DecisionStore.Row row) {
    return new Decision.Held(
        row.decision().reference(),
        screening.version(),
        policy.version(),
        "DECISION_CONFLICT",
        "this reference was decided before for other parties or another amount; the decision on"
            + " record stands for those only");
  }

  private Hits screen(Movement movement) {
    List<PartyMatch> matches = new ArrayList<>(0);
    String originator = screen("originator", movement.originator(), matches);
    String beneficiary = screen("beneficiary", movement.beneficiary(), matches);
    String both = originator.isEmpty() || beneficiary.isEmpty() ? "" : "; ";
    return new Hits(originator + both + beneficiary, matches);
  }

  private String screen(String party, Movement.Person person, List<PartyMatch> matches) {
    int threshold = policy.screeningThresholdPermille();
    return switch (screening.screen(person.name(), person.country(), threshold)) {
      case Screened.Clean() -> "";
      case Screened.Unreadable(String why) -> party + ": " + why;
      case Screened.Hit hit -> {
        hit.matches().forEach(match -> matches.add(new PartyMatch(party, match)));
        String more =
            hit.matches().size() == 1 ? "" : " and " + (hit.matches().size() - 1) + " more";
        yield party + " \"" + person.name() + "\" matches " + hit.best().explain() + more;
      }
    };
  }

  /// @param party `originator` or `beneficiary`
  record PartyMatch(String party, Match match) {}

  /// @param detail empty when neither party is near a listed name
  private record Hits(String detail, List<PartyMatch> matches) {
    boolean none() {
      return detail.isEmpty();
    }
  }
}
