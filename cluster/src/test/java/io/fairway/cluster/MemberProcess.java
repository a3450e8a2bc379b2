package io.fairway.cluster;

import io.fairway.cluster.network.Members;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A process that is one member of a cluster, until it is killed.
public final class MemberProcess {
  /// Snapshots come so often that a kill meets one.
  private static final Snapshots.Limits OFTEN = new Snapshots.Limits(1 << 20, 400);

  private MemberProcess() {}

  /// Arguments: the data directory, the members and which of them this is. Prints what it does.
  public static void main(String[] args) throws InterruptedException {
    int id = Integer.parseInt(args[2]);
    LedgerNode node =
        LedgerNode.start(
            new Host.Plan(
                Path.of(args[0]), Members.parse(args[1]), id, OFTEN, System.out::println));
    System.out.println("FAILED " + node.awaitFailure());
  }

  /// A member, seen from the test.
  static final class Running implements AutoCloseable {
    private final Process process;
    private volatile NodeState state = NodeState.ELECTING;

    private Running(Process process) {
      this.process = process;
    }

    static Running start(Path directory, Members members, int id) throws IOException {
      Process process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-Xmx512m",
                  "-XX:+UseSerialGC",
                  "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                  "--add-opens=java.base/java.util.zip=ALL-UNNAMED",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  MemberProcess.class.getName(),
                  directory.toString(),
                  members.toString(),
                  Integer.toString(id))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Running running = new Running(process);
      Thread.ofVirtual().start(running::read);
      return running;
    }

    NodeState state() {
      return state;
    }

    boolean isAlive() {
      return process.isAlive();
    }

    /// Kills it with -9 and waits for its death.
    @Override
    public void close() {
      try {
        process.toHandle().destroyForcibly();
        process.waitFor(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void read() {
      try (var lines = process.inputReader()) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          for (NodeState known : NodeState.values()) {
            state = line.equals(known.name()) ? known : state;
          }
        }
      } catch (IOException e) {
        // it was killed
      }
    }
  }
}
