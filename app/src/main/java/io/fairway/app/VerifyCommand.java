package io.fairway.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.app.engine.Engines;
import io.fairway.app.verify.CheckResult;
import io.fairway.app.verify.Finding;
import io.fairway.app.verify.Verification;
import io.fairway.chain.EvmChain;
import io.fairway.compliance.Policy;
import io.fairway.compliance.PolicyException;
import io.fairway.ledger.Chart;
import io.fairway.ledger.Ledger;
import io.fairway.money.Asset;
import io.fairway.reporting.Checks;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fairway verify`: proves a data directory again.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Re-derives every invariant and every receipt's proof from what is on disk, without the running"
          + " system's word: balances from the ledger's transfers, roots from the chain's events, payments"
          + " from the bank's messages. Starts the engines that it reads from; changes nothing.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  ./fairway verify",
      "  ./fairway verify --data /srv/fairway --json",
      "",
      "Exit codes:",
      "  0  everything agrees",
      "  1  a bug, or an engine failed",
      "  2  bad usage, or there is nothing to verify",
      "  4  findings: ledger, chain and bank do not agree"
    })
final class VerifyCommand implements Callable<Integer> {
  private static final int FINDINGS_SHOWN_MAX = 50;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call
  private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data directory (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(".fairway");

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "The policy whose reserve buffer must be held (default: the shipped policy).")
  private @Nullable Path policy;

  @Option(names = "--json", description = "Print one JSON object on standard output.")
  private boolean json;

  @Override
  public Integer call() {
    if (!Files.isDirectory(data.resolve("ledger"))) {
      throw new InputProblem(data + " is no data directory of Fairway: nothing to verify");
    }
    BigDecimal buffer = reserveBufferBps();
    try (Shutdown<Engines> guarded = Shutdown.guard(() -> Engines.start(data))) {
      Engines engines = guarded.running();
      Verification verification = verify(engines, engines.ledger(), buffer);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(toJson(verification));
      } else {
        print(verification, out);
      }
      out.flush();
      return verification.holds() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }
  }

  /// @param ledger the engines' own
  static Verification verify(Engines engines, Ledger ledger, BigDecimal buffer) {
    List<String> holders = Verification.holders(engines.database());
    try (EvmChain chain = House.openRecordedChain(engines)) {
      return Verification.run(
          ledger, chain, engines.database(), List.of(coin(chain, holders)), House.ISSUER, buffer);
    }
  }

  private static Checks.CoinAccounts coin(EvmChain chain, List<String> holders) {
    Asset coin = Asset.FHKD;
    List<Checks.Holder> accounts = new ArrayList<>();
    for (String holder : holders) {
      accounts.add(
          new Checks.Holder(
              "wallet:" + holder, chain.address(holder), Chart.wallet(holder, coin).id()));
    }
    accounts.add(
        new Checks.Holder("rounding", chain.address(House.ISSUER), Chart.rounding(coin).id()));
    return new Checks.CoinAccounts(
        coin, Chart.issued(coin).id(), Chart.peg(coin), Chart.pool(coin).id(), accounts);
  }

  private BigDecimal reserveBufferBps() {
    try {
      return (policy == null ? Policy.builtIn() : Policy.read(policy)).reserveBufferBps();
    } catch (PolicyException e) {
      throw new InputProblem(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new InputProblem(policy + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static void print(Verification verification, PrintWriter out) {
    out.printf("%,d orders on record%n", verification.orders());
    for (CheckResult check : verification.checks()) {
      out.printf(
          "%-8s %-22s %,d %s%n",
          check.holds() ? "ok" : "DIFFERS", check.name(), check.examined(), check.what());
      check.findings().stream()
          .limit(FINDINGS_SHOWN_MAX)
          .forEach(finding -> out.println("         " + text(finding)));
      if (check.findings().size() > FINDINGS_SHOWN_MAX) {
        out.printf("         ... %,d findings in all%n", check.findings().size());
      }
    }
  }

  private static String text(Finding finding) {
    String order = finding.orderId();
    return order == null ? finding.detail() : "order " + order + ": " + finding.detail();
  }

  private static ObjectNode toJson(Verification verification) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("ok", verification.holds()).put("orders", verification.orders());
    ObjectNode checks = root.putObject("checks");
    ArrayNode findings = root.putArray("findings");
    for (CheckResult check : verification.checks()) {
      checks
          .putObject(check.name())
          .put("holds", check.holds())
          .put("examined", check.examined())
          .put("findings", check.findings().size());
      for (Finding finding : check.findings()) {
        findings
            .addObject()
            .put("check", finding.check())
            .put("order", finding.orderId())
            .put("detail", finding.detail());
      }
    }
    return root;
  }
}
