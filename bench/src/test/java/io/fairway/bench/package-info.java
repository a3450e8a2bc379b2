/// Tests of the benchmarks' tools.
@org.jspecify.annotations.NullMarked
package io.fairway.bench;
