// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IStablecoin, PAUSE_APPROVE, PAUSE_TRANSFER} from "./IStablecoin.sol";
import {Account, AccountWord, Coin} from "./Words.sol";

/// @title The coin's storage and the one place where coins move
/// @notice Pause, freeze and circulation are checked here, in what every path runs through, and not in modifiers: a
/// function that is added later cannot forget them.
abstract contract CoinLedger is IStablecoin, IERC20Errors {
    /// @dev A word that has a storage reference, so that its place is computed once a path.
    struct Slot {
        Account word;
    }

    /// @dev As Slot.
    struct Allowance {
        uint256 amount;
    }

    /// @custom:storage-location erc7201:fairway.Stablecoin
    struct CoinStorage {
        Coin coin;
        mapping(address account => Slot) accounts;
        mapping(address owner => mapping(address spender => Allowance)) allowances;
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
    /// @param spends whether the caller moves them by an allowance: a spender must be allowed to hold the coin, one that
    /// submits what the holder signed must only not be frozen
    function _transfer(bool spends, address from, address to, uint256 amount) internal {
        CoinStorage storage $ = _coinStorage();
        Coin coin = $.coin;
        if (coin.isPaused(PAUSE_TRANSFER)) revert FunctionPaused(PAUSE_TRANSFER);
        if (spends) {
            Account spender = $.accounts[msg.sender].word;
            if (!spender.fits(coin)) _refuse(spender, msg.sender);
            _useAllowance($.allowances[from][msg.sender], amount);
        } else if (msg.sender != from) {
            _requireNotFrozen(msg.sender);
        }
        Slot storage sender = $.accounts[from];
        Account word = sender.word;
        if (!word.fits(coin)) _refuse(word, from);
        if (amount > word.available()) _refuse(word, from, amount);
        sender.word = word.minus(amount);
        // Read only now: the sender may be the receiver.
        Slot storage receiver = $.accounts[to];
        word = receiver.word;
        if (!word.fits(coin)) _refuse(word, to);
        receiver.word = word.plus(amount);
        emit Transfer(from, to, amount);
    }

    /// @dev Approving zero takes a power away, so nothing stops it.
    function _approve(address owner, address spender, uint256 amount) internal {
        if (spender == address(0)) revert ERC20InvalidSpender(spender);
        CoinStorage storage $ = _coinStorage();
        if (amount != 0) {
            Coin coin = _requireOpen(PAUSE_APPROVE);
            Account word = $.accounts[owner].word;
            if (!word.fits(coin)) _refuse(word, owner);
            word = $.accounts[spender].word;
            if (!word.fits(coin)) _refuse(word, spender);
        }
        $.allowances[owner][spender].amount = amount;
        emit Approval(owner, spender, amount);
    }

    /// @dev Creates coins within the cap.
    /// @return what exists now
    function _create(uint256 function_, address to, uint256 amount) internal returns (uint256) {
        CoinStorage storage $ = _coinStorage();
        Coin coin = $.coin;
        if (coin.isPaused(function_)) revert FunctionPaused(function_);
        _requireNotFrozen(msg.sender);
        if (amount == 0) revert ZeroAmount();
        (uint256 supply, uint256 cap) = (coin.supply(), coin.cap());
        if (amount > cap || supply > cap - amount) revert SupplyCapExceeded(supply, amount, cap);
        $.coin = coin.plus(amount);
        Slot storage receiver = $.accounts[to];
        Account word = receiver.word;
        if (!word.fits(coin)) _refuse(word, to);
        receiver.word = word.plus(amount);
        emit Transfer(address(0), to, amount);
        return supply + amount;
    }

    /// @dev Destroys coins. The circulation mode is not asked: it says who may hold, and this is the way out.
    function _destroy(uint256 function_, address from, uint256 amount) internal {
        CoinStorage storage $ = _coinStorage();
        Coin coin = _requireOpen(function_);
        _requireNotFrozen(msg.sender);
        if (amount == 0) revert ZeroAmount();
        Slot storage holder = $.accounts[from];
        Account word = holder.word;
        if (word.has(AccountWord.FROZEN)) revert AccountFrozen(from);
        if (amount > word.available()) _refuse(word, from, amount);
        holder.word = word.minus(amount);
        $.coin = coin.minus(amount);
        emit Transfer(from, address(0), amount);
    }

    function _requireOpen(uint256 function_) internal view returns (Coin coin) {
        coin = _coinStorage().coin;
        if (coin.isPaused(function_)) revert FunctionPaused(function_);
    }

    function _requireNotFrozen(address account) internal view {
        if (_coinStorage().accounts[account].word.has(AccountWord.FROZEN)) revert AccountFrozen(account);
    }

    /// @dev Says why an account that does not fit the coin's rule is refused. The test stands at each call, so that who
    /// fits pays for no call.
    function _refuse(Account word, address account) private pure {
        if (word.has(AccountWord.NOBODY)) revert ERC20InvalidReceiver(account);
        if (word.has(AccountWord.FROZEN)) revert AccountFrozen(account);
        revert AccountNotAllowed(account);
    }

    function _refuse(Account word, address account, uint256 amount) private pure {
        uint256 balance = word.balance();
        if (amount > balance) revert ERC20InsufficientBalance(account, balance, amount);
        revert BalanceFrozen(account, word.available(), amount);
    }

    function _useAllowance(Allowance storage held, uint256 amount) private {
        uint256 allowed = held.amount;
        if (allowed == UNLIMITED) return;
        if (allowed < amount) revert ERC20InsufficientAllowance(msg.sender, allowed, amount);
        unchecked {
            held.amount = allowed - amount;
        }
    }
}
