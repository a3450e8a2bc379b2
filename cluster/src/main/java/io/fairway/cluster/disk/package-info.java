/// The ledger's files as bytes, read without Aeron running: what an archive and a consensus module
/// leave behind, checked more strictly than they check it themselves.
///
/// ```
///   archive/archive.catalog        Catalogue        which recordings there are, from where to where
///   archive/<id>-<position>.rec    FrameReader      their frames: header, CRC-32C, messages
///   cluster/recording.log          RecordingLogFile which recording is the log, which are snapshots
///   committed.mark                 CommitMark       how far the log was certainly acknowledged
/// ```
///
/// [StoredLedger] reads all of them and compares them with each other: start there. [StartCheck]
/// does so before every start, and takes away what a killed process left half written.
///
/// Aeron takes the first frame that it cannot follow for the end of a log that was cut off, and
/// writes on from there. So whatever is wrong is told here first: [DamagedLedger] names the file,
/// the byte, and what should stand there.
@org.jspecify.annotations.NullMarked
package io.fairway.cluster.disk;
