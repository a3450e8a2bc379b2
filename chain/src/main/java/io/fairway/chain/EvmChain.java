package io.fairway.chain;

import io.fairway.chain.abi.Abi;
import io.fairway.chain.deploy.Deployment;
import io.fairway.chain.deploy.Inspection;
import io.fairway.chain.deploy.Opening;
import io.fairway.chain.deploy.OpeningCheck;
import io.fairway.chain.gateway.Desk;
import io.fairway.chain.gateway.Desk.Reply;
import io.fairway.chain.gateway.Gateway;
import io.fairway.chain.gateway.GatewayLock;
import io.fairway.chain.gateway.StoredTransaction;
import io.fairway.chain.gateway.StoredTransaction.Mined;
import io.fairway.chain.gateway.Submission.Outcome;
import io.fairway.chain.keys.VaultUnavailable;
import io.fairway.chain.permission.Approvals;
import io.fairway.chain.permission.Approvers;
import io.fairway.chain.permission.Intent;
import io.fairway.chain.permission.Intent.Kind;
import io.fairway.chain.permission.ReleaseGate;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.watch.HolderSnapshot;
import io.fairway.chain.watch.Watcher;
import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import io.fairway.money.Money;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/// A chain of EVM contracts behind JSON-RPC.
public final class EvmChain implements Chain {
  // A limit by formula, as for windows; see Settling.
  private static final long CONTROL_GAS = 250_000;
  private static final long CONTROL_BYTE_GAS = 1_000;

  private final ChainProfile profile;
  private final GatewayLock lock;
  private final JsonRpc rpc;
  private final Gateway gateway;
  private final Deployment deployment;
  private final Facts facts;
  private final Desk desk;
  private final Settling settling;
  private final Minting minting;
  private final Approvals approvals;

  private EvmChain(
      Opening opening, GatewayLock lock, JsonRpc rpc, Gateway gateway, Deployment deployment) {
    this.profile = opening.profile();
    this.lock = lock;
    this.approvals = opening.approvals();
    this.rpc = rpc;
    this.gateway = gateway;
    this.deployment = deployment;
    this.facts = new Facts(profile, rpc, deployment);
    this.desk = new Desk(gateway, profile.rpcTimeout());
    this.settling = new Settling(desk, deployment, facts);
    this.minting =
        new Minting(
            profile,
            opening.keys(),
            desk,
            deployment,
            facts,
            new MintOrders(opening.database()),
            opening.clock());
  }

  /// Opens the chain: finds or makes the contracts, tells a chain that forgot what it knew,
  /// registers the participants and has them approve the settlement contract.
  ///
  /// @param database whose schema `chain` is this gateway's
  /// @param participants ids such as `L001`, each with a key and an address of its own; may grow
  ///   from one opening to the next
  /// @throws ChainUnavailable when the node does not answer
  /// @throws IllegalStateException when node, keys and database do not belong together
  public static EvmChain open(
      ChainProfile profile, DataSource database, Keys keys, List<String> participants) {
    return open(profile, database, keys, participants, Approvers.NONE, Approvals.NONE);
  }

  /// Opens the chain with the people who approve: outside development nothing of weight is signed
  /// without them, not even what opening a new chain deploys and registers.
  ///
  /// @param approvers the people whose approvals count
  /// @param approvals where theirs come from, when a call brings none of its own
  public static EvmChain open(
      ChainProfile profile,
      DataSource database,
      Keys keys,
      List<String> participants,
      Approvers approvers,
      Approvals approvals) {
    return open(
        new Opening(
            profile,
            database,
            keys,
            participants,
            approvers,
            approvals,
            ReleaseGate.ofBuild(),
            InstantSource.system()));
  }

  /// Opens the chain as it is at another time, or under other records of audits.
  static EvmChain open(Opening opening) {
    opening.requirePermitted();
    ChainProfile profile = opening.profile();
    List<String> names = opening.keyNames();
    opening.keys().prepare(names);
    Map<String, String> house = new HashMap<>();
    names.forEach(name -> house.put(name, opening.keys().address(name)));
    opening.approvers().requireApartFrom(house);
    GatewayLock lock = GatewayLock.take(opening.database());
    JsonRpc rpc = new JsonRpc(profile.endpoints(), profile.quorum(), profile.rpcTimeout());
    Gateway gateway = null;
    try {
      OpeningCheck.otherNetwork(profile, rpc)
          .ifPresent(why -> {
            throw new IllegalStateException(why);
          });
      gateway =
          new Gateway(
              profile,
              opening.database(),
              opening.keys(),
              rpc,
              opening.release(),
              opening.approvers(),
              opening.clock());
      gateway.start(house.values());
      gateway.hurry(true);
      Deployment deployment = opening.deployment(gateway, rpc);
      gateway.hurry(false);
      EvmChain chain = new EvmChain(opening, lock, rpc, gateway, deployment);
      chain.desk.read(() -> true); // looks at the chain, and tells it what it forgot
      return chain;
    } catch (RuntimeException problem) {
      if (gateway != null) {
        gateway.close();
      }
      rpc.close();
      lock.close();
      throw problem;
    }
  }

  /// The address of a participant that this chain was opened with.
  public String address(String participant) {
    String address = deployment.participants().get(participant);
    Invariant.check(address != null, "no participant %s on this chain", participant);
    return Objects.requireNonNull(address);
  }

  /// The address of a coin's contract.
  public String coin(Asset asset) {
    return deployment.coin(asset);
  }

  /// The address of the gate that mints a coin.
  public String gate(Asset asset) {
    return deployment.gate(asset);
  }

  /// The address of the escrow.
  public String escrow() {
    return deployment.escrow();
  }

  /// The address of the settlement contract.
  public String settlement() {
    return deployment.settlement();
  }

  @Override
  public WindowOutcome settle(Window window, Duration wait) {
    return settling.settle(window, wait);
  }

  @Override
  public AttestOutcome attest(Asset coin, long reserveUnits, Instant asOf, Duration wait) {
    return attest(coin, Reserve.of(reserveUnits, asOf), approvals, wait);
  }

  /// States the reserve behind a coin that may be on other chains too, as people approved.
  public AttestOutcome attest(Asset coin, Reserve reserve, Approvals approved, Duration wait) {
    return minting.attest(coin, reserve, approved, wait);
  }

  @Override
  public MintOutcome mint(Hash32 orderId, String to, Money amount, Duration wait) {
    return mint(orderId, to, amount, approvals, wait);
  }

  /// Mints coins for an order that people approved and that this house's own approver key signs.
  /// Where that key is offline, see [#mint(MintOrder, String, Approvals, Duration)].
  public MintOutcome mint(
      Hash32 orderId, String to, Money amount, Approvals approved, Duration wait) {
    MintOrder order = mintOrder(orderId, to, amount);
    try {
      return mint(order, minting.approval(order), approved, wait);
    } catch (VaultUnavailable absent) {
      return new MintOutcome.Silent("the keys do not answer: " + absent.getMessage());
    }
  }

  /// The order as an approver signs it. It has its number from now on, for ever.
  public MintOrder mintOrder(Hash32 orderId, String to, Money amount) {
    return minting.order(orderId, to, amount);
  }

  /// The order that was given a number before.
  MintOrder knownOrder(Hash32 orderId, Asset coin) {
    return minting.known(orderId, coin);
  }

  /// Mints coins for an order that was signed elsewhere.
  ///
  /// @param approval what the gate asks for; see [MintOrder#approval]
  /// @param approved what the gateway asks for; see [Acts#mint]
  public MintOutcome mint(MintOrder order, String approval, Approvals approved, Duration wait) {
    return minting.mint(order, approved(Minting.mint(order, approval), approved), wait);
  }

  /// Proposes a mint that is too large to be made at once; it waits at the gate.
  ///
  /// @param approval what the gate asks for; see [MintOrder#approval]
  public ProposalOutcome propose(
      MintOrder order, String approval, Approvals approved, Duration wait) {
    return minting.propose(order, approved(Minting.propose(order, approval), approved), wait);
  }

  /// Proposes a mint that this house's own approver key signs.
  public ProposalOutcome propose(
      Hash32 orderId, String to, Money amount, Approvals approved, Duration wait) {
    MintOrder order = mintOrder(orderId, to, amount);
    try {
      return propose(order, minting.approval(order), approved, wait);
    } catch (VaultUnavailable absent) {
      return new ProposalOutcome.Silent("the keys do not answer: " + absent.getMessage());
    }
  }

  /// Mints what was proposed, after the gate's delay.
  public MintOutcome execute(Hash32 orderId, Asset coin, Approvals approved, Duration wait) {
    MintOrder order = knownOrder(orderId, coin);
    return minting.mint(order, approved(Minting.execute(order), approved), wait);
  }

  /// What people sign who approve something.
  public Acts acts() {
    return new Acts(this, profile.chainId());
  }

  /// Freezing, seizing, pausing, redeeming, roles and code.
  ///
  /// @param approved what people approve of each act
  /// @param wait how long each may take
  public Controls controls(Approvals approved, Duration wait) {
    return new Controls(this, approved, wait);
  }

  /// As [#controls(Approvals, Duration)], with the approvals that this chain was opened with.
  public Controls controls(Duration wait) {
    return controls(approvals, wait);
  }

  /// What a holder signs to give coins back; see [Controls#redeem].
  ///
  /// @param orderId its hash is the nonce too, so that an order is redeemed once
  public Redemption redemption(String holder, Money amount, Hash32 orderId, Instant deadline) {
    return new Redemption(
        holder.toLowerCase(Locale.ROOT),
        amount,
        orderId,
        new BigInteger(1, org.web3j.crypto.Hash.sha3(orderId.bytes())),
        deadline.getEpochSecond(),
        coin(amount.asset()),
        profile.chainId());
  }

  private Intent approved(Intent intent, Approvals by) {
    return intent.approved(by, profile.chainId());
  }

  /// The intent of one of the operations that have no method of their own.
  static Intent control(Hash32 orderId, String signer, String contract, Abi.Call call) {
    String data = call.encode();
    return new Intent(
        Kind.CONTROL,
        orderId.toString(),
        Minting.digest(contract + data),
        signer,
        contract,
        data,
        CONTROL_GAS + CONTROL_BYTE_GAS * data.length() / 2);
  }

  /// Does one of the closed list of operations, once for an order.
  ///
  /// @param signer the name of the key
  /// @param contract the address that is called
  /// @param approved what people approved of it; see [Acts#call]
  /// @throws ChainRefusal when it is not permitted, or the chain refuses it
  /// @throws ChainUnavailable when there is no answer yet; asking again goes on
  public void perform(
      Hash32 orderId,
      String signer,
      String contract,
      Abi.Call call,
      Approvals approved,
      Duration wait) {
    Intent intent = approved(control(orderId, signer, contract, call), approved);
    switch (desk.submit(intent, wait)) {
      case Reply.Silence(String lastKnown) -> throw new ChainUnavailable(lastKnown);
      case Reply.Answered(Outcome.NotSent(String cause, _)) -> throw new ChainRefusal(cause);
      case Reply.Answered(Outcome.Final(StoredTransaction transaction)) -> {
        Mined mined = transaction.end();
        if (mined.result() != StoredTransaction.Result.SUCCEEDED) {
          throw new ChainRefusal("the chain refuses: " + mined.cause());
        }
      }
    }
  }

  String ask(String contract, Abi.Call call) {
    return desk.read(() -> facts.ask(contract, call));
  }

  @Override
  public Observation observe(Asset coin, Collection<String> addresses) {
    return desk.read(() -> facts.observe(coin, addresses));
  }

  /// Finds a settled window on the chain alone: its event, receipt and block, nothing from this
  /// gateway's memory. The root is the chain's; the proofs are of these legs, and fit the root only
  /// when these are the window's legs. Empty when the chain does not know the window.
  public Optional<Inclusion> inclusion(Hash32 windowId, List<Leg> legs) {
    return settling.inclusion(windowId, legs);
  }

  /// Has the settlement contract itself verify that each leg is one of the window's.
  ///
  /// @param proofs one a leg, in their order
  /// @return one answer a leg
  public List<Boolean> verifyOnChain(Hash32 windowId, List<Leg> legs, List<List<Hash32>> proofs) {
    return settling.verify(windowId, legs, proofs);
  }

  /// The leaf of a leg in a window's Merkle tree.
  public Hash32 leaf(Leg leg) {
    return settling.leaf(leg);
  }

  /// A watcher of this chain's contracts; the caller starts and closes it.
  ///
  /// @param database the one that this chain was opened with
  public Watcher watcher(DataSource database) {
    Map<String, String> contracts = gateway.permission().contracts();
    Map<String, String> coins = new HashMap<>();
    deployment.coins().forEach((code, coin) -> coins.put(coin.token(), code));
    return Watcher.open(
        profile,
        database,
        new Watcher.Rules(
            contracts,
            coins,
            gateway.permission()::isHolders,
            profile.contracts().isEmpty()
                ? _ -> Optional.empty()
                : new Inspection(profile, rpc)::refusal,
            alarm -> gateway.incidents().raise(alarm.kind().name(), alarm.description())));
  }

  /// Gives every holder of a snapshot on this chain what it has there, each once however often this
  /// is called; what was frozen is frozen again. The reserve must have been stated here before.
  ///
  /// @param approved asked for each act on each holder: allow, destination, mint, freeze
  /// @return the holders that now have it
  public int restore(HolderSnapshot snapshot, Asset coin, Approvals approved, Duration wait) {
    return new Restoring(this, gateway.permission(), approved, wait).restore(snapshot, coin);
  }

  /// What halts this gateway or some of its operations; empty when nothing does.
  public List<Incident> incidents() {
    return gateway.incidents().open();
  }

  /// Ends an incident after a person has looked: what was final and is gone is then sent again.
  ///
  /// @param id the incident's number
  /// @return false when none of that number is open
  public boolean release(long id, String person, String reason) {
    return gateway.incidents().release(id, person, reason);
  }

  /// What is known of the nodes: who was silent, slow, or said otherwise than the others.
  public List<JsonRpc.Health> nodes() {
    return rpc.health();
  }

  /// Gas that this gateway's mined transactions have used.
  public GasUsed gasUsed() {
    Map<Kind, GasUsed.Total> gas = gateway.gas();
    GasUsed.Total others = GasUsed.Total.NONE;
    for (Kind kind : List.of(Kind.DEPLOY, Kind.REGISTER, Kind.APPROVE, Kind.CONTROL)) {
      others = others.plus(gas.getOrDefault(kind, GasUsed.Total.NONE));
    }
    return new GasUsed(
        gas.getOrDefault(Kind.MINT, GasUsed.Total.NONE),
        gas.getOrDefault(Kind.WINDOW, GasUsed.Total.NONE),
        others);
  }

  @Override
  public long transactionsConfirmed() {
    return gateway.confirmed();
  }

  /// Stops the gateway. What is outstanding is found again by the next opening.
  @Override
  public void close() {
    gateway.close();
    rpc.close();
    lock.close();
  }
}
