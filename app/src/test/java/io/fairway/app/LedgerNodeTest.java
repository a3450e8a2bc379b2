package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A member of one, as a process of its own.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LedgerNodeTest {
  @TempDir Path temp;

  @Test
  void itServesUntilItIsToldToStopAndServesAgain() throws Exception {
    for (int i = 0; i < 2; i++) {
      Process node = start();
      try (BufferedReader lines = node.inputReader()) {
        assertThat(lines.readLine()).startsWith("{\"event\":\"starting\",\"member\":0,");
        assertThat(lines.readLine())
            .isEqualTo("{\"event\":\"serving\",\"member\":0,\"role\":\"leader\"}");
        node.destroy(); // SIGTERM
        assertThat(node.waitFor()).isEqualTo(128 + 15);
      } finally {
        node.destroyForcibly();
      }
    }
  }

  private Process start() throws IOException {
    int port;
    try (DatagramChannel any = DatagramChannel.open()) {
      any.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      port = Math.min(((InetSocketAddress) any.getLocalAddress()).getPort(), 65_000);
    }
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens=java.base/java.util.zip=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "ledger",
            "node",
            "--member",
            "0",
            "--members",
            "0=127.0.0.1:" + port,
            "--data",
            temp.resolve("data").toString(),
            "--json");
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }
}
