package io.fairway.payments;

import io.fairway.ledger.Chart;
import io.fairway.ledger.ChartAccount;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferCode;
import io.fairway.ledger.TransferFlags;
import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import io.fairway.money.InvariantViolation;
import io.fairway.money.Money;
import io.fairway.payments.pricing.Quote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// The posting rules of the money model: which accounts an order moves, and the linked chains of
/// transfers that hold, post and void it. Pure; nothing here asks or changes anything.
final class Postings {
  /// The words of a phase in a transfer's id.
  private static final String HOLD = "hold";

  private static final String POST = "post";
  private static final String VOID = "void";

  private Postings() {}

  /// One leg: debit → credit.
  record Posting(TransferCode code, ChartAccount debit, ChartAccount credit, Money amount) {
    Posting {
      Invariant.check(
          debit.asset().equals(credit.asset()) && debit.asset().equals(amount.asset()),
          "%s moves within one asset: %s",
          code,
          amount);
    }
  }

  /// What a transfer's id is made of, besides its leg and phase.
  ///
  /// @param kind `payment`, `refund`, `payout` or `block`
  /// @param attempt written in the intent first: a refused transfer's id is burned
  record Act(String kind, String businessId, int attempt) {
    static Act of(Entry entry, int attempt) {
      return new Act(entry.order().refund() ? "refund" : "payment", entry.orderId(), attempt);
    }

    static Act payout(Entry entry, int attempt) {
      return new Act("payout", entry.orderId(), attempt);
    }

    static Act block(Entry entry) {
      return new Act("block", entry.orderId(), 1);
    }

    Id128 id(TransferCode code, String phase) {
      return Id128.ofTransfer(Chart.TENANT, kind, businessId, code.leg(), phase, attempt);
    }

    Id128 reference() {
      return Chart.reference(businessId);
    }
  }

  /// The accounts that the reservation of an order moves.
  record Parts(
      ChartAccount platform,
      ChartAccount provider,
      ChartAccount fee,
      ChartAccount providerWallet,
      ChartAccount payoutWallet,
      ChartAccount rounding,
      ChartAccount payoutInstitution,
      ChartAccount seller) {

    List<ChartAccount> all() {
      return List.of(
          platform,
          provider,
          fee,
          providerWallet,
          payoutWallet,
          rounding,
          payoutInstitution,
          seller);
    }
  }

  /// The legs of step 4, a leg of nothing left out: what every attempt to reserve an order moves.
  static List<Posting> reservation(Parts parts, Quote quote) {
    return amounts(quote).entrySet().stream()
        .map(leg -> posting(parts, leg.getKey(), leg.getValue()))
        .toList();
  }

  /// The codes of [#reservation], which is all that posting and voiding need.
  static List<TransferCode> codes(Quote quote) {
    return List.copyOf(amounts(quote).keySet());
  }

  private static SequencedMap<TransferCode, Money> amounts(Quote quote) {
    SequencedMap<TransferCode, Money> legs = new LinkedHashMap<>();
    if (quote.refund()) {
      legs.put(TransferCode.REFUND_PROCEEDS, quote.amountOut());
      legs.put(TransferCode.REFUND_BRIDGE, quote.bridgeNet());
      legs.put(TransferCode.REFUND_ROUNDING, quote.rounding());
      legs.put(TransferCode.REFUND_NET, quote.netIn());
      legs.put(TransferCode.REFUND_FEE, quote.fee());
    } else {
      legs.put(TransferCode.PAY_IN_NET, quote.netIn());
      legs.put(TransferCode.FEE, quote.fee());
      legs.put(TransferCode.BRIDGE, quote.bridgeNet());
      legs.put(TransferCode.BRIDGE_ROUNDING, quote.rounding());
      legs.put(TransferCode.PROCEEDS, quote.amountOut());
    }
    legs.values().removeIf(Money::isZero);
    return legs;
  }

  private static Posting posting(Parts parts, TransferCode code, Money amount) {
    return switch (code) {
      case PAY_IN_NET -> new Posting(code, parts.platform(), parts.provider(), amount);
      case FEE -> new Posting(code, parts.platform(), parts.fee(), amount);
      case BRIDGE -> new Posting(code, parts.providerWallet(), parts.payoutWallet(), amount);
      case BRIDGE_ROUNDING -> new Posting(code, parts.providerWallet(), parts.rounding(), amount);
      case PROCEEDS -> new Posting(code, parts.payoutInstitution(), parts.seller(), amount);
      case REFUND_PROCEEDS -> new Posting(code, parts.seller(), parts.payoutInstitution(), amount);
      case REFUND_BRIDGE -> new Posting(code, parts.payoutWallet(), parts.providerWallet(), amount);
      case REFUND_ROUNDING -> new Posting(code, parts.payoutWallet(), parts.rounding(), amount);
      case REFUND_NET -> new Posting(code, parts.provider(), parts.platform(), amount);
      case REFUND_FEE -> new Posting(code, parts.fee(), parts.platform(), amount);
      case PAYOUT,
          DEBIT_ADVICE,
          CHARGES,
          DEBIT_EXCESS,
          LEGAL_BLOCK,
          FUNDING,
          BUFFER_FUNDING,
          SEGREGATION,
          MINT_PAR,
          MINT,
          RELEASE ->
          throw new InvariantViolation(code + " is no leg of a reservation");
    };
  }

  /// The hold of step 6.
  static Posting payout(ChartAccount seller, ChartAccount inPayout, Money amount) {
    return new Posting(TransferCode.PAYOUT, seller, inPayout, amount);
  }

  /// What the bank's debit advice says: the payment left our account, beyond it only what no
  /// payment explains, and the charges, which the operator bears.
  static List<Posting> debitAdvice(
      ChartAccount inPayout, ChartAccount bank, Money payment, Money debited, Money charges) {
    Asset asset = payment.asset();
    Money explained = debited.min(payment);
    return Stream.of(
            new Posting(TransferCode.DEBIT_ADVICE, inPayout, bank, explained),
            new Posting(
                TransferCode.DEBIT_EXCESS, Chart.suspense(asset), bank, debited.minus(explained)),
            new Posting(TransferCode.CHARGES, Chart.bankCost(asset), bank, charges))
        .filter(posting -> !posting.amount().isZero())
        .toList();
  }

  /// A legal block of the buyer's money.
  static Posting block(ChartAccount platform, Money amount) {
    return new Posting(TransferCode.LEGAL_BLOCK, platform, Chart.blocked(amount.asset()), amount);
  }

  /// A chain that holds all legs, or none.
  static List<Transfer> hold(Act act, List<Posting> legs) {
    return linked(
        legs.stream().map(leg -> transfer(act, HOLD, leg, TransferFlags.PENDING)).toList());
  }

  /// A chain that posts at once, all legs or none.
  static List<Transfer> direct(Act act, List<Posting> legs) {
    return linked(legs.stream().map(leg -> transfer(act, POST, leg, 0)).toList());
  }

  /// A chain that posts all that was held.
  static List<Transfer> post(Act act, List<TransferCode> codes) {
    return linked(
        codes.stream()
            .map(code -> Transfer.post(act.id(code, POST), act.id(code, HOLD), 0))
            .toList());
  }

  /// A chain that gives back all that was held.
  static List<Transfer> voiding(Act act, List<TransferCode> codes) {
    return linked(
        codes.stream()
            .map(code -> Transfer.voiding(act.id(code, VOID), act.id(code, HOLD), 0))
            .toList());
  }

  private static Transfer transfer(Act act, String phase, Posting leg, int flags) {
    return new Transfer(
        act.id(leg.code(), phase),
        leg.debit().id(),
        leg.credit().id(),
        leg.amount().units(),
        Id128.ZERO,
        act.reference(),
        0,
        0,
        0,
        leg.amount().asset().ledger(),
        leg.code().code(),
        flags,
        0);
  }

  private static List<Transfer> linked(List<Transfer> transfers) {
    List<Transfer> chain = new ArrayList<>(transfers.size());
    for (int i = 0; i < transfers.size(); i++) {
      boolean last = i == transfers.size() - 1;
      chain.add(last ? transfers.get(i) : transfers.get(i).linked());
    }
    return chain;
  }
}
