// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IMintGate} from "./IMintGate.sol";
import {TokenBucket} from "./TokenBucket.sol";

/// @title Everything that a mint needs to know of its minter, in one word
/// @notice A mint reads one word and writes it back once; a second word would cost it 2,100 gas. What depletes is kept to
/// the smallest unit, 64 bits each. The limits have 32 bits, so they are whole coins, and the refill thousandths of a coin
/// a second: up to 4,294,967,295 coins, and 4,294,967 coins a second. From the lowest bit:
/// allowance 64 | level 64 | levelAt 32 | perMintMax 32 | capacity 32 | refillPerSecond 32.
type MinterWord is uint256;

using MinterWords for MinterWord global;

library MinterWords {
    uint256 internal constant LIMIT_UNIT = 1e6;
    uint256 internal constant REFILL_UNIT = 1e3;

    uint256 private constant LEVEL_AT = 128;
    uint256 private constant PER_MINT_MAX = 160;
    uint256 private constant CAPACITY = 192;
    uint256 private constant REFILL = 224;
    uint256 private constant LIMITS = ~uint256(type(uint160).max);

    /// @dev The limits with a level as of now. Whatever does not fit is refused.
    function pack(IMintGate.MinterLimits calldata limits, uint256 level) internal view returns (MinterWord) {
        return MinterWord.wrap(
            fit(limits.allowance, 1, type(uint64).max) | level << 64 | block.timestamp << LEVEL_AT
                | fit(limits.perMintMax, LIMIT_UNIT, type(uint32).max) << PER_MINT_MAX
                | fit(limits.capacity, LIMIT_UNIT, type(uint32).max) << CAPACITY
                | fit(limits.refillPerSecond, REFILL_UNIT, type(uint32).max) << REFILL
        );
    }

    /// @dev The same limits, less what was minted. The caller has checked that allowance and level hold the amount.
    function drawn(MinterWord word, uint256 level, uint256 amount) internal view returns (MinterWord) {
        unchecked {
            uint256 left = (word.allowance() - amount) | (level - amount) << 64 | block.timestamp << LEVEL_AT;
            return MinterWord.wrap(MinterWord.unwrap(word) & LIMITS | left);
        }
    }

    function isSet(MinterWord word) internal pure returns (bool) {
        return MinterWord.unwrap(word) != 0;
    }

    function allowance(MinterWord word) internal pure returns (uint256) {
        return uint64(MinterWord.unwrap(word));
    }

    function perMintMax(MinterWord word) internal pure returns (uint256) {
        return times(uint32(MinterWord.unwrap(word) >> PER_MINT_MAX), LIMIT_UNIT);
    }

    function capacity(MinterWord word) internal pure returns (uint256) {
        return times(uint32(MinterWord.unwrap(word) >> CAPACITY), LIMIT_UNIT);
    }

    function refillPerSecond(MinterWord word) internal pure returns (uint256) {
        return times(uint32(MinterWord.unwrap(word) >> REFILL), REFILL_UNIT);
    }

    /// @dev What is in the bucket now.
    function available(MinterWord word) internal view returns (uint256) {
        uint256 bits = MinterWord.unwrap(word);
        return TokenBucket.available(
            uint64(bits >> 64), uint32(bits >> LEVEL_AT), word.capacity(), word.refillPerSecond()
        );
    }

    /// @dev A limit of 32 bits in smallest units: no such product overflows.
    function times(uint32 units, uint256 unit) private pure returns (uint256) {
        unchecked {
            return units * unit;
        }
    }

    /// @dev The value in units, when it is a multiple of the unit and within the maximum of units.
    function fit(uint256 value, uint256 unit, uint256 max) internal pure returns (uint256 units) {
        units = value / unit;
        if (value % unit != 0) revert IMintGate.NotMultiple(value, unit);
        if (units > max) revert IMintGate.TooLarge(value, max * unit);
    }
}
