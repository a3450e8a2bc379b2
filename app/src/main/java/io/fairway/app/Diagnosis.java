package io.fairway.app;

import com.sun.management.OperatingSystemMXBean;
import io.fairway.app.engine.EngineFailure;
import io.fairway.app.engine.Engines;
import io.fairway.chain.development.Anvil;
import io.fairway.chain.keys.KeyProfile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One thing that Fairway needs of a machine.
///
/// @param found what is there, for a person
/// @param remedy the command that puts it right, shown only when something is missing
record Diagnosis(String name, boolean ok, String found, String remedy) {
  private static final int JAVA_MIN = 25;
  private static final int NODE_MIN = 20;
  private static final long MIB = 1 << 20;
  private static final long MEMORY_MIB_MIN = 4096;
  private static final long DISK_MIB_MIN = 3072;
  private static final long SHARED_MEMORY_MIB_MIN = 256;
  private static final int PROGRAM_SECONDS_MAX = 10;
  private static final Pattern NUMBER = Pattern.compile("(\\d+)");

  /// Looks at everything, and stops at nothing that is missing.
  static List<Diagnosis> all(Path data) {
    return List.of(
        java(),
        node(),
        npm(),
        postgresPrograms(),
        postgresUser(),
        anvil(),
        keyModule(),
        memory(),
        disk(data),
        sharedMemory(),
        loopback());
  }

  private static Diagnosis java() {
    int feature = Runtime.version().feature();
    return new Diagnosis(
        "JDK 25 or newer",
        feature >= JAVA_MIN,
        Runtime.version() + " in " + System.getProperty("java.home"),
        "apt-get install openjdk-25-jdk (Debian 13) or temurin-25-jdk, then export JAVA_HOME");
  }

  private static Diagnosis node() {
    @Nullable String version = run("node", "--version");
    Matcher number = NUMBER.matcher(version == null ? "" : version);
    boolean ok = number.find() && Integer.parseInt(number.group(1)) >= NODE_MIN;
    return new Diagnosis(
        "Node.js 20 or newer",
        ok,
        version == null ? "no node on the PATH" : version,
        "apt-get install nodejs (Debian 13), or any Node.js 20 or newer on the PATH");
  }

  private static Diagnosis npm() {
    @Nullable String version = run("npm", "--version");
    return new Diagnosis(
        "npm",
        version != null,
        version == null ? "no npm on the PATH" : version,
        "apt-get install npm");
  }

  private static Diagnosis postgresPrograms() {
    boolean there = Engines.hasPostgresPrograms();
    return new Diagnosis(
        "PostgreSQL 18 programs",
        there,
        (there ? "on the class path for " : "none for ") + System.getProperty("os.arch"),
        "use Linux on x86_64 or aarch64, and build there: ./fairway --version");
  }

  private static Diagnosis postgresUser() {
    String name = "PostgreSQL's user";
    try {
      return new Diagnosis(name, true, Engines.postgresUser(), "");
    } catch (EngineFailure e) {
      return new Diagnosis(
          name,
          false,
          "root, and nobody else to become",
          "sysctl -w kernel.unprivileged_userns_clone=1, apt-get install util-linux, or run as an"
              + " ordinary user");
    }
  }

  private static Diagnosis anvil() {
    String remedy = "(cd contracts && npm ci)";
    String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    try {
      Path contracts = Anvil.findContracts();
      Path program =
          contracts.resolve("node_modules/@foundry-rs/anvil-linux-" + machine + "/bin/anvil");
      boolean there = Files.isExecutable(program);
      return new Diagnosis(
          "Anvil (the chain)", there, there ? program.toString() : "not in " + contracts, remedy);
    } catch (IllegalStateException e) {
      return new Diagnosis("Anvil (the chain)", false, String.valueOf(e.getMessage()), remedy);
    }
  }

  /// Not needed: without it, development keeps its keys in an encrypted file.
  private static Diagnosis keyModule() {
    return new Diagnosis(
        "SoftHSM2 (keys)",
        true,
        KeyProfile.developmentModule()
            .map(Path::toString)
            .orElse("not installed, and not needed; keys in a token: apt-get install softhsm2"),
        "");
  }

  private static Diagnosis memory() {
    long mib =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize() / MIB;
    return new Diagnosis(
        "memory", mib >= MEMORY_MIB_MIN, mib + " MiB", "use a machine with 4 GiB or more");
  }

  private static Diagnosis disk(Path data) {
    return space(
        "disk",
        nearest(data.toAbsolutePath()),
        DISK_MIB_MIN,
        "free 3 GiB there, or name another disk with --data DIR");
  }

  /// The directory itself, or the first one above it that is there already.
  private static Path nearest(Path directory) {
    @Nullable Path parent = directory.getParent();
    return parent == null || Files.exists(directory) ? directory : nearest(parent);
  }

  private static Diagnosis sharedMemory() {
    return space(
        "shared memory",
        Path.of("/dev/shm"),
        SHARED_MEMORY_MIB_MIN,
        "mount -o remount,size=1g /dev/shm (in a container: --shm-size=1g)");
  }

  private static Diagnosis space(String name, Path place, long mibMin, String remedy) {
    try {
      long mib = Files.getFileStore(place).getUsableSpace() / MIB;
      return new Diagnosis(name, mib >= mibMin, mib + " MiB free in " + place, remedy);
    } catch (IOException e) {
      return new Diagnosis(name, false, "cannot look at " + place + ": " + e, remedy);
    }
  }

  private static Diagnosis loopback() {
    String remedy = "ip link set lo up";
    InetAddress address = InetAddress.ofLiteral("127.0.0.1");
    try (ServerSocket server = new ServerSocket(0, 1, address);
        Socket client = new Socket(address, server.getLocalPort())) {
      return new Diagnosis("loopback", client.isConnected(), "127.0.0.1 answers", remedy);
    } catch (IOException e) {
      return new Diagnosis("loopback", false, "127.0.0.1: " + e.getMessage(), remedy);
    }
  }

  private static @Nullable String run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(PROGRAM_SECONDS_MAX, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? said.strip() : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
