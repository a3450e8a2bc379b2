package io.fairway.chain.keys;

import io.fairway.chain.Hash32;
import io.fairway.chain.Keys;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The keys as the gateway has them. Uses are counted by leases: so many are put on record before
/// the first of them is made, so that a crash makes the count too high and never too low, and a
/// signature costs no write of its own.
final class OnlineKeys implements Keys {
  private static final long LEASE_USES_MAX = 1_000;

  /// A key is opened so many times at least before leases alone have used up its limit.
  private static final long LEASES_MIN = 10_000;

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
      // A keystore of before there was an inventory: its keys have roles on the chain.
      if (room.vault().has(name)) {
        room.adopt(name);
      } else {
        room.make(name, List.of("development"), KeyRecord.Status.ACTIVE, true);
      }
    }
  }

  @Override
  public String address(String name) {
    return room.existing("ADDRESS", name).address();
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
    try {
      return room.vault().sign(lease.key.alias(), hash);
    } catch (VaultUnavailable failure) {
      room.log(
          "SIGN",
          lease.key.alias(),
          io.fairway.control.AuditEntry.Outcome.FAILED,
          String.valueOf(failure.getMessage()));
      throw failure;
    }
  }

  /// A key that was stopped or replaced a moment ago signs no more, whatever is left of its lease.
  private boolean isInUse(String name, Lease lease) {
    KeyRecord now = room.inventory().current(name).orElse(lease.key);
    return now.alias().equals(lease.key.alias()) && now.refusal(room.now(), 0) == null;
  }

  private Lease begin(String name) {
    KeyRecord key = room.existing("SIGN", name);
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
    KeyRecord now =
        room.inventory().keys().stream()
            .filter(key -> key.alias().equals(lease.key.alias()))
            .findFirst()
            .orElse(lease.key);
    long left = now.limits().usesMax() - now.uses();
    long lot = Math.clamp(now.limits().usesMax() / LEASES_MIN, 1, LEASE_USES_MAX);
    long uses = Math.clamp(left, 1, lot);
    String no = now.refusal(room.now(), uses);
    if (no != null) {
      throw room.problem("SIGN", now.alias(), no);
    }
    room.lease(now, uses);
    lease.left = uses;
  }
}
