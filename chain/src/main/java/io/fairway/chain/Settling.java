package io.fairway.chain;

import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.deploy.Deployment;
import io.fairway.chain.gateway.Desk;
import io.fairway.chain.gateway.Desk.Reply;
import io.fairway.chain.gateway.StoredTransaction;
import io.fairway.chain.gateway.StoredTransaction.Mined;
import io.fairway.chain.gateway.Submission.Outcome;
import io.fairway.chain.permission.Intent;
import io.fairway.chain.permission.Intent.Kind;
import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.web3j.crypto.Hash;

/// How windows are settled: their net goes to the settlement contract, their legs stand behind it
/// as a Merkle tree.
final class Settling {
  // Gas limits by formula: an estimate would be made on a state in which the windows before this
  // one have not happened. Measured costs are in docs/decisions/0012; unused gas is not paid for.
  private static final long WINDOW_GAS = 100_000;
  private static final long POSITION_GAS = 50_000;

  private static final int ADDRESS_BYTES = 20;

  private final Desk desk;
  private final Deployment deployment;
  private final Facts facts;

  Settling(Desk desk, Deployment deployment, Facts facts) {
    this.desk = desk;
    this.deployment = deployment;
    this.facts = facts;
  }

  WindowOutcome settle(Window window, Duration wait) {
    MerkleTree tree = tree(window.legs());
    Hash32 root = tree.root();
    List<Positions.Position> positions =
        Positions.of(window.legs(), code -> deployment.coin(Asset.of(code)));
    Intent intent =
        new Intent(
            Kind.WINDOW,
            window.id().toString(),
            root,
            Keys.SETTLER,
            deployment.settlement(),
            call(window.id(), root, positions),
            gasLimit(positions.size()));
    return switch (desk.submit(intent, wait)) {
      case Reply.Silence(String lastKnown) -> new WindowOutcome.Silent(lastKnown);
      case Reply.Answered(Outcome.NotSent(String cause, _)) -> new WindowOutcome.Stopped(cause);
      case Reply.Answered(Outcome.Final(StoredTransaction transaction)) ->
          outcome(window, tree, transaction.end());
    };
  }

  private static String call(Hash32 windowId, Hash32 legsRoot, List<Positions.Position> positions) {
    List<Settlement.Position> structs =
        positions.stream()
            .map(position ->
                new Settlement.Position(
                    position.coin(), position.account(), BigInteger.valueOf(position.units())))
            .toList();
    return new Settlement.Settle(windowId, legsRoot, structs).encode();
  }

  static long gasLimit(int positions) {
    return WINDOW_GAS + POSITION_GAS * positions;
  }

  private WindowOutcome outcome(Window window, MerkleTree tree, Mined mined) {
    return switch (mined.result()) {
      case SUCCEEDED ->
          new WindowOutcome.Settled(
              new Inclusion(
                  window.id(),
                  mined.minedHash(),
                  mined.blockNumber(),
                  mined.blockTimeSeconds(),
                  mined.gasUsed(),
                  mined.gasPriceWei(),
                  tree.root(),
                  tree.leaves(),
                  tree.proofs()));
      case REVERTED, REFUSED ->
          mined.common()
              ? new WindowOutcome.Stopped(mined.cause())
              : mined.cause().startsWith("WindowAlreadySettled")
                  ? settledBefore(window, mined)
                  : new WindowOutcome.Reverted(mined.cause());
      case WITHOUT_EFFECT, NONCE_TAKEN -> new WindowOutcome.Stopped(mined.cause());
    };
  }

  /// The contract knows the window although this gateway's memory does not say how it got there:
  /// the chain's word counts, when it is about the same legs. What the chain calls settled is never
  /// told as dead, also while its event is not final yet, or not to be found.
  private WindowOutcome settledBefore(Window window, Mined mined) {
    Hash32 root = tree(window.legs()).root();
    return inclusion(window.id(), window.legs())
        .<WindowOutcome>map(inclusion ->
            inclusion.merkleRoot().equals(root)
                ? new WindowOutcome.Settled(inclusion)
                : new WindowOutcome.Reverted(mined.cause()))
        .orElseGet(
            () -> new WindowOutcome.Silent(mined.cause() + ", and its event is not final yet"));
  }

  Optional<Inclusion> inclusion(Hash32 windowId, List<Leg> legs) {
    MerkleTree tree = tree(legs);
    return desk.read(() -> facts.inclusion(windowId, tree));
  }

  List<Boolean> verify(Hash32 windowId, List<Leg> legs, List<List<Hash32>> proofs) {
    Invariant.check(legs.size() == proofs.size(), "%s legs, %s proofs", legs.size(), proofs.size());
    return desk.read(() -> facts.verify(windowId, legs, proofs));
  }

  private MerkleTree tree(List<Leg> legs) {
    return MerkleTree.of(legs.stream().map(this::leaf).toList());
  }

  Hash32 leaf(Leg leg) {
    return leaf(leg, deployment.coin(leg.amount().asset()));
  }

  /// The leaf of a leg, as `Settlement.leaf` makes it: the leg's five words, hashed twice. Put
  /// together by hand, because a window has a thousand of them.
  static Hash32 leaf(Leg leg, String coin) {
    byte[] words = new byte[5 * Hash32.LENGTH];
    System.arraycopy(leg.reference().bytes(), 0, words, 0, Hash32.LENGTH);
    putAddress(words, 1, coin);
    putAddress(words, 2, leg.from());
    putAddress(words, 3, leg.to());
    ByteBuffer.wrap(words).putLong(words.length - Long.BYTES, leg.amount().units());
    return Hash32.of(Hash.sha3(Hash.sha3(words)));
  }

  private static void putAddress(byte[] words, int word, String address) {
    byte[] bytes = HexFormat.of().parseHex(address, 2, 2 + 2 * ADDRESS_BYTES);
    System.arraycopy(bytes, 0, words, (word + 1) * Hash32.LENGTH - ADDRESS_BYTES, ADDRESS_BYTES);
  }
}
