// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SeparatedRoles} from "./SeparatedRoles.sol";

/// @title Settlement of windows
/// @notice A window is many legs (who gives whom how much of which coin). Only the net position of each participant in
/// each coin moves, all of them in one transaction or none; the legs stand behind it as the root of a Merkle tree.
///
/// Value moves by two consents: the participant has approved this contract as a spender of its coins, which it may lower
/// or take back at any time, and the administrator has registered it. So a stolen settler key cannot carry coins outside
/// the circle of participants, and a registration alone cannot touch anyone's coins. Coins move from payer to payee
/// directly: this contract never holds any.
contract Settlement is SeparatedRoles, Pausable {
    using SafeERC20 for IERC20;

    bytes32 public constant SETTLER_ROLE = keccak256("SETTLER_ROLE");
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");

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

    /// @notice The Merkle root of a window's legs; 0 when the window is not settled.
    mapping(bytes32 windowId => bytes32 legsRoot) public settled;

    mapping(address account => bool) public isParticipant;
    mapping(address coin => bool) public isCoin;

    event WindowSettled(bytes32 indexed windowId, bytes32 indexed legsRoot, uint256 positions);
    event ParticipantSet(address indexed account, bool registered);
    event CoinSet(address indexed coin, bool listed);

    error WindowAlreadySettled(bytes32 windowId);
    error NoRoot();
    /// @notice Positions are sorted by coin, then account, without repeats.
    error PositionsNotSorted(uint256 index);
    error ZeroPosition(uint256 index);
    error NotCoin(address coin);
    error NotParticipant(address account);
    /// @notice The positions of a coin do not sum to zero.
    error Unbalanced(address coin, int256 sum);

    constructor(address admin, address settler, address pauser, address[] memory coins) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(SETTLER_ROLE, settler);
        _grantRole(PAUSER_ROLE, pauser);
        for (uint256 i = 0; i < coins.length; i++) _setCoin(coins[i], true);
    }

    /// @notice Settles a window, once.
    /// @param windowId never used for other legs
    /// @param legsRoot root over the leaves of the window's legs, see `leaf`
    /// @param positions the net of the legs, sorted by coin, then account; no zero amounts. None at all when the legs
    /// cancel out.
    function settle(bytes32 windowId, bytes32 legsRoot, Position[] calldata positions)
        external
        onlyRole(SETTLER_ROLE)
        whenNotPaused
    {
        if (settled[windowId] != 0) revert WindowAlreadySettled(windowId);
        if (legsRoot == 0) revert NoRoot();
        settled[windowId] = legsRoot;
        emit WindowSettled(windowId, legsRoot, positions.length);
        for (uint256 start = 0; start < positions.length;) {
            uint256 end = _checkCoin(positions, start);
            _move(positions, start, end);
            start = end;
        }
    }

    /// @notice True when the leg is one of a settled window's. An auditor needs no other word for it than this chain's.
    function verifyLeg(bytes32 windowId, Leg calldata leg, bytes32[] calldata proof) external view returns (bool) {
        bytes32 root = settled[windowId];
        return root != 0 && MerkleProof.verifyCalldata(proof, root, leaf(leg));
    }

    /// @notice The leaf of a leg: hashed twice, so that an inner node of the tree (64 bytes, hashed once) never passes
    /// for one. Pairs are hashed in sorted order. It is the "standard-v1" tree of the npm package openzeppelin/merkle-tree over
    /// (bytes32 ref, address coin, address from, address to, uint256 amount).
    function leaf(Leg calldata leg) public pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(leg))));
    }

    function setParticipant(address account, bool registered) external onlyRole(DEFAULT_ADMIN_ROLE) {
        isParticipant[account] = registered;
        emit ParticipantSet(account, registered);
    }

    function setCoin(address coin, bool listed) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setCoin(coin, listed);
    }

    function pause() external onlyRole(PAUSER_ROLE) {
        _pause();
    }

    function unpause() external onlyRole(PAUSER_ROLE) {
        _unpause();
    }

    function _setCoin(address coin, bool listed) private {
        isCoin[coin] = listed;
        emit CoinSet(coin, listed);
    }

    /// @dev Checks the positions of the coin that begins at `start`; returns where the next coin begins.
    function _checkCoin(Position[] calldata positions, uint256 start) private view returns (uint256 end) {
        address coin = positions[start].coin;
        if (!isCoin[coin]) revert NotCoin(coin);
        if (start > 0 && positions[start - 1].coin > coin) revert PositionsNotSorted(start);
        int256 sum = 0;
        address previous = address(0);
        for (end = start; end < positions.length && positions[end].coin == coin; end++) {
            Position calldata position = positions[end];
            if (position.account <= previous) revert PositionsNotSorted(end);
            if (position.amount == 0) revert ZeroPosition(end);
            if (!isParticipant[position.account]) revert NotParticipant(position.account);
            previous = position.account;
            sum += position.amount;
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
}
