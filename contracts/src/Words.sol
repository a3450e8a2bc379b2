// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IStablecoin} from "./IStablecoin.sol";

// The largest amount that a word holds: 2 * 10^25 coins of six decimals.
uint256 constant AMOUNT_MAX = type(uint104).max;

/// @dev All that a path must know of an account, in one slot, so that a check costs no storage access of its own:
/// bits 0-103 balance, 104-207 frozen sum, 208-247 nonce of the next permit, 248-255 flags. The balance is lowest so that
/// coins are added and taken with plain arithmetic on the word.
type Account is uint256;

/// @dev All that a path must know of the coin, in one slot: bits 0-103 supply, 104-207 cap, 208-215 paused functions,
/// 216-223 circulation mode, and what the mode asks of an account's flags: 240-247 how they must be, 248-255 which are
/// looked at. The rule is kept beside the mode because comparing costs a few gas and deriving it some fifty, three times
/// a transfer.
type Coin is uint256;

using AccountWord for Account global;
using CoinWord for Coin global;

/// @title The account's word
library AccountWord {
    uint256 private constant FROZEN_SUM_AT = 104;
    uint256 private constant NONCE_AT = 208;
    uint256 private constant NONCE_MAX = type(uint40).max;

    uint256 private constant FLAGS_AT = 248;
    uint256 private constant FLAGS = 0xff << FLAGS_AT;

    uint256 internal constant FROZEN = 1 << FLAGS_AT;
    uint256 internal constant ALLOWED = 2 << FLAGS_AT;
    uint256 internal constant DISALLOWED = 4 << FLAGS_AT;
    uint256 internal constant CUSTODY = 8 << FLAGS_AT;

    /// @dev On the zero address and on the coin itself, from the start and for ever: refusing them costs a transfer nothing.
    uint256 internal constant NOBODY = 16 << FLAGS_AT;

    function balance(Account word) internal pure returns (uint256) {
        return Account.unwrap(word) & AMOUNT_MAX;
    }

    function frozenSum(Account word) internal pure returns (uint256) {
        return (Account.unwrap(word) >> FROZEN_SUM_AT) & AMOUNT_MAX;
    }

    /// @dev What may move of the balance; the flags are not looked at.
    function available(Account word) internal pure returns (uint256) {
        uint256 held = balance(word);
        uint256 frozen = frozenSum(word);
        unchecked {
            return held > frozen ? held - frozen : 0;
        }
    }

    function nonce(Account word) internal pure returns (uint256) {
        return (Account.unwrap(word) >> NONCE_AT) & NONCE_MAX;
    }

    /// @dev True when no flag that the coin's rule looks at differs from what it wants. Both bytes are shifted to where
    /// the account's flags are.
    function fits(Account word, Coin coin) internal pure returns (bool) {
        uint256 rule = Coin.unwrap(coin);
        return (Account.unwrap(word) ^ (rule << 8)) & rule & FLAGS == 0;
    }

    function has(Account word, uint256 flag) internal pure returns (bool) {
        return Account.unwrap(word) & flag != 0;
    }

    /// @dev The caller knows that the supply, and so every balance, stays within AMOUNT_MAX.
    function plus(Account word, uint256 amount) internal pure returns (Account) {
        unchecked {
            return Account.wrap(Account.unwrap(word) + amount);
        }
    }

    /// @dev The caller has compared the amount with the balance.
    function minus(Account word, uint256 amount) internal pure returns (Account) {
        unchecked {
            return Account.wrap(Account.unwrap(word) - amount);
        }
    }

    /// @dev The caller has compared the sum with AMOUNT_MAX.
    function withFrozenSum(Account word, uint256 sum) internal pure returns (Account) {
        return Account.wrap((Account.unwrap(word) & ~(AMOUNT_MAX << FROZEN_SUM_AT)) | (sum << FROZEN_SUM_AT));
    }

    /// @dev Reverts when the nonces are used up, after 10^12 permits.
    function afterNonces(Account word, uint256 count) internal pure returns (Account) {
        uint256 next = nonce(word) + count;
        if (next > NONCE_MAX) revert IStablecoin.TooLarge(next, NONCE_MAX);
        return Account.wrap((Account.unwrap(word) & ~(NONCE_MAX << NONCE_AT)) | (next << NONCE_AT));
    }

    function with(Account word, uint256 flag) internal pure returns (Account) {
        return Account.wrap(Account.unwrap(word) | flag);
    }

    function without(Account word, uint256 flag) internal pure returns (Account) {
        return Account.wrap(Account.unwrap(word) & ~flag);
    }
}

/// @title The coin's word
library CoinWord {
    uint256 private constant CAP_AT = 104;
    uint256 private constant PAUSED_AT = 208;
    uint256 private constant MODE_AT = 216;
    uint256 private constant BYTE = 0xff;

    // The rules: the flags that are looked at, then how they must be.
    uint256 private constant RULE_AT = 240;
    uint256 private constant RULE = 0xffff;
    uint256 private constant ALLOW_LIST_RULE = 0x1302; // NOBODY, FROZEN, ALLOWED: ALLOWED alone
    uint256 private constant BLOCK_LIST_RULE = 0x1500; // NOBODY, FROZEN, DISALLOWED: none
    uint256 private constant OPEN_RULE = 0x1100; // NOBODY, FROZEN: none

    function supply(Coin word) internal pure returns (uint256) {
        return Coin.unwrap(word) & AMOUNT_MAX;
    }

    function cap(Coin word) internal pure returns (uint256) {
        return (Coin.unwrap(word) >> CAP_AT) & AMOUNT_MAX;
    }

    function paused(Coin word) internal pure returns (uint256) {
        return (Coin.unwrap(word) >> PAUSED_AT) & BYTE;
    }

    function mode(Coin word) internal pure returns (IStablecoin.Circulation) {
        return IStablecoin.Circulation((Coin.unwrap(word) >> MODE_AT) & BYTE);
    }

    /// @dev True when one of these functions is paused.
    function isPaused(Coin word, uint256 functions) internal pure returns (bool) {
        return Coin.unwrap(word) & (functions << PAUSED_AT) != 0;
    }

    /// @dev The caller has compared the new supply with the cap.
    function plus(Coin word, uint256 amount) internal pure returns (Coin) {
        unchecked {
            return Coin.wrap(Coin.unwrap(word) + amount);
        }
    }

    /// @dev The caller has compared the amount with a balance, and a balance is part of the supply.
    function minus(Coin word, uint256 amount) internal pure returns (Coin) {
        unchecked {
            return Coin.wrap(Coin.unwrap(word) - amount);
        }
    }

    /// @dev The caller has compared the cap with AMOUNT_MAX.
    function withCap(Coin word, uint256 cap_) internal pure returns (Coin) {
        return Coin.wrap((Coin.unwrap(word) & ~(AMOUNT_MAX << CAP_AT)) | (cap_ << CAP_AT));
    }

    function withPaused(Coin word, uint256 functions) internal pure returns (Coin) {
        return Coin.wrap((Coin.unwrap(word) & ~(BYTE << PAUSED_AT)) | (functions << PAUSED_AT));
    }

    /// @dev Sets the mode and the rule that goes with it.
    function withMode(Coin word, IStablecoin.Circulation mode_) internal pure returns (Coin) {
        uint256 rule = mode_ == IStablecoin.Circulation.ALLOW_LIST
            ? ALLOW_LIST_RULE
            : mode_ == IStablecoin.Circulation.BLOCK_LIST ? BLOCK_LIST_RULE : OPEN_RULE;
        uint256 kept = Coin.unwrap(word) & ~((BYTE << MODE_AT) | (RULE << RULE_AT));
        return Coin.wrap(kept | (uint256(mode_) << MODE_AT) | (rule << RULE_AT));
    }
}
