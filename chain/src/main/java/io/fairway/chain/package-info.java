/// The only room that speaks EVM: gateway, watcher, keys, contract calls.
@org.jspecify.annotations.NullMarked
package io.fairway.chain;
