package io.fairway.reporting;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.money.Asset;
import io.fairway.payments.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The summary as JSON. Keys are stable; new ones may be added.
final class SummaryJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  /// Outcomes in the order in which they are listed.
  private static final List<Outcome> OUTCOMES =
      List.of(
          Outcome.SETTLED,
          Outcome.REFUNDED,
          Outcome.HELD,
          Outcome.REFUSED,
          Outcome.MALFORMED,
          Outcome.DUPLICATE,
          Outcome.PENDING);

  private SummaryJson() {}

  static String of(Summary summary) {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode orders = root.putObject("orders");
    orders.put("read", summary.facts().linesRead());
    OUTCOMES.forEach(outcome -> orders.put(Words.outcome(outcome), summary.count(outcome)));
    root.put("moved", summary.facts().moved());
    ObjectNode reasons = root.putObject("reasons");
    summary.reasons().forEach(reasons::put);
    seconds(root.putObject("seconds"), summary);
    root.put("ordersPerSecond", summary.ordersPerSecond());
    ObjectNode volume = root.putObject("volume");
    amounts(volume.putObject("in"), summary.volumeIn());
    amounts(volume.putObject("out"), summary.volumeOut());
    cost(root.putObject("cost"), summary.cost());
    ObjectNode chain = root.putObject("chain");
    chain.put("transactions", summary.facts().chain().transactions());
    chain.put("gasPerOrder", summary.gasPerOrder());
    ObjectNode checks = root.putObject("checks");
    summary.checks().all().forEach(check -> checks.put(check.name(), check.holds()));
    var findings = root.putArray("findings");
    summary.findings().forEach(findings::add);
    try {
      return JSON.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }

  private static void seconds(ObjectNode seconds, Summary summary) {
    RunFacts.Clock clock = summary.facts().clock();
    seconds.put("total", Figures.secondsExact(clock.total()));
    seconds.put("journey", Figures.secondsExact(clock.journey()));
    distribution(seconds.putObject("spendable"), summary.spendable());
    distribution(seconds.putObject("final"), summary.finality());
    ObjectNode steps = seconds.putObject("steps");
    clock.steps().forEach((step, time) -> steps.put(step, Figures.secondsExact(time)));
  }

  private static void distribution(ObjectNode node, Distribution times) {
    node.put("p50", exact(times.percentile(50)));
    node.put("p99", exact(times.percentile(99)));
    node.put("max", exact(times.max()));
  }

  private static void amounts(ObjectNode node, Map<Asset, BigDecimal> sums) {
    sums.forEach((asset, sum) -> node.put(asset.code(), sum.toPlainString()));
  }

  private static void cost(ObjectNode node, Cost cost) {
    node.put("bps", cost.bps());
    ObjectNode components = node.putObject("components");
    components.put("fx", cost.fx());
    components.put("fee", cost.fee());
    components.put("bank", cost.bank());
    components.put("gas", cost.gas());
    node.put("wireBps", cost.wireBps());
    node.put("collectorBps", cost.collectorBps());
  }

  private static @Nullable BigDecimal exact(@Nullable Duration duration) {
    return duration == null ? null : Figures.secondsExact(duration);
  }
}
