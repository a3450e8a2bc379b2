package io.fairway.cluster.network;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.LogBufferDescriptor;
import io.fairway.cluster.directory.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/// Media drivers and the channels between members and clients. All use the same lengths: a command
/// or a reply of a megabyte is cut into as few fragments as the network lets pass.
public final class Drivers {
  private static final int TERM_BYTES = 16 << 20;
  private static final String TERM = "term-length=16m";

  /// What others say on channels that name no length is short.
  private static final int SHORT_TERM_BYTES = LogBufferDescriptor.TERM_MIN_LENGTH;

  /// Aeron wants eight datagrams to fit a term.
  private static final int SHORT_TERM_MTU_BYTES_MAX = SHORT_TERM_BYTES / 8;

  private static final String IPC = "aeron:ipc?" + TERM;

  /// How snapshots pass from the service to the archive.
  public static final String SNAPSHOT_CHANNEL =
      IPC + "|alias=snapshot|mtu=" + Members.MTU_BYTES_MAX;

  private static final long CLIENT_LIVENESS_NANOS = TimeUnit.SECONDS.toNanos(30);

  /// What one receiver lets be under way to it; the operating system may allow less.
  private static final int SOCKET_BUFFER_BYTES_MAX = 2 << 20;

  private static final int SOCKET_BUFFER_BYTES_MIN = 128 << 10;

  private static final long IDLE_PARK_MIN_NANOS = TimeUnit.MICROSECONDS.toNanos(10);
  private static final long IDLE_PARK_MAX_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private Drivers() {}

  /// How a driver is set up whose buffers stand in that directory.
  public static MediaDriver.Context context(RunDirectory run, int mtuBytes, Health health) {
    int socketBuffer = socketBufferBytes();
    return new MediaDriver.Context()
        .aeronDirectoryName(run.driver().toString())
        .dirDeleteOnStart(true)
        .dirDeleteOnShutdown(true)
        .threadingMode(ThreadingMode.SHARED)
        .sharedIdleStrategy(idle())
        .termBufferSparseFile(true)
        .ipcTermBufferLength(TERM_BYTES)
        .publicationTermBufferLength(SHORT_TERM_BYTES)
        .mtuLength(Math.min(mtuBytes, SHORT_TERM_MTU_BYTES_MAX))
        .socketRcvbufLength(socketBuffer)
        .socketSndbufLength(socketBuffer)
        .initialWindowLength(socketBuffer)
        .clientLivenessTimeoutNs(CLIENT_LIVENESS_NANOS)
        .publicationUnblockTimeoutNs(2 * CLIENT_LIVENESS_NANOS)
        .timerIntervalNs(TimeUnit.MILLISECONDS.toNanos(100))
        .errorHandler(health::report);
  }

  /// How every thread of a member or a client waits for work.
  public static IdleStrategy idle() {
    return new BackoffIdleStrategy(10, 20, IDLE_PARK_MIN_NANOS, IDLE_PARK_MAX_NANOS);
  }

  /// Where members take commands.
  public static String ingressChannel(Members members) {
    return members.isEmbedded()
        ? IPC + "|alias=ledger-ingress" + mtu(members)
        : "aeron:udp?alias=ledger-ingress|" + TERM + mtu(members);
  }

  /// Where a client on `host` takes replies.
  public static String egressChannel(Members members, String host) {
    return members.isEmbedded()
        ? IPC + "|alias=ledger-egress" + mtu(members)
        : anyPort(host) + "|alias=ledger-egress|" + TERM + mtu(members);
  }

  /// What the leader sends its followers; a cluster of one has none.
  public static String logChannel(Members members) {
    return members.size() == 1
        ? IPC + "|alias=ledger-log" + mtu(members)
        : "aeron:udp?alias=ledger-log|" + TERM + mtu(members);
  }

  /// Where one side of an exchange takes what the other is told to send there.
  public static String anyPort(String host) {
    return "aeron:udp?endpoint=" + host + ":0";
  }

  private static String mtu(Members members) {
    return "|mtu=" + members.mtuBytes();
  }

  /// A window larger than the socket's buffer would only lose datagrams.
  private static int socketBufferBytes() {
    try (DatagramChannel probe = DatagramChannel.open()) {
      probe.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES_MAX);
      probe.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES_MAX);
      int allowed =
          Math.min(
              probe.getOption(StandardSocketOptions.SO_RCVBUF),
              probe.getOption(StandardSocketOptions.SO_SNDBUF));
      return Math.clamp(allowed, SOCKET_BUFFER_BYTES_MIN, SOCKET_BUFFER_BYTES_MAX);
    } catch (IOException e) {
      throw new UncheckedIOException("no datagram can be sent", e);
    }
  }
}
