package io.fairway.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fairway.app.engine.Engines;
import io.fairway.chain.EvmChain;
import io.fairway.chain.watch.HolderSnapshot;
import io.fairway.chain.watch.Watcher;
import io.fairway.money.Asset;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairway chain holders`: the snapshot to go on from when a chain fails.
@Command(
    name = "holders",
    mixinStandardHelpOptions = true,
    description = {
      "Writes who holds a coin after the newest final block, each balance and the supply checked"
          + " against the contract, as text that ends with its own hash.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  ./fairway chain holders FHKD --to holders.txt",
      "",
      "Exit codes:",
      "  0  it is written",
      "  1  a bug, or an engine failed",
      "  2  bad usage, no such coin, or the file is there already"
    })
final class ChainHoldersCommand implements Callable<Integer> {
  @Mixin private final ChainOptions options = new ChainOptions();

  @Parameters(paramLabel = "COIN", description = "The coin's code, such as FHKD.")
  private String coin = "";

  @Option(names = "--to", required = true, paramLabel = "FILE", description = "A new file.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    if (Files.exists(file)) {
      throw new InputProblem(file + " is there already; expected a new file");
    }
    return options.with(this::write);
  }

  private int write(Engines engines) {
    Asset asset =
        engines.chainProfile().coins().stream()
            .filter(known -> known.code().equals(coin))
            .findFirst()
            .orElseThrow(() ->
                new InputProblem(
                    "no coin is called '%s'; expected one of %s"
                        .formatted(coin, engines.chainProfile().coins())));
    try (EvmChain chain = House.openRecordedChain(engines);
        Watcher watcher = chain.watcher(engines.database())) {
      watcher.step();
      HolderSnapshot snapshot = watcher.snapshot(asset.code());
      snapshot.write(file);
      String supply = new BigDecimal(snapshot.supply(), asset.decimals()).toPlainString();
      options.print(
          JsonNodeFactory.instance
              .objectNode()
              .put("file", file.toString())
              .put("block", snapshot.blockNumber())
              .put("holders", snapshot.holders().size())
              .put("supplyUnits", snapshot.supply().toString())
              .put("hash", snapshot.hash().toString()),
          "%s: %d holders of %s %s after block %,d, hash %s"
              .formatted(
                  file,
                  snapshot.holders().size(),
                  supply,
                  asset,
                  snapshot.blockNumber(),
                  snapshot.hash()));
      return ExitCode.OK;
    } catch (UncheckedIOException e) {
      throw new InputProblem(file + ": cannot be written (" + e.getCause() + ")", e);
    }
  }
}
