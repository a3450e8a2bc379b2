/// `fairway keys`: the inventory, offline bundles, ceremonies, drills and the audit log of the
/// keys. The rules are in `io.fairway.chain.keys`; here they are asked and shown.
@org.jspecify.annotations.NullMarked
package io.fairway.app.keys;
