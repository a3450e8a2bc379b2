/// May this be signed? Every act of the house is one of a closed list of operations, each with a
/// risk, a quorum, signers, preconditions and limits.
///
/// ```
///   Intent --> Permission --> OperationPolicy (token-operations.json): which operation is it?
///                  +--------> Approvers: who signed Act#hash, and may they?
///                  +--------> ReleaseGate, UpgradeCheck: is it audited code of this release?
/// ```
///
/// Start reading at [io.fairway.chain.permission.Permission]; what people sign is
/// [io.fairway.chain.permission.Act].
@org.jspecify.annotations.NullMarked
package io.fairway.chain.permission;
