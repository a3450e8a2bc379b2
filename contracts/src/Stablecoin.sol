// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {ShortString, ShortStrings} from "@openzeppelin/contracts/utils/ShortStrings.sol";
import {PAUSE_ALL, PAUSE_BURN, PAUSE_MINT, PAUSE_REDEEM, PAUSE_SEIZE} from "./IStablecoin.sol";
import "./Roles.sol";
import {SignedActs} from "./SignedActs.sol";
import {Account, AccountWord, AMOUNT_MAX, Coin} from "./Words.sol";

/// @title A stablecoin of six decimals
/// @notice One deployment a currency, behind an ERC-1967 proxy. `IStablecoin` tells what each function does.
contract Stablecoin is SignedActs, Roles, UUPSUpgradeable {
    using ShortStrings for ShortString;

    /// @notice The most payments in one batch.
    uint256 public constant PAYOUTS_MAX = 500;

    /// @notice The most accounts in one freeze, unfreeze, allow or disallow.
    uint256 public constant ACCOUNTS_MAX = 200;

    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    ShortString private immutable _symbol;
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    ShortString private immutable _currency;

    /// @notice The implementation, usable behind proxies only.
    /// @param currency_ ISO 4217
    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor(string memory name_, string memory symbol_, string memory currency_) SignedActs(name_) {
        _symbol = ShortStrings.toShortString(symbol_);
        _currency = ShortStrings.toShortString(currency_);
        _disableInitializers();
    }

    /// @notice Called in the proxy's constructor. The coin starts in ALLOW_LIST with nobody allowed.
    /// @param grants the first roles, a role manager among them
    /// @param cap the most that may exist; zero means closed
    function initialize(Grant[] calldata grants, uint256 cap) external initializer {
        _initializeRoles(grants);
        _setFlags(address(0), AccountWord.NOBODY, 0);
        _setFlags(address(this), AccountWord.NOBODY, 0);
        _setCirculation(Circulation.ALLOW_LIST);
        _setSupplyCap(cap);
    }

    // Transfers

    function transfer(address to, uint256 amount) external returns (bool) {
        _transfer(false, msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        _transfer(true, from, to, amount);
        return true;
    }

    function transferWithMemo(address to, uint256 amount, bytes32 memo) external returns (bool) {
        _transfer(false, msg.sender, to, amount);
        emit TransferWithMemo(msg.sender, to, amount, memo);
        return true;
    }

    function transferFromWithMemo(address from, address to, uint256 amount, bytes32 memo) external returns (bool) {
        _transfer(true, from, to, amount);
        emit TransferWithMemo(from, to, amount, memo);
        return true;
    }

    function payBatch(Payout[] calldata payouts) external {
        _requireBatch(payouts.length, PAYOUTS_MAX);
        for (uint256 i = 0; i < payouts.length; i++) {
            Payout calldata payout = payouts[i];
            _transfer(false, msg.sender, payout.to, payout.amount);
            emit TransferWithMemo(msg.sender, payout.to, payout.amount, payout.ref);
        }
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        _approve(msg.sender, spender, amount);
        return true;
    }

    // Supply

    function mint(address minter, address to, uint256 amount)
        external
        onlyRole(MINTER_ROLE)
        returns (uint256 supply)
    {
        _requireNotFrozen(minter);
        return _create(PAUSE_MINT, to, amount);
    }

    function burn(uint256 amount) external onlyRole(BURNER_ROLE) {
        _destroy(PAUSE_BURN, msg.sender, amount);
    }

    function redeem(Redemption calldata redemption, bytes calldata signature) external onlyRole(BURNER_ROLE) {
        _requireSigned(redemption.holder, _useRedemption(redemption), signature);
        _destroy(PAUSE_REDEEM, redemption.holder, redemption.amount);
        emit Redeemed(redemption.holder, redemption.orderId, redemption.amount, redemption.nonce);
    }

    // Powers over accounts

    function freeze(address[] calldata accounts) external onlyRole(FREEZER_ROLE) {
        _setAll(accounts, AccountWord.FROZEN, 0, Frozen.selector);
    }

    function unfreeze(address[] calldata accounts) external onlyRole(FREEZER_ROLE) {
        _setAll(accounts, 0, AccountWord.FROZEN, Unfrozen.selector);
    }

    function setFrozenSum(address account, uint256 sum) external onlyRole(FREEZER_ROLE) {
        if (sum > AMOUNT_MAX) revert TooLarge(sum, AMOUNT_MAX);
        Slot storage slot = _coinStorage().accounts[account];
        slot.word = slot.word.withFrozenSum(sum);
        emit FrozenSumSet(account, sum);
    }

    function seize(address from, address custody, uint256 amount, bytes32 caseRef) external onlyRole(SEIZER_ROLE) {
        _requireOpen(PAUSE_SEIZE);
        _requireNotFrozen(msg.sender);
        if (amount == 0) revert ZeroAmount();
        if (caseRef == 0) revert NoCaseReference();
        CoinStorage storage $ = _coinStorage();
        Account keeper = $.accounts[custody].word;
        // From an account to itself nothing would move but the frozen sum would fall: an unfreeze by the wrong role.
        if (!keeper.has(AccountWord.CUSTODY) || from == custody) revert NotCustody(custody);
        if (keeper.has(AccountWord.FROZEN)) revert AccountFrozen(custody);
        $.accounts[from].word = _seized($.accounts[from].word, from, amount);
        $.accounts[custody].word = keeper.plus(amount);
        emit Transfer(from, custody, amount);
        emit Seized(from, custody, amount, caseRef);
    }

    function setCustody(address account, bool custody) external onlyRole(ROLE_MANAGER_ROLE) {
        if (_account(account).has(AccountWord.NOBODY)) revert ERC20InvalidReceiver(account);
        _setFlags(account, custody ? AccountWord.CUSTODY : 0, custody ? 0 : AccountWord.CUSTODY);
        emit CustodySet(account, custody);
    }

    function allow(address[] calldata accounts) external onlyRole(LISTER_ROLE) {
        _setAll(accounts, AccountWord.ALLOWED, AccountWord.DISALLOWED, Allowed.selector);
    }

    function disallow(address[] calldata accounts) external onlyRole(LISTER_ROLE) {
        _setAll(accounts, AccountWord.DISALLOWED, AccountWord.ALLOWED, Disallowed.selector);
    }

    function rescue(address token, address to, uint256 amount) external onlyRole(RESCUER_ROLE) {
        _requireNotFrozen(msg.sender);
        if (token == address(this)) revert NotForeign();
        emit Rescued(token, to, amount);
        SafeERC20.safeTransfer(IERC20(token), to, amount);
    }

    // Powers over the coin

    function pause(uint256 functions) external onlyRole(PAUSER_ROLE) {
        _setPaused(functions, functions);
        emit Paused(functions, msg.sender);
    }

    function unpause(uint256 functions) external onlyRole(UNPAUSER_ROLE) {
        _setPaused(functions, 0);
        emit Unpaused(functions, msg.sender);
    }

    function setCirculation(Circulation mode) external onlyRole(LIMIT_MANAGER_ROLE) {
        _setCirculation(mode);
    }

    function setSupplyCap(uint256 cap) external onlyRole(LIMIT_MANAGER_ROLE) {
        _setSupplyCap(cap);
    }

    // Views

    function symbol() external view returns (string memory) {
        return _symbol.toString();
    }

    function currency() external view returns (string memory) {
        return _currency.toString();
    }

    function decimals() external pure returns (uint8) {
        return 6;
    }

    function totalSupply() external view returns (uint256) {
        return _coinStorage().coin.supply();
    }

    function supplyCap() external view returns (uint256) {
        return _coinStorage().coin.cap();
    }

    function paused() external view returns (uint256) {
        return _coinStorage().coin.paused();
    }

    function circulation() external view returns (Circulation) {
        return _coinStorage().coin.mode();
    }

    function balanceOf(address account) external view returns (uint256) {
        return _account(account).balance();
    }

    function allowance(address owner, address spender) external view returns (uint256) {
        return _coinStorage().allowances[owner][spender].amount;
    }

    function isFrozen(address account) external view returns (bool) {
        return _account(account).has(AccountWord.FROZEN);
    }

    function frozenSum(address account) external view returns (uint256) {
        return _account(account).frozenSum();
    }

    function availableBalanceOf(address account) external view returns (uint256) {
        Account word = _account(account);
        return word.has(AccountWord.FROZEN) ? 0 : word.available();
    }

    function isAllowed(address account) external view returns (bool) {
        return _account(account).has(AccountWord.ALLOWED);
    }

    function isDisallowed(address account) external view returns (bool) {
        return _account(account).has(AccountWord.DISALLOWED);
    }

    function canHold(address account) external view returns (bool) {
        return _account(account).fits(_coinStorage().coin);
    }

    function isCustody(address account) external view returns (bool) {
        return _account(account).has(AccountWord.CUSTODY);
    }

    // Inside

    function _account(address account) private view returns (Account) {
        return _coinStorage().accounts[account].word;
    }

    /// @dev What is left of an account after a seizure. Coins are seized out of the frozen sum first, so the same frozen
    /// sum cannot be seized twice.
    function _seized(Account word, address from, uint256 amount) private pure returns (Account) {
        uint256 balance = word.balance();
        if (amount > balance) revert ERC20InsufficientBalance(from, balance, amount);
        uint256 sum = word.frozenSum();
        if (!word.has(AccountWord.FROZEN) && amount > sum) revert NotFrozen(from, sum, amount);
        return word.withFrozenSum(sum > amount ? sum - amount : 0).minus(amount);
    }

    /// @dev Sets and clears flags of many accounts, and tells of each that it changed.
    /// @param told the event, which has the account as its only argument, indexed
    function _setAll(address[] calldata accounts, uint256 set, uint256 clear, bytes32 told) private {
        _requireBatch(accounts.length, ACCOUNTS_MAX);
        for (uint256 i = 0; i < accounts.length; i++) {
            if (_setFlags(accounts[i], set, clear)) _tell(told, accounts[i]);
        }
    }

    function _tell(bytes32 told, address account) private {
        assembly ("memory-safe") {
            log2(0, 0, told, account)
        }
    }

    function _setFlags(address account, uint256 set, uint256 clear) private returns (bool changed) {
        Slot storage slot = _coinStorage().accounts[account];
        Account word = slot.word.without(clear).with(set);
        changed = Account.unwrap(word) != Account.unwrap(slot.word);
        if (changed) slot.word = word;
    }

    function _setCirculation(Circulation mode) private {
        CoinStorage storage $ = _coinStorage();
        $.coin = $.coin.withMode(mode);
        emit CirculationSet(mode);
    }

    function _setSupplyCap(uint256 cap) private {
        if (cap > AMOUNT_MAX) revert TooLarge(cap, AMOUNT_MAX);
        CoinStorage storage $ = _coinStorage();
        $.coin = $.coin.withCap(cap);
        emit SupplyCapSet(cap);
    }

    function _requireBatch(uint256 length, uint256 max) private pure {
        if (length == 0 || length > max) revert BatchSize(length, max);
    }

    /// @param functions which are set
    /// @param bits how they are set
    function _setPaused(uint256 functions, uint256 bits) private {
        if (functions == 0 || functions & ~PAUSE_ALL != 0) revert UnknownFunctions(functions);
        CoinStorage storage $ = _coinStorage();
        $.coin = $.coin.withPaused(($.coin.paused() & ~functions) | bits);
    }

    function _isRole(bytes32 role) internal pure override returns (bool) {
        return role == ROLE_MANAGER_ROLE || role == LIMIT_MANAGER_ROLE || role == UPGRADER_ROLE || role == MINTER_ROLE
            || role == BURNER_ROLE || role == PAUSER_ROLE || role == UNPAUSER_ROLE || role == FREEZER_ROLE
            || role == SEIZER_ROLE || role == RESCUER_ROLE || role == LISTER_ROLE;
    }

    function _authorizeUpgrade(address) internal view override onlyRole(UPGRADER_ROLE) {}
}
