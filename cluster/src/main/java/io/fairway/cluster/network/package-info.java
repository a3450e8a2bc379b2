/// What members and clients must agree on to find and hear each other.
///
/// [Members] says who takes part and on which ports; [Drivers] sets up the media driver and the
/// channels between them, and how their threads wait. [Health] keeps the first reason why one side
/// cannot go on.
@org.jspecify.annotations.NullMarked
package io.fairway.cluster.network;
