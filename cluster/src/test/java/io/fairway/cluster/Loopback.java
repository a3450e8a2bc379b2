package io.fairway.cluster;

import io.fairway.cluster.network.Members;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Members on loopback, on ports that were free a moment ago.
final class Loopback {
  private static final int ATTEMPTS_MAX = 1_000;

  /// Below the ports that the system gives to whoever asks for any.
  private static final int PORT_MIN = 15_000;

  private static final int PORT_MAX = 32_000;

  private Loopback() {}

  static Members members(int count) throws IOException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    List<String> places = new ArrayList<>();
    List<Integer> taken = new ArrayList<>();
    for (int attempt = 0; places.size() < count; attempt++) {
      if (attempt == ATTEMPTS_MAX) {
        throw new IOException("no free ports");
      }
      int first = random.nextInt(PORT_MIN, PORT_MAX);
      if (isFree(first) && taken.stream().allMatch(o -> Math.abs(o - first) >= Members.PORTS)) {
        taken.add(first);
        places.add(places.size() + "=127.0.0.1:" + first);
      }
    }
    return Members.parse(String.join(",", places));
  }

  private static boolean isFree(int first) {
    List<DatagramChannel> bound = new ArrayList<>();
    try {
      for (int i = 0; i < Members.PORTS; i++) {
        DatagramChannel channel = DatagramChannel.open();
        bound.add(channel);
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), first + i));
      }
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      for (DatagramChannel channel : bound) {
        try {
          channel.close();
        } catch (IOException e) {
          // a port that cannot be given back is not used again
        }
      }
    }
  }
}
