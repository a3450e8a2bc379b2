package io.fairway.bench;

import io.fairway.cluster.client.BatchReply;
import io.fairway.cluster.client.Batches;
import io.fairway.cluster.client.TransferBatch;
import io.fairway.money.Invariant;
import java.util.ArrayDeque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// Sends a workload's batches and checks every answer. One thread.
final class Drive {
  private static final int OPEN_LOOP_BATCHES = 32;
  private static final long LATENCY_NANOS_MAX = TimeUnit.MINUTES.toNanos(1);
  private static final int DIGITS = 3;

  private final Batches to;
  private final Workload workload;
  private final int batchSize;
  private long transfers;
  private long bytes;

  Drive(Batches to, Workload workload, int batchSize) {
    this.to = to;
    this.workload = workload;
    this.batchSize = batchSize;
  }

  private record Sent(TransferBatch batch, CompletableFuture<BatchReply> reply, long atNanos) {}

  /// Transfers answered so far: all of them created.
  long transfers() {
    return transfers;
  }

  /// The bytes of their commands.
  long bytes() {
    return bytes;
  }

  /// As fast as it goes, with that many batches under way; answers the nanoseconds until the last
  /// answer.
  long closedLoop(int inFlight, long nanos) {
    ArrayDeque<TransferBatch> free = new ArrayDeque<>();
    for (int i = 0; i < inFlight; i++) {
      free.add(new TransferBatch());
    }
    ArrayDeque<Sent> sent = new ArrayDeque<>(inFlight);
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanos) {
      if (free.isEmpty()) {
        free.add(settle(sent.remove()));
      }
      sent.add(send(free.remove(), batchSize));
    }
    while (!sent.isEmpty()) {
      settle(sent.remove());
    }
    return System.nanoTime() - start;
  }

  /// Batches at fixed times, whether or not earlier ones are answered. Latency counts from the time
  /// at which a batch should have left, so that a stall is seen by all batches that waited behind
  /// it.
  ///
  /// @param perSecond transfers
  Histogram openLoop(long perSecond, long nanos) {
    Histogram latency = new Histogram(LATENCY_NANOS_MAX, DIGITS);
    ArrayBlockingQueue<TransferBatch> free = new ArrayBlockingQueue<>(OPEN_LOOP_BATCHES);
    for (int i = 0; i < OPEN_LOOP_BATCHES; i++) {
      free.add(new TransferBatch());
    }
    long interval = Math.max(1, TimeUnit.SECONDS.toNanos(batchSize) / Math.max(1, perSecond));
    ArrayDeque<CompletableFuture<Void>> sent = new ArrayDeque<>();
    long start = System.nanoTime();
    for (long due = start; due - start < nanos; due += interval) {
      long intended = due;
      TransferBatch batch = take(free);
      workload.fill(batch, batchSize);
      waitUntil(intended);
      sent.add(
          to.submit(batch)
              .thenAccept(reply -> {
                latency.recordValue(Math.clamp(System.nanoTime() - intended, 0, LATENCY_NANOS_MAX));
                check(batch, reply);
                free.add(batch);
              }));
      while (!sent.isEmpty() && sent.peek().isDone()) {
        sent.remove().join();
      }
    }
    sent.forEach(CompletableFuture::join);
    transfers += latency.getTotalCount() * batchSize;
    return latency;
  }

  /// One transfer after the other, each alone; adds how long each took.
  void alone(int count, Histogram latency) {
    TransferBatch batch = new TransferBatch();
    for (int i = 0; i < count; i++) {
      Sent sent = send(batch, 1);
      settle(sent);
      latency.recordValue(Math.clamp(System.nanoTime() - sent.atNanos, 0, LATENCY_NANOS_MAX));
    }
  }

  static Histogram histogram() {
    return new Histogram(LATENCY_NANOS_MAX, DIGITS);
  }

  private Sent send(TransferBatch batch, int count) {
    workload.fill(batch, count);
    long now = System.nanoTime();
    return new Sent(batch, to.submit(batch), now);
  }

  private TransferBatch settle(Sent sent) {
    check(sent.batch, sent.reply.join());
    transfers += sent.batch.count();
    bytes += sent.batch.length();
    return sent.batch;
  }

  private static void check(TransferBatch batch, BatchReply reply) {
    Invariant.check(
        reply.created() == batch.count() && reply.count() == batch.count(),
        "%s of %s transfers were created",
        reply.created(),
        batch.count());
  }

  private static TransferBatch take(ArrayBlockingQueue<TransferBatch> free) {
    try {
      return free.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the benchmark was interrupted", e);
    }
  }

  private static void waitUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
