package io.fairway.app.keys;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fairway.app.InputProblem;
import io.fairway.chain.keys.Bundle;
import io.fairway.chain.keys.Bundles;
import io.fairway.chain.keys.KeyRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairway keys limit`: other limits for a key, by a bundle.
@Command(
    name = "limit",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a bundle that gives a key other limits of age and uses. It changes nothing by itself: the people of the"
          + " quorum for the function 'limits' read and sign it as any bundle, and the import changes the"
          + " inventory. What you do not name stays as it is."
    },
    footer = {
      "",
      "Examples:",
      "  ./fairway keys quorum limits 2 bob carol dave",
      "  ./fairway keys limit settler --max-days 180 --as alice --out limits.json",
      "  ./fairway keys sign limits.json --as bob --data /media/offline",
      "  ./fairway keys import limits.json limits.bob.json limits.carol.json",
      "",
      KeysCommand.EXIT_CODES
    })
final class KeysLimitCommand implements Callable<Integer> {
  @Mixin private final KeysOptions options = new KeysOptions();
  @Mixin private final KeysLifeCommands.Limits limits = new KeysLifeCommands.Limits();

  @Parameters(paramLabel = "NAME", description = "The key.")
  @SuppressWarnings("NullAway.Init") // picocli insists on it
  private String name;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The bundle; a new file.")
  @SuppressWarnings("NullAway.Init") // picocli insists on it
  private Path out;

  @Override
  public Integer call() {
    KeysOptions.mustBeNew(out);
    if (limits.areNone()) {
      throw new InputProblem(
          "no limit is named, so nothing would change; expected --max-days N, --max-uses N or both");
    }
    return options.with(room -> {
      KeyRecord.Limits now =
          room.inventory()
              .current(name)
              .map(KeyRecord::limits)
              .orElse(KeyRecord.Limits.of(KeyRecord.KeyClass.of(name)));
      Bundle bundle =
          new Bundles(room, options.folder())
              .limits(
                  name,
                  limits.orElse(now),
                  options.person(),
                  Duration.ofHours(KeysBundleCommands.LIFE_HOURS));
      KeysOptions.write(out, bundle.file());
      options.print(
          JsonNodeFactory.instance
              .objectNode()
              .put("bundle", bundle.hash().toString())
              .put("file", out.toString()),
          bundle.text() + System.lineSeparator() + System.lineSeparator() + "carry: " + out);
      return 0;
    });
  }
}
