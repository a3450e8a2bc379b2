// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title A token bucket, as arithmetic
/// @notice What may be taken grows by `refillPerSecond` up to `capacity`. Whoever uses it keeps the four numbers where they
/// share a word with their own. A capacity of zero holds nothing: zero means closed.
library TokenBucket {
    /// @notice What is in the bucket now.
    /// @param level what was in it at `since`, in smallest units
    /// @param since when the level was written, in seconds
    /// @dev All four numbers are kept in 64 bits or fewer by their owners, and `since` was a block's time, so nothing
    /// overflows here.
    function available(uint256 level, uint256 since, uint256 capacity, uint256 refillPerSecond)
        internal
        view
        returns (uint256)
    {
        unchecked {
            uint256 refilled = level + (block.timestamp - since) * refillPerSecond;
            return refilled < capacity ? refilled : capacity;
        }
    }
}
