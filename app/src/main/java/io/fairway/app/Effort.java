package io.fairway.app;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Processor time that a run took, by who spent it, beside what the machine had to give. An
/// engine's process that ended meanwhile is not counted.
///
/// @param processors of this machine
/// @param elapsed by the clock on the wall
/// @param jvm this process: the journey, the ledger, the bank twin, compiling and collecting
/// @param postgres the database server and the processes of its connections
/// @param chain the node
/// @param elsewhere everything else on this machine; zero where the machine does not tell
public record Effort(
    int processors,
    Duration elapsed,
    Duration jvm,
    Duration postgres,
    Duration chain,
    Duration elsewhere) {

  /// All that the run itself spent.
  public Duration own() {
    return jvm.plus(postgres).plus(chain);
  }

  /// All that the processors could have done meanwhile.
  public Duration capacity() {
    return elapsed.multipliedBy(processors);
  }

  /// Starts to measure.
  static Meter begin() {
    return new Meter();
  }

  /// A measurement under way.
  static final class Meter {
    private final com.sun.management.OperatingSystemMXBean machine =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final Map<Long, Duration> before = processes(process -> true);
    private final long begin = System.nanoTime();

    private Meter() {
      // The bean answers for the time since it was last asked.
      var _ = machine.getCpuLoad();
    }

    Effort end() {
      double load = Math.max(0, machine.getCpuLoad());
      Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
      Duration jvm = spent(process -> process.pid() == ProcessHandle.current().pid());
      Duration postgres = spent(process -> runs(process, "postgres"));
      Duration chain = spent(process -> runs(process, "anvil"));
      Duration busy = Duration.ofNanos((long) (load * processors * elapsed.toNanos()));
      Duration elsewhere = busy.minus(jvm).minus(postgres).minus(chain);
      return new Effort(
          processors,
          elapsed,
          jvm,
          postgres,
          chain,
          elsewhere.isNegative() ? Duration.ZERO : elsewhere);
    }

    private Duration spent(Predicate<ProcessHandle> whose) {
      return processes(whose).entrySet().stream()
          .map(now -> now.getValue().minus(before.getOrDefault(now.getKey(), Duration.ZERO)))
          .reduce(Duration.ZERO, Duration::plus);
    }

    private static boolean runs(ProcessHandle process, String program) {
      return process.info().command().orElse("").endsWith("/" + program);
    }

    private static Map<Long, Duration> processes(Predicate<ProcessHandle> whose) {
      ProcessHandle self = ProcessHandle.current();
      Map<Long, Duration> spent = new HashMap<>();
      Stream.concat(Stream.of(self), self.descendants())
          .filter(whose)
          .forEach(process ->
              process.info().totalCpuDuration().ifPresent(cpu -> spent.put(process.pid(), cpu)));
      return spent;
    }
  }
}
