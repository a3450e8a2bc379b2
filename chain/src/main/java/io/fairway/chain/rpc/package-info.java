/// JSON-RPC to several nodes that are not believed one by one.
///
/// ```
///   JsonRpc --one thread each--> Endpoint (node A)
///      |                         Endpoint (node B)    a fact is what a quorum of them says;
///      +-> Health of each        Endpoint (node C)    who says otherwise, or nothing, is named
/// ```
///
/// Messages call a node by its [io.fairway.chain.rpc.NodeName]: the rest of its address is a
/// secret.
@org.jspecify.annotations.NullMarked
package io.fairway.chain.rpc;
