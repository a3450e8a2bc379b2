// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";

// Every role of the house. A contract accepts those that it names in `_isRole`.
bytes32 constant ROLE_MANAGER_ROLE = keccak256("ROLE_MANAGER_ROLE");
bytes32 constant LIMIT_MANAGER_ROLE = keccak256("LIMIT_MANAGER_ROLE");
bytes32 constant UPGRADER_ROLE = keccak256("UPGRADER_ROLE");
bytes32 constant MINTER_ROLE = keccak256("MINTER_ROLE");
bytes32 constant BURNER_ROLE = keccak256("BURNER_ROLE");
bytes32 constant PAUSER_ROLE = keccak256("PAUSER_ROLE");
bytes32 constant UNPAUSER_ROLE = keccak256("UNPAUSER_ROLE");
bytes32 constant FREEZER_ROLE = keccak256("FREEZER_ROLE");
bytes32 constant SEIZER_ROLE = keccak256("SEIZER_ROLE");
bytes32 constant RESCUER_ROLE = keccak256("RESCUER_ROLE");
bytes32 constant LISTER_ROLE = keccak256("LISTER_ROLE");
bytes32 constant APPROVER_ROLE = keccak256("APPROVER_ROLE");
bytes32 constant ATTESTER_ROLE = keccak256("ATTESTER_ROLE");
bytes32 constant CANCELLER_ROLE = keccak256("CANCELLER_ROLE");
bytes32 constant SETTLER_ROLE = keccak256("SETTLER_ROLE");
bytes32 constant OPERATOR_ROLE = keccak256("OPERATOR_ROLE");

/// @title Roles: one account holds at most one
/// @notice Roles are given and taken by ROLE_MANAGER alone (a timelock), which has no other power. The storage keeps one
/// role an account, so no grant can combine two duties: a stolen key is worth one power, and the pauser stops it while
/// the timelock runs. A contract's roles are a closed list; any other word, DEFAULT_ADMIN_ROLE included, is no role.
/// Functions and events are those of OpenZeppelin's IAccessControl.
abstract contract Roles is IAccessControl, Initializable {
    /// @notice A role for an account, for initializers.
    struct Grant {
        bytes32 role;
        address account;
    }

    /// @custom:storage-location erc7201:fairway.Roles
    struct RolesStorage {
        mapping(address account => bytes32) roleOf;
        uint128 roleManagers;
        uint128 holders;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("fairway.Roles")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant ROLES_STORAGE = 0x437eb8c26a7ca6b20a0313d7f49191de6cde5ef25432398e52dd1e768a68c300;

    /// @notice The account holds another role; one account holds at most one.
    error AccountHoldsRole(address account, bytes32 role);

    /// @notice This contract has no such role.
    error UnknownRole(bytes32 role);

    /// @notice A role cannot be given to the zero address.
    error NoAccount();

    /// @notice The only role manager cannot be dropped: nobody could give or take a role again.
    error LastRoleManager();

    /// @dev Reverts with AccessControlUnauthorizedAccount unless the caller holds the role.
    modifier onlyRole(bytes32 role) {
        _checkRole(role);
        _;
    }

    /// @notice The account's role, 0 when it has none.
    function roleOf(address account) public view returns (bytes32) {
        return _roles().roleOf[account];
    }

    /// @notice How many accounts hold a role here: with the holders that are known, the proof that there are no others.
    function holders() external view returns (uint256) {
        return _roles().holders;
    }

    /// @inheritdoc IAccessControl
    function hasRole(bytes32 role, address account) public view returns (bool) {
        return role != 0 && roleOf(account) == role;
    }

    /// @notice ROLE_MANAGER_ROLE for every role of this contract, 0 for other words.
    function getRoleAdmin(bytes32 role) external pure returns (bytes32) {
        return _isRole(role) ? ROLE_MANAGER_ROLE : bytes32(0);
    }

    /// @notice Gives a role, by a role manager. Nothing happens when the account has this role; one that has another is
    /// refused.
    function grantRole(bytes32 role, address account) external onlyRole(ROLE_MANAGER_ROLE) {
        _grantRole(role, account);
    }

    /// @notice Takes a role, by a role manager. Nothing happens when the account does not have it.
    function revokeRole(bytes32 role, address account) external onlyRole(ROLE_MANAGER_ROLE) {
        _revokeRole(role, account);
    }

    /// @notice Gives up the caller's own role.
    /// @param callerConfirmation the caller's own address, against slips
    function renounceRole(bytes32 role, address callerConfirmation) external {
        if (callerConfirmation != msg.sender) revert AccessControlBadConfirmation();
        _revokeRole(role, callerConfirmation);
    }

    /// @dev Gives the first roles; one of them must be a role manager.
    function _initializeRoles(Grant[] calldata grants) internal onlyInitializing {
        for (uint256 i = 0; i < grants.length; i++) _grantRole(grants[i].role, grants[i].account);
        if (_roles().roleManagers == 0) revert LastRoleManager();
    }

    function _checkRole(bytes32 role) internal view {
        if (roleOf(msg.sender) != role) revert AccessControlUnauthorizedAccount(msg.sender, role);
    }

    /// @dev True for the roles of this contract. ROLE_MANAGER_ROLE must be one of them and 0 must not.
    function _isRole(bytes32 role) internal pure virtual returns (bool);

    function _grantRole(bytes32 role, address account) private {
        if (!_isRole(role)) revert UnknownRole(role);
        if (account == address(0)) revert NoAccount();
        RolesStorage storage $ = _roles();
        bytes32 held = $.roleOf[account];
        if (held == role) return;
        if (held != 0) revert AccountHoldsRole(account, held);
        $.roleOf[account] = role;
        $.holders++;
        if (role == ROLE_MANAGER_ROLE) $.roleManagers++;
        emit RoleGranted(role, account, msg.sender);
    }

    function _revokeRole(bytes32 role, address account) private {
        if (!hasRole(role, account)) return;
        RolesStorage storage $ = _roles();
        if (role == ROLE_MANAGER_ROLE) {
            if ($.roleManagers == 1) revert LastRoleManager();
            $.roleManagers--;
        }
        delete $.roleOf[account];
        $.holders--;
        emit RoleRevoked(role, account, msg.sender);
        _roleRevoked(role, account);
    }

    /// @dev What must end with a role, in the contract that knows.
    function _roleRevoked(bytes32 role, address account) internal virtual {}

    function _roles() private pure returns (RolesStorage storage $) {
        assembly {
            $.slot := ROLES_STORAGE
        }
    }
}
