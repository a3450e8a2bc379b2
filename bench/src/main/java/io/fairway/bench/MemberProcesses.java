package io.fairway.bench;

import io.fairway.cluster.Durability;
import io.fairway.cluster.LedgerConnection;
import io.fairway.cluster.Recorded;
import io.fairway.cluster.client.Batches;
import io.fairway.cluster.network.Members;
import io.fairway.ledger.History;
import io.fairway.ledger.Ledger;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Three members on this machine, each in a process of its own, and a connection to them.
final class MemberProcesses implements Site {
  static final int COUNT = 3;
  static final String LEDGER = "ledger";
  static final String BARE = "bare";

  private static final long STOP_SECONDS_MAX = 60;
  private static final int PORT_MAX = 65_535;
  private static final int ATTEMPTS_MAX = 1_000;

  /// A member, seen from here.
  private record Member(Process process, BufferedReader from, Writer to, Durability durability) {}

  private final String kind;
  private final List<Member> members = new ArrayList<>();
  private @Nullable LedgerConnection connection;

  private MemberProcesses(String kind) {
    this.kind = kind;
  }

  /// Starts them in directories below that one.
  ///
  /// @param kind [#LEDGER] or [#BARE]
  static MemberProcesses start(String kind, Path directory) throws IOException {
    MemberProcesses processes = new MemberProcesses(kind);
    try {
      Members places = places();
      List<Process> started = new ArrayList<>();
      for (int id = 0; id < COUNT; id++) {
        started.add(launch(kind, directory.resolve(String.valueOf(id)), places, id));
      }
      for (Process process : started) {
        processes.members.add(member(process));
      }
      processes.connection = LedgerConnection.connect(places);
      return processes;
    } catch (IOException | RuntimeException | Error e) {
      processes.close();
      throw e;
    }
  }

  @Override
  public Batches batches() {
    return connection();
  }

  @Override
  public @Nullable Ledger ledger() {
    return kind.equals(LEDGER) ? connection().ledger() : null;
  }

  @Override
  public @Nullable History history() {
    return kind.equals(LEDGER) ? connection().history() : null;
  }

  @Override
  public List<Durability> durability() {
    return members.stream().map(Member::durability).toList();
  }

  @Override
  public Recorded recorded() {
    long bytes = 0;
    long nanos = 0;
    try {
      for (Member member : members) {
        member.to.write('\n');
        member.to.flush();
        String[] words = line(member.from).split(" ", -1);
        bytes += Long.parseLong(words[0]);
        nanos += Long.parseLong(words[1]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a member does not answer", e);
    }
    return new Recorded(bytes, nanos);
  }

  @Override
  public SequencedMap<String, Long> processors() {
    SequencedMap<String, Long> taken = new TreeMap<>();
    for (int id = 0; id < members.size(); id++) {
      Duration cpu = members.get(id).process.info().totalCpuDuration().orElse(Duration.ZERO);
      taken.put("member " + id, cpu.toNanos());
    }
    return taken;
  }

  /// The members end when nobody speaks to them any more.
  @Override
  public void close() {
    if (connection != null) {
      connection.close();
    }
    try {
      for (Member member : members) {
        member.to.close();
      }
      for (Member member : members) {
        if (!member.process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
          member.process.destroyForcibly().waitFor();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a member cannot be stopped", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private LedgerConnection connection() {
    if (connection == null) {
      throw new IllegalStateException("not connected");
    }
    return connection;
  }

  private static Process launch(String kind, Path directory, Members places, int id)
      throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens=java.base/java.util.zip=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xms256m",
            "-Xmx2g",
            "-XX:+UseParallelGC",
            "-cp",
            System.getProperty("java.class.path"),
            MemberProcess.class.getName(),
            kind,
            directory.toString(),
            places.toString(),
            String.valueOf(id))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static Member member(Process process) throws IOException {
    BufferedReader from = process.inputReader();
    String[] words = line(from).split(" ", -1);
    Durability durability =
        new Durability(
            Integer.parseInt(words[0]),
            Integer.parseInt(words[1]),
            Integer.parseInt(words[2]),
            words[3],
            words[4]);
    return new Member(process, from, process.outputWriter(), durability);
  }

  private static String line(BufferedReader from) throws IOException {
    @Nullable String line = from.readLine();
    if (line == null) {
      throw new IOException("a member ended");
    }
    return line;
  }

  /// On ports that were free a moment ago.
  private static Members places() throws IOException {
    List<String> places = new ArrayList<>();
    List<Integer> taken = new ArrayList<>();
    for (int attempt = 0; places.size() < COUNT; attempt++) {
      if (attempt == ATTEMPTS_MAX) {
        throw new IOException("no free ports");
      }
      int first = freePort();
      boolean apart = taken.stream().allMatch(other -> Math.abs(other - first) >= Members.PORTS);
      if (apart && areFree(first)) {
        taken.add(first);
        places.add(places.size() + "=127.0.0.1:" + first);
      }
    }
    return Members.parse(String.join(",", places));
  }

  private static int freePort() throws IOException {
    try (DatagramChannel any = DatagramChannel.open()) {
      any.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return ((InetSocketAddress) any.getLocalAddress()).getPort();
    }
  }

  private static boolean areFree(int first) {
    for (int port = first; port < first + Members.PORTS; port++) {
      if (port > PORT_MAX) {
        return false;
      }
      try (DatagramChannel channel = DatagramChannel.open()) {
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }
}
