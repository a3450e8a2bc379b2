package io.fairway.payments;

import io.fairway.chain.Hash32;
import io.fairway.chain.Leg;
import io.fairway.chain.Window;
import io.fairway.money.Invariant;
import io.fairway.money.Money;
import io.fairway.payments.Reservation.Reserved;
import io.fairway.payments.pricing.Quote;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A window as it is recorded before anything is signed: its orders in their order, and an id that
/// no other legs can have.
///
/// @param parent the dead window that it was split from
/// @param attempt counts the windows in which the same order stands alone
/// @param leaves for each member the place of its first leg among the window's legs
record WindowPlan(
    Hash32 id,
    @Nullable Hash32 parent,
    int attempt,
    List<Reserved> members,
    List<Integer> leaves,
    List<Leg> legs) {

  /// Plans a window of orders that have none.
  static WindowPlan of(List<Reserved> members, Wallets wallets) {
    return plan(null, 1, members, wallets);
  }

  /// The same window again, from its record.
  static WindowPlan again(Hash32 id, int attempt, List<Reserved> members, Wallets wallets) {
    WindowPlan plan = plan(null, attempt, members, wallets);
    return new WindowPlan(id, null, attempt, members, plan.leaves(), plan.legs());
  }

  /// The windows that take the place of this one, which is dead: its halves, or the one order that
  /// stands alone once more.
  List<WindowPlan> split(Wallets wallets) {
    if (members.size() == 1) {
      return List.of(plan(id, attempt + 1, members, wallets));
    }
    int half = members.size() / 2;
    return List.of(
        plan(id, 1, members.subList(0, half), wallets),
        plan(id, 1, members.subList(half, members.size()), wallets));
  }

  Window window() {
    return new Window(id, legs);
  }

  private static WindowPlan plan(
      @Nullable Hash32 parent, int attempt, List<Reserved> members, Wallets wallets) {
    Invariant.check(!members.isEmpty(), "a window without orders");
    List<Integer> leaves = new ArrayList<>(members.size());
    List<Leg> legs = new ArrayList<>(members.size() * 2);
    StringBuilder content = new StringBuilder("window;").append(parent).append(';');
    for (Reserved member : members) {
      leaves.add(legs.size());
      addLegs(member, wallets, legs);
      content.append(member.entry().digest()).append(':').append(member.attempt()).append(';');
    }
    Hash32 id = Digests.sha256(content.append(attempt).toString());
    return new WindowPlan(id, parent, attempt, List.copyOf(members), leaves, legs);
  }

  /// What the ledger holds in coins, leg by leg: every wallet mirrors its address.
  private static void addLegs(Reserved member, Wallets wallets, List<Leg> legs) {
    Quote quote = member.quote();
    Hash32 reference = member.entry().reference();
    String giver = quote.refund() ? wallets.payout() : wallets.provider();
    String taker = quote.refund() ? wallets.provider() : wallets.payout();
    addLeg(reference, giver, taker, quote.bridgeNet(), legs);
    addLeg(reference, giver, wallets.rounding(), quote.rounding(), legs);
  }

  private static void addLeg(
      Hash32 reference, String from, String to, Money amount, List<Leg> legs) {
    if (!amount.isZero()) {
      legs.add(new Leg(reference, from, to, amount));
    }
  }
}
