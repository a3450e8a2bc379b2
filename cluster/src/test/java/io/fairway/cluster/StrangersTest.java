package io.fairway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aeron.cluster.client.AeronCluster;
import io.aeron.driver.MediaDriver;
import io.fairway.cluster.directory.RunDirectory;
import io.fairway.cluster.network.Drivers;
import io.fairway.cluster.network.Health;
import io.fairway.cluster.network.Members;
import io.fairway.ledger.Account;
import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.DefiniteLedger;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Outcome;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.wire.CommandWriter;
import io.fairway.ledger.wire.Operation;
import io.fairway.ledger.wire.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Clients that send what no client of ours would, or do not read what they asked for.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class StrangersTest {
  private static final Id128 A = new Id128(0, 1);
  private static final Id128 B = new Id128(0, 2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WANTED = 8_000;

  /// More than a term of the log holds of the shortest messages, in sizes that end everywhere.
  private static final int EMPTY_MESSAGES = 300_000;

  @TempDir Path directory;

  private record Stranger(RunDirectory run, MediaDriver driver, AeronCluster cluster)
      implements AutoCloseable {
    static Stranger connect(Members members) {
      RunDirectory run = RunDirectory.temporary();
      MediaDriver driver =
          MediaDriver.launch(Drivers.context(run, members.mtuBytes(), new Health()));
      return new Stranger(
          run,
          driver,
          AeronCluster.connect(
              new AeronCluster.Context()
                  .aeronDirectoryName(run.driver().toString())
                  .ingressChannel(Drivers.ingressChannel(members))
                  .ingressEndpoints(members.clientEndpoints())
                  .egressListener((_, _, _, _, _, _) -> {})
                  .messageTimeoutNs(TimeUnit.SECONDS.toNanos(10))
                  .egressChannel(Drivers.egressChannel(members, "127.0.0.1"))));
    }

    /// @param reads false for one that never looks at its replies
    boolean offer(UnsafeBuffer message, int length, boolean reads) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(reads ? 10 : 1);
      while (cluster.offer(message, 0, length) <= 0) {
        if (System.nanoTime() - deadline > 0) {
          return false;
        }
        if (reads) {
          cluster.pollEgress();
        }
      }
      return true;
    }

    @Override
    public void close() {
      try {
        cluster.close();
      } finally {
        driver.close();
        run.close();
      }
    }
  }

  @Test
  void emptyAndTruncatedMessagesAreRefusedWhereverTheyEnd() throws Exception {
    Members members = Loopback.members(1);
    try (LedgerNode node = LedgerNode.start(directory, members, 0, _ -> {})) {
      node.host().awaitServing(PATIENCE.toNanos());
      try (Stranger stranger = Stranger.connect(members)) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[] {99, 0, Operation.WHOLE_SNAPSHOT.code()});
        for (int i = 0; i < EMPTY_MESSAGES; i++) {
          assertThat(stranger.offer(bytes, i % 7 == 3 ? 1 : i % 1000 == 5 ? 3 : 0, true)).isTrue();
          if (i % 64 == 0) {
            stranger.cluster().pollEgress();
          }
        }
      }
      assertThat(open(node.ledger())).isEqualTo(CreateTransferStatus.CREATED);
      assertThat(node.host().service().wholeWanted()).isFalse();
      assertThat(node.host().health().failure()).isNull();
    }
  }

  @Test
  void aClientThatDoesNotReadHoldsNobodyUp() throws Exception {
    Members members = Loopback.members(1);
    try (LedgerNode node = LedgerNode.start(directory, members, 0, _ -> {})) {
      node.host().awaitServing(PATIENCE.toNanos());
      DefiniteLedger ledger = node.ledger();
      open(ledger);
      List<Transfer> many = new ArrayList<>();
      List<Id128> ids = new ArrayList<>();
      for (int i = 0; i < WANTED; i++) {
        ids.add(new Id128(1, i + 1));
        many.add(Transfer.of(ids.getLast(), A, B, 1, 1, 1, 0));
      }
      ledger.createTransfers(many);
      UnsafeBuffer lookup = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES_MAX]);
      CommandWriter.header(lookup, 0, Operation.LOOKUP_TRANSFERS, WANTED, 0);
      int length = Wire.COMMAND_HEADER + CommandWriter.ids(ids, lookup, Wire.COMMAND_HEADER);
      try (Stranger stranger = Stranger.connect(members)) {
        for (int i = 0; i < 60; i++) {
          stranger.offer(lookup, length, false);
        }
        for (int i = 0; i < 20; i++) {
          Transfer next = Transfer.of(new Id128(2, i + 1), A, B, 1, 1, 1, 0);
          assertThat(ledger.submit(List.of(next), PATIENCE)).isInstanceOf(Outcome.Answered.class);
        }
      }
    }
  }

  @Test
  void theDirectoryOfAnotherMemberIsRefused() throws Exception {
    Members three = Loopback.members(3);
    LedgerNode.start(directory, three, 2, _ -> {}).close();
    Members alone = Loopback.members(1);
    assertThatThrownBy(() -> LedgerNode.start(directory, alone, 0, _ -> {}))
        .isInstanceOf(WrongMember.class)
        .hasMessageContaining("member 2 of 3: " + three)
        .hasMessageContaining("not member 0 of 1");
  }

  private static CreateTransferStatus open(DefiniteLedger ledger) {
    ledger.createAccounts(List.of(Account.open(A, 1, 1, 0), Account.open(B, 1, 1, 0)));
    return ledger
        .createTransfers(List.of(Transfer.of(new Id128(9, 9), A, B, 1, 1, 1, 0)))
        .getFirst()
        .status();
  }
}
