// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IStablecoin} from "./IStablecoin.sol";
import "./Roles.sol";
import {TokenBucket} from "./TokenBucket.sol";

/// @title Settlement of windows
/// @notice A window is many legs (who gives whom how much of which coin). Only the net position of each participant in
/// each coin moves, all of them in one transaction or none; the legs stand behind it as the root of a Merkle tree.
///
/// Value moves by two consents: the participant has approved this contract as a spender of its coins, which it may lower
/// or take back at any time, and the lister has registered it. So a stolen settler key cannot carry coins outside the
/// circle of participants, and a registration alone cannot touch anyone's coins. Each coin has a maximum a window and a
/// token bucket, so that key cannot carry much around within it either; zero means closed. Coins move from payer to payee
/// directly: this contract never holds any. A coin that has the settler frozen is not moved by it.
contract Settlement is Roles, UUPSUpgradeable {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @notice What a window changes for one participant in one coin: positive receives, negative gives.
    struct Position {
        address coin;
        address account;
        int128 amount;
    }

    /// @notice One movement behind a window. `ref` says what for, as a hash: nothing about a person is on the chain.
    struct Leg {
        bytes32 ref;
        address coin;
        address from;
        address to;
        uint256 amount;
    }

    /// @notice What may move of a coin, as the sum of what its payees receive, in smallest units. Zero means closed, in
    /// each of them.
    /// @param windowMax the most one window may move
    /// @param capacity the most the bucket holds
    /// @param refillPerSecond what flows back into the bucket
    struct CoinLimits {
        uint256 windowMax;
        uint256 capacity;
        uint256 refillPerSecond;
    }

    struct Coin {
        uint64 windowMax;
        uint64 level;
        uint64 levelAt;
        uint64 capacity;
        uint64 refillPerSecond;
    }

    /// @custom:storage-location erc7201:fairway.Settlement
    struct SettlementStorage {
        mapping(bytes32 windowId => bytes32 legsRoot) settled;
        mapping(address account => bool) isParticipant;
        mapping(address coin => Coin) coins;
        bool paused;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("fairway.Settlement")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant SETTLEMENT_STORAGE = 0x9b8e28e75b27cf29e7307effa97821243d7e1642bdb688f1d6d28618ca899000;

    event WindowSettled(bytes32 indexed windowId, bytes32 indexed legsRoot, uint256 positions);
    event ParticipantSet(address indexed account, bool registered);
    event CoinSet(address indexed coin, CoinLimits limits);
    event Paused(address indexed by);
    event Unpaused(address indexed by);

    error SettlementPaused();
    error WindowAlreadySettled(bytes32 windowId);
    error NoRoot();
    /// @notice Positions are sorted by coin, then account, without repeats.
    error PositionsNotSorted(uint256 index);
    error ZeroPosition(uint256 index);
    error NotParticipant(address account);
    /// @notice The positions of a coin do not sum to zero.
    error Unbalanced(address coin, int256 sum);
    /// @notice The window moves more of the coin than one window may. A coin that was never set may move nothing.
    error WindowMaxExceeded(address coin, uint256 gross, uint256 max);
    /// @notice The coin's bucket holds less now. It refills.
    error BucketExceeded(address coin, uint256 gross, uint256 available);

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    /// @notice Gives the first roles. Participants and coins are none.
    function initialize(Grant[] calldata grants) external initializer {
        _initializeRoles(grants);
    }

    /// @notice Settles a window, once.
    /// @param windowId never used for other legs
    /// @param legsRoot root over the leaves of the window's legs, see `leaf`
    /// @param positions the net of the legs, sorted by coin, then account; no zero amounts. None at all when the legs
    /// cancel out.
    function settle(bytes32 windowId, bytes32 legsRoot, Position[] calldata positions) external onlyRole(SETTLER_ROLE) {
        SettlementStorage storage $ = _settlement();
        if ($.paused) revert SettlementPaused();
        if ($.settled[windowId] != 0) revert WindowAlreadySettled(windowId);
        if (legsRoot == 0) revert NoRoot();
        $.settled[windowId] = legsRoot;
        emit WindowSettled(windowId, legsRoot, positions.length);
        for (uint256 start = 0; start < positions.length;) {
            (uint256 end, uint256 gross) = _checkCoin($, positions, start);
            _draw($.coins[positions[start].coin], positions[start].coin, gross);
            _requireCallerNotFrozen(positions[start].coin);
            _move(positions, start, end);
            start = end;
        }
    }

    /// @notice True when the leg is one of a settled window's. An auditor needs no other word for it than this chain's.
    function verifyLeg(bytes32 windowId, Leg calldata leg, bytes32[] calldata proof) external view returns (bool) {
        bytes32 root = _settlement().settled[windowId];
        return root != 0 && MerkleProof.verifyCalldata(proof, root, leaf(leg));
    }

    /// @notice The leaf of a leg: hashed twice, so that an inner node of the tree (64 bytes, hashed once) never passes
    /// for one. Pairs are hashed in sorted order. It is the "standard-v1" tree of the npm package openzeppelin/merkle-tree over
    /// (bytes32 ref, address coin, address from, address to, uint256 amount).
    function leaf(Leg calldata leg) public pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(leg))));
    }

    /// @notice The Merkle root of a window's legs; 0 when the window is not settled.
    function settled(bytes32 windowId) external view returns (bytes32 legsRoot) {
        return _settlement().settled[windowId];
    }

    function isParticipant(address account) external view returns (bool) {
        return _settlement().isParticipant[account];
    }

    /// @notice The coin's limits, all zero when it was never set.
    /// @return limits as they were set
    /// @return available what is in its bucket now
    function coinLimits(address coin) external view returns (CoinLimits memory limits, uint256 available) {
        Coin storage $ = _settlement().coins[coin];
        return (CoinLimits($.windowMax, $.capacity, $.refillPerSecond), _level($));
    }

    function paused() external view returns (bool) {
        return _settlement().paused;
    }

    /// @notice Registers or removes a participant, by LISTER.
    function setParticipant(address account, bool registered) external onlyRole(LISTER_ROLE) {
        _settlement().isParticipant[account] = registered;
        emit ParticipantSet(account, registered);
    }

    /// @notice Replaces a coin's limits, by LIMIT_MANAGER. A new bucket is full; one that is changed keeps its level, as far
    /// as the new capacity holds it. A coin that knows no freeze, or whose transfer can
    /// call back or take a fee, must not be set.
    function setCoin(address coin, CoinLimits calldata limits) external onlyRole(LIMIT_MANAGER_ROLE) {
        Coin storage $ = _settlement().coins[coin];
        uint256 capacity = limits.capacity;
        uint256 level = $.levelAt == 0 ? capacity : _level($);
        $.level = (level < capacity ? level : capacity).toUint64();
        $.levelAt = uint64(block.timestamp);
        $.windowMax = limits.windowMax.toUint64();
        $.capacity = capacity.toUint64();
        $.refillPerSecond = limits.refillPerSecond.toUint64();
        emit CoinSet(coin, limits);
    }

    /// @notice Stops settling, by PAUSER.
    function pause() external onlyRole(PAUSER_ROLE) {
        _settlement().paused = true;
        emit Paused(msg.sender);
    }

    /// @notice By UNPAUSER.
    function unpause() external onlyRole(UNPAUSER_ROLE) {
        _settlement().paused = false;
        emit Unpaused(msg.sender);
    }

    /// @dev The coin sees this contract as the spender; who stands behind it is asked here.
    function _requireCallerNotFrozen(address coin) private view {
        if (IStablecoin(coin).isFrozen(msg.sender)) revert IStablecoin.AccountFrozen(msg.sender);
    }

    /// @dev Takes what the window moves from the coin's bucket.
    function _draw(Coin storage $, address coin, uint256 gross) private {
        if (gross > $.windowMax) revert WindowMaxExceeded(coin, gross, $.windowMax);
        uint256 level = _level($);
        if (gross > level) revert BucketExceeded(coin, gross, level);
        $.level = uint64(level - gross); // a level is at most the capacity, which has 64 bits
        $.levelAt = uint64(block.timestamp);
    }

    function _level(Coin storage $) private view returns (uint256) {
        return TokenBucket.available($.level, $.levelAt, $.capacity, $.refillPerSecond);
    }

    /// @dev Checks the positions of the coin that begins at `start`.
    /// @return end where the next coin begins
    /// @return gross what the payees receive together
    function _checkCoin(SettlementStorage storage $, Position[] calldata positions, uint256 start)
        private
        view
        returns (uint256 end, uint256 gross)
    {
        address coin = positions[start].coin;
        if (start > 0 && positions[start - 1].coin > coin) revert PositionsNotSorted(start);
        int256 sum = 0;
        address previous = address(0);
        for (end = start; end < positions.length && positions[end].coin == coin; end++) {
            Position calldata position = positions[end];
            if (position.account <= previous) revert PositionsNotSorted(end);
            if (position.amount == 0) revert ZeroPosition(end);
            if (!$.isParticipant[position.account]) revert NotParticipant(position.account);
            previous = position.account;
            sum += position.amount;
            if (position.amount > 0) gross += uint256(int256(position.amount));
        }
        if (sum != 0) revert Unbalanced(coin, sum);
    }

    /// @dev Pays each receiver from the givers in turn: at most one transfer fewer than there are positions. The sum is
    /// zero, so what is still owed covers what is still due until both are spent.
    function _move(Position[] calldata positions, uint256 start, uint256 end) private {
        IERC20 coin = IERC20(positions[start].coin);
        uint256 giver = start;
        uint256 owed = 0;
        for (uint256 receiver = start; receiver < end; receiver++) {
            int256 amount = positions[receiver].amount;
            if (amount < 0) continue;
            uint256 due = uint256(amount);
            while (due > 0) {
                while (owed == 0) {
                    int256 given = positions[giver++].amount;
                    if (given < 0) owed = uint256(-given);
                }
                uint256 part = owed < due ? owed : due;
                owed -= part;
                due -= part;
                coin.safeTransferFrom(positions[giver - 1].account, positions[receiver].account, part);
            }
        }
    }

    function _isRole(bytes32 role) internal pure override returns (bool) {
        return role == ROLE_MANAGER_ROLE || role == LIMIT_MANAGER_ROLE || role == UPGRADER_ROLE || role == SETTLER_ROLE
            || role == LISTER_ROLE || role == PAUSER_ROLE || role == UNPAUSER_ROLE;
    }

    /// @custom:role UPGRADER_ROLE
    function _authorizeUpgrade(address) internal override onlyRole(UPGRADER_ROLE) {}

    function _settlement() private pure returns (SettlementStorage storage $) {
        assembly {
            $.slot := SETTLEMENT_STORAGE
        }
    }
}
