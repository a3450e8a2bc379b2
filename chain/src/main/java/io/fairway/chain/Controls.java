package io.fairway.chain;

import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.Escrow;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.RoleNames;
import io.fairway.chain.permission.Approvals;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// The powers over coins, accounts, roles and code. Each act is done once for its order, by the key
/// that has the power, as people approved it; asking again for the same order finds it done.
///
/// Every method throws [ChainRefusal] when the act is not permitted or the chain refuses it, and
/// [ChainUnavailable] when there is no answer yet.
public final class Controls {
  /// `PAUSE_ALL` of `IStablecoin.sol`.
  private static final BigInteger ALL_FUNCTIONS = BigInteger.valueOf(127);

  private final EvmChain chain;
  private final Approvals approvals;
  private final Duration wait;

  Controls(EvmChain chain, Approvals approvals, Duration wait) {
    this.chain = chain;
    this.approvals = approvals;
    this.wait = wait;
  }

  /// Stops all settling.
  public void pauseSettlement(Hash32 orderId) {
    perform(orderId, Keys.PAUSER, chain.settlement(), new Settlement.Pause());
  }

  /// Lets settling go on, by another key than the one that stopped it.
  public void resumeSettlement(Hash32 orderId) {
    perform(orderId, Keys.UNPAUSER, chain.settlement(), new Settlement.Unpause());
  }

  /// Stops every function of a coin that can be stopped: no coin moves, comes about or goes.
  public void pauseCoin(Hash32 orderId, Asset coin) {
    onCoin(orderId, Keys.PAUSER, coin, new Stablecoin.Pause(ALL_FUNCTIONS));
  }

  /// Lets all of a coin's functions go on.
  public void resumeCoin(Hash32 orderId, Asset coin) {
    onCoin(orderId, Keys.UNPAUSER, coin, new Stablecoin.Unpause(ALL_FUNCTIONS));
  }

  /// Stops minting of a coin, and nothing else.
  public void pauseMinting(Hash32 orderId, Asset coin) {
    perform(orderId, Keys.PAUSER, chain.gate(coin), new MintGate.Pause());
  }

  /// Lets a coin be minted again.
  public void resumeMinting(Hash32 orderId, Asset coin) {
    perform(orderId, Keys.UNPAUSER, chain.gate(coin), new MintGate.Unpause());
  }

  /// Stops new holds of the escrow and captures; what is held can still go back to its payer.
  public void pauseEscrow(Hash32 orderId) {
    perform(orderId, Keys.PAUSER, chain.escrow(), new Escrow.Pause());
  }

  /// Lets the escrow go on.
  public void resumeEscrow(Hash32 orderId) {
    perform(orderId, Keys.UNPAUSER, chain.escrow(), new Escrow.Unpause());
  }

  /// Is the escrow stopped, after the newest final block?
  public boolean isEscrowPaused() {
    return Escrow.Paused.returned(chain.ask(chain.escrow(), new Escrow.Paused()));
  }

  /// Is settling stopped, after the newest final block?
  public boolean isSettlementPaused() {
    return Settlement.Paused.returned(chain.ask(chain.settlement(), new Settlement.Paused()));
  }

  /// Is any function of a coin stopped?
  public boolean isCoinPaused(Asset coin) {
    return Stablecoin.Paused.returned(chain.ask(chain.coin(coin), new Stablecoin.Paused())).signum()
        != 0;
  }

  /// Is minting of a coin stopped at its gate?
  public boolean isMintingPaused(Asset coin) {
    return MintGate.Paused.returned(chain.ask(chain.gate(coin), new MintGate.Paused()));
  }

  /// Is an account's balance of a coin frozen?
  public boolean isFrozen(Asset coin, String account) {
    return Stablecoin.IsFrozen.returned(
        chain.ask(chain.coin(coin), new Stablecoin.IsFrozen(account)));
  }

  /// Reads an account as people type it: 40 hex digits, in mixed case with a right checksum
  /// (EIP-55).
  ///
  /// @return in lower case
  /// @throws IllegalArgumentException when it is none
  public static String account(String typed) {
    if (!typed.matches("0x[0-9a-fA-F]{40}") || typed.matches("0x0{40}")) {
      throw new IllegalArgumentException("'%s' is no account".formatted(typed));
    }
    String lower = typed.toLowerCase(Locale.ROOT);
    boolean mixed =
        !typed.equals(lower)
            && !typed.substring(2).equals(lower.substring(2).toUpperCase(Locale.ROOT));
    if (mixed && !org.web3j.crypto.Keys.toChecksumAddress(lower).equals(typed)) {
      throw new IllegalArgumentException(
          "'%s' has a wrong checksum (EIP-55): a letter or digit of it is mistyped"
              .formatted(typed));
    }
    return lower;
  }

  /// Freezes an account's balance of a coin.
  public void freeze(Hash32 orderId, Asset coin, String account) {
    onCoin(orderId, Keys.FREEZER, coin, new Stablecoin.Freeze(List.of(account)));
  }

  /// Lets a frozen balance move again.
  public void unfreeze(Hash32 orderId, Asset coin, String account) {
    onCoin(orderId, Keys.FREEZER, coin, new Stablecoin.Unfreeze(List.of(account)));
  }

  /// Freezes that much of an account's balance, and no more.
  public void freezeSum(Hash32 orderId, String account, Money sum) {
    Abi.Call call = new Stablecoin.SetFrozenSum(account, units(sum));
    onCoin(orderId, Keys.FREEZER, sum.asset(), call);
  }

  /// Moves frozen coins into custody.
  ///
  /// @param custody an account that [#custody] listed
  /// @param caseReference a hash of the case's reference
  public void seize(
      Hash32 orderId, String from, String custody, Money amount, Hash32 caseReference) {
    Abi.Call call = new Stablecoin.Seize(from, custody, units(amount), caseReference);
    onCoin(orderId, Keys.SEIZER, amount.asset(), call);
  }

  /// Lists an account as one that seized coins may go to, or takes it off.
  public void custody(Hash32 orderId, Asset coin, String account, boolean listed) {
    onCoin(orderId, Keys.ROLE_MANAGER, coin, new Stablecoin.SetCustody(account, listed));
  }

  /// Lets an account hold a coin.
  public void allow(Hash32 orderId, Asset coin, String account) {
    onCoin(orderId, Keys.LISTER, coin, new Stablecoin.Allow(List.of(account)));
  }

  /// Takes an account off the list of those who may hold a coin.
  public void disallow(Hash32 orderId, Asset coin, String account) {
    onCoin(orderId, Keys.LISTER, coin, new Stablecoin.Disallow(List.of(account)));
  }

  /// Burns coins that the burner holds.
  public void burn(Hash32 orderId, Money amount) {
    onCoin(orderId, Keys.BURNER, amount.asset(), new Stablecoin.Burn(units(amount)));
  }

  /// Burns coins of a holder who signed for it.
  ///
  /// @param signature of [Redemption#signingHash()] by the holder's key, r, s and v
  public void redeem(Redemption redemption, String signature) {
    onCoin(
        redemption.orderId(), Keys.BURNER, redemption.amount().asset(), redemption.call(signature));
  }

  /// Sends on foreign tokens that a coin's contract holds by somebody's mistake.
  public void rescueFromCoin(Hash32 orderId, Asset coin, String to, Money amount) {
    Abi.Call call = new Stablecoin.Rescue(chain.coin(amount.asset()), to, units(amount));
    onCoin(orderId, Keys.RESCUER, coin, call);
  }

  /// Sends on coins that the escrow holds for nobody.
  public void rescueFromEscrow(Hash32 orderId, String to, Money amount) {
    Abi.Call call = new Escrow.Rescue(chain.coin(amount.asset()), to, units(amount));
    perform(orderId, Keys.RESCUER, chain.escrow(), call);
  }

  /// Drops a mint that waits at the gate.
  public void cancelMint(Hash32 orderId, Asset coin) {
    BigInteger number = BigInteger.valueOf(chain.knownOrder(orderId, coin).number());
    perform(
        Minting.digest("cancel " + orderId),
        Keys.CANCELLER,
        chain.gate(coin),
        new MintGate.Cancel(number));
  }

  /// Gives an account a role.
  ///
  /// @param contract the address where it counts
  /// @param key the name of the key that the role is for, such as `freezer`
  public void grantRole(Hash32 orderId, String contract, String key, String account) {
    // All contracts of the house have the same function.
    Abi.Call call = new Stablecoin.GrantRole(RoleNames.ofKey(key), account);
    perform(orderId, Keys.ROLE_MANAGER, contract, call);
  }

  /// Takes a role.
  public void revokeRole(Hash32 orderId, String contract, String key, String account) {
    Abi.Call call = new Stablecoin.RevokeRole(RoleNames.ofKey(key), account);
    perform(orderId, Keys.ROLE_MANAGER, contract, call);
  }

  /// Puts a contract's proxy in front of other code, which must be on the chain and be this
  /// release's.
  public void upgrade(Hash32 orderId, String contract, String implementation) {
    Abi.Call call = new Stablecoin.UpgradeToAndCall(implementation, "0x");
    perform(orderId, Keys.UPGRADER, contract, call);
  }

  private void onCoin(Hash32 orderId, String signer, Asset coin, Abi.Call call) {
    perform(orderId, signer, chain.coin(coin), call);
  }

  private void perform(Hash32 orderId, String signer, String contract, Abi.Call call) {
    chain.perform(orderId, signer, contract, call, approvals, wait);
  }

  private static BigInteger units(Money amount) {
    return BigInteger.valueOf(amount.units());
  }
}
