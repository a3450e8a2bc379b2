package io.fairway.ledger.machine;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// Layout of a snapshot: chunks of at most [#CHUNK_BYTES], each with its own checksum.
///
/// ```
///   magic 4 | version 2 | kind 2 | sequence 4 | payload length 4 | CRC-32C 4 | 0 4 | payload…
/// ```
///
/// Little-endian. The first chunk holds clock, commands, hash and the counts; then come accounts,
/// account details, transfers, transfer states, burned ids, batches and expirations, as their
/// stores hold them; the last chunk holds a checksum over all checksums before it.
final class Snapshot {
  static final int MAGIC = 0x52574146; // "FAWR"
  static final short VERSION = 2;

  /// Without batches and expirations, and with states in the transfers; still readable.
  static final short VERSION_1 = 1;

  static final short KIND_HEAD = 1;
  static final short KIND_ACCOUNTS = 2;
  static final short KIND_ACCOUNT_DETAILS = 3;
  static final short KIND_TRANSFERS = 4;
  static final short KIND_BURNED_IDS = 5;
  static final short KIND_END = 6;
  static final short KIND_TRANSFER_STATES = 7;
  static final short KIND_BATCHES = 9;
  static final short KIND_EXPIRATIONS = 10;

  /// Full chunks of records that stay in files: the kind of the records, then for each chunk, in
  /// order, the first record's index, the count and the CRC-32C of the file's bytes.
  static final short KIND_SEGMENTS = 8;

  /// How many transfers follow of which nothing became: most never had a state, and a snapshot
  /// holds commits up for as long as it is written.
  static final short KIND_NO_TRANSFER_STATES = 11;

  static final int SEGMENTS_KIND = 0;
  static final int SEGMENTS_HEADER_BYTES = 8;
  static final int SEGMENT_FIRST = 0;
  static final int SEGMENT_COUNT = 4;
  static final int SEGMENT_CHECKSUM = 8;
  static final int SEGMENT_BYTES = 12;

  static final int AT_MAGIC = 0;
  static final int AT_VERSION = 4;
  static final int AT_KIND = 6;
  static final int AT_SEQUENCE = 8;
  static final int AT_LENGTH = 12;
  static final int AT_CHECKSUM = 16;
  static final int AT_RESERVED = 20;
  static final int HEADER_BYTES = 24;

  /// The longest chunk, header included.
  static final int CHUNK_BYTES = 256 * 1024;

  static final int HEAD_CLOCK = HEADER_BYTES;
  static final int HEAD_COMMANDS = HEADER_BYTES + 8;
  static final int HEAD_HASH = HEADER_BYTES + 16;
  static final int HEAD_ACCOUNTS = HEADER_BYTES + 24;
  static final int HEAD_TRANSFERS = HEADER_BYTES + 28;
  static final int HEAD_BURNED_IDS = HEADER_BYTES + 32;
  static final int HEAD_BATCHES = HEADER_BYTES + 40;
  static final int HEAD_EXPIRATIONS = HEADER_BYTES + 44;
  static final int HEAD_PAYLOAD_BYTES = 48;

  private Snapshot() {}

  /// The checksum of a chunk whose checksum field is zero.
  static int checksum(CRC32C crc, ByteBuffer chunk, int length) {
    chunk.limit(length).position(0);
    crc.reset();
    crc.update(chunk);
    chunk.clear();
    return (int) crc.getValue();
  }
}
