package io.fairway.chain.deploy;

import io.fairway.chain.Keys;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.ERC1967Proxy;
import io.fairway.chain.abi.Contracts.Escrow;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.RoleNames;
import io.fairway.chain.profile.ContractLimits;
import io.fairway.money.Asset;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What brings a chain's contracts into being, as code and calls: what is deployed, and the first
/// configuration.
public final class Calls {
  /// Of what holders sign, as `SignedActs` has it.
  public static final String DOMAIN_VERSION = "2";

  private static final BigInteger UNLIMITED = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

  /// The keys with a role on each contract.
  static final List<String> OF_STABLECOIN =
      List.of(
          Keys.ROLE_MANAGER,
          Keys.LIMIT_MANAGER,
          Keys.UPGRADER,
          Keys.BURNER,
          Keys.PAUSER,
          Keys.UNPAUSER,
          Keys.FREEZER,
          Keys.SEIZER,
          Keys.RESCUER,
          Keys.LISTER);

  static final List<String> OF_MINT_GATE =
      List.of(
          Keys.ROLE_MANAGER,
          Keys.LIMIT_MANAGER,
          Keys.UPGRADER,
          Keys.MINTER,
          Keys.APPROVER,
          Keys.ATTESTER,
          Keys.CANCELLER,
          Keys.PAUSER,
          Keys.UNPAUSER);

  static final List<String> OF_SETTLEMENT =
      List.of(
          Keys.ROLE_MANAGER,
          Keys.LIMIT_MANAGER,
          Keys.UPGRADER,
          Keys.SETTLER,
          Keys.LISTER,
          Keys.PAUSER,
          Keys.UNPAUSER);

  static final List<String> OF_ESCROW =
      List.of(
          Keys.ROLE_MANAGER,
          Keys.LIMIT_MANAGER,
          Keys.UPGRADER,
          Keys.OPERATOR,
          Keys.SEIZER,
          Keys.RESCUER,
          Keys.PAUSER,
          Keys.UNPAUSER);

  private Calls() {}

  // What is deployed: code, and proxies that are born with their first roles.

  static String stablecoin(Asset coin) {
    return Stablecoin.deploy(name(coin), coin.code(), currency(coin));
  }

  /// What a coin's contract calls itself, also in what holders sign.
  public static String name(Asset coin) {
    return "Fairway " + coin.code().substring(1);
  }

  /// The ISO 4217 code of what a coin is worth: offshore RMB has none of its own.
  static String currency(Asset coin) {
    String currency = coin.code().substring(1);
    return currency.equals("CNH") ? "CNY" : currency;
  }

  static String mintGate(String coin) {
    return MintGate.deploy(coin);
  }

  static String settlement() {
    return Settlement.deploy();
  }

  static String escrow() {
    return Escrow.deploy();
  }

  static String proxy(String code, Abi.Call opening) {
    return ERC1967Proxy.deploy(code, opening.encode());
  }

  static Abi.Call openStablecoin(Keys keys, String gate, long supplyCap) {
    List<Stablecoin.Grant> grants = new ArrayList<>();
    for (String name : OF_STABLECOIN) {
      grants.add(new Stablecoin.Grant(RoleNames.ofKey(name), keys.address(name)));
    }
    grants.add(new Stablecoin.Grant(RoleNames.ofKey(Keys.MINTER), gate));
    return new Stablecoin.Initialize(grants, BigInteger.valueOf(supplyCap));
  }

  static Abi.Call openMintGate(Keys keys) {
    return new MintGate.Initialize(
        OF_MINT_GATE.stream()
            .map(name -> new MintGate.Grant(RoleNames.ofKey(name), keys.address(name)))
            .toList());
  }

  static Abi.Call openSettlement(Keys keys) {
    return new Settlement.Initialize(
        OF_SETTLEMENT.stream()
            .map(name -> new Settlement.Grant(RoleNames.ofKey(name), keys.address(name)))
            .toList());
  }

  static Abi.Call openEscrow(Keys keys) {
    return new Escrow.Initialize(
        OF_ESCROW.stream()
            .map(name -> new Escrow.Grant(RoleNames.ofKey(name), keys.address(name)))
            .toList());
  }

  // The first configuration.

  static Abi.Call allow(List<String> accounts) {
    return new Stablecoin.Allow(accounts);
  }

  static Abi.Call setDestination(String account) {
    return new MintGate.SetDestination(account, true);
  }

  static Abi.Call setMinter(String minter, ContractLimits.Mint limits) {
    return new MintGate.SetMinter(
        minter,
        new MintGate.MinterLimitsStruct(
            BigInteger.valueOf(limits.allowanceUnits()),
            BigInteger.valueOf(limits.perMintMaxUnits()),
            BigInteger.valueOf(limits.capacityUnits()),
            BigInteger.valueOf(limits.refillUnitsPerSecond())));
  }

  static Abi.Call grant(String key, String account) {
    // Each of our contracts grants and revokes with the same words.
    return new Stablecoin.GrantRole(RoleNames.ofKey(key), account);
  }

  static Abi.Call revoke(String key, String account) {
    return new Stablecoin.RevokeRole(RoleNames.ofKey(key), account);
  }

  static Abi.Call setReserveMaxAge(ContractLimits.Mint limits) {
    return new MintGate.SetReserveMaxAge(seconds(limits.reserveAgeMax()));
  }

  static Abi.Call setDelay(ContractLimits.Mint limits) {
    return new MintGate.SetDelay(
        BigInteger.valueOf(limits.delayAboveUnits()),
        seconds(limits.delay()),
        seconds(limits.timeToLive()));
  }

  static Abi.Call setWindow(String coin, ContractLimits.Window limits) {
    return new Settlement.SetCoin(
        coin,
        new Settlement.CoinLimitsStruct(
            BigInteger.valueOf(limits.maxUnits()),
            BigInteger.valueOf(limits.capacityUnits()),
            BigInteger.valueOf(limits.refillUnitsPerSecond())));
  }

  static Abi.Call setHold(String coin, ContractLimits.Hold limits) {
    return new Escrow.SetCoin(
        coin, BigInteger.valueOf(limits.maxUnits()), seconds(limits.durationMax()));
  }

  private static BigInteger seconds(Duration duration) {
    return BigInteger.valueOf(duration.toSeconds());
  }

  static Abi.Call setParticipant(String account) {
    return new Settlement.SetParticipant(account, true);
  }

  static Abi.Call approve(String spender) {
    return new Stablecoin.Approve(spender, UNLIMITED);
  }
}
