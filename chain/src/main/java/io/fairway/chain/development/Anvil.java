package io.fairway.chain.development;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.profile.ChainProfile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A development chain: Foundry's Anvil as a child process, on a free port of 127.0.0.1. Its state
/// is in memory and written to a file once a second, so a kill may cost it the last second; the
/// gateway tells it again.
///
/// One folder has one Anvil. A child that outlived its JVM is found by the next start, by what was
/// recorded of it, and stopped. A child that dies is started again on the same port.
public final class Anvil implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Anvil.class);

  private static final String STATE = "anvil-state.json";
  private static final String RECORD = "anvil-process.json";
  private static final String LOCK = "anvil.lock";
  private static final Pattern LISTENING = Pattern.compile("Listening on 127\\.0\\.0\\.1:(\\d+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Of Ethereum's mainnet since November 2025.
  private static final String BLOCK_GAS_LIMIT = "60000000";

  private static final Duration START_WAIT = Duration.ofSeconds(20);
  private static final Duration STOP_WAIT = Duration.ofSeconds(5);
  private static final int OUTPUT_LINES_KEPT = 40;
  private static final int RESTARTS_MAX = 20;

  /// How far two readings of one process's start may lie apart: the system counts in ticks.
  private static final Duration START_TOLERANCE = Duration.ofSeconds(1);

  private final Path binary;
  private final Path folder;
  private final Duration blockTime;
  private final FileChannel lockChannel;
  private final Thread shutdownHook = new Thread(this::stopChild, "anvil-shutdown");
  private final ArrayDeque<String> output = new ArrayDeque<>();

  private @Nullable Process child;
  private int port;
  private int restarts;
  private boolean wanted;

  private Anvil(Path binary, Path folder, Duration blockTime, FileChannel lockChannel) {
    this.binary = binary;
    this.folder = folder;
    this.blockTime = blockTime;
    this.lockChannel = lockChannel;
  }

  /// Starts the chain of a folder, or begins one there.
  ///
  /// @param contracts the project's `contracts` folder, in whose `node_modules` Anvil lies
  /// @param folder for state and record
  /// @throws IllegalStateException when Anvil is missing or does not start, or when another process
  ///   uses the folder
  public static Anvil start(Path contracts, Path folder, Duration blockTime) {
    try {
      Path home = Files.createDirectories(folder).toRealPath();
      FileChannel channel = lock(home.resolve(LOCK));
      try {
        Anvil anvil = new Anvil(binary(contracts), home, blockTime, channel);
        anvil.stopOrphan();
        anvil.launch();
        Runtime.getRuntime().addShutdownHook(anvil.shutdownHook);
        return anvil;
      } catch (RuntimeException problem) {
        channel.close();
        throw problem;
      }
    } catch (IOException problem) {
      throw new UncheckedIOException("cannot use the folder " + folder, problem);
    }
  }

  /// The project's `contracts` folder: the one that the system property `fairway.contracts` names,
  /// or the one beside or above the working directory.
  public static Path findContracts() {
    String named = System.getProperty("fairway.contracts");
    if (named != null) {
      return Path.of(named);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("contracts").resolve("package-lock.json"))) {
        return at.resolve("contracts");
      }
    }
    throw new IllegalStateException(
        "no contracts folder at or above %s; name it with -Dfairway.contracts"
            .formatted(Path.of("").toAbsolutePath()));
  }

  /// Where the chain answers.
  public synchronized URI rpc() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// The process id of Anvil itself.
  public synchronized long pid() {
    Process process = child;
    if (process == null) {
      throw new IllegalStateException("Anvil is not running");
    }
    return process.pid();
  }

  public Duration blockTime() {
    return blockTime;
  }

  /// Kills Anvil as a crash would, and leaves it dead until [#restart()].
  public void kill() {
    Process process;
    synchronized (this) {
      wanted = false;
      process = child;
      child = null;
    }
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  /// Lets a dead chain forget everything it ever knew.
  public synchronized void forget() {
    if (child != null) {
      throw new IllegalStateException("Anvil is running; kill it first");
    }
    try {
      Files.deleteIfExists(folder.resolve(STATE));
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /// Starts a dead Anvil again, on the same port.
  public synchronized void restart() {
    if (child == null) {
      launch();
    }
  }

  /// Stops Anvil; it writes its state first.
  @Override
  public void close() {
    stopChild();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException shuttingDown) {
      LOG.trace("stopped by the shutdown hook", shuttingDown);
    }
    try {
      Files.deleteIfExists(folder.resolve(RECORD));
      lockChannel.close();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  private void stopChild() {
    Process process;
    synchronized (this) {
      wanted = false;
      process = child;
      child = null;
    }
    if (process != null) {
      stop(process.toHandle());
    }
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new IllegalStateException(
          file.getParent()
              + " is in use by another running Fairway: stop it, or use another folder");
    }
    return channel;
  }

  /// The platform's own binary, not the script around it: the process started is Anvil itself.
  private static Path binary(Path contracts) {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String platform =
        system.startsWith("mac") ? "darwin" : system.startsWith("windows") ? "win32" : "linux";
    String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    Path binary =
        contracts
            .toAbsolutePath()
            .resolve("node_modules/@foundry-rs/anvil-" + platform + "-" + machine + "/bin")
            .resolve(platform.equals("win32") ? "anvil.exe" : "anvil");
    if (!Files.isExecutable(binary)) {
      throw new IllegalStateException(
          "Anvil is missing: %s. Build the contracts, or run `npm ci` in %s"
              .formatted(binary, contracts.toAbsolutePath()));
    }
    return binary;
  }

  private synchronized void launch() {
    Path state = folder.resolve(STATE);
    try {
      if (!Files.exists(state)) {
        startChild();
        return;
      }
      SavedState.mend(state);
      try {
        startChild();
      } catch (IllegalStateException unreadable) {
        Path aside = folder.resolve(STATE + ".unreadable-" + Instant.now().toEpochMilli());
        Files.move(state, aside, StandardCopyOption.ATOMIC_MOVE);
        LOG.warn(
            "Anvil does not start from its state, which is set aside as {}; starting anew: {}",
            aside,
            unreadable.getMessage());
        startChild();
      }
    } catch (IOException problem) {
      throw new UncheckedIOException("cannot start Anvil in " + folder, problem);
    }
  }

  private void startChild() throws IOException {
    List<String> command =
        List.of(
            binary.toString(),
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--chain-id",
            Long.toString(ChainProfile.DEVELOPMENT_CHAIN_ID),
            "--block-time",
            seconds(blockTime),
            "--gas-limit",
            BLOCK_GAS_LIMIT,
            "--hardfork",
            "cancun",
            "--order",
            "fifo",
            "--accounts",
            "0",
            "--state",
            folder.resolve(STATE).toString(),
            "--state-interval",
            "1");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    record(process, command);
    CompletableFuture<Integer> listening = new CompletableFuture<>();
    Thread.ofVirtual().name("anvil-output").start(() -> drain(process, listening));
    try {
      port = listening.get(START_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException problem) {
      process.destroyForcibly().onExit().join();
      throw new IllegalStateException("Anvil did not start: " + tail(), problem);
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting Anvil", interrupted);
    }
    child = process;
    wanted = true;
    Thread.ofVirtual().name("anvil-watch").start(() -> watch(process));
  }

  private void watch(Process process) {
    try {
      process.waitFor();
      died(process);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void died(Process process) {
    Process current = child;
    if (!wanted || current == null || current.pid() != process.pid()) {
      return;
    }
    child = null;
    LOG.warn("Anvil ended with {}: {}", process.exitValue(), tail());
    if (++restarts > RESTARTS_MAX) {
      LOG.error("Anvil ended {} times and is not started again", restarts);
      return;
    }
    try {
      launch();
    } catch (RuntimeException problem) {
      LOG.error("Anvil cannot be started again", problem);
    }
  }

  private void drain(Process process, CompletableFuture<Integer> listening) {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        Matcher matcher = LISTENING.matcher(line);
        if (matcher.find()) {
          listening.complete(Integer.valueOf(matcher.group(1)));
        }
        keep(line);
      }
    } catch (IOException closed) {
      LOG.trace("Anvil's output ended", closed);
    }
    listening.completeExceptionally(new IOException("it ended before it listened"));
  }

  private void keep(String line) {
    synchronized (output) {
      if (!line.isBlank()) {
        output.addLast(line.strip());
      }
      if (output.size() > OUTPUT_LINES_KEPT) {
        output.removeFirst();
      }
    }
  }

  private String tail() {
    synchronized (output) {
      return String.join(" | ", output);
    }
  }

  /// Written before the start is waited for, so that hardly a moment is left in which a crash of
  /// this JVM leaves a child that no one knows of; [#orphans()] finds that one too.
  private void record(Process process, List<String> command) throws IOException {
    ObjectNode record = JSON.createObjectNode();
    record.put("pid", process.pid());
    record.put(
        "startedAtMillis", process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    record.put("command", String.join(" ", command));
    Path part = folder.resolve(RECORD + ".part");
    Files.writeString(part, record.toString());
    Files.move(
        part,
        folder.resolve(RECORD),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  private void stopOrphan() {
    for (ProcessHandle orphan : orphans()) {
      LOG.warn("stopping Anvil {}, which outlived the process that started it", orphan.pid());
      stop(orphan);
    }
    try {
      Files.deleteIfExists(folder.resolve(RECORD));
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /// Children of a dead JVM: the recorded one when pid, start and command line still agree, and any
  /// Anvil whose command line names this folder's state file, which no other program would. The
  /// lock on the folder says that no living Fairway uses them.
  private List<ProcessHandle> orphans() {
    List<ProcessHandle> orphans = new ArrayList<>();
    recorded().ifPresent(orphans::add);
    String state = folder.resolve(STATE).toString();
    ProcessHandle.allProcesses()
        .filter(process -> isAnvilWith(process, state))
        .filter(process -> !orphans.contains(process))
        .forEach(orphans::add);
    return orphans;
  }

  private static boolean isAnvilWith(ProcessHandle process, String state) {
    ProcessHandle.Info info = process.info();
    return info.command()
            .map(Path::of)
            .map(Path::getFileName)
            .map(Path::toString)
            .orElse("")
            .startsWith("anvil")
        && info.arguments().map(Arrays::asList).orElse(List.of()).contains(state);
  }

  private Optional<ProcessHandle> recorded() {
    Path file = folder.resolve(RECORD);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      var record = JSON.readTree(Files.readString(file));
      long startedAt = record.path("startedAtMillis").asLong();
      String command = record.path("command").asText();
      return ProcessHandle.of(record.path("pid").asLong())
          .filter(ProcessHandle::isAlive)
          .filter(process -> process.info().commandLine().orElse("").equals(command))
          .filter(process ->
              process
                  .info()
                  .startInstant()
                  .map(start -> Math.abs(start.toEpochMilli() - startedAt))
                  .map(apart -> apart <= START_TOLERANCE.toMillis())
                  .orElse(false));
    } catch (JsonProcessingException garbled) {
      LOG.warn("{} cannot be read", file, garbled);
      return Optional.empty();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  private static void stop(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException stubborn) {
      process.destroyForcibly();
      process.onExit().join();
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (ExecutionException problem) {
      throw new IllegalStateException(problem);
    }
  }

  private static String seconds(Duration time) {
    return java.math.BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
  }
}
