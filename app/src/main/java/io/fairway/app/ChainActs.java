package io.fairway.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fairway.app.engine.Engines;
import io.fairway.chain.ChainRefusal;
import io.fairway.chain.Controls;
import io.fairway.chain.EvmChain;
import io.fairway.chain.Hash32;
import io.fairway.chain.Incident;
import io.fairway.chain.keys.KeyRoom;
import io.fairway.money.Asset;
import io.fairway.money.InvariantViolation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What acts on the chain have in common: a case that each is done once for.
final class ChainActs {
  /// What every act ends with, for its help.
  static final String EXIT_CODES =
      "%nExit codes:%n"
          + "  0  it is done, and final%n"
          + "  1  the chain refuses it, does not answer in time, or a bug%n"
          + "  2  bad usage";

  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final String SETTLEMENT = "settlement";
  private static final String ESCROW = "escrow";
  private static final String GATE = ".gate";

  @Mixin private final ChainOptions options = new ChainOptions();

  @Option(
      names = "--case",
      required = true,
      paramLabel = "REFERENCE",
      description =
          "The case that it is done for. The same act for the same case is done once, however often"
              + " it is asked for.")
  private String reference = "";

  /// One act, and how the chain stands when it is done.
  private record Act(BiConsumer<Controls, Hash32> act, Predicate<Controls> isDone) {}

  /// Stops or resumes what is named `settlement`, `escrow`, by a coin's code, or by `CODE.gate`.
  int stopOrResume(String what, boolean stop) {
    Act act = act(what, stop);
    return perform(_ -> what + (stop ? " is paused" : " goes on"), _ -> act);
  }

  private static Act act(String what, boolean stop) {
    if (what.equals(SETTLEMENT)) {
      return stop
          ? new Act(Controls::pauseSettlement, Controls::isSettlementPaused)
          : new Act(Controls::resumeSettlement, controls -> !controls.isSettlementPaused());
    }
    if (what.equals(ESCROW)) {
      return stop
          ? new Act(Controls::pauseEscrow, Controls::isEscrowPaused)
          : new Act(Controls::resumeEscrow, controls -> !controls.isEscrowPaused());
    }
    if (what.endsWith(GATE)) {
      Asset coin = coin(what.substring(0, what.length() - GATE.length()), what, true);
      return stop
          ? new Act((c, order) -> c.pauseMinting(order, coin), c -> c.isMintingPaused(coin))
          : new Act((c, order) -> c.resumeMinting(order, coin), c -> !c.isMintingPaused(coin));
    }
    Asset coin = coin(what, what, true);
    return stop
        ? new Act((c, order) -> c.pauseCoin(order, coin), c -> c.isCoinPaused(coin))
        : new Act((c, order) -> c.resumeCoin(order, coin), c -> !c.isCoinPaused(coin));
  }

  /// Freezes an account, or lets it go.
  ///
  /// @param account an address, or a participant's id
  int freeze(String code, String account, boolean frozen) {
    Asset coin = coin(code, code, false);
    return perform(
        chain ->
            "%s of %s is %s".formatted(code, address(chain, account), frozen ? "frozen" : "free"),
        chain -> {
          String address = address(chain, account);
          return frozen
              ? new Act(
                  (c, order) -> c.freeze(order, coin, address), c -> c.isFrozen(coin, address))
              : new Act(
                  (c, order) -> c.unfreeze(order, coin, address), c -> !c.isFrozen(coin, address));
        });
  }

  private static String address(EvmChain chain, String typed) {
    try {
      return typed.startsWith("0x") ? Controls.account(typed) : chain.address(typed);
    } catch (IllegalArgumentException | InvariantViolation none) {
      throw new InputProblem(
          none.getMessage() + "; expected 0x and 40 hex digits, or a participant's id", none);
    }
  }

  /// @param done what is so afterwards, in words; with the case it names the order
  private int perform(Function<EvmChain, String> done, Function<EvmChain, Act> what) {
    if (!reference.matches("[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}")) {
      throw new InputProblem(
          "--case is '%s'; expected up to 64 letters, digits, and . _ : / -"
              .formatted(reference.replaceAll("\\p{Cntrl}", "?")));
    }
    return options.with(engines -> {
      try (EvmChain chain = House.openRecordedChain(engines)) {
        String words = done.apply(chain);
        Act act = what.apply(chain);
        Controls controls = chain.controls(WAIT);
        boolean isNew = !act.isDone.test(controls);
        if (isNew) {
          try {
            perform(engines.keys(), controls, words, act);
          } catch (ChainRefusal refusal) {
            throw withWayOn(refusal, chain);
          }
        }
        print(words, isNew);
        return ExitCode.OK;
      }
    });
  }

  /// Who asks stands in the sealed log before anything is done.
  private void perform(KeyRoom keys, Controls controls, String words, Act act) {
    Hash32 orderId = orderId(words);
    keys.ask(
        "CHAIN_ACT",
        words,
        "case %s, order %s".formatted(reference, orderId),
        () -> {
          act.act.accept(controls, orderId);
          if (!act.isDone.test(controls)) {
            throw new InputProblem(
                "nothing was done: case %s was used for this before, and it was undone since; name another case"
                    .formatted(reference));
          }
        });
  }

  /// An incident halts what gives or moves value: who is refused for it needs the way on.
  private static ChainRefusal withWayOn(ChainRefusal refusal, EvmChain chain) {
    List<Incident> open = chain.incidents();
    return open.isEmpty()
        ? refusal
        : new ChainRefusal(
            "%s; look at it, then: ./fairway chain release %d --reason \"...\""
                .formatted(refusal.getMessage(), open.getFirst().id()));
  }

  private void print(String words, boolean done) {
    options.print(
        JsonNodeFactory.instance
            .objectNode()
            .put("state", words)
            .put("done", done)
            .put("case", reference)
            .put("by", options.person().toString()),
        done
            ? "%s, case %s, by %s".formatted(words, reference, options.person())
            : "nothing to do: " + words);
  }

  private Hash32 orderId(String act) {
    try {
      return Hash32.of(
          MessageDigest.getInstance("SHA-256")
              .digest((act + ";" + reference).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /// @param more true where settlement, escrow and gates can be named too
  private static Asset coin(String code, String typed, boolean more) {
    List<String> names = new ArrayList<>(more ? List.of(SETTLEMENT, ESCROW) : List.of());
    for (Asset coin : Engines.COINS) {
      if (coin.code().equals(code)) {
        return coin;
      }
      names.add(coin.code());
      if (more) {
        names.add(coin.code() + GATE);
      }
    }
    throw new InputProblem(
        "nothing here is called '%s'; expected one of %s".formatted(typed, names));
  }
}
