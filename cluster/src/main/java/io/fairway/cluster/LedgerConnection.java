package io.fairway.cluster;

import io.aeron.driver.MediaDriver;
import io.fairway.cluster.client.BatchReply;
import io.fairway.cluster.client.Batches;
import io.fairway.cluster.client.ClientAgent;
import io.fairway.cluster.client.LedgerClient;
import io.fairway.cluster.client.TransferBatch;
import io.fairway.cluster.directory.RunDirectory;
import io.fairway.cluster.network.Drivers;
import io.fairway.cluster.network.Health;
import io.fairway.cluster.network.Members;
import io.fairway.ledger.DefiniteLedger;
import io.fairway.ledger.History;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentRunner;

/// A client's connection to a ledger whose members run elsewhere. It follows the leader.
///
/// The JVM needs what [EmbeddedLedger] needs.
public final class LedgerConnection implements Batches, AutoCloseable {
  /// A leader that is not heard of for so long is gone. Most often a new one has said so before;
  /// one that was the only member, and starts again, remembers no clients.
  private static final long SILENCE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(2_500);

  private final RunDirectory run;
  private final MediaDriver driver;
  private final AgentRunner runner;
  private final ClientAgent agent;
  private final LedgerClient ledger;

  private LedgerConnection(
      RunDirectory run, MediaDriver driver, AgentRunner runner, ClientAgent agent) {
    this.run = run;
    this.driver = driver;
    this.runner = runner;
    this.agent = agent;
    this.ledger = new LedgerClient(agent);
  }

  /// Opens a connection and does not wait for the members: while none leads, calls end with
  /// `BackPressured` in the time that they have.
  public static LedgerConnection connect(Members members) {
    Health health = new Health();
    RunDirectory run = RunDirectory.temporary();
    MediaDriver driver = null;
    try {
      driver =
          MediaDriver.launch(
              Drivers.context(run, members.mtuBytes(), health)
                  .imageLivenessTimeoutNs(SILENCE_NANOS_MAX)
                  .publicationConnectionTimeoutNs(SILENCE_NANOS_MAX));
      ClientAgent agent = new ClientAgent(run, members, ownHost(members), health, () -> {});
      AgentRunner runner = new AgentRunner(Drivers.idle(), health::fail, null, agent);
      AgentRunner.startOnThread(runner);
      return new LedgerConnection(run, driver, runner, agent);
    } catch (RuntimeException | Error e) {
      CloseHelper.quietCloseAll(driver, run);
      throw e;
    }
  }

  /// The ledger, for any number of threads, until this object is closed.
  public DefiniteLedger ledger() {
    return ledger;
  }

  /// What happened on it and what it held at any time, for any number of threads.
  public History history() {
    return ledger.history();
  }

  @Override
  public CompletableFuture<BatchReply> submit(TransferBatch batch) {
    return agent.submit(batch);
  }

  @Override
  public void close() {
    CloseHelper.closeAll(runner, driver, run);
  }

  /// The address that this machine has in the members' network. Nothing is sent to find it out.
  private static String ownHost(Members members) {
    try (DatagramChannel probe = DatagramChannel.open()) {
      probe.connect(new InetSocketAddress(members.host(0), members.firstPort(0)));
      InetAddress own = ((InetSocketAddress) probe.getLocalAddress()).getAddress();
      return own instanceof Inet6Address ? "[" + own.getHostAddress() + "]" : own.getHostAddress();
    } catch (IOException e) {
      throw new UncheckedIOException("no way to " + members, e);
    }
  }
}
