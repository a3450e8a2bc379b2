package io.fairway.app.verify;

import io.fairway.ledger.Account;
import io.fairway.ledger.ChartAccount;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.reporting.Check;
import io.fairway.reporting.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Every account holds what its transfers say; in every ledger debits equal credits; no account is
/// past its limit.
final class LedgerCheck {
  static final String BALANCES = "balancesFromTransfers";
  static final String BALANCED = "ledgerBalanced";

  private LedgerCheck() {}

  static CheckResult balances(LedgerBook book, Map<Id128, ChartAccount> names) {
    List<Finding> findings = new ArrayList<>();
    book.problems().forEach(problem -> findings.add(new Finding(BALANCES, null, problem)));
    for (Account account : book.accounts().values()) {
      LedgerBook.Balance expected = book.expected(account.id());
      if (!expected.matches(account)) {
        ChartAccount name = names.get(account.id());
        findings.add(
            new Finding(
                BALANCES,
                null,
                "account %s: its transfers sum to %s, it says debits %s posted, %s pending; credits %s posted, %s pending"
                    .formatted(
                        name == null ? account.id() : name,
                        expected,
                        Long.toUnsignedString(account.debitsPosted()),
                        Long.toUnsignedString(account.debitsPending()),
                        Long.toUnsignedString(account.creditsPosted()),
                        Long.toUnsignedString(account.creditsPending()))));
      }
    }
    return new CheckResult(
        BALANCES,
        book.accounts().size(),
        "accounts, from " + book.transfers() + " transfers",
        findings);
  }

  static CheckResult balanced(Ledger ledger) {
    Check.LedgerBalanced check = Checks.ledgerBalanced(ledger);
    return new CheckResult(BALANCED, check.ledgers().size(), "ledgers", findings(check));
  }

  /// The figures of a check of the run, as findings when it does not hold.
  static List<Finding> findings(Check check) {
    return check.holds()
        ? List.of()
        : check.figures().stream().map(f -> new Finding(check.name(), null, f)).toList();
  }
}
