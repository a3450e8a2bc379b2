// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IStablecoin, PAUSE_APPROVE, PAUSE_TRANSFER} from "./IStablecoin.sol";
import {Account, AccountWord, Coin} from "./Words.sol";

/// @title The coin's storage and the one place where coins move
/// @notice Pause, freeze and circulation are checked here, in what every path runs through, and not in modifiers: a
/// function that is added later cannot forget them.
abstract contract CoinLedger is IStablecoin, IERC20Errors {
    /// @custom:storage-location erc7201:fairway.Stablecoin
    struct CoinStorage {
        Coin coin;
        mapping(address account => Account) accounts;
        mapping(address owner => mapping(address spender => uint256)) allowances;
        mapping(address authorizer => mapping(bytes32 nonce => bool)) authorizations;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("fairway.Stablecoin")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant COIN_STORAGE = 0x0dd2cbc803f6f73d711216b049f5eff28ed949170358cf93b555b88f30c29100;

    /// @notice An allowance of this much is not used up.
    uint256 private constant UNLIMITED = type(uint256).max;

    function _coinStorage() internal pure returns (CoinStorage storage $) {
        assembly {
            $.slot := COIN_STORAGE
        }
    }

    /// @dev Moves coins from one holder to another.
    function _transfer(address from, address to, uint256 amount) internal {
        CoinStorage storage $ = _coinStorage();
        Circulation mode = _requireOpen(PAUSE_TRANSFER).mode();
        if (msg.sender != from && msg.sender != to) _requireCallerNotFrozen();
        Account sender = $.accounts[from];
        _requireHolder(mode, sender, from);
        $.accounts[from] = _debited(sender, from, amount);
        _credit(mode, to, amount);
        emit Transfer(from, to, amount);
    }

    /// @dev Moves coins on an allowance. The caller is the spender.
    function _spend(address from, address to, uint256 amount) internal {
        CoinStorage storage $ = _coinStorage();
        _requireHolder($.coin.mode(), $.accounts[msg.sender], msg.sender);
        uint256 allowed = $.allowances[from][msg.sender];
        if (allowed != UNLIMITED) {
            if (allowed < amount) revert ERC20InsufficientAllowance(msg.sender, allowed, amount);
            unchecked {
                $.allowances[from][msg.sender] = allowed - amount;
            }
        }
        _transfer(from, to, amount);
    }

    /// @dev Approving zero takes a power away, so nothing stops it.
    function _approve(address owner, address spender, uint256 amount) internal {
        if (owner == address(0)) revert ERC20InvalidApprover(owner);
        if (spender == address(0)) revert ERC20InvalidSpender(spender);
        CoinStorage storage $ = _coinStorage();
        if (amount != 0) {
            Circulation mode = _requireOpen(PAUSE_APPROVE).mode();
            _requireHolder(mode, $.accounts[owner], owner);
            _requireHolder(mode, $.accounts[spender], spender);
        }
        $.allowances[owner][spender] = amount;
        emit Approval(owner, spender, amount);
    }

    /// @dev Creates coins within the cap.
    function _create(uint256 function_, address to, uint256 amount) internal {
        Coin coin = _requireOpen(function_);
        _requireCallerNotFrozen();
        if (amount == 0) revert ZeroAmount();
        (uint256 supply, uint256 cap) = (coin.supply(), coin.cap());
        if (amount > cap || supply > cap - amount) revert SupplyCapExceeded(supply, amount, cap);
        _coinStorage().coin = coin.plus(amount);
        _credit(coin.mode(), to, amount);
        emit Transfer(address(0), to, amount);
    }

    /// @dev Destroys coins. The circulation mode is not asked: it says who may hold, and this is the way out.
    function _destroy(uint256 function_, address from, uint256 amount) internal {
        CoinStorage storage $ = _coinStorage();
        Coin coin = _requireOpen(function_);
        _requireCallerNotFrozen();
        if (amount == 0) revert ZeroAmount();
        Account holder = $.accounts[from];
        if (holder.has(AccountWord.FROZEN)) revert AccountFrozen(from);
        $.accounts[from] = _debited(holder, from, amount);
        $.coin = coin.minus(amount);
        emit Transfer(from, address(0), amount);
    }

    function _credit(Circulation mode, address to, uint256 amount) private {
        _requireReceiver(to);
        CoinStorage storage $ = _coinStorage();
        Account receiver = $.accounts[to];
        _requireHolder(mode, receiver, to);
        $.accounts[to] = receiver.plus(amount);
    }

    function _debited(Account holder, address from, uint256 amount) private pure returns (Account) {
        uint256 balance = holder.balance();
        if (amount > balance) revert ERC20InsufficientBalance(from, balance, amount);
        uint256 available = holder.available();
        if (amount > available) revert BalanceFrozen(from, available, amount);
        return holder.minus(amount);
    }

    /// @dev Neither nobody nor the coin itself holds coins.
    function _requireReceiver(address to) internal view {
        if (to == address(0) || to == address(this)) revert ERC20InvalidReceiver(to);
    }

    function _requireOpen(uint256 function_) internal view returns (Coin coin) {
        coin = _coinStorage().coin;
        if (coin.paused() & function_ != 0) revert FunctionPaused(function_);
    }

    function _requireCallerNotFrozen() internal view {
        if (_coinStorage().accounts[msg.sender].has(AccountWord.FROZEN)) revert AccountFrozen(msg.sender);
    }

    function _requireHolder(Circulation mode, Account word, address account) private pure {
        if (word.has(AccountWord.FROZEN)) revert AccountFrozen(account);
        if (!_listed(mode, word)) revert AccountNotAllowed(account);
    }

    /// @dev True when the circulation mode lets the account hold coins.
    function _listed(Circulation mode, Account word) internal pure returns (bool) {
        if (mode == Circulation.ALLOW_LIST) return word.has(AccountWord.ALLOWED);
        return mode == Circulation.OPEN || !word.has(AccountWord.DISALLOWED);
    }
}
