// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IEscrow} from "./IEscrow.sol";
import {IStablecoin} from "./IStablecoin.sol";
import "./Roles.sol";

/// @title Escrow of e-commerce holds
/// @notice See `IEscrow`. No role of this contract can send a hold anywhere but to its payee, its payer or, when the coin
/// has the payer frozen, into the coin's custody. Whether a party may receive is the coin's answer: a frozen one's
/// payment reverts and the hold stays. Whoever acts on a hold must not be frozen by its coin either: an operator, a payee
/// or a passer-by.
contract Escrow is IEscrow, Roles, UUPSUpgradeable {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    struct Hold {
        uint128 remaining;
        bool known;
    }

    struct Coin {
        uint128 holdMax;
        uint48 durationMax;
        bool known;
    }

    /// @custom:storage-location erc7201:fairway.Escrow
    struct EscrowStorage {
        mapping(bytes32 holdId => Hold) holds;
        mapping(address coin => uint256) held;
        mapping(address coin => Coin) coins;
        bool paused;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("fairway.Escrow")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant ESCROW_STORAGE = 0xf1bca7beb1a83e66a1c0c5d3fc48cdeee89e926bef9a88f971b19ee1c8a90600;

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    /// @notice Gives the first roles. No coin may be held yet.
    function initialize(Grant[] calldata grants) external initializer {
        _initializeRoles(grants);
    }

    /// @inheritdoc IEscrow
    function authorise(Terms calldata terms) external returns (bytes32 holdId) {
        if (msg.sender != terms.payer) revert NotPayer(msg.sender, terms.payer);
        holdId = _open(terms);
        IERC20(terms.coin).safeTransferFrom(terms.payer, address(this), terms.amount);
    }

    /// @inheritdoc IEscrow
    function authoriseBySignature(Terms calldata terms, bytes calldata signature) external returns (bytes32 holdId) {
        holdId = _open(terms);
        IStablecoin(terms.coin).receiveWithAuthorization(
            terms.payer, address(this), terms.amount, 0, terms.expiresAt, holdId, signature
        );
    }

    /// @inheritdoc IEscrow
    /// @custom:role OPERATOR_ROLE
    function capture(Terms calldata terms, uint256 amount) external onlyRole(OPERATOR_ROLE) {
        EscrowStorage storage $ = _escrow();
        if ($.paused) revert EscrowPaused();
        if (msg.sender != terms.operator) revert NotParty(msg.sender);
        (bytes32 holdId, uint256 left) = _openHold($, terms);
        if (block.timestamp >= terms.expiresAt) revert HoldExpired(holdId, terms.expiresAt);
        if (amount == 0) revert ZeroAmount();
        if (amount > left) revert CaptureExceedsHold(holdId, amount, left);
        if (IStablecoin(terms.coin).isFrozen(terms.payer)) revert IStablecoin.AccountFrozen(terms.payer);
        _take($, terms.coin, holdId, left, amount);
        emit Captured(holdId, terms.payee, amount, left - amount);
        IERC20(terms.coin).safeTransfer(terms.payee, amount);
    }

    /// @inheritdoc IEscrow
    function release(Terms calldata terms) external {
        if (msg.sender != terms.operator && msg.sender != terms.payee) revert NotParty(msg.sender);
        (bytes32 holdId, uint256 left) = _close(terms);
        emit Released(holdId, terms.payer, left);
        IERC20(terms.coin).safeTransfer(terms.payer, left);
    }

    /// @inheritdoc IEscrow
    function expire(Terms calldata terms) external {
        (bytes32 holdId, uint256 left) = _close(terms);
        if (block.timestamp < terms.expiresAt) revert HoldNotExpired(holdId, terms.expiresAt);
        emit Expired(holdId, terms.payer, left);
        IERC20(terms.coin).safeTransfer(terms.payer, left);
    }

    /// @inheritdoc IEscrow
    function seize(Terms calldata terms, address custody, bytes32 caseRef) external onlyRole(SEIZER_ROLE) {
        if (caseRef == 0) revert NoCaseReference();
        if (!IStablecoin(terms.coin).isFrozen(terms.payer)) revert PayerNotFrozen(terms.payer);
        if (!IStablecoin(terms.coin).isCustody(custody)) revert NotCustody(custody);
        (bytes32 holdId, uint256 left) = _close(terms);
        emit HoldSeized(holdId, custody, left, caseRef);
        IERC20(terms.coin).safeTransfer(custody, left);
    }

    /// @inheritdoc IEscrow
    function rescue(address token, address to, uint256 amount) external onlyRole(RESCUER_ROLE) {
        // What was never set here is a foreign token, and knows no freeze.
        if (_escrow().coins[token].known) _requireCallerNotFrozen(token);
        uint256 balance = IERC20(token).balanceOf(address(this));
        uint256 held_ = _escrow().held[token];
        uint256 free = balance > held_ ? balance - held_ : 0;
        if (amount > free) revert HeldForOthers(token, amount, free);
        emit Rescued(token, to, amount);
        IERC20(token).safeTransfer(to, amount);
    }

    /// @inheritdoc IEscrow
    function setCoin(address coin, uint256 holdMax, uint48 durationMax) external onlyRole(LIMIT_MANAGER_ROLE) {
        _escrow().coins[coin] = Coin(holdMax.toUint128(), durationMax, true);
        emit CoinSet(coin, holdMax, durationMax);
    }

    /// @inheritdoc IEscrow
    function pause() external onlyRole(PAUSER_ROLE) {
        _escrow().paused = true;
        emit Paused(msg.sender);
    }

    /// @inheritdoc IEscrow
    function unpause() external onlyRole(UNPAUSER_ROLE) {
        _escrow().paused = false;
        emit Unpaused(msg.sender);
    }

    /// @inheritdoc IEscrow
    function idOf(Terms calldata terms) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), terms));
    }

    /// @inheritdoc IEscrow
    function remaining(bytes32 holdId) external view returns (uint256) {
        return _escrow().holds[holdId].remaining;
    }

    /// @inheritdoc IEscrow
    function held(address coin) external view returns (uint256) {
        return _escrow().held[coin];
    }

    /// @inheritdoc IEscrow
    function coinLimits(address coin) external view returns (uint256 holdMax, uint48 durationMax) {
        Coin storage $ = _escrow().coins[coin];
        return ($.holdMax, $.durationMax);
    }

    /// @inheritdoc IEscrow
    function paused() external view returns (bool) {
        return _escrow().paused;
    }

    /// @dev Records a hold that is within its coin's limits and whose operator is one; the coins follow.
    function _open(Terms calldata terms) private returns (bytes32 holdId) {
        EscrowStorage storage $ = _escrow();
        if ($.paused) revert EscrowPaused();
        if (!hasRole(OPERATOR_ROLE, terms.operator)) revert NotOperator(terms.operator);
        if (terms.amount == 0) revert ZeroAmount();
        Coin memory coin = $.coins[terms.coin];
        if (terms.amount > coin.holdMax) revert HoldMaxExceeded(terms.coin, terms.amount, coin.holdMax);
        uint256 latest = block.timestamp + coin.durationMax;
        if (terms.expiresAt <= block.timestamp || terms.expiresAt > latest) {
            revert DurationOutOfRange(terms.expiresAt, latest);
        }
        _requireCallerNotFrozen(terms.coin);
        holdId = idOf(terms);
        if ($.holds[holdId].known) revert HoldExists(holdId);
        $.holds[holdId] = Hold(uint128(terms.amount), true); // it is within the maximum, which has 128 bits
        $.held[terms.coin] += terms.amount;
        emit Authorised(holdId, terms.payer, terms.payee, terms);
    }

    function _requireCallerNotFrozen(address coin) private view {
        if (IStablecoin(coin).isFrozen(msg.sender)) revert IStablecoin.AccountFrozen(msg.sender);
    }

    function _openHold(EscrowStorage storage $, Terms calldata terms)
        private
        view
        returns (bytes32 holdId, uint256 left)
    {
        holdId = idOf(terms);
        left = $.holds[holdId].remaining;
        if (left == 0) revert HoldNotOpen(holdId);
        _requireCallerNotFrozen(terms.coin);
    }

    function _close(Terms calldata terms) private returns (bytes32 holdId, uint256 left) {
        EscrowStorage storage $ = _escrow();
        (holdId, left) = _openHold($, terms);
        _take($, terms.coin, holdId, left, left);
    }

    /// @dev Before any coin moves: what is called back finds it taken.
    function _take(EscrowStorage storage $, address coin, bytes32 holdId, uint256 left, uint256 amount) private {
        $.holds[holdId].remaining = uint128(left - amount);
        $.held[coin] -= amount;
    }

    function _isRole(bytes32 role) internal pure override returns (bool) {
        return role == ROLE_MANAGER_ROLE || role == LIMIT_MANAGER_ROLE || role == UPGRADER_ROLE || role == OPERATOR_ROLE
            || role == SEIZER_ROLE || role == RESCUER_ROLE || role == PAUSER_ROLE || role == UNPAUSER_ROLE;
    }

    /// @custom:role UPGRADER_ROLE
    function _authorizeUpgrade(address) internal override onlyRole(UPGRADER_ROLE) {}

    function _escrow() private pure returns (EscrowStorage storage $) {
        assembly {
            $.slot := ESCROW_STORAGE
        }
    }
}
