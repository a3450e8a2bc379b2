package io.fairway.ledger.machine;

import io.fairway.money.Invariant;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// Rebuilds a state machine from a snapshot's chunks, in order, and checks every one of them, the
/// whole, and the books.
public final class SnapshotReader {
  private final Storage storage;
  private final StateMachine ledger;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(Snapshot.CHUNK_BYTES);
  private final UnsafeBuffer chunk = new UnsafeBuffer(bytes);
  private final CRC32C crc = new CRC32C();
  private int sequence;
  private long total;
  private long clock;
  private long commands;
  private long hash;
  private int accounts;
  private int transfers;
  private int indexed;
  private long burnedIds;
  private int batches;
  private int expirations;
  private short snapshotVersion;
  private boolean complete;

  /// A reader for one snapshot, into a new state machine over `storage`. A snapshot that names
  /// segments needs the [SegmentStorage] that has them.
  public SnapshotReader(Storage storage) {
    this.storage = storage;
    ledger = new StateMachine(storage);
  }

  /// True when the last chunk was read and everything agreed.
  public boolean isComplete() {
    return complete;
  }

  /// The restored ledger.
  ///
  /// @throws DamagedSnapshot when chunks are missing
  public StateMachine ledger() {
    check(complete, "it ends after chunk " + (sequence - 1));
    return ledger;
  }

  /// Reads the next chunk.
  ///
  /// @throws DamagedSnapshot when it is not what was written
  public void onChunk(DirectBuffer from, int offset, int length) {
    check(!complete, "bytes follow its end");
    check(
        length >= Snapshot.HEADER_BYTES && length <= Snapshot.CHUNK_BYTES,
        "chunk " + sequence + " has " + length + " bytes");
    chunk.putBytes(0, from, offset, length);
    check(chunk.getInt(Snapshot.AT_MAGIC) == Snapshot.MAGIC, "chunk " + sequence + " is none");
    short version = chunk.getShort(Snapshot.AT_VERSION);
    check(
        version == Snapshot.VERSION || version == Snapshot.VERSION_1,
        "it has version " + version + ", not " + Snapshot.VERSION);
    check(sequence == 0 || version == snapshotVersion, "its chunks are of two versions");
    snapshotVersion = version;
    int checksum = chunk.getInt(Snapshot.AT_CHECKSUM);
    chunk.putInt(Snapshot.AT_CHECKSUM, 0);
    check(
        checksum == Snapshot.checksum(crc, bytes, length),
        "chunk " + sequence + " does not have its checksum");
    check(chunk.getInt(Snapshot.AT_SEQUENCE) == sequence, "chunk " + sequence + " is missing");
    int payload = chunk.getInt(Snapshot.AT_LENGTH);
    check(payload == length - Snapshot.HEADER_BYTES, "chunk " + sequence + " was cut");
    accept(chunk.getShort(Snapshot.AT_KIND), payload);
    total = StateHash.mix(total, checksum);
    sequence++;
  }

  private void accept(short kind, int payload) {
    check((kind == Snapshot.KIND_HEAD) == (sequence == 0), "its head is not its first chunk");
    switch (kind) {
      case Snapshot.KIND_HEAD -> readHead();
      case Snapshot.KIND_ACCOUNTS -> append(ledger.accounts.balances, payload);
      case Snapshot.KIND_ACCOUNT_DETAILS -> append(ledger.accounts.details, payload);
      case Snapshot.KIND_TRANSFERS -> {
        append(ledger.transfers.records, payload);
        indexTransfers();
      }
      case Snapshot.KIND_SEGMENTS -> appendSegments(payload);
      case Snapshot.KIND_TRANSFER_STATES -> append(ledger.transfers.states, payload);
      case Snapshot.KIND_NO_TRANSFER_STATES -> appendNoStates(payload);
      case Snapshot.KIND_BURNED_IDS -> append(ledger.transfers.burned, payload);
      case Snapshot.KIND_BATCHES -> append(ledger.batches.ends, payload);
      case Snapshot.KIND_EXPIRATIONS -> append(ledger.batches.expirations, payload);
      case Snapshot.KIND_END -> finish();
      default -> throw new DamagedSnapshot("chunk " + sequence + " is of unknown kind " + kind);
    }
  }

  private void readHead() {
    clock = chunk.getLong(Snapshot.HEAD_CLOCK);
    commands = chunk.getLong(Snapshot.HEAD_COMMANDS);
    hash = chunk.getLong(Snapshot.HEAD_HASH);
    accounts = chunk.getInt(Snapshot.HEAD_ACCOUNTS);
    transfers = chunk.getInt(Snapshot.HEAD_TRANSFERS);
    burnedIds = chunk.getLong(Snapshot.HEAD_BURNED_IDS);
    if (snapshotVersion != Snapshot.VERSION_1) {
      batches = chunk.getInt(Snapshot.HEAD_BATCHES);
      expirations = chunk.getInt(Snapshot.HEAD_EXPIRATIONS);
    }
  }

  private void append(Records records, int payload) {
    check(payload % records.width() == 0, "chunk " + sequence + " holds a part of a record");
    records.appendFrom(chunk, Snapshot.HEADER_BYTES, payload);
  }

  private void appendNoStates(int payload) {
    long count = chunk.getLong(Snapshot.HEADER_BYTES);
    Records states = ledger.transfers.states;
    check(
        payload == 8 && count > 0 && count <= transfers - states.count(),
        "chunk " + sequence + " tells of more transfers than there are");
    states.appendZeros((int) count);
  }

  private void appendSegments(int payload) {
    check(storage instanceof SegmentStorage, "it names segment files, and none are at hand");
    long kind = chunk.getLong(Snapshot.HEADER_BYTES + Snapshot.SEGMENTS_KIND);
    check(kind == Snapshot.KIND_TRANSFERS, "it names segments of unknown kind " + kind);
    Records records = ledger.transfers.records;
    int end = Snapshot.HEADER_BYTES + payload;
    for (int at = Snapshot.HEADER_BYTES + Snapshot.SEGMENTS_HEADER_BYTES;
        at + Snapshot.SEGMENT_BYTES <= end;
        at += Snapshot.SEGMENT_BYTES) {
      int count = chunk.getInt(at + Snapshot.SEGMENT_COUNT);
      check(
          chunk.getInt(at + Snapshot.SEGMENT_FIRST) == records.count()
              && count == records.chunkCount(),
          "a segment of " + count + " records does not follow record " + records.count());
      int checksum = chunk.getInt(at + Snapshot.SEGMENT_CHECKSUM);
      records.appendChunk(
          ((SegmentStorage) storage)
              .sealed(records.name(), records.fullChunks(), count * records.width(), checksum));
      indexTransfers();
    }
  }

  /// At once, while the records are in memory: later they would be read from disk again.
  private void indexTransfers() {
    for (int i = indexed;
        snapshotVersion == Snapshot.VERSION_1 && i < ledger.transfers.count();
        i++) {
      ledger.transfers.restoreStateOfVersion1(i);
    }
    ledger.transfers.index(indexed);
    indexed = ledger.transfers.count();
  }

  private void finish() {
    check(chunk.getLong(Snapshot.HEADER_BYTES) == total, "its checksums do not add up");
    check(
        ledger.accounts.balances.count() == accounts
            && ledger.accounts.details.count() == accounts
            && ledger.transfers.count() == transfers
            && ledger.transfers.states.count() == transfers
            && ledger.transfers.burned.count() == burnedIds
            && ledger.batches.ends.count() == batches
            && ledger.batches.expirations.count() == expirations,
        "it does not hold as many records as it says");
    ledger.accounts.index();
    for (int i = 0; i < burnedIds; i++) {
      ledger.transfers.indexBurned(i);
    }
    if (snapshotVersion == Snapshot.VERSION_1) {
      ledger.restoredFromVersion1(clock);
    } else {
      ledger.batches.restored(clock);
    }
    ledger.restored(clock, commands, hash);
    checkBooks();
    complete = true;
  }

  private void checkBooks() {
    Imbalances imbalances = new Imbalances();
    Accounts all = ledger.accounts;
    for (int i = 0; i < all.count(); i++) {
      imbalances.add(
          all.ledger(i),
          all.debitsPending(i) - all.creditsPending(i),
          all.debitsPosted(i) - all.creditsPosted(i));
    }
    imbalances.check();
    Invariant.check(
        all.lastTimestamp() <= clock && ledger.transfers.lastTimestamp() <= clock,
        "a record is younger than the clock");
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new DamagedSnapshot(what);
    }
  }
}
