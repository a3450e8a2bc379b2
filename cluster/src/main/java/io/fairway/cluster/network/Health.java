package io.fairway.cluster.network;

import io.aeron.archive.client.ArchiveException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the node can still serve. The first fatal failure stays; everything else is logged.
public final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final CountDownLatch failed = new CountDownLatch(1);

  /// The node must not serve any more.
  public void fail(Throwable cause) {
    if (failure.compareAndSet(null, cause)) {
      LOG.error("the ledger stopped serving", cause);
      failed.countDown();
    }
  }

  /// Waits for the first fatal failure.
  public void awaitFailure() throws InterruptedException {
    failed.await();
  }

  /// Aeron reported something that it goes on from; but a log that cannot be written is the end of
  /// serving, because Aeron would leave its callers waiting.
  public void report(Throwable cause) {
    if (cause instanceof ArchiveException && cause.getCause() instanceof IOException) {
      fail(new UncheckedIOException("the ledger's files cannot be written", ioCause(cause)));
      return;
    }
    LOG.warn("Aeron reported: {}", cause.toString());
  }

  private static IOException ioCause(Throwable cause) {
    return cause.getCause() instanceof IOException io ? io : new IOException(cause);
  }

  /// Why the node stopped serving; null while it serves.
  public @Nullable Throwable failure() {
    return failure.get();
  }
}
