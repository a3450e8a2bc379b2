package io.fairway.app;

import io.fairway.compliance.Policy;
import io.fairway.compliance.PolicyException;
import io.fairway.payments.order.Mapping;
import io.fairway.payments.order.Parties;
import io.fairway.payments.order.UnreadableFile;
import io.fairway.payments.pricing.Pricing;
import io.fairway.payments.pricing.PricingPolicy;
import io.fairway.payments.pricing.ReferenceRates;
import io.fairway.rails.BankTwin;
import io.fairway.screening.ListException;
import io.fairway.screening.Screening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Every file that a run needs, read and understood before an engine is started: a mistake in one
/// costs its user a second, not a start. Only the lists, which are long, are read beside the rest.
///
/// @param listsLoading see [#screening()]
/// @param orders the order file's totals; its lines are read again while the run goes
/// @param rates at mid, with the policy's basis
record Inputs(
    OrderTotals orders,
    Parties parties,
    Policy policy,
    PricingPolicy pricingPolicy,
    ReferenceRates rates,
    Pricing pricing,
    CompletableFuture<Screening> listsLoading,
    BankTwin.Settings bank) {

  /// Reads them all.
  ///
  /// @throws InputProblem naming the file, the place in it and what was expected
  static Inputs read(SettleOptions options) {
    @Nullable Path folder = options.lists();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new InputProblem(folder + ": no such directory; expected a folder of sanctions lists");
    }
    CompletableFuture<Screening> lists = CompletableFuture.supplyAsync(() -> screening(folder));
    try {
      Mapping mapping = options.mapping() == null ? null : Mapping.of(options.mapping());
      OrderTotals orders = OrderTotals.read(options.orders(), mapping);
      Parties parties = Parties.read(options.parties(), orders.mapping());
      Policy policy = policy(options.policy());
      PricingPolicy prices = PricingPolicy.of(policy.pricing());
      ReferenceRates rates = ReferenceRates.read(options.rates());
      return new Inputs(
          orders,
          parties,
          policy,
          prices,
          rates.withCnhBasis(prices.cnhBasisBps()),
          new Pricing(rates, prices, options.asOf()),
          lists,
          bank(options.bank()));
    } catch (UnreadableFile | PolicyException e) {
      throw new InputProblem(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new InputProblem("cannot read a file: " + e.getMessage(), e);
    }
  }

  private static Policy policy(@Nullable Path file) throws IOException {
    return file == null ? Policy.builtIn() : Policy.read(existing(file, "a policy in JSON"));
  }

  /// The lists, waiting until they are read.
  ///
  /// @throws InputProblem when none is good
  Screening screening() {
    try {
      return listsLoading.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof InputProblem problem) {
        throw problem;
      }
      throw e;
    }
  }

  private static Screening screening(@Nullable Path folder) {
    if (folder == null) {
      return Screening.builtIn();
    }
    try {
      return Screening.load(folder);
    } catch (ListException e) {
      throw new InputProblem(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new InputProblem(folder + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static BankTwin.Settings bank(@Nullable Path file) throws IOException {
    return file == null
        ? BankTwin.Settings.defaults()
        : BankTwin.Settings.read(existing(file, "settings of the bank twin"));
  }

  private static Path existing(Path file, String expected) {
    if (!Files.isRegularFile(file)) {
      throw new InputProblem(file + ": no such file; expected " + expected);
    }
    return file;
  }
}
