/// The keys: where they are, who holds them, what they may sign, and who did what with them.
///
/// ```
///   gateway ---> OnlineKeys --+                  +--> ModuleVault (PKCS#11, SoftHSM2 or hardware)
///                             +--> KeyRoom ----> Vault
///   ./fairway keys -----------+     |    |       +--> KeystoreVault (development only)
///                                   |    +--> Inventory  (inventory.json: class, holders, status)
///                                   +--> AuditLog        (every event, failed ones too)
///
///   offline:  Bundle --carried to--> Signing on another machine --carried back--> BundleImport
/// ```
///
/// Start reading at [io.fairway.chain.keys.KeyRoom]. Why it is so stands in
/// `docs/decisions/0019-keys.md`; how to work with it in `docs/keys.md`.
@org.jspecify.annotations.NullMarked
package io.fairway.chain.keys;
