package io.fairway.ledger.wire;

import io.fairway.ledger.QueryFilter;
import org.agrona.DirectBuffer;

/// A query's filter as it is read from the wire, without allocating.
public final class Filter {
  public long userData128High;
  public long userData128Low;
  public long userData64;
  public long timestampMin;
  public long timestampMax;
  public int userData32;
  public int ledger;
  public int code;
  public int limit;
  public boolean reversed;

  /// Reads the filter; false when its limit is out of range.
  public boolean decode(DirectBuffer from, int offset) {
    userData128Low = from.getLong(offset + CommandWriter.FILTER_USER_DATA_128);
    userData128High = from.getLong(offset + CommandWriter.FILTER_USER_DATA_128 + 8);
    userData64 = from.getLong(offset + CommandWriter.FILTER_USER_DATA_64);
    timestampMin = from.getLong(offset + CommandWriter.FILTER_TIMESTAMP_MIN);
    timestampMax = from.getLong(offset + CommandWriter.FILTER_TIMESTAMP_MAX);
    userData32 = from.getInt(offset + CommandWriter.FILTER_USER_DATA_32);
    ledger = from.getInt(offset + CommandWriter.FILTER_LEDGER);
    limit = from.getInt(offset + CommandWriter.FILTER_LIMIT);
    code = from.getShort(offset + CommandWriter.FILTER_CODE) & 0xffff;
    reversed = from.getShort(offset + CommandWriter.FILTER_REVERSED) != 0;
    return limit >= 1 && limit <= QueryFilter.LIMIT_MAX;
  }
}
