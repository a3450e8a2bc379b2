package io.fairway.cluster;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the node can still serve. The first fatal failure stays; everything else is logged.
final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedLedger.class);

  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final CountDownLatch failed = new CountDownLatch(1);

  /// The node must not serve any more.
  void fail(Throwable cause) {
    if (failure.compareAndSet(null, cause)) {
      LOG.error("the ledger stopped serving", cause);
      failed.countDown();
    }
  }

  /// Waits for the first fatal failure.
  void awaitFailure() throws InterruptedException {
    failed.await();
  }

  /// Aeron reported something that it goes on from.
  void report(Throwable cause) {
    LOG.warn("Aeron reported: {}", cause.toString());
  }

  /// Why the node stopped serving; null while it serves.
  @Nullable Throwable failure() {
    return failure.get();
  }
}
