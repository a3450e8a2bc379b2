package io.fairway.chain.gateway;

import io.fairway.chain.Chains;
import io.fairway.chain.Hash32;
import io.fairway.chain.Keys;
import io.fairway.chain.permission.Intent;
import io.fairway.chain.profile.ChainProfile;

/// A transaction of another program that holds one of the house's keys: it does nothing but use a
/// nonce.
///
/// @param raw the signed bytes
public record ForeignTransaction(Hash32 hash, String raw) {
  private static final long TRANSFER_GAS = 21_000;

  /// Signs one, as the other program would.
  ///
  /// @param signer the name of the key
  public static ForeignTransaction of(ChainProfile profile, Keys keys, String signer, long nonce) {
    Intent intent =
        new Intent(
            Intent.Kind.CONTROL,
            "foreign",
            Chains.id("foreign"),
            signer,
            keys.address(signer),
            "0x",
            TRANSFER_GAS);
    StoredTransaction.Signed signed = new Signing(profile, keys).sign(intent, nonce);
    return new ForeignTransaction(signed.hash(), signed.raw());
  }
}
