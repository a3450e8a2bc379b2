/// A whole chain in a folder, for an embedded Fairway and for tests: an Anvil process,
/// development's keys and the gateway. Nothing else in this room depends on it.
///
/// Start reading at [io.fairway.chain.development.DevelopmentChain].
@org.jspecify.annotations.NullMarked
package io.fairway.chain.development;
