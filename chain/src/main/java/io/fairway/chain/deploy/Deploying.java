package io.fairway.chain.deploy;

import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.Hash32;
import io.fairway.chain.Keys;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.deploy.Deployment.Coin;
import io.fairway.chain.gateway.Gateway;
import io.fairway.chain.gateway.Signing;
import io.fairway.chain.gateway.StoredTransaction;
import io.fairway.chain.gateway.StoredTransaction.Result;
import io.fairway.chain.gateway.Submission;
import io.fairway.chain.gateway.Submission.Outcome;
import io.fairway.chain.permission.Approvals;
import io.fairway.chain.permission.Intent;
import io.fairway.chain.permission.Intent.Kind;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.profile.ContractLimits;
import io.fairway.money.Asset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.Hash;

/// Brings a chain's contracts into being: code in one block, proxies with their first roles in the
/// next, limits and lists in the third, the participants' consents after them. Each step is a
/// transaction with a business key of its own, so that opening again finds what was done and goes
/// on with what was not.
final class Deploying {
  private static final Logger LOG = LoggerFactory.getLogger(Deploying.class);

  /// Until the steps must be final, each of four times.
  private static final Duration WAIT = Duration.ofSeconds(60);

  // Limits, not estimates: unused gas is not paid for.
  private static final long CODE_GAS = 500_000;
  private static final long CODE_BYTE_GAS = 250;
  private static final long PROXY_GAS = 1_200_000;
  private static final long STEP_GAS = 150_000;

  private static final String SETTLEMENT = "settlement:proxy";
  private static final String ESCROW = "escrow:proxy";

  private final ChainProfile profile;
  private final Keys keys;
  private final Gateway gateway;
  private final DataSource database;
  private final Approvals approvals;

  Deploying(
      ChainProfile profile, Keys keys, Gateway gateway, DataSource database, Approvals approvals) {
    this.profile = profile;
    this.keys = keys;
    this.gateway = gateway;
    this.database = database;
    this.approvals = approvals;
  }

  /// Deploys what is not deployed, registers and approves who is not.
  Deployment open(List<String> participantIds) {
    DeploymentPlan plan =
        DeploymentPlan.of(database, keys.address(Keys.DEPLOYER), List.copyOf(steps().keySet()));
    Map<String, Coin> coins = new LinkedHashMap<>();
    for (Asset coin : profile.coins()) {
      coins.put(coin.code(), new Coin(plan.address(token(coin)), plan.address(gate(coin))));
    }
    Map<String, String> participants = new LinkedHashMap<>();
    participantIds.forEach(id -> participants.put(id, keys.address(Keys.participant(id))));
    Deployment deployment =
        new Deployment(coins, plan.address(SETTLEMENT), plan.address(ESCROW), participants);
    deploy(plan, deployment);
    deployment.tell(gateway.permission());
    configure(deployment);
    participants.forEach((id, address) -> LOG.debug("participant {} is {}", id, address));
    return deployment;
  }

  private static String token(Asset coin) {
    return coin.code() + ":coin:proxy";
  }

  private static String gate(Asset coin) {
    return coin.code() + ":gate:proxy";
  }

  private static String code(String proxy) {
    return proxy.replace(":proxy", ":code");
  }

  /// The contracts by the keys of their steps: all code first, then all proxies.
  private Map<String, String> steps() {
    Map<String, String> proxies = new LinkedHashMap<>();
    proxies.put(SETTLEMENT, Deployment.SETTLEMENT);
    proxies.put(ESCROW, Deployment.ESCROW);
    for (Asset coin : profile.coins()) {
      proxies.put(token(coin), Deployment.STABLECOIN);
      proxies.put(gate(coin), Deployment.MINT_GATE);
    }
    Map<String, String> steps = new LinkedHashMap<>();
    proxies.forEach((step, contract) -> steps.put(code(step), contract));
    steps.putAll(proxies);
    return steps;
  }

  private void deploy(DeploymentPlan plan, Deployment deployment) {
    Map<String, Submission> code = new LinkedHashMap<>();
    Map<String, Submission> proxies = new LinkedHashMap<>();
    code.put(code(SETTLEMENT), submit(code(SETTLEMENT), Deployment.SETTLEMENT, Calls.settlement()));
    code.put(code(ESCROW), submit(code(ESCROW), Deployment.ESCROW, Calls.escrow()));
    for (Asset coin : profile.coins()) {
      code.put(
          code(token(coin)),
          submit(code(token(coin)), Deployment.STABLECOIN, Calls.stablecoin(coin)));
      code.put(
          code(gate(coin)),
          submit(code(gate(coin)), Deployment.MINT_GATE, Calls.mintGate(deployment.coin(coin))));
    }
    settle(plan, code);
    // A proxy calls its code when it is made, and can only be tried when the code is there.
    steps()
        .forEach((step, contract) -> {
          if (code.containsKey(step)) {
            gateway.permission().knowImplementation(plan.address(step), contract);
          }
        });
    proxies.put(SETTLEMENT, proxy(plan, SETTLEMENT, Calls.openSettlement(keys)));
    proxies.put(ESCROW, proxy(plan, ESCROW, Calls.openEscrow(keys)));
    for (Asset coin : profile.coins()) {
      Abi.Call opening =
          Calls.openStablecoin(keys, deployment.gate(coin), profile.limits().supplyCapUnits());
      proxies.put(token(coin), proxy(plan, token(coin), opening));
      proxies.put(gate(coin), proxy(plan, gate(coin), Calls.openMintGate(keys)));
    }
    settle(plan, proxies);
  }

  private Submission submit(String step, String contract, String code) {
    long gas = CODE_GAS + CODE_BYTE_GAS * (Abi.creationCode(contract).length() / 2);
    return gateway.submit(deployment(step, code, gas));
  }

  private Submission proxy(DeploymentPlan plan, String step, Abi.Call opening) {
    String code = Calls.proxy(plan.address(code(step)), opening);
    return gateway.submit(deployment(step, code, PROXY_GAS));
  }

  private Intent deployment(String step, String code, long gasLimit) {
    return new Intent(
            Kind.DEPLOY, step, digest(Kind.DEPLOY, step), Keys.DEPLOYER, null, code, gasLimit)
        .approved(approvals, profile.chainId());
  }

  /// Waits until the contracts are there, each where the others expect it.
  private void settle(DeploymentPlan plan, Map<String, Submission> submissions) {
    submissions.forEach((step, submission) -> {
      String address = Signing.deployed(stored(submission));
      if (!address.equals(plan.address(step))) {
        throw new IllegalStateException(
            "%s stands at %s, and the other contracts expect it at %s: the key %s signed something else; begin a new chain"
                .formatted(step, address, plan.address(step), Keys.DEPLOYER));
      }
    });
    submissions.values().forEach(Deploying::finish);
  }

  private void configure(Deployment deployment) {
    List<Submission> steps = new ArrayList<>();
    ContractLimits limits = profile.limits();
    String minter = keys.address(Keys.MINTER);
    List<String> house = List.of(deployment.settlement(), deployment.escrow());
    deployment
        .coins()
        .forEach((code, coin) -> {
          steps.add(step(code + ":allow:house", Keys.LISTER, coin.token(), Calls.allow(house)));
          steps.add(limit(code + ":minter", coin.gate(), Calls.setMinter(minter, limits.mint())));
          steps.add(limit(code + ":reserve", coin.gate(), Calls.setReserveMaxAge(limits.mint())));
          steps.add(limit(code + ":delay", coin.gate(), Calls.setDelay(limits.mint())));
          steps.add(
              limit(
                  code + ":window",
                  deployment.settlement(),
                  Calls.setWindow(coin.token(), limits.window())));
          steps.add(
              limit(
                  code + ":hold", deployment.escrow(), Calls.setHold(coin.token(), limits.hold())));
          // Each by itself: when another one joins, nobody who was taken off the list is put back.
          deployment
              .participants()
              .values()
              .forEach(account -> {
                steps.add(
                    step(
                        code + ":allow:" + account,
                        Keys.LISTER,
                        coin.token(),
                        Calls.allow(List.of(account))));
                steps.add(
                    limit(
                        code + ":destination:" + account,
                        coin.gate(),
                        Calls.setDestination(account)));
              });
        });
    deployment
        .participants()
        .values()
        .forEach(account ->
            steps.add(
                step(
                    account, Keys.LISTER, deployment.settlement(), Calls.setParticipant(account))));
    steps.forEach(Deploying::finish);
    consent(deployment);
    succeed(deployment);
  }

  /// Where nobody else could, the roles of a key for daily work follow it to its next version, and
  /// are taken from those before.
  private void succeed(Deployment deployment) {
    succeed(deployment.settlement(), Calls.OF_SETTLEMENT);
    succeed(deployment.escrow(), Calls.OF_ESCROW);
    for (Coin coin : deployment.coins().values()) {
      succeed(coin.token(), Calls.OF_STABLECOIN);
      succeed(coin.gate(), Calls.OF_MINT_GATE);
      if (!keys.formerAddresses(Keys.MINTER).isEmpty()) {
        String minter = keys.address(Keys.MINTER);
        finish(
            limit(
                coin.gate() + ":minter:" + minter,
                coin.gate(),
                Calls.setMinter(minter, profile.limits().mint())));
      }
    }
  }

  private void succeed(String contract, List<String> names) {
    for (String name : names) {
      List<String> former = keys.formerAddresses(name);
      if (former.isEmpty() || !Keys.OPERATIONAL.contains(name)) {
        continue;
      }
      String now = keys.address(name);
      String role = contract + ":role:" + name + ":";
      finish(step(role + now, Keys.ROLE_MANAGER, contract, Calls.grant(name, now)));
      for (String before : former) {
        finish(
            step(role + "not:" + before, Keys.ROLE_MANAGER, contract, Calls.revoke(name, before)));
      }
    }
  }

  /// Each participant lets the settlement move its coins, as far as a window says.
  private void consent(Deployment deployment) {
    List<Submission> consents = new ArrayList<>();
    deployment
        .participants()
        .forEach((id, address) ->
            deployment
                .coins()
                .forEach((code, coin) ->
                    consents.add(
                        gateway.submit(
                            intent(
                                Kind.APPROVE,
                                code + ":" + address,
                                Keys.participant(id),
                                coin.token(),
                                Calls.approve(deployment.settlement()))))));
    consents.forEach(Deploying::finish);
  }

  private Submission limit(String key, String contract, Abi.Call call) {
    return step(key, Keys.LIMIT_MANAGER, contract, call);
  }

  private Submission step(String key, String signer, String contract, Abi.Call call) {
    return gateway.submit(intent(Kind.REGISTER, key, signer, contract, call));
  }

  private Intent intent(Kind kind, String key, String signer, String to, Abi.Call call) {
    Intent intent = new Intent(kind, key, digest(kind, key), signer, to, call.encode(), STEP_GAS);
    return kind == Kind.APPROVE ? intent : intent.approved(approvals, profile.chainId());
  }

  /// The key says all: the same contract compiled anew must find the one that is deployed.
  private static Hash32 digest(Kind kind, String key) {
    return Hash32.of(Hash.sha3((kind + ":" + key).getBytes(StandardCharsets.UTF_8)));
  }

  private StoredTransaction stored(Submission step) {
    StoredTransaction stored = await(step.stored(), step);
    String expected = keys.address(step.intent().signer());
    if (!stored.sender().equals(expected)) {
      throw new IllegalStateException(
          "the contracts were deployed by %s, but the key here is %s: keys and database do not belong together"
              .formatted(stored.sender(), expected));
    }
    if (stored.isRefused()) {
      throw new IllegalStateException(
          "the chain refuses %s: %s".formatted(step.intent().name(), stored.end().cause()));
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
