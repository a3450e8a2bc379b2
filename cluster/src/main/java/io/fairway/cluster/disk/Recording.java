package io.fairway.cluster.disk;

import java.nio.file.Path;

/// One recorded stream of an archive: frames from a start to a stop position, in segment files of
/// one length.
///
/// @param stopPosition exclusive; [#OPEN] while it is recorded, and after a killed process
/// @param descriptorOffset where the catalogue describes it
public record Recording(
    long id,
    long startPosition,
    long stopPosition,
    int initialTermId,
    int segmentBytes,
    int termBytes,
    int streamId,
    long descriptorOffset) {

  /// Not stopped: the end must be found in the frames.
  public static final long OPEN = -1;

  /// True when the catalogue does not tell the end.
  public boolean isOpen() {
    return stopPosition == OPEN;
  }

  /// The position at which the segment file with `position` begins.
  public long segmentBase(long position) {
    long first = startPosition - (startPosition & (termBytes - 1));
    return first + (position - first) / segmentBytes * segmentBytes;
  }

  /// The segment file that begins at `base`.
  Path segment(Path archive, long base) {
    return archive.resolve(id + "-" + base + ".rec");
  }
}
