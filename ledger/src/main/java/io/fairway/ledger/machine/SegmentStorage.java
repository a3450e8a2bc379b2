package io.fairway.ledger.machine;

import org.agrona.concurrent.UnsafeBuffer;

/// Storage that keeps full chunks in files, so that a snapshot names them instead of carrying their
/// bytes. A full chunk of immutable records is sealed once and never written again.
public interface SegmentStorage extends Storage {

  /// True for the names whose full chunks are kept.
  boolean keeps(String name);

  /// Makes a full chunk durable: when this returns, it outlives the machine's power.
  ///
  /// @return the CRC-32C of its bytes
  int seal(String name, int index);

  /// A chunk that an earlier process sealed; nobody may write to it.
  ///
  /// @param bytes how many were sealed
  /// @param checksum their CRC-32C
  /// @throws DamagedSnapshot when the file is not there or not what was sealed, with its name
  UnsafeBuffer sealed(String name, int index, int bytes, int checksum);
}
