/// JSON-RPC to several nodes that are not believed one by one.
///
/// ```
///   JsonRpc --one thread each--> Endpoint (node A)
///      |                         Endpoint (node B)    a fact is what a quorum of them says;
///      +-> Health of each        Endpoint (node C)    who says otherwise, or nothing, is named
/// ```
@org.jspecify.annotations.NullMarked
package io.fairway.chain.rpc;
