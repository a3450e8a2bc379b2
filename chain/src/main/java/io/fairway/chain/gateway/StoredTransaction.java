package io.fairway.chain.gateway;

import io.fairway.chain.Hash32;
import io.fairway.chain.permission.Intent;
import io.fairway.money.Invariant;
import io.fairway.money.InvariantViolation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Hash;

/// A signed transaction as the database keeps it.
///
/// @param sequence the order in which the gateway's transactions were signed
/// @param attempt counts the transactions of one business key, from 1
/// @param signer the name of the key that signed
/// @param sender the key's address
/// @param variants the signed bytes; every one after the first offers a higher fee for the same
///   nonce
/// @param contentHash of recipient and call data as meant; null in records of before it was kept
/// @param mined what became of it; null until that is final
public record StoredTransaction(
    long sequence,
    Intent.Name name,
    int attempt,
    Hash32 digest,
    String signer,
    String sender,
    long nonce,
    List<Signed> variants,
    @Nullable Hash32 contentHash,
    @Nullable Mined mined) {

  /// The nonce of what was refused before it had one.
  static final long NO_NONCE = -1;

  /// Signed bytes: `0x` and hexadecimal digits.
  record Signed(Hash32 hash, String raw) {
    static Signed of(String raw) {
      return new Signed(Hash32.parse(Hash.sha3(raw)), raw);
    }
  }

  /// How a transaction ended.
  public enum Result {
    /// Mined, and it did what it was for.
    SUCCEEDED,
    /// Mined as reverted.
    REVERTED,
    /// Mined without an event of the contract, which was not there yet.
    WITHOUT_EFFECT,
    /// Its nonce was used by a transaction that is none of its variants.
    NONCE_TAKEN,
    /// Never signed: the chain would have reverted it.
    REFUSED
  }

  /// What became of a transaction, final under the profile's rule.
  ///
  /// @param common with [Result#REVERTED]: the cause stops every other transaction of its kind
  /// @param hash of the variant that was mined; null with [Result#NONCE_TAKEN]
  public record Mined(
      Result result,
      String cause,
      boolean common,
      @Nullable Hash32 hash,
      long blockNumber,
      int blockIndex,
      long blockTimeSeconds,
      long gasUsed,
      long gasPriceWei) {

    static Mined nonceTaken(String cause) {
      return new Mined(Result.NONCE_TAKEN, cause, true, null, 0, 0, 0, 0, 0);
    }

    static Mined refused(String cause) {
      return new Mined(Result.REFUSED, cause, false, null, 0, 0, 0, 0, 0);
    }

    /// The hash of what was mined; asked only of what was.
    public Hash32 minedHash() {
      if (hash == null) {
        throw new InvariantViolation("a transaction that was never mined: " + cause);
      }
      return hash;
    }
  }

  public StoredTransaction {
    variants = List.copyOf(variants);
    Invariant.check(
        variants.isEmpty() == (nonce == NO_NONCE),
        "signed bytes and no nonce, or neither: %s",
        name);
  }

  /// Of a recipient (empty to deploy) and call data.
  static Hash32 contentHash(String to, String data) {
    return Hash32.of(Hash.sha3((to + ":" + data).getBytes(StandardCharsets.US_ASCII)));
  }

  Signed newest() {
    return variants.getLast();
  }

  /// What became of it, when that is final.
  public Mined end() {
    if (mined == null) {
      throw new InvariantViolation("not final: " + name);
    }
    return mined;
  }

  /// Never signed, and on record as refused.
  public boolean isRefused() {
    return nonce == NO_NONCE;
  }

  StoredTransaction saved(long number) {
    return new StoredTransaction(
        number, name, attempt, digest, signer, sender, nonce, variants, contentHash, mined);
  }

  StoredTransaction with(List<Signed> others) {
    return new StoredTransaction(
        sequence, name, attempt, digest, signer, sender, nonce, others, contentHash, mined);
  }

  StoredTransaction with(Mined outcome) {
    return new StoredTransaction(
        sequence, name, attempt, digest, signer, sender, nonce, variants, contentHash, outcome);
  }
}
