/// The directories of a process: one owner each, empty where they must be, and room on their disk.
///
/// Start with [DirectoryLock]: who has it may read and write the data directory. [RunDirectory]
/// holds what only a running process needs; clearing it rests on the same proof that its owner is
/// dead.
@org.jspecify.annotations.NullMarked
package io.fairway.cluster.directory;
