package io.fairway.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/// Three members on loopback, on ports that were free a moment ago.
final class Trio {
  private static final int ATTEMPTS_MAX = 100;

  private Trio() {}

  static Members members() throws IOException {
    List<String> places = new ArrayList<>();
    List<Integer> taken = new ArrayList<>();
    for (int attempt = 0; places.size() < 3; attempt++) {
      if (attempt == ATTEMPTS_MAX) {
        throw new IOException("no free ports");
      }
      int first = free();
      if (isFree(first) && taken.stream().allMatch(o -> Math.abs(o - first) >= Members.PORTS)) {
        taken.add(first);
        places.add(places.size() + "=127.0.0.1:" + first);
      }
    }
    return Members.parse(String.join(",", places));
  }

  private static int free() throws IOException {
    try (DatagramChannel any = DatagramChannel.open()) {
      any.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return ((InetSocketAddress) any.getLocalAddress()).getPort();
    }
  }

  private static boolean isFree(int first) {
    if (first + Members.PORTS > 65_535) {
      return false;
    }
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
