package io.fairway.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Processor nanoseconds by thread name; what no Java thread took is the JVM's own: compiling and
/// collecting.
///
/// @param process all of the process
record Processors(Map<String, Long> threads, long process) {
  private static final String JVM = "jvm: compiler, collector";

  static Processors now() {
    ThreadMXBean bean = ManagementFactory.getThreadMXBean();
    Map<String, Long> threads = new HashMap<>();
    for (var thread : bean.getThreadInfo(bean.getAllThreadIds())) {
      if (thread != null) {
        long nanos = bean.getThreadCpuTime(thread.getThreadId());
        threads.merge(name(thread.getThreadName()), Math.max(0, nanos), Long::sum);
      }
    }
    var machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Processors(threads, machine.getProcessCpuTime());
  }

  /// Aeron puts a directory before a driver's name; two drivers in one process count together.
  private static String name(String thread) {
    return thread.substring(thread.lastIndexOf('/') + 1);
  }

  /// What was taken since then, the greediest first.
  Processors since(Processors before) {
    Map<String, Long> taken = new HashMap<>();
    threads.forEach(
        (name, nanos) -> taken.put(name, nanos - before.threads.getOrDefault(name, 0L)));
    long all = process - before.process;
    long java = taken.values().stream().mapToLong(nanos -> Math.max(0, nanos)).sum();
    taken.put(JVM, Math.max(0, all - java));
    SequencedMap<String, Long> sorted = new LinkedHashMap<>();
    taken.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return new Processors(sorted, all);
  }

  /// Both together.
  Processors plus(Processors other) {
    Map<String, Long> sum = new HashMap<>(threads);
    other.threads.forEach((name, nanos) -> sum.merge(name, nanos, Long::sum));
    SequencedMap<String, Long> sorted = new LinkedHashMap<>();
    sum.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return new Processors(sorted, process + other.process);
  }
}
