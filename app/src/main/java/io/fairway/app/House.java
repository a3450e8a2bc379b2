package io.fairway.app;

import io.fairway.app.engine.Engines;
import io.fairway.app.verify.Verification;
import io.fairway.chain.EvmChain;
import io.fairway.chain.Incident;
import io.fairway.chain.keys.KeyRoom;
import io.fairway.chain.watch.Watcher;
import io.fairway.compliance.PolicyCompliance;
import io.fairway.issuance.Issuance;
import io.fairway.ledger.Ledger;
import io.fairway.payments.Wallets;
import io.fairway.payments.order.Participant;
import io.fairway.payments.order.Parties;
import io.fairway.rails.BankAccount;
import io.fairway.rails.BankProfile;
import io.fairway.rails.BankTwin;
import io.fairway.rails.IsoRails;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/// The rooms of one data directory, opened and joined: engines, chain, bank, compliance. What opens
/// last closes first.
final class House implements AutoCloseable {
  /// The issuer's name on the chain; its address keeps what rounding leaves over.
  static final String ISSUER = "issuer";

  /// Whom the bank knows us as. `FAIR` is no registered institution.
  private static final String OUR_BIC = "FAIRHKHHXXX";

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Engines engines;
  private final KeyRoom keys;
  private final EvmChain chain;
  private final Watcher watcher;
  private final IsoRails rails;
  private final PolicyCompliance compliance;
  private final Parties parties;

  private House(Path data, Inputs inputs) {
    this.parties = inputs.parties();
    try {
      this.engines = keep(Engines.start(data));
      DataSource database = engines.database();
      this.keys = engines.keys();
      this.chain = keep(openChain(engines, keys, parties));
      this.watcher = keep(chain.watcher(database));
      watcher.start();
      BankTwin bank = keep(BankTwin.open(database, inputs.bank()));
      this.rails = keep(IsoRails.open(database, bank, bankProfile(parties)));
      this.compliance = PolicyCompliance.open(database, inputs.screening(), inputs.policy());
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /// Starts everything that a run needs.
  ///
  /// @throws io.fairway.app.engine.EngineFailure when an engine does not start
  static House open(Path data, Inputs inputs) {
    return new House(data, inputs);
  }

  private <T extends AutoCloseable> T keep(T opened) {
    open.push(opened);
    return opened;
  }

  private static EvmChain openChain(Engines engines, KeyRoom keys, Parties parties) {
    return EvmChain.open(
        engines.chainProfile(),
        engines.database(),
        keys.online(),
        List.of(parties.provider().id(), parties.payout().id(), ISSUER));
  }

  /// The chain with the participants that are on record.
  static EvmChain openRecordedChain(Engines engines) {
    List<String> participants = new ArrayList<>(Verification.holders(engines.database()));
    participants.add(ISSUER);
    return EvmChain.open(
        engines.chainProfile(), engines.database(), engines.keys().online(), participants);
  }

  private static BankProfile bankProfile(Parties parties) {
    return BankProfile.hongKongBatch(OUR_BIC, payoutBank(parties).bic());
  }

  /// The bank that pays sellers: the payout institution's.
  static BankAccount payoutBank(Parties parties) {
    Participant payout = parties.payout();
    return Objects.requireNonNull(payout.account(), "a payout institution has an account");
  }

  /// What the journey runs on.
  io.fairway.payments.Engines journeyEngines() {
    return new io.fairway.payments.Engines(
        engines.ledger(), chain, rails, compliance, engines.database(), InstantSource.system());
  }

  /// The addresses that windows move coins between.
  Wallets wallets() {
    return new Wallets(
        chain.address(parties.provider().id()),
        chain.address(parties.payout().id()),
        chain.address(ISSUER));
  }

  /// Brings money and coins in.
  ///
  /// @param reserveBufferBps what the reserve pool holds above the supply, in basis points of it
  Issuance issuance(BigDecimal reserveBufferBps) {
    return Issuance.open(engines.ledger(), chain, engines.database(), reserveBufferBps);
  }

  /// Where the keys are that sign, in words.
  String keysDescription() {
    return keys.description();
  }

  Ledger ledger() {
    return engines.ledger();
  }

  EvmChain chain() {
    return chain;
  }

  /// What halts the chain's gateway or some of its operations, after the watcher has read all that
  /// is there.
  List<Incident> incidents() {
    watcher.step();
    return chain.incidents();
  }

  DataSource database() {
    return engines.database();
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    while (true) {
      AutoCloseable next;
      synchronized (open) {
        next = open.poll();
      }
      if (next == null) {
        break;
      }
      try {
        next.close();
      } catch (Exception e) {
        failure = failure == null ? new IllegalStateException("closing " + next, e) : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
