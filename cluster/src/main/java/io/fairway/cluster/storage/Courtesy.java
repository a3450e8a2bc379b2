package io.fairway.cluster.storage;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;

/// Lets a thread that works beside the commit path yield to it where processors are few. Where the
/// system cannot do that per thread, nothing happens.
@SuppressWarnings("restricted")
public final class Courtesy {
  /// A third of an ordinary thread's share when both want the processor (Linux: sched(7)).
  public static final int BESIDE = 5;

  // linux/resource.h; on Linux this is one thread, and 0 the calling one: setpriority(2)
  private static final int PRIO_PROCESS = 0;
  private static final int CALLING_THREAD = 0;

  private Courtesy() {}

  /// Makes the calling thread that nice.
  public static void beNice(int nice) {
    if (!System.getProperty("os.name", "").startsWith("Linux")) {
      return;
    }
    FunctionDescriptor descriptor =
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    SymbolLookup libc = Linker.nativeLinker().defaultLookup();
    libc.find("setpriority")
        .ifPresent(address -> {
          try {
            var call = Linker.nativeLinker().downcallHandle(address, descriptor);
            int _ = (int) call.invokeExact(PRIO_PROCESS, CALLING_THREAD, nice);
          } catch (Throwable e) {
            throw new IllegalStateException("cannot set a thread's priority", e);
          }
        });
  }
}
