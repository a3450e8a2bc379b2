package io.fairway.chain.keys;

import io.fairway.chain.Hash32;
import io.fairway.chain.Keys;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys as the gateway has them. Uses are counted by leases: so many are put on record before
/// the first of them is made, so that a crash makes the count too high and never too low, and a
/// signature costs no write of its own. What is left of a lease is given back at an orderly end.
final class OnlineKeys implements Keys {
  private static final long LEASE_USES = 1_000;

  /// A lease is at most such a part of what a key may do at all: a crash costs no more of it.
  private static final long LEASES_MIN = 100;

  private static final Logger LOG = LoggerFactory.getLogger(OnlineKeys.class);

  private final KeyRoom room;
  private final Map<String, Lease> leases = new ConcurrentHashMap<>();

  private static final class Lease {
    private final KeyRecord key;
    private long left;

    Lease(KeyRecord key) {
      this.key = key;
    }
  }

  OnlineKeys(KeyRoom room) {
    this.room = room;
  }

  @Override
  public synchronized void prepare(Collection<String> names) {
    for (String name : names) {
      if (room.inventory().current(name).isPresent()) {
        continue;
      }
      if (room.profile() == KeyProfile.PRODUCTION) {
        throw room.problem(
            "PREPARE",
            name,
            "the production profile has no key "
                + name
                + " and makes none by itself; expected one from a ceremony");
      }
      room.provide(name);
    }
  }

  @Override
  public String address(String name) {
    return inUse("ADDRESS", name).address();
  }

  @Override
  public List<String> formerAddresses(String name) {
    KeyRecord now = inUse("ADDRESS", name);
    return room.inventory().versions(name).stream()
        .filter(key -> key.version() < now.version())
        .map(KeyRecord::address)
        .toList();
  }

  /// The active version. A prepared one has no role yet: while there is no active one, the key is
  /// the one that was stopped, and is refused as that.
  private KeyRecord inUse(String action, String name) {
    KeyRecord current = room.existing(action, name);
    return current.status() == KeyRecord.Status.PREPARED
        ? room.inventory().versions(name).stream()
            .filter(key -> key.status() != KeyRecord.Status.PREPARED)
            .reduce((older, newer) -> newer)
            .orElse(current)
        : current;
  }

  @Override
  public boolean forDevelopment() {
    return room.profile() != KeyProfile.PRODUCTION;
  }

  @Override
  public byte[] sign(String name, Hash32 hash) {
    Lease lease =
        leases.compute(
            name, (key, held) -> held != null && isInUse(name, held) ? held : begin(name));
    synchronized (lease) {
      if (lease.left == 0) {
        extend(lease);
      }
      lease.left--;
    }
    return room.signOnline(lease.key, hash);
  }

  /// A key that was stopped or replaced a moment ago signs no more, whatever is left of its lease.
  private boolean isInUse(String name, Lease lease) {
    KeyRecord now = room.inventory().current(name).orElse(lease.key);
    return now.alias().equals(lease.key.alias()) && now.refusal(room.now(), 0) == null;
  }

  private Lease begin(String name) {
    KeyRecord key = inUse("SIGN", name);
    boolean significant = key.keyClass() == KeyRecord.KeyClass.SIGNIFICANT;
    if (room.profile() == KeyProfile.PRODUCTION && key.development()) {
      throw room.problem(
          "SIGN",
          key.alias(),
          "the production profile refuses the key " + key.alias() + ", made for development");
    }
    if (significant && !(room.profile() == KeyProfile.DEVELOPMENT && key.development())) {
      throw room.problem(
          "SIGN",
          key.alias(),
          "the key "
              + key.alias()
              + " is significant and does not sign online; expected an offline bundle:"
              + " ./fairway keys bundle --help");
    }
    return new Lease(key);
  }

  private void extend(Lease lease) {
    KeyRecord now = room.inventory().version(lease.key.alias()).orElse(lease.key);
    long left = now.limits().usesMax() - now.uses();
    long most = Math.clamp(now.limits().usesMax() / LEASES_MIN, 1, LEASE_USES);
    long uses = Math.clamp(left, 1, most);
    String no = now.refusal(room.now(), uses);
    if (no != null) {
      throw room.problem("SIGN", now.alias(), no);
    }
    room.lease(now, uses);
    lease.left = uses;
  }

  /// Puts on record that the rest of every lease is not used. Nothing signs after this.
  void giveBack() {
    for (Lease lease : leases.values()) {
      synchronized (lease) {
        long rest = lease.left;
        lease.left = 0;
        if (rest > 0) {
          giveBack(lease.key.alias(), rest);
        }
      }
    }
  }

  private void giveBack(String alias, long rest) {
    try {
      room.giveBack(alias, rest);
    } catch (RuntimeException cannot) {
      // The count stays too high, as after a crash.
      LOG.warn("{} unused signatures of {} stay counted: {}", rest, alias, cannot.getMessage());
    }
  }
}
