// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title A timelock whose members can be counted
/// @notice OpenZeppelin's TimelockController that counts the members of its roles, so that a check can say who may propose
/// and that nobody else may; and with a floor under its delay. Nobody administers it but itself: to change a
/// member or the delay is a proposal that waits like any other.
///
/// Three of them govern a coin: one holds ROLE_MANAGER, one LIMIT_MANAGER, one UPGRADER, each with other proposers.
contract Timelock is TimelockController {
    /// @notice The least that the delay can be set to, in seconds.
    uint256 public immutable delayMin;

    /// @notice How many accounts hold a role here.
    mapping(bytes32 role => uint256) public memberCount;

    /// @notice The delay would be under its floor.
    error DelayTooShort(uint256 delay, uint256 min);

    /// @param delayMin_ the delay at first and its floor for ever, in seconds
    /// @param proposers may propose and cancel
    /// @param executors may execute when the delay is over; the zero address lets everyone
    /// @param cancellers may cancel besides
    constructor(
        uint256 delayMin_,
        address[] memory proposers,
        address[] memory executors,
        address[] memory cancellers
    ) TimelockController(delayMin_, proposers, executors, address(0)) {
        delayMin = delayMin_;
        for (uint256 i = 0; i < cancellers.length; i++) _grantRole(CANCELLER_ROLE, cancellers[i]);
    }

    /// @notice Changes the delay, by a proposal of this timelock.
    /// @custom:role TIMELOCK
    function updateDelay(uint256 newDelay) public override {
        if (newDelay < delayMin) revert DelayTooShort(newDelay, delayMin);
        super.updateDelay(newDelay);
    }

    /// @inheritdoc AccessControl
    function _grantRole(bytes32 role, address account) internal override returns (bool granted) {
        granted = super._grantRole(role, account);
        if (granted) memberCount[role]++;
    }

    /// @inheritdoc AccessControl
    function _revokeRole(bytes32 role, address account) internal override returns (bool revoked) {
        revoked = super._revokeRole(role, account);
        if (revoked) memberCount[role]--;
    }
}
