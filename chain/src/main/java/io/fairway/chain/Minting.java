package io.fairway.chain;

import io.fairway.chain.MintOrders.Given;
import io.fairway.chain.MintOrders.Wish;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.deploy.Deployment;
import io.fairway.chain.gateway.Desk;
import io.fairway.chain.gateway.Desk.Reply;
import io.fairway.chain.gateway.StoredTransaction;
import io.fairway.chain.gateway.StoredTransaction.Mined;
import io.fairway.chain.gateway.Submission.Outcome;
import io.fairway.chain.permission.Approvals;
import io.fairway.chain.permission.Intent;
import io.fairway.chain.permission.Intent.Kind;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import io.fairway.money.Money;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.web3j.crypto.Hash;

/// How coins come about: through the mint gate, on an approver's signature, behind an attested
/// reserve.
final class Minting {
  // Limits, not estimates: see docs/decisions/0012.
  static final long MINT_GAS = 250_000;
  private static final long PROPOSE_GAS = 350_000;
  private static final long ATTEST_GAS = 120_000;

  private static final String EXECUTE = "execute";
  private static final String FROM_FUTURE = "AttestationFromFuture(";
  private static final String NOT_NEWER = "AttestationNotNewer(";

  private final ChainProfile profile;
  private final Keys keys;
  private final Desk desk;
  private final Deployment deployment;
  private final Facts facts;
  private final MintOrders orders;
  private final InstantSource clock;

  Minting(
      ChainProfile profile,
      Keys keys,
      Desk desk,
      Deployment deployment,
      Facts facts,
      MintOrders orders,
      InstantSource clock) {
    this.profile = profile;
    this.keys = keys;
    this.desk = desk;
    this.deployment = deployment;
    this.facts = facts;
    this.orders = orders;
    this.clock = clock;
  }

  /// The order as an approver signs it, with its number; the same one for ever.
  MintOrder order(Hash32 orderId, String to, Money amount) {
    long deadline = clock.instant().plus(profile.limits().mint().approvalValid()).getEpochSecond();
    return order(
        orders.give(
            new Wish(
                deployment.gate(amount.asset()),
                orderId,
                to.toLowerCase(Locale.ROOT),
                amount.units(),
                deadline)),
        amount.asset());
  }

  private MintOrder order(Given given, Asset coin) {
    Wish wish = given.wish();
    return new MintOrder(
        given.number(),
        wish.reference(),
        wish.to(),
        new Money(coin, wish.units()),
        wish.deadlineSeconds(),
        wish.gate(),
        keys.address(Keys.MINTER),
        profile.chainId());
  }

  /// The approval by this house's own approver key; a repeat finds the first one, unless another
  /// minter or approver has taken over since.
  String approval(MintOrder order) {
    String known = orders.find(order.reference()).map(Given::approval).orElse(null);
    if (known != null && order.isApprovedBy(keys.address(Keys.APPROVER), known)) {
      return known;
    }
    String approval = MintOrder.approval(keys.sign(Keys.APPROVER, order.signingHash()));
    orders.approve(order.reference(), approval);
    return approval;
  }

  /// The intent of minting an order at once.
  static Intent mint(MintOrder order, String approval) {
    Abi.Call call =
        new MintGate.Mint(
            BigInteger.valueOf(order.number()),
            order.reference(),
            order.to(),
            BigInteger.valueOf(order.amount().units()),
            BigInteger.valueOf(order.deadlineSeconds()),
            approval);
    return intent("mint", call, order);
  }

  /// The intent of minting what was proposed.
  static Intent execute(MintOrder order) {
    return intent(EXECUTE, new MintGate.Execute(BigInteger.valueOf(order.number())), order);
  }

  private static Intent intent(String how, Abi.Call call, MintOrder order) {
    return new Intent(
        Kind.MINT,
        // A proposal's execution is another act than the mint that was refused as too large.
        how.equals(EXECUTE) ? EXECUTE + ":" + order.reference() : order.reference().toString(),
        digest(how + order.gate() + order.signingHash()),
        Keys.MINTER,
        order.gate(),
        call.encode(),
        MINT_GAS);
  }

  MintOutcome mint(MintOrder order, Intent intent, Duration wait) {
    return switch (desk.submit(intent, wait)) {
      case Reply.Silence(String lastKnown) -> new MintOutcome.Silent(lastKnown);
      case Reply.Answered(Outcome.NotSent(String cause, boolean passing)) ->
          new MintOutcome.Refused(cause, passing);
      case Reply.Answered(Outcome.Final(StoredTransaction transaction)) ->
          minted(transaction.end(), order);
    };
  }

  private MintOutcome minted(Mined mined, MintOrder order) {
    return switch (mined.result()) {
      case SUCCEEDED ->
          new MintOutcome.Minted(mined.minedHash(), mined.blockNumber(), mined.gasUsed());
      case REVERTED, REFUSED ->
          mined.cause().startsWith("OrderUsed(")
              ? desk.read(() -> facts.minted(order)).orElseGet(() -> unexplained(mined.cause()))
              : new MintOutcome.Refused(mined.cause(), mined.common());
      case WITHOUT_EFFECT, NONCE_TAKEN -> new MintOutcome.Refused(mined.cause(), true);
    };
  }

  /// The gate calls the order used, and no final event says that it was this mint: it may be a
  /// proposal's, or an event that is not final yet. It is never told as dead.
  private static MintOutcome unexplained(String cause) {
    return new MintOutcome.Silent(cause + ", and no final event says that it was this mint");
  }

  /// The intent of proposing an order.
  static Intent propose(MintOrder order, String approval) {
    Abi.Call call =
        new MintGate.Propose(
            BigInteger.valueOf(order.number()),
            order.reference(),
            order.to(),
            BigInteger.valueOf(order.amount().units()),
            BigInteger.valueOf(order.deadlineSeconds()),
            approval);
    return new Intent(
        Kind.CONTROL,
        "propose:" + order.reference(),
        digest("propose" + order.gate() + order.signingHash()),
        Keys.MINTER,
        order.gate(),
        call.encode(),
        PROPOSE_GAS);
  }

  ProposalOutcome propose(MintOrder order, Intent intent, Duration wait) {
    return switch (desk.submit(intent, wait)) {
      case Reply.Silence(String lastKnown) -> new ProposalOutcome.Silent(lastKnown);
      case Reply.Answered(Outcome.NotSent(String cause, _)) -> new ProposalOutcome.Refused(cause);
      case Reply.Answered(Outcome.Final(StoredTransaction transaction)) -> {
        Mined mined = transaction.end();
        yield mined.result() == StoredTransaction.Result.SUCCEEDED
            ? new ProposalOutcome.Proposed(order.number(), mined.minedHash())
            : new ProposalOutcome.Refused(mined.cause());
      }
    };
  }

  /// The order that was given a number before.
  MintOrder known(Hash32 orderId, Asset coin) {
    Given given = orders.find(orderId).orElse(null);
    Invariant.check(given != null, "no mint order %s", orderId);
    return order(java.util.Objects.requireNonNull(given), coin);
  }

  /// The intent of stating a reserve as of a second.
  static Intent attest(String gate, Reserve reserve, long second) {
    Abi.Call call =
        new MintGate.Attest(
            BigInteger.valueOf(reserve.units()),
            BigInteger.valueOf(reserve.supplyElsewhereUnits()),
            BigInteger.valueOf(second));
    String elsewhere =
        reserve.supplyElsewhereUnits() == 0 ? "" : ":" + reserve.supplyElsewhereUnits();
    return new Intent(
        Kind.CONTROL,
        "attest:%s:%s:%s%s".formatted(gate, second, reserve.units(), elsewhere),
        digest(gate + call.encode()),
        Keys.ATTESTER,
        gate,
        call.encode(),
        ATTEST_GAS);
  }

  /// States the reserve, unless the gate knows the very same and it is not old. A gate takes
  /// statements of later and later seconds only, so one of the same second is dated a second later;
  /// one that the chain's clock has not reached waits for it. What people signed is never dated
  /// anew: they approved its second too.
  AttestOutcome attest(Asset coin, Reserve reserve, Approvals approvals, Duration wait) {
    String gate = deployment.gate(coin);
    long end = System.nanoTime() + wait.toNanos();
    while (true) {
      Facts.Attestation last;
      try {
        last = desk.read(() -> facts.attestation(gate));
      } catch (ChainUnavailable silence) {
        return new AttestOutcome.Silent(String.valueOf(silence.getMessage()));
      }
      if (last.stands(reserve)) {
        return new AttestOutcome.Attested(last.asOfSeconds());
      }
      long asOf = reserve.asOf().getEpochSecond();
      Intent intent = attest(gate, reserve, asOf).approved(approvals, profile.chainId());
      long second = asOf;
      if (intent.approvals().isEmpty()) {
        second = Math.max(asOf, last.asOfSeconds() + 1);
        intent = attest(gate, reserve, second);
      }
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      AttestOutcome outcome = attest(intent, second, left);
      boolean untimely =
          outcome instanceof AttestOutcome.Refused(String cause)
              && (cause.startsWith(FROM_FUTURE) || cause.startsWith(NOT_NEWER));
      if (!untimely || System.nanoTime() - end >= 0 || !pause()) {
        return outcome;
      }
    }
  }

  private AttestOutcome attest(Intent intent, long second, Duration wait) {
    return switch (desk.submitHurried(intent, wait)) {
      case Reply.Silence(String lastKnown) -> new AttestOutcome.Silent(lastKnown);
      case Reply.Answered(Outcome.NotSent(String cause, _)) -> new AttestOutcome.Refused(cause);
      case Reply.Answered(Outcome.Final(StoredTransaction transaction)) -> {
        Mined mined = transaction.end();
        yield mined.result() == StoredTransaction.Result.SUCCEEDED
            ? new AttestOutcome.Attested(second)
            : new AttestOutcome.Refused(mined.cause());
      }
    };
  }

  private boolean pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(profile.pollInterval().toNanos());
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static Hash32 digest(String text) {
    return Hash32.of(Hash.sha3(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
