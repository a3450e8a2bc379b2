package io.fairway.ledger.proof;

import static io.fairway.ledger.proof.Hashing.HASH_BYTES;

import io.fairway.ledger.index.Query;
import io.fairway.ledger.index.Table;
import io.fairway.ledger.machine.Committed;
import io.fairway.ledger.machine.Storage;
import io.fairway.ledger.wire.AccountEvent;
import io.fairway.ledger.wire.HistoryCodec;
import io.fairway.ledger.wire.ProofCodec;
import io.fairway.ledger.wire.Refusal;
import io.fairway.ledger.wire.TransferEvent;
import io.fairway.ledger.wire.Wire;
import java.util.HexFormat;
import org.agrona.MutableDirectBuffer;

/// A follower that hashes every committed batch: one Merkle root each, over its accounts, then its
/// transfers, then its expirations; and one chain over the roots. One thread, which its host gives
/// it. Paths are made when somebody asks, from the records.
public final class Roots {
  private static final int ROOT = 0;
  private static final int CHAIN = HASH_BYTES;
  private static final int BATCH_BYTES = 2 * HASH_BYTES;

  private final Committed committed;
  private final Table batchHashes;
  private final Hashing hashing = new Hashing();
  private final Tree tree = new Tree(hashing);
  private final byte[] chain = new byte[HASH_BYTES];
  private final TransferEvent transfer = new TransferEvent();
  private final AccountEvent account = new AccountEvent();
  private int batches;

  /// No roots yet, over a state machine's records.
  public Roots(Committed committed, Storage storage) {
    this.committed = committed;
    batchHashes = new Table(storage, "batch-roots", BATCH_BYTES);
  }

  /// Hashes whole batches until about `limit` leaves are done; answers how many.
  public int doWork(int limit) {
    int published = committed.batchCount();
    int done = 0;
    while (batches < published && done < limit) {
      tree.clear();
      int count = leafCount(batches);
      for (int i = 0; i < count; i++) {
        hashLeaf(batches, i, tree.hashes(), tree.place());
        tree.add();
      }
      tree.finish();
      hashing.link(chain, tree.hashes(), batches, committed.timestamp(batches), count);
      batchHashes.ensure(batches);
      int at = batchHashes.at(batches);
      batchHashes.buffer(batches).putBytes(at + ROOT, tree.hashes(), 0, HASH_BYTES);
      batchHashes.buffer(batches).putBytes(at + CHAIN, chain, 0, HASH_BYTES);
      batches++;
      done += count;
    }
    return done;
  }

  /// How many batches have a root.
  public int batches() {
    return batches;
  }

  /// The chain over all roots so far: 64 hexadecimal digits, zeros before the first batch.
  public String chain() {
    return HexFormat.of().formatHex(chain);
  }

  /// Writes the reply to a query whose batches have roots; answers its length.
  public int answer(Query query, MutableDirectBuffer reply) {
    return switch (query.operation()) {
      case PROVE -> prove(query, reply);
      case ROOTS -> roots(query, reply);
      default -> query.header(reply, Refusal.MALFORMED, 0);
    };
  }

  private int prove(Query query, MutableDirectBuffer reply) {
    int index = query.found(0);
    if (index < 0) {
      return query.header(reply, Refusal.NONE, 0);
    }
    int batch = batchOf(index);
    int count = leafCount(batch);
    int accounts = committed.accountsEnd(batch) - committed.accountsEnd(batch - 1);
    int leaf = accounts + index - committed.transfersEnd(batch - 1);
    committed.readTransfer(index, transfer);
    int at = query.header(reply, Refusal.NONE, 1);
    at += ProofCodec.putTransfer(transfer, reply, at);
    at += putRoot(batch, reply, at);
    if (batch > 0) {
      reply.putBytes(
          at, batchHashes.buffer(batch - 1), batchHashes.at(batch - 1) + CHAIN, HASH_BYTES);
    } else {
      reply.setMemory(at, HASH_BYTES, (byte) 0);
    }
    at += HASH_BYTES;
    return at + putPath(batch, leaf, count, reply, at);
  }

  private int putPath(int batch, int leaf, int count, MutableDirectBuffer reply, int offset) {
    byte[] level = new byte[count * HASH_BYTES];
    for (int i = 0; i < count; i++) {
      hashLeaf(batch, i, level, i * HASH_BYTES);
    }
    int at = offset + 2 * Integer.BYTES;
    int steps = 0;
    int position = leaf;
    for (int size = count; size > 1; size = (size + 1) / 2) {
      if ((position ^ 1) < size) {
        reply.putBytes(at, level, (position ^ 1) * HASH_BYTES, HASH_BYTES);
        at += HASH_BYTES;
        steps++;
      }
      joinPairs(level, size);
      position >>= 1;
    }
    reply.putInt(offset, leaf);
    reply.putInt(offset + Integer.BYTES, steps);
    return at - offset;
  }

  /// The next level of a tree; one without a twin moves up as it is.
  private void joinPairs(byte[] level, int size) {
    for (int i = 0; i + 1 < size; i += 2) {
      int left = i * HASH_BYTES;
      hashing.node(level, left, level, left + HASH_BYTES, level, i / 2 * HASH_BYTES);
    }
    if ((size & 1) == 1) {
      System.arraycopy(level, (size - 1) * HASH_BYTES, level, size / 2 * HASH_BYTES, HASH_BYTES);
    }
  }

  private int roots(Query query, MutableDirectBuffer reply) {
    HistoryCodec.Range range = HistoryCodec.range(query.bytes(), query.body());
    if (range == null || range.timestampMin() < 0) {
      return query.header(reply, Refusal.MALFORMED, 0);
    }
    int at = Wire.REPLY_HEADER;
    int found = 0;
    for (long batch = range.timestampMin(); batch < batches && found < range.limit(); batch++) {
      at += putRoot((int) batch, reply, at);
      found++;
    }
    query.header(reply, Refusal.NONE, found);
    return at;
  }

  private int putRoot(int batch, MutableDirectBuffer to, int offset) {
    ProofCodec.putBatch(batch, committed.timestamp(batch), leafCount(batch), to, offset);
    to.putBytes(
        offset + ProofCodec.BATCH_HEADER_BYTES,
        batchHashes.buffer(batch),
        batchHashes.at(batch),
        BATCH_BYTES);
    return ProofCodec.BATCH_HEADER_BYTES + BATCH_BYTES;
  }

  private int leafCount(int batch) {
    return committed.accountsEnd(batch)
        - committed.accountsEnd(batch - 1)
        + committed.transfersEnd(batch)
        - committed.transfersEnd(batch - 1)
        + committed.expirationsEnd(batch)
        - committed.expirationsEnd(batch - 1);
  }

  private void hashLeaf(int batch, int leaf, byte[] to, int offset) {
    int accountIndex = committed.accountsEnd(batch - 1) + leaf;
    if (accountIndex < committed.accountsEnd(batch)) {
      committed.readAccount(accountIndex, account);
      hashing.account(account, to, offset);
      return;
    }
    int transferIndex =
        committed.transfersEnd(batch - 1) + accountIndex - committed.accountsEnd(batch);
    if (transferIndex < committed.transfersEnd(batch)) {
      committed.readTransfer(transferIndex, transfer);
      hashing.transfer(transfer, to, offset);
      return;
    }
    int expiration =
        committed.expirationsEnd(batch - 1) + transferIndex - committed.transfersEnd(batch);
    committed.readTransferBody(committed.expiredTransfer(expiration), transfer);
    hashing.expiration(
        transfer.idHigh, transfer.idLow, committed.expirationTimestamp(expiration), to, offset);
  }

  private int batchOf(int transferIndex) {
    int low = 0;
    int high = batches;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (committed.transfersEnd(middle) <= transferIndex) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
