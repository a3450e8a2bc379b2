package io.fairway.chain;

import io.fairway.chain.Intent.Kind;
import io.fairway.chain.StoredTransaction.Result;
import io.fairway.chain.Submission.Outcome;
import io.fairway.money.Asset;
import io.fairway.money.Invariant;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.Hash;

/// The contracts and accounts of a chain. Each step is a transaction with a business key of its
/// own, so that opening again finds what was done and goes on with what was not.
///
/// @param coins the coins' addresses by code
/// @param settlement the settlement contract's address
/// @param participants addresses by the participants' ids
record Deployment(Map<String, String> coins, String settlement, Map<String, String> participants) {

  /// The address of a coin's contract.
  String coin(Asset asset) {
    String address = coins.get(asset.code());
    Invariant.check(address != null, "no coin %s on this chain", asset);
    return Objects.requireNonNull(address);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);

  /// Until the steps must be final, each of two times.
  private static final Duration WAIT = Duration.ofSeconds(60);

  static final String STABLECOIN = "Stablecoin";
  static final String SETTLEMENT = "Settlement";

  private static final long STABLECOIN_GAS = 2_500_000;
  private static final long SETTLEMENT_GAS = 3_000_000;
  private static final long SMALL_STEP_GAS = 120_000;

  /// Deploys what is not deployed, registers and approves who is not: the contracts in one block,
  /// the register in the next, the participants' consents, which come from other senders, after it.
  static Deployment open(
      ChainProfile profile,
      Keys keys,
      Gateway gateway,
      List<String> participantIds,
      List<String> approvers) {
    List<Submission> steps = new ArrayList<>();
    Map<String, String> coins = new LinkedHashMap<>();
    for (Asset coin : profile.coins()) {
      Submission step =
          gateway.submit(
              deploy(
                  coin.code(),
                  Calls.deployStablecoin(coin, profile.supplyCapUnits(), keys),
                  STABLECOIN_GAS,
                  approvers));
      String address = Signing.deployed(stored(step, keys));
      coins.put(coin.code(), address);
      gateway.permission().knowContract(address, STABLECOIN);
      steps.add(step);
    }
    Submission last =
        gateway.submit(
            deploy(
                "settlement",
                Calls.deploySettlement(List.copyOf(coins.values()), keys),
                SETTLEMENT_GAS,
                approvers));
    String settlement = Signing.deployed(stored(last, keys));
    steps.add(last);
    gateway.permission().knowContract(settlement, SETTLEMENT);
    // A call is tried before it is signed, and can only be tried when the contract is there.
    steps.forEach(Deployment::finish);
    steps.clear();

    Map<String, String> participants = new LinkedHashMap<>();
    for (String id : participantIds) {
      String address = keys.address(Keys.participant(id));
      participants.put(id, address);
      gateway.permission().knowDestination(address);
      steps.add(
          gateway.submit(
              step(
                  Kind.REGISTER,
                  address,
                  Keys.ADMIN,
                  settlement,
                  Calls.setParticipant(address),
                  approvers)));
    }
    steps.forEach(Deployment::finish);
    participants.forEach((id, address) -> LOG.debug("participant {} is {}", id, address));
    approve(gateway, coins, settlement, participants);
    return new Deployment(Map.copyOf(coins), settlement, Map.copyOf(participants));
  }

  private static void approve(
      Gateway gateway,
      Map<String, String> coins,
      String settlement,
      Map<String, String> participants) {
    List<Submission> consents = new ArrayList<>();
    participants.forEach((id, address) ->
        coins.forEach((code, coin) ->
            consents.add(
                gateway.submit(
                    step(
                        Kind.APPROVE,
                        code + ":" + address,
                        Keys.participant(id),
                        coin,
                        Calls.approve(settlement),
                        List.of())))));
    consents.forEach(Deployment::finish);
  }

  private static Intent deploy(
      String key, String initialisation, long gasLimit, List<String> approvers) {
    return new Intent(
        Kind.DEPLOY,
        key,
        digest(Kind.DEPLOY, key),
        Keys.ADMIN,
        null,
        initialisation,
        gasLimit,
        approvers);
  }

  private static Intent step(
      Kind kind, String key, String signer, String to, String data, List<String> approvers) {
    return new Intent(kind, key, digest(kind, key), signer, to, data, SMALL_STEP_GAS, approvers);
  }

  /// The key says all: the same contract compiled anew must find the one that is deployed.
  private static Hash32 digest(Kind kind, String key) {
    return Hash32.of(Hash.sha3((kind + ":" + key).getBytes(StandardCharsets.UTF_8)));
  }

  private static StoredTransaction stored(Submission step, Keys keys) {
    StoredTransaction stored = await(step.stored(), step);
    String expected = keys.address(step.intent().signer());
    if (!stored.sender().equals(expected)) {
      throw new IllegalStateException(
          "the contracts were deployed by %s, but the key here is %s: keys and database do not belong together"
              .formatted(stored.sender(), expected));
    }
    return stored;
  }

  private static void finish(Submission step) {
    Outcome outcome = await(step.outcome(), step);
    if (outcome instanceof Outcome.Final(StoredTransaction transaction)) {
      if (transaction.end().result() == Result.SUCCEEDED) {
        return;
      }
    }
    throw new IllegalStateException("the chain refuses " + step.intent().name() + ": " + outcome);
  }

  private static <T> T await(CompletableFuture<T> future, Submission step) {
    try {
      return future.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new ChainUnavailable(
          "%s is not done after %s s".formatted(step.intent().name(), WAIT.toSeconds()), late);
    } catch (CancellationException closed) {
      throw new ChainUnavailable("closed at " + step.intent().name(), closed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ChainUnavailable("interrupted at " + step.intent().name(), interrupted);
    } catch (ExecutionException problem) {
      throw new IllegalStateException(
          "%s failed: %s".formatted(step.intent().name(), problem.getCause()), problem);
    }
  }
}
