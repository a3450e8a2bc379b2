package io.fairway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.ledger.machine.StateMachine;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What many accounts and transfers take, and how fast the state machine still is with them. The
/// full size needs `-Xmx5g` and 8 GB of disk.
class SizeProofTest {
  private static final long SEED = 30;

  /// Heap and direct memory of the full size.
  private static final long MEMORY_BYTES_MAX = 12L << 30;

  private static final int SAMPLE = 1_000_000;

  @TempDir Path directory;

  @Test
  void aSmallLedgerTakesWhatItShould() {
    assertThat(fill(100_000, 600_000, 200_000)).isLessThan(1L << 30);
  }

  @Test
  @Tag("long")
  void thirtyMillionAccountsAndAHundredMillionTransfersTakeAtMostTwelveGigabytes() {
    int accounts = Integer.getInteger("fairway.accounts", 30_000_000);
    int transfers = Integer.getInteger("fairway.transfers", 100_000_000);
    assertThat(fill(accounts, transfers, SAMPLE)).isLessThan(MEMORY_BYTES_MAX);
  }

  /// Answers the heap and direct memory taken.
  private long fill(int accounts, int transfers, int sample) {
    try (MappedStorage storage = new MappedStorage(directory)) {
      StateMachine ledger = new StateMachine(storage);
      Posting posting = new Posting(ledger, SEED);
      posting.openAccounts(10_000);
      posting.post(sample); // compiles
      print("fresh: 10,000 accounts", nanosEach(posting, ledger, sample));
      posting.openAccounts(accounts);
      long heap = used();
      MappedStorage.Usage opened = storage.usage();
      System.out.printf(
          "%,d accounts: heap %,d MB, direct %,d MB, %,d bytes an account%n",
          accounts,
          heap >> 20,
          opened.directBytes() >> 20,
          (heap + opened.directBytes()) / accounts);
      print("all accounts, few transfers", nanosEach(posting, ledger, sample));
      for (int next = 1; next <= 10; next++) {
        posting.post((int) ((long) transfers * next / 10) - (next == 10 ? sample : 0));
        System.out.printf("%,d transfers: %s%n", ledger.transferCount(), storage.usage());
      }
      print("full", nanosEach(posting, ledger, sample));
      assertThat(ledger.transferCount()).isGreaterThanOrEqualTo(transfers);
      MappedStorage.Usage full = storage.usage();
      long all = used() + full.directBytes();
      System.out.printf(
          "%,d accounts, %,d transfers: heap and direct %,d MB, mapped %,d MB, resident %,d MB,"
              + " %,d files made inline; a transfer takes %,d bytes in memory and %,d in files%n",
          ledger.accountCount(),
          ledger.transferCount(),
          all >> 20,
          full.mappedBytes() >> 20,
          full.residentBytes() >> 20,
          full.madeInline(),
          (all - heap - opened.directBytes()) / ledger.transferCount(),
          full.mappedBytes() / ledger.transferCount());
      return all;
    }
  }

  /// Processor time of one transfer, over the next `sample` of them.
  private static long nanosEach(Posting posting, StateMachine ledger, int sample) {
    int before = ledger.transferCount();
    long cpu = posting.cpuNanos();
    posting.post(before + sample);
    return (posting.cpuNanos() - cpu) / (ledger.transferCount() - before);
  }

  private static void print(String what, long nanos) {
    System.out.printf(
        "%s: %,d ns of processor time a transfer, %,d transfers/s%n",
        what, nanos, 1_000_000_000L / Math.max(1, nanos));
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
