/// The keys: where they are, who holds them, what they may sign, and who did what with them.
///
/// ```
///   gateway ---> OnlineKeys --+
///                             +--> KeyRoom ----> vault.Vault (PKCS#11, or development's keystore)
///   ./fairway keys -----------+     |    |
///                                   |    +--> Inventory  (inventory.json: class, limits, holders, status)
///                                   +--> KeyLog          (every event, failed ones too)
///
///   offline:  Bundle --carried to--> Bundles.sign on another machine --carried back--> Bundles.take
///             --enough have signed--> Dispatch --looks at the chain, sends once--> the chain
/// ```
///
/// Start reading at [io.fairway.chain.keys.KeyRoom]. Why it is so stands in
/// `docs/decisions/0019-keys.md`; how to work with it in `docs/keys.md`.
@org.jspecify.annotations.NullMarked
package io.fairway.chain.keys;
