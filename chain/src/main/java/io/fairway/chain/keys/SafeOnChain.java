package io.fairway.chain.keys;

import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Abi;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;

/// A Safe as it stands on the chain, asked what it would accept. It asks the same itself when the
/// transaction arrives; here nothing is lost yet.
record SafeOnChain(SafeTransaction wanted, ChainView chain) {

  /// Refuses signatures that the Safe would refuse.
  ///
  /// @param signed the hash that was signed
  /// @param signers addresses, each of which was seen to have signed it
  void mustAccept(Hash32 signed, List<String> signers) {
    chain.mustHaveCode(wanted.safe());
    chain.mustHaveCode(wanted.to());
    List<String> owners =
        ((List<?>) ask("getOwners", "(address[])"))
            .stream().map(owner -> owner.toString().toLowerCase(Locale.ROOT)).toList();
    List<String> strangers = signers.stream().filter(who -> !owners.contains(who)).toList();
    if (!strangers.isEmpty()) {
      throw refused(
          "does not have the owner "
              + String.join(", ", strangers)
              + ", who signed; it has "
              + owners);
    }
    BigInteger threshold = (BigInteger) ask("getThreshold", "(uint256)");
    if (threshold.compareTo(BigInteger.valueOf(signers.stream().distinct().count())) > 0) {
      throw refused("wants " + threshold + " signatures, and there are " + signers.size());
    }
    BigInteger nonce = (BigInteger) ask("nonce", "(uint256)");
    if (!nonce.equals(BigInteger.valueOf(wanted.nonce()))) {
      throw refused("is at its transaction " + nonce + ", and the bundle is " + wanted.nonce());
    }
    Object own = ask(wanted.hashQuestion(), "getTransactionHash", "(bytes32)");
    if (!own.equals(signed)) {
      throw refused("computes the hash " + own + ", and its owners signed " + signed);
    }
  }

  private Object ask(String question, String types) {
    return ask(Abi.call(question, "()", List.of()), question, types);
  }

  private Object ask(String data, String question, String types) {
    return chain
        .read(wanted.safe(), data, types)
        .orElseThrow(() -> refused("does not answer " + question + ": it is no Safe"))
        .getFirst();
  }

  private KeyProblem refused(String what) {
    return new KeyProblem("the contract " + wanted.safe() + " " + what + "; nothing was sent");
  }
}
