package io.fairway.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fairway.app.engine.Engines;
import io.fairway.chain.Controls;
import io.fairway.chain.EvmChain;
import io.fairway.chain.Hash32;
import io.fairway.money.Asset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What acts on the chain have in common: a case that each is done once for.
final class ChainActs {
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final String SETTLEMENT = "settlement";
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

  /// Stops or resumes what is named `settlement`, by a coin's code, or by `CODE.gate`.
  int stopOrResume(String what, boolean stop) {
    return perform(what + (stop ? " is paused" : " goes on"), act(what, stop));
  }

  private static BiConsumer<Controls, Hash32> act(String what, boolean stop) {
    if (what.equals(SETTLEMENT)) {
      return stop ? Controls::pauseSettlement : Controls::resumeSettlement;
    }
    if (what.endsWith(GATE)) {
      Asset coin = coin(what.substring(0, what.length() - GATE.length()), what);
      return stop
          ? (controls, order) -> controls.pauseMinting(order, coin)
          : (controls, order) -> controls.resumeMinting(order, coin);
    }
    Asset coin = coin(what, what);
    return stop
        ? (controls, order) -> controls.pauseCoin(order, coin)
        : (controls, order) -> controls.resumeCoin(order, coin);
  }

  /// Freezes an account, or lets it go.
  int freeze(String code, String account, boolean frozen) {
    Asset coin = coin(code, code);
    if (!account.matches("0x[0-9a-fA-F]{40}")) {
      throw new InputProblem("'" + account + "' is no address; expected 0x and 40 hex digits");
    }
    String lower = account.toLowerCase(Locale.ROOT);
    return frozen
        ? perform(
            code + " of " + lower + " is frozen",
            (controls, order) -> controls.freeze(order, coin, lower))
        : perform(
            code + " of " + lower + " is free again",
            (controls, order) -> controls.unfreeze(order, coin, lower));
  }

  /// @param done what was done, in words; with the case it names the order
  private int perform(String done, BiConsumer<Controls, Hash32> act) {
    if (reference.isBlank()) {
      throw new InputProblem("--case is empty; expected a reference, such as 2026-117");
    }
    return options.with(engines -> {
      try (EvmChain chain = House.openRecordedChain(engines)) {
        act.accept(chain.controls(WAIT), orderId(done));
      }
      options.print(
          JsonNodeFactory.instance.objectNode().put("done", done).put("case", reference),
          done + ", case " + reference);
      return ExitCode.OK;
    });
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

  private static Asset coin(String code, String typed) {
    List<String> names = new ArrayList<>(List.of(SETTLEMENT));
    for (Asset coin : Engines.COINS) {
      if (coin.code().equals(code)) {
        return coin;
      }
      names.add(coin.code());
      names.add(coin.code() + GATE);
    }
    throw new InputProblem(
        "nothing here is called '%s'; expected one of %s".formatted(typed, names));
  }
}
