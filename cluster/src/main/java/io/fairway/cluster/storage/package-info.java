/// Where the state machine's records live, outside the heap.
///
/// ```
///   MappedStorage ─▶ SegmentLane ─▶ Segment ─▶ PageCache   records that never change: in files
///        └────────▶ HugePages                              everything else: in memory
///   SealedSegments ─▶ Segment, HugePages                   the same, to read only
/// ```
///
/// Start with [MappedStorage]. Files are made ahead of the state machine's thread and sealed behind
/// it, by threads that leave it the processor ([Courtesy]).
@org.jspecify.annotations.NullMarked
package io.fairway.cluster.storage;
