/// The only room that speaks EVM. Here stands its front door: mints, windows, the powers over coins
/// and accounts, and the words in which callers ask and are answered.
///
/// ```
///   callers --> EvmChain: Minting, Settling, Controls --intents--> gateway --> nodes
///                  |                                                 | asks permission: may this
///                  |                                                 | be signed, who approved it?
///                  +-- opened by deploy: finds the contracts, or makes them
///                  +-- Facts: what the chain says of coins and windows
/// ```
///
/// The packages behind it. Each knows only those after it, and of this one only plain words:
/// `Hash32`, `Keys`, `ChainUnavailable`, `Incident`, `GasUsed`.
///
/// - `deploy`: how a chain's contracts come into being, or are found and inspected.
/// - `gateway`: the one thread from a wanted transaction to its final outcome.
/// - `permission`: which acts there are, and who must have approved them.
/// - `keys` and `watch`: who holds the keys, and what happened on the chain.
/// - `profile`: what is known of a network, as data.
/// - `rpc` and `abi`: several nodes as one, and the contracts in Java.
///
/// In front of it stands `development`: a whole chain in a folder.
///
/// Start reading at [io.fairway.chain.EvmChain], then [io.fairway.chain.gateway.Gateway]. What it
/// does when a network misbehaves stands in `docs/chain.md`, why in
/// `docs/decisions/0011-gateway.md` and 0074 to 0076.
@org.jspecify.annotations.NullMarked
package io.fairway.chain;
