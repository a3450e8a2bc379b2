package io.fairway.app.verify;

import io.fairway.chain.EvmChain;
import io.fairway.chain.watch.Watcher;
import io.fairway.issuance.Issuance;
import io.fairway.ledger.AccountKind;
import io.fairway.ledger.ChartAccount;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Ledger;
import io.fairway.payments.AccountBook;
import io.fairway.reporting.Check;
import io.fairway.reporting.Checks;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/// All checks of one data directory, at rest: nobody else may be working on it.
///
/// @param orders how many the journey has on record
public record Verification(long orders, List<CheckResult> checks) {

  public Verification {
    checks = List.copyOf(checks);
  }

  /// Runs every check.
  ///
  /// @param coins the coins and who holds them
  /// @param issuer its name on the chain
  /// @param reserveBufferBps what the pool must hold above the supply, in basis points of it
  public static Verification run(
      Ledger ledger,
      EvmChain chain,
      DataSource database,
      List<Checks.CoinAccounts> coins,
      String issuer,
      BigDecimal reserveBufferBps) {
    Records records = new Records(database);
    Map<Id128, ChartAccount> names = names(database);
    LedgerBook book = LedgerBook.read(ledger);
    Map<Long, OrderRecord> orders = records.orders();
    BankBook bank = new BankBook();
    records.bankMessages(bank);
    List<CheckResult> checks = new ArrayList<>();
    checks.add(LedgerCheck.balances(book, names));
    checks.add(LedgerCheck.balanced(ledger));
    checks.add(PostingCheck.run(book, orders.values()));
    checks.add(ChainCheck.run(chain, book, orders, records.windows(), names, issuer));
    checks.add(BankCheck.run(book, bank, orders.values()));
    checks.add(coins(Checks.supplyEqualsLedger(ledger, chain, coins)));
    try (Watcher watcher = chain.watcher(database)) {
      checks.add(
          WatchCheck.run(
              watcher,
              coins.stream().map(Checks.CoinAccounts::coin).toList(),
              Issuance.minted(database),
              chain.incidents()));
    }
    checks.add(coins(Checks.reservesCoverSupply(ledger, coins, reserveBufferBps)));
    return new Verification(orders.size(), checks);
  }

  private static CheckResult coins(Check check) {
    return new CheckResult(
        check.name(), check.figures().size(), "comparisons", LedgerCheck.findings(check));
  }

  /// The ids of all participants that hold coins, from the names of their wallets.
  public static List<String> holders(DataSource database) {
    return names(database).values().stream()
        .filter(account -> account.kind() == AccountKind.WALLET)
        .map(account -> account.name().substring(account.name().indexOf(':') + 1))
        .distinct()
        .sorted()
        .toList();
  }

  private static Map<Id128, ChartAccount> names(DataSource database) {
    Map<Id128, ChartAccount> names = new HashMap<>();
    AccountBook.names(database).forEach(account -> names.put(account.id(), account));
    Issuance.accountNames(database).forEach(account -> names.put(account.id(), account));
    return names;
  }

  /// Nothing disagrees.
  public boolean holds() {
    return checks.stream().allMatch(CheckResult::holds);
  }
}
