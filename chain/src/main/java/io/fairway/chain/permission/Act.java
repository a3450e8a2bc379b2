package io.fairway.chain.permission;

import io.fairway.chain.Hash32;
import io.fairway.chain.abi.TypedData;
import io.fairway.money.Invariant;
import java.util.HexFormat;
import java.util.List;
import org.web3j.crypto.Hash;

/// One act of the house on its contracts, as a person approves it: this call, of this contract, on
/// this chain, by this key, for this order, and nothing else. Whoever approves signs [#hash()] with
/// a key of their own; see [Approval].
///
/// It is typed data (EIP-712): domain `Fairway approval`, version 1, the chain's id and the
/// contract as verifying contract; struct `Act(string order,string signer,bytes data)`.
///
/// @param contract the address that is called; the zero address to deploy
/// @param order the business key, such as `MINT 0x...`: it happens once, so an approval of it is
///   good once
/// @param signer the name of the house's key that will sign the transaction
/// @param data the call, or what is deployed: `0x` and lower-case hexadecimal digits
public record Act(long chainId, String contract, String order, String signer, String data) {
  static final String NOWHERE = "0x" + "00".repeat(20);

  private static final String DOMAIN = "Fairway approval";
  private static final String VERSION = "1";
  private static final String TYPE = "Act(string order,string signer,bytes data)";

  public Act {
    Invariant.check(contract.matches("0x[0-9a-f]{40}"), "no address: %s", contract);
  }

  /// What a person signs who approves it.
  public Hash32 hash() {
    return TypedData.signingHash(
        new TypedData.Domain(DOMAIN, VERSION, chainId, contract),
        TYPE,
        "(bytes32,bytes32,bytes32)",
        List.of(
            TypedData.hash(order),
            TypedData.hash(signer),
            Hash32.of(Hash.sha3(HexFormat.of().parseHex(data.substring(2))))));
  }

  /// The same as a wallet shows and signs it (`eth_signTypedData_v4`).
  public String typedData() {
    return """
    {"types": {
      "EIP712Domain": [
        {"name": "name", "type": "string"}, {"name": "version", "type": "string"},
        {"name": "chainId", "type": "uint256"}, {"name": "verifyingContract", "type": "address"}],
      "Act": [
        {"name": "order", "type": "string"}, {"name": "signer", "type": "string"},
        {"name": "data", "type": "bytes"}]},
     "primaryType": "Act",
     "domain": {"name": "%s", "version": "%s", "chainId": %s, "verifyingContract": "%s"},
     "message": {"order": "%s", "signer": "%s", "data": "%s"}}
    """
        .formatted(DOMAIN, VERSION, chainId, contract, text(order), text(signer), data);
  }

  private static String text(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
