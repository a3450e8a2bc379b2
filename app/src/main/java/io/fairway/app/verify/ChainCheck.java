package io.fairway.app.verify;

import io.fairway.chain.EvmChain;
import io.fairway.chain.Hash32;
import io.fairway.chain.Inclusion;
import io.fairway.chain.Leg;
import io.fairway.ledger.AccountKind;
import io.fairway.ledger.ChartAccount;
import io.fairway.ledger.Id128;
import io.fairway.ledger.TransferCode;
import io.fairway.money.Money;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the chain says against what the ledger moved: for each settled window the legs, taken from
/// the ledger and hashed here, lead to the root in the chain's event; each order's kept proof leads
/// there too; an order is in one settled window; a window taken for dead is unknown to the chain.
final class ChainCheck {
  static final String NAME = "provenOnChain";

  private static final String SETTLED = "SETTLED";
  private static final String DEAD = "DEAD";

  private final EvmChain chain;
  private final LedgerBook book;
  private final Map<Long, OrderRecord> orders;
  private final Map<Id128, ChartAccount> names;
  private final String issuer;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<Long, Hash32> settledIn = new HashMap<>();
  private long proofs;

  private ChainCheck(
      EvmChain chain,
      LedgerBook book,
      Map<Long, OrderRecord> orders,
      Map<Id128, ChartAccount> names,
      String issuer) {
    this.chain = chain;
    this.book = book;
    this.orders = orders;
    this.names = names;
    this.issuer = issuer;
  }

  /// @param issuer its name on the chain
  static CheckResult run(
      EvmChain chain,
      LedgerBook book,
      Map<Long, OrderRecord> orders,
      List<Records.WindowRecord> windows,
      Map<Id128, ChartAccount> names,
      String issuer) {
    ChainCheck check = new ChainCheck(chain, book, orders, names, issuer);
    windows.forEach(check::window);
    orders.values().forEach(check::order);
    return new CheckResult(
        NAME, check.proofs, "proofs, in " + windows.size() + " windows", check.findings);
  }

  private void window(Records.WindowRecord window) {
    if (window.state().equals(DEAD)) {
      List<Leg> any = legs(orderOf(window.members().getFirst()));
      if (!any.isEmpty() && chain.inclusion(window.id(), any).isPresent()) {
        find(null, "window " + window.id() + " is taken for dead, and the chain has settled it");
      }
      return;
    }
    List<Leg> legs = new ArrayList<>();
    List<Integer> first = new ArrayList<>();
    for (long seq : window.members()) {
      first.add(legs.size());
      legs.addAll(legs(orderOf(seq)));
    }
    if (!window.state().equals(SETTLED)) {
      return; // Still open: the next run asks the chain.
    }
    Optional<Inclusion> inclusion =
        legs.isEmpty() ? Optional.empty() : chain.inclusion(window.id(), legs);
    if (inclusion.isEmpty()) {
      find(null, "window " + window.id() + " is taken for settled, and the chain does not know it");
      return;
    }
    settled(window, legs, first, inclusion.get().merkleRoot());
  }

  private void settled(
      Records.WindowRecord window, List<Leg> legs, List<Integer> first, Hash32 chainRoot) {
    List<byte[]> leaves =
        legs.stream().map(leg -> LegTree.leaf(leg, chain.coin(leg.amount().asset()))).toList();
    if (!Arrays.equals(LegTree.root(leaves), chainRoot.bytes())) {
      find(null, "window " + window.id() + ": the ledger's legs do not hash to the chain's root");
    }
    for (int i = 0; i < window.members().size(); i++) {
      OrderRecord order = orderOf(window.members().get(i));
      Hash32 before = settledIn.put(order.seq(), window.id());
      if (before != null) {
        find(order.orderId(), "it is settled in windows " + before + " and " + window.id());
      }
      int leaf = first.get(i);
      if (leaf < leaves.size()) {
        proof(order, window.id(), leaves.get(leaf), chainRoot);
      }
    }
  }

  private void proof(OrderRecord order, Hash32 window, byte[] leaf, Hash32 chainRoot) {
    proofs++;
    if (!Objects.equals(order.windowId(), window)) {
      find(
          order.orderId(),
          "its proof is of window " + order.windowId() + ", it settled in " + window);
    } else if (!Arrays.equals(
        leaf, Objects.requireNonNull(order.leafHash(), "a leaf with its window").bytes())) {
      find(order.orderId(), "the leaf on its receipt is not what the ledger moved");
    } else if (!Arrays.equals(LegTree.climb(leaf, order.proof()), chainRoot.bytes())) {
      find(order.orderId(), "its proof does not lead to the root on the chain");
    }
  }

  private void order(OrderRecord order) {
    if (order.isPaid() && !settledIn.containsKey(order.seq())) {
      find(
          order.orderId(),
          "it is " + order.outcome() + ", and in no window that the chain settled");
    }
  }

  /// What an order moved in coins, as the ledger has it.
  private List<Leg> legs(OrderRecord order) {
    LedgerBook.Moves moves = book.moves(order.ledgerReference());
    List<Leg> legs = new ArrayList<>();
    if (moves != null) {
      boolean refund = order.refund();
      addLeg(order, moves, refund ? TransferCode.REFUND_BRIDGE : TransferCode.BRIDGE, legs);
      addLeg(
          order, moves, refund ? TransferCode.REFUND_ROUNDING : TransferCode.BRIDGE_ROUNDING, legs);
    }
    return legs;
  }

  private void addLeg(
      OrderRecord order, LedgerBook.Moves moves, TransferCode code, List<Leg> legs) {
    LedgerBook.Move move = moves.legs.get(code);
    if (move == null || move.posted == 0) {
      return;
    }
    ChartAccount from = names.get(move.debit);
    ChartAccount to = names.get(move.credit);
    if (from == null || to == null) {
      find(order.orderId(), code.leg() + " moved between accounts that have no name");
      return;
    }
    legs.add(
        new Leg(
            order.chainReference(),
            address(from),
            address(to),
            new Money(from.asset(), move.postedUnits)));
  }

  /// The address that an account mirrors.
  private String address(ChartAccount account) {
    String owner = account.name().substring(account.name().indexOf(':') + 1);
    return chain.address(account.kind() == AccountKind.ROUNDING ? issuer : owner);
  }

  private OrderRecord orderOf(long seq) {
    return Objects.requireNonNull(orders.get(seq), "an order in a window is on record");
  }

  private void find(@Nullable String orderId, String detail) {
    findings.add(new Finding(NAME, orderId, detail));
  }
}
