package io.fairway.chain.permission;

import io.fairway.chain.Hash32;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A transaction that is wanted, named by its business key before it has a nonce.
///
/// @param key unique within its kind; a second transaction of the same key is made only when the
///   first is proven dead
/// @param digest of what it does; a key is never used for anything else
/// @param signer the name of the key that signs
/// @param to the contract that is called; null to deploy one
/// @param data call data or a contract's initialisation code, `0x` and lower-case digits
/// @param approvals of people, of [#act(long)]; a development chain needs none
public record Intent(
    Kind kind,
    String key,
    Hash32 digest,
    String signer,
    @Nullable String to,
    String data,
    long gasLimit,
    List<Approval> approvals) {

  /// What a transaction is for.
  public enum Kind {
    DEPLOY,
    REGISTER,
    APPROVE,
    CONTROL,
    MINT,
    WINDOW
  }

  public Intent {
    approvals = List.copyOf(approvals);
  }

  /// An intent that no person has approved, or not yet.
  public Intent(
      Kind kind,
      String key,
      Hash32 digest,
      String signer,
      @Nullable String to,
      String data,
      long gasLimit) {
    this(kind, key, digest, signer, to, data, gasLimit, List.of());
  }

  /// This intent with what people approved of it.
  public Intent approved(Approvals by, long chainId) {
    return new Intent(kind, key, digest, signer, to, data, gasLimit, by.of(act(chainId)));
  }

  /// What people approve.
  public Act act(long chainId) {
    return new Act(chainId, to == null ? Act.NOWHERE : to, name().toString(), signer, data);
  }

  /// The name under which all attempts at an intent are found.
  public record Name(Kind kind, String key) {
    @Override
    public String toString() {
      return kind + " " + key;
    }
  }

  /// The name of all attempts at it.
  public Name name() {
    return new Name(kind, key);
  }

  /// The recipient as signed bytes have it: empty to deploy.
  public String recipient() {
    return to == null ? "" : to;
  }
}
