/// The contracts in Java. A class for each compiled contract is generated in the build, with a
/// typed record for each of its functions, events and errors; [io.fairway.chain.abi.Abi] turns
/// records into bytes and back.
///
/// ```
///   contracts/target/.../Stablecoin.json --tools/bindings.mjs--> Contracts.java
///
///   new Contracts.Stablecoin.Mint(minter, to, amount).encode()      call data
///   Contracts.Stablecoin.ABI.call(data)                              the record again, or nothing
///   Contracts.Stablecoin.ABI.event(topics, data)    what the chain says
/// ```
@org.jspecify.annotations.NullMarked
package io.fairway.chain.abi;
