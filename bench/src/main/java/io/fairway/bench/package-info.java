/// Benchmarks.
@org.jspecify.annotations.NullMarked
package io.fairway.bench;
