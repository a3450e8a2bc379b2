package io.fairway.cluster.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The members of a cluster of one, three or five, as every member and every client is told them:
/// `0=10.0.0.1:9000,1=10.0.0.2:9000,2=10.0.0.3:9000`. Ids count from 0.
///
/// The port is the first of [#PORTS] UDP ports that a member listens on, in this order: clients,
/// consensus, log, catch-up, archive. Members on one machine need ranges that do not overlap.
public final class Members {
  /// UDP ports of one member, from its first port on.
  public static final int PORTS = 5;

  /// The largest datagram payload that Aeron sends: on loopback nothing smaller is useful.
  public static final int MTU_BYTES_MAX = 65_504;

  /// What passes any Ethernet in one frame.
  private static final int MTU_BYTES_ETHERNET = 1_408;

  private static final int PORT_MAX = 65_535;
  private static final List<Integer> SIZES = List.of(1, 3, 5);
  private static final int CLIENTS = 0;
  private static final int CONSENSUS = 1;
  private static final int CATCH_UP = 3;
  private static final int ARCHIVE = 4;

  private record Member(String host, int firstPort) {
    String endpoint(int service) {
      return host + ":" + (firstPort + service);
    }
  }

  private final List<Member> members;
  private final int mtuBytes;

  private Members(List<Member> members, int mtuBytes) {
    this.members = members;
    this.mtuBytes = mtuBytes;
  }

  /// Reads the plain form.
  ///
  /// @throws IllegalArgumentException when it is not one, with what is wrong
  public static Members parse(String text) {
    List<Member> members = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String id = members.size() + "=";
      if (!part.strip().startsWith(id)) {
        throw new IllegalArgumentException(
            "members must be named 0=HOST:PORT,1=HOST:PORT,2=HOST:PORT in this order, not " + text);
      }
      members.add(member(part.strip().substring(id.length())));
    }
    if (!SIZES.contains(members.size())) {
      throw new IllegalArgumentException(
          "a cluster has 1, 3 or 5 members, not " + members.size() + ": " + text);
    }
    checkRanges(members);
    boolean loopback = members.stream().allMatch(member -> isLoopback(member.host()));
    return new Members(List.copyOf(members), loopback ? MTU_BYTES_MAX : MTU_BYTES_ETHERNET);
  }

  /// The one member inside a process, which nobody reaches from outside.
  public static Members alone() {
    return new Members(List.of(new Member("127.0.0.1", 0)), MTU_BYTES_MAX);
  }

  /// These members with another size of datagrams, say for a network of jumbo frames.
  ///
  /// @throws IllegalArgumentException when Aeron cannot use it
  public Members withMtu(int bytes) {
    if (bytes < MTU_BYTES_ETHERNET || bytes > MTU_BYTES_MAX || bytes % 32 != 0) {
      throw new IllegalArgumentException(
          "a datagram has "
              + MTU_BYTES_ETHERNET
              + " to "
              + MTU_BYTES_MAX
              + " bytes, a multiple of 32, not "
              + bytes);
    }
    return new Members(members, bytes);
  }

  /// How many there are: 1, 3 or 5.
  public int size() {
    return members.size();
  }

  /// True for the one inside a process.
  public boolean isEmbedded() {
    return members.getFirst().firstPort() == 0;
  }

  /// The payload of a datagram between them.
  public int mtuBytes() {
    return mtuBytes;
  }

  /// The host of a member.
  public String host(int id) {
    return members.get(id).host();
  }

  /// The first of its ports; 0 for the one inside a process.
  public int firstPort(int id) {
    return members.get(id).firstPort();
  }

  /// Where its archive listens.
  public String archive(int id) {
    return members.get(id).endpoint(ARCHIVE);
  }

  /// Where it takes the log that it lacks.
  public String catchUp(int id) {
    return members.get(id).endpoint(CATCH_UP);
  }

  /// Where it listens to the other members.
  public String consensus(int id) {
    return members.get(id).endpoint(CONSENSUS);
  }

  /// Every member but this one.
  public List<Integer> others(int id) {
    return IntStream.range(0, size()).filter(other -> other != id).boxed().toList();
  }

  /// Where clients send, as Aeron's client wants it.
  public String clientEndpoints() {
    List<String> endpoints = new ArrayList<>();
    for (int id = 0; id < members.size(); id++) {
      endpoints.add(id + "=" + members.get(id).endpoint(CLIENTS));
    }
    return String.join(",", endpoints);
  }

  /// As the consensus module wants them.
  public String clusterMembers() {
    List<String> all = new ArrayList<>();
    for (int id = 0; id < members.size(); id++) {
      String[] endpoints = new String[PORTS];
      // Nothing is sent to an embedded member: any free port will do for each of its services.
      Arrays.setAll(endpoints, isEmbedded() ? _ -> "127.0.0.1:0" : members.get(id)::endpoint);
      all.add(id + "," + String.join(",", endpoints));
    }
    return String.join("|", all);
  }

  private static void checkRanges(List<Member> members) {
    for (int id = 0; id < members.size(); id++) {
      Member one = members.get(id);
      for (Member other : members.subList(0, id)) {
        if (one.host().equals(other.host())
            && Math.abs(one.firstPort() - other.firstPort()) < PORTS) {
          throw new IllegalArgumentException(
              "a member needs %s ports from its first one on: those of %s and %s overlap"
                  .formatted(PORTS, other.endpoint(0), one.endpoint(0)));
        }
      }
    }
  }

  private static Member member(String place) {
    int colon = place.lastIndexOf(':');
    String port = place.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("a member's place is HOST:PORT, not " + place);
    }
    int first = Integer.parseInt(port);
    if (first < 1 || first + PORTS - 1 > PORT_MAX) {
      throw new IllegalArgumentException(
          place + ": a member needs " + PORTS + " ports from its first one on");
    }
    return new Member(place.substring(0, colon), first);
  }

  private static boolean isLoopback(String host) {
    try {
      String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      return InetAddress.getByName(bare).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false; // its name may become known by the time that its node starts
    }
  }

  /// The plain form.
  @Override
  public String toString() {
    List<String> all = new ArrayList<>();
    for (int id = 0; id < members.size(); id++) {
      all.add(id + "=" + members.get(id).endpoint(0));
    }
    return String.join(",", all);
  }
}
