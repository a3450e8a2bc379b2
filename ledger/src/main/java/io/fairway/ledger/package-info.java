/// Double entry as a pure state machine: accounts, transfers, holds, result codes, wire, snapshot.
@org.jspecify.annotations.NullMarked
package io.fairway.ledger;
