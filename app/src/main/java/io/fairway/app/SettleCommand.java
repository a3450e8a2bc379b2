package io.fairway.app;

import io.fairway.money.Asset;
import io.fairway.payments.pricing.AsOf;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fairway settle`: the main job.
@Command(
    name = "settle",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Settles a file of orders: every order is screened, priced, reserved on the ledger, settled on the"
          + " chain and paid out to its seller, and ends in exactly one outcome.",
      "",
      "The same command again goes on where the last one stopped, whatever stopped it; orders with a final"
          + " outcome are repeated, never paid again.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "In --out: report.html, receipts.csv, statements/ (one a seller), messages/ (pacs.008 and the bank's"
          + " answers).",
      "",
      "Examples:",
      "  ./fairway settle examples/orders.csv",
      "  ./fairway settle shop.csv --mapping shopify-orders --parties parties.csv --rates eurofxref-hist.csv",
      "  ./fairway settle orders.csv --lists sanctions/ --pay-out HKD --json > summary.json",
      "",
      ExitCode.HELP
    })
final class SettleCommand implements Callable<Integer> {
  private static final int WAIT_SECONDS = 60;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call
  private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "The orders: Fairway's own CSV, or any form that a mapping describes.")
  @SuppressWarnings("NullAway.Init") // picocli insists on it
  private Path orders;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Durable state: ledger, records, chain (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(".fairway");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the report and the receipts go (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("out");

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description =
          "How columns become an order: a file, or fairway, shopify-orders, uci-online-retail (default: the"
              + " one whose header FILE has).")
  private @Nullable String mapping;

  @Option(
      names = "--parties",
      paramLabel = "FILE",
      description = "Buyers, sellers, accounts, participants (default: parties.csv beside FILE).")
  private @Nullable Path parties;

  @Option(
      names = "--liquidity",
      paramLabel = "FILE",
      description =
          "Opening money of the participants; without it the development profile opens them from the file's"
              + " total, and the report says so.")
  private @Nullable Path liquidity;

  @Option(
      names = "--lists",
      paramLabel = "DIR",
      description =
          "Sanctions lists as published (OFAC SDN, ALT, ADD CSV; UN XML), the newest good file of each kind"
              + " (default: a small list of the project's own, of made-up names).")
  private @Nullable Path lists;

  @Option(
      names = "--rates",
      paramLabel = "FILE",
      description =
          "Reference rates in the published form of the European Central Bank's history (default: rates.csv"
              + " beside FILE).")
  private @Nullable Path rates;

  @Option(
      names = "--as-of",
      paramLabel = "order|latest",
      description =
          "Price by the last rate on or before the order's day, or by the newest (default: order). A quote's"
              + " expiry uses the run's clock either way.")
  private String asOf = "order";

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "Corridors, limits, spreads and fees as JSON (default: the shipped policy).")
  private @Nullable Path policy;

  @Option(
      names = "--pay-out",
      paramLabel = "CURRENCY",
      description = "What sellers are paid in: CNH, HKD, USD ... (default: ${DEFAULT-VALUE}).")
  private String payOut = "CNH";

  @Option(
      names = "--bank",
      paramLabel = "FILE",
      description =
          "Settings of the bank twin: delay, charge, rejections, silence (default: it pays all).")
  private @Nullable Path bank;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description =
          "How long the chain or the bank may stay silent before orders are pending (default:"
              + " ${DEFAULT-VALUE}).")
  private int waitSeconds = WAIT_SECONDS;

  @Option(
      names = "--json",
      description =
          "Print the summary as one JSON object on standard output, everything else on standard error. Times"
              + " are in seconds, money in decimal strings by currency, costs in basis points.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    return new SettleRunner(options(), json, out, err).run();
  }

  private SettleOptions options() {
    if (!Files.isRegularFile(orders)) {
      String found = Files.exists(orders) ? ": not a file" : ": no such file";
      throw new InputProblem(orders + found + "; expected a CSV file of orders");
    }
    if (waitSeconds < 1) {
      throw new InputProblem("--wait is " + waitSeconds + "; expected at least 1 second");
    }
    return new SettleOptions(
        orders,
        data,
        out,
        mapping,
        beside(parties, "--parties", "parties.csv"),
        liquidity,
        lists,
        beside(rates, "--rates", "rates.csv"),
        asOf(),
        policy,
        payOut(),
        bank,
        Duration.ofSeconds(waitSeconds));
  }

  /// The named file, else the one of the usual name beside the order file.
  private Path beside(@Nullable Path named, String option, String usual) {
    if (named != null) {
      return named;
    }
    Path found = orders.resolveSibling(usual);
    if (!Files.isRegularFile(found)) {
      throw new InputProblem("no " + usual + " beside " + orders + "; name one with " + option);
    }
    return found;
  }

  private AsOf asOf() {
    return switch (asOf.toLowerCase(Locale.ROOT)) {
      case "order" -> AsOf.ORDER;
      case "latest" -> AsOf.LATEST;
      default -> throw new InputProblem("--as-of is '" + asOf + "'; expected order or latest");
    };
  }

  private Asset payOut() {
    Asset asset =
        Asset.find(payOut)
            .orElseThrow(() ->
                new InputProblem(
                    "--pay-out is '" + payOut + "'; expected a currency such as CNH or HKD"));
    if (asset.isCoin()) {
      throw new InputProblem("--pay-out is the coin " + payOut + "; sellers are paid bank money");
    }
    return asset;
  }
}
