/// Hosts the ledger on Aeron Cluster; the only room that imports Aeron.
@org.jspecify.annotations.NullMarked
package io.fairway.cluster;
