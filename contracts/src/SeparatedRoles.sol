// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";

/// @title Access control in which one account holds at most one role
/// @notice The administrator gives and takes roles and has no business power of its own: it can neither grant itself a
/// role nor keep its own when it is given another. A stolen key is worth one power.
abstract contract SeparatedRoles is AccessControl {
    mapping(address account => bool) private _holdsRole;

    /// @notice The account holds a role already; one account holds at most one.
    error AccountHoldsRole(address account);

    /// @notice A role cannot be given to the zero address.
    error NoAccount();

    /// @inheritdoc AccessControl
    function _grantRole(bytes32 role, address account) internal override returns (bool granted) {
        if (account == address(0)) revert NoAccount();
        granted = super._grantRole(role, account);
        if (granted) {
            if (_holdsRole[account]) revert AccountHoldsRole(account);
            _holdsRole[account] = true;
        }
    }

    /// @inheritdoc AccessControl
    function _revokeRole(bytes32 role, address account) internal override returns (bool revoked) {
        revoked = super._revokeRole(role, account);
        if (revoked) _holdsRole[account] = false;
    }
}
