// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ISafe} from "./ISafe.sol";
import "./Roles.sol";
import {Timelock} from "./Timelock.sol";

/// @title The check of a deployment
/// @notice Compares what stands on the chain with the plan that people signed for, and reverts at the first difference,
/// naming it. It holds nothing and changes nothing: call it after each deployment, upgrade and change of signers, and
/// daily. A production deployment that does not pass is no deployment.
contract DeploymentCheck {
    /// @notice A multisig: an instance of Safe's published contracts, behind Safe's proxy.
    /// @param owners its signers, in any order
    /// @param proxyCodeHash of Safe's proxy
    /// @param fallbackHandler the contract that answers `isValidSignature` for it
    struct SafePlan {
        address safe;
        uint256 threshold;
        address[] owners;
        bytes32 proxyCodeHash;
        address singleton;
        bytes32 singletonCodeHash;
        address fallbackHandler;
        bytes32 fallbackHandlerCodeHash;
    }

    /// @notice A timelock and everyone who has a part in it.
    struct TimelockPlan {
        CodePlan code;
        uint256 delay;
        address[] proposers;
        address[] executors;
        address[] cancellers;
    }

    /// @notice Code as the manifest of the release has it: the hash of the runtime code with the immutables' 32-byte words
    /// at these offsets set to zero.
    struct CodePlan {
        address account;
        bytes32 maskedCodeHash;
        uint256[] immutableOffsets;
    }

    /// @notice A proxy and its implementation.
    /// @param implementationSlot the word at the ERC-1967 implementation slot as `eth_getStorageAt` gives it. No contract can
    /// read another's storage, and an implementation that lies about itself would be asked last
    struct ProxyPlan {
        address proxy;
        bytes32 proxyCodeHash;
        bytes32 implementationSlot;
        CodePlan implementation;
    }

    /// @notice All role holders of one contract.
    struct RolesPlan {
        address target;
        Roles.Grant[] grants;
    }

    struct Plan {
        SafePlan[] safes;
        TimelockPlan[] timelocks;
        ProxyPlan[] proxies;
        RolesPlan[] roles;
    }

    /// @notice One signer is no multisig.
    uint256 public constant THRESHOLD_MIN = 2;

    /// @notice The least that a change waits, in seconds: the time to see a proposal and to cancel it.
    uint256 public constant DELAY_MIN = 2 days;

    address private constant NO_MODULES = address(1);
    uint256 private constant FALLBACK_HANDLER_SLOT = uint256(keccak256("fallback_manager.handler.address"));

    /// @notice A plan of nothing is fulfilled by everything.
    error NothingPlanned();
    /// @notice The plan has a proxy and does not say who holds its roles.
    error RolesNotPlanned(address proxy);
    /// @notice The plan has role holders of a contract and not its code.
    error CodeNotPlanned(address target);
    error WrongCode(address account, bytes32 seen, bytes32 expected);
    error WrongImplementation(address proxy, address seen, address expected);
    error ThresholdTooLow(address safe, uint256 threshold, uint256 min);
    error WrongThreshold(address safe, uint256 seen, uint256 expected);
    error WrongNumberOfOwners(address safe, uint256 seen, uint256 expected);
    error NotOwner(address safe, address account);
    /// @notice The same account stands twice in a list.
    error Repeated(address account);
    /// @notice A module acts for a Safe without its signers.
    error SafeHasModule(address safe, address module);
    error WrongSingleton(address safe, address seen, address expected);
    error WrongFallbackHandler(address safe, address seen, address expected);
    /// @notice Signers of one Safe reach the threshold of another.
    error SafesShareSigners(address one, address other, uint256 shared);
    error WrongDelay(address timelock, uint256 seen, uint256 expected);
    /// @notice The delay, or the floor that it can be lowered to, is under the least that a change must wait.
    error WaitTooShort(address timelock, uint256 delay, uint256 min);
    error WrongMembers(address timelock, bytes32 role, uint256 seen, uint256 expected);
    error NotMember(address timelock, bytes32 role, address account);
    error ProposerNotSafe(address timelock, address proposer);
    error ProposerOfTwo(address one, address other, address proposer);
    error WrongNumberOfHolders(address target, uint256 seen, uint256 expected);
    error NotHolder(address target, bytes32 role, address account);
    /// @notice One account holds different roles in two contracts.
    error TwoRoles(address account, bytes32 one, bytes32 other);
    /// @notice One timelock, or a plain account, holds a power that has a timelock of its own.
    error NotTimelock(bytes32 role, address account);
    /// @notice A role of high risk is not held by a Safe.
    error NotSafe(bytes32 role, address account);
    /// @notice A signer of a Safe holds a role with the same key.
    error SignerHoldsRole(address account, bytes32 role);

    /// @notice Reverts unless the chain is as planned.
    function check(Plan calldata plan) external view {
        _checkComplete(plan);
        for (uint256 i = 0; i < plan.safes.length; i++) {
            _checkSafe(plan.safes[i]);
            for (uint256 j = 0; j < i; j++) _checkApart(plan.safes[j], plan.safes[i]);
        }
        for (uint256 i = 0; i < plan.timelocks.length; i++) {
            _checkTimelock(plan, plan.timelocks[i]);
            for (uint256 j = 0; j < i; j++) _checkProposersApart(plan.timelocks[j], plan.timelocks[i]);
        }
        for (uint256 i = 0; i < plan.proxies.length; i++) _checkProxy(plan.proxies[i]);
        for (uint256 i = 0; i < plan.roles.length; i++) {
            _checkHolders(plan, plan.roles[i]);
            for (uint256 j = 0; j < i; j++) _checkOneRoleEach(plan.roles[j].grants, plan.roles[i].grants);
        }
    }

    /// @dev Every contract has its code and its role holders in the plan. That timelocks and Safes are there too follows: a
    /// contract always has a role manager, that is a timelock of the plan, and its proposers are Safes of the plan.
    function _checkComplete(Plan calldata plan) private pure {
        if (plan.proxies.length == 0) revert NothingPlanned();
        for (uint256 i = 0; i < plan.proxies.length; i++) {
            if (!_hasRolesPlan(plan, plan.proxies[i].proxy)) revert RolesNotPlanned(plan.proxies[i].proxy);
        }
        for (uint256 i = 0; i < plan.roles.length; i++) {
            if (!_hasProxyPlan(plan, plan.roles[i].target)) revert CodeNotPlanned(plan.roles[i].target);
        }
    }

    function _checkSafe(SafePlan calldata plan) private view {
        ISafe safe = ISafe(plan.safe);
        _checkCodeHash(plan.safe, plan.proxyCodeHash);
        if (safe.masterCopy() != plan.singleton) {
            revert WrongSingleton(plan.safe, safe.masterCopy(), plan.singleton);
        }
        _checkCodeHash(plan.singleton, plan.singletonCodeHash);
        address handler = abi.decode(safe.getStorageAt(FALLBACK_HANDLER_SLOT, 1), (address));
        if (handler != plan.fallbackHandler) revert WrongFallbackHandler(plan.safe, handler, plan.fallbackHandler);
        _checkCodeHash(handler, plan.fallbackHandlerCodeHash);

        uint256 threshold = safe.getThreshold();
        if (threshold < THRESHOLD_MIN) revert ThresholdTooLow(plan.safe, threshold, THRESHOLD_MIN);
        if (threshold != plan.threshold) revert WrongThreshold(plan.safe, threshold, plan.threshold);
        uint256 owners = safe.getOwners().length;
        if (owners != plan.owners.length) revert WrongNumberOfOwners(plan.safe, owners, plan.owners.length);
        _checkNoRepeats(plan.owners);
        for (uint256 i = 0; i < owners; i++) {
            if (!safe.isOwner(plan.owners[i])) revert NotOwner(plan.safe, plan.owners[i]);
        }
        (address[] memory modules,) = safe.getModulesPaginated(NO_MODULES, 1);
        if (modules.length != 0) revert SafeHasModule(plan.safe, modules[0]);
    }

    function _checkApart(SafePlan calldata one, SafePlan calldata other) private pure {
        uint256 shared = 0;
        for (uint256 i = 0; i < one.owners.length; i++) {
            if (_contains(other.owners, one.owners[i])) shared++;
        }
        if (shared >= one.threshold || shared >= other.threshold) {
            revert SafesShareSigners(one.safe, other.safe, shared);
        }
    }

    function _checkTimelock(Plan calldata plan, TimelockPlan calldata timelockPlan) private view {
        _checkCode(timelockPlan.code);
        Timelock timelock = Timelock(payable(timelockPlan.code.account));
        uint256 delay = timelock.getMinDelay();
        uint256 floor = timelock.delayMin();
        if (floor < DELAY_MIN) revert WaitTooShort(address(timelock), floor, DELAY_MIN);
        if (delay != timelockPlan.delay) revert WrongDelay(address(timelock), delay, timelockPlan.delay);

        address[] calldata proposers = timelockPlan.proposers;
        _checkMembers(timelock, timelock.PROPOSER_ROLE(), proposers);
        _checkMembers(timelock, timelock.EXECUTOR_ROLE(), timelockPlan.executors);
        _checkMembers(timelock, timelock.CANCELLER_ROLE(), timelockPlan.cancellers);
        bytes32 admin = timelock.DEFAULT_ADMIN_ROLE();
        uint256 admins = timelock.memberCount(admin);
        if (admins != 1) revert WrongMembers(address(timelock), admin, admins, 1);
        if (!timelock.hasRole(admin, address(timelock))) revert NotMember(address(timelock), admin, address(timelock));
        for (uint256 i = 0; i < proposers.length; i++) {
            if (!_isSafe(plan, proposers[i])) revert ProposerNotSafe(address(timelock), proposers[i]);
        }
    }

    function _checkMembers(Timelock timelock, bytes32 role, address[] calldata members) private view {
        uint256 count = timelock.memberCount(role);
        if (count != members.length) revert WrongMembers(address(timelock), role, count, members.length);
        _checkNoRepeats(members);
        for (uint256 i = 0; i < members.length; i++) {
            if (!timelock.hasRole(role, members[i])) revert NotMember(address(timelock), role, members[i]);
        }
    }

    function _checkProposersApart(TimelockPlan calldata one, TimelockPlan calldata other) private pure {
        for (uint256 i = 0; i < one.proposers.length; i++) {
            if (_contains(other.proposers, one.proposers[i])) {
                revert ProposerOfTwo(one.code.account, other.code.account, one.proposers[i]);
            }
        }
    }

    function _checkProxy(ProxyPlan calldata plan) private view {
        _checkCodeHash(plan.proxy, plan.proxyCodeHash);
        address seen = address(uint160(uint256(plan.implementationSlot)));
        if (seen != plan.implementation.account) {
            revert WrongImplementation(plan.proxy, seen, plan.implementation.account);
        }
        _checkCode(plan.implementation);
    }

    /// @dev The holders are those of the plan, all of them, and each is of the kind that its role asks for.
    function _checkHolders(Plan calldata plan, RolesPlan calldata rolesPlan) private view {
        Roles target = Roles(rolesPlan.target);
        uint256 holders = target.holders();
        if (holders != rolesPlan.grants.length) {
            revert WrongNumberOfHolders(address(target), holders, rolesPlan.grants.length);
        }
        for (uint256 i = 0; i < holders; i++) {
            Roles.Grant calldata grant = rolesPlan.grants[i];
            for (uint256 j = 0; j < i; j++) {
                if (rolesPlan.grants[j].account == grant.account) revert Repeated(grant.account);
            }
            if (!target.hasRole(grant.role, grant.account)) {
                revert NotHolder(address(target), grant.role, grant.account);
            }
            _checkKind(plan, grant);
        }
    }

    function _checkKind(Plan calldata plan, Roles.Grant calldata grant) private pure {
        if (grant.role == ROLE_MANAGER_ROLE || grant.role == LIMIT_MANAGER_ROLE || grant.role == UPGRADER_ROLE) {
            if (!_isTimelock(plan, grant.account)) revert NotTimelock(grant.role, grant.account);
        } else if (grant.role == UNPAUSER_ROLE || grant.role == SEIZER_ROLE || grant.role == RESCUER_ROLE) {
            if (!_isSafe(plan, grant.account)) revert NotSafe(grant.role, grant.account);
        }
        for (uint256 i = 0; i < plan.safes.length; i++) {
            if (_contains(plan.safes[i].owners, grant.account)) revert SignerHoldsRole(grant.account, grant.role);
        }
    }

    function _checkOneRoleEach(Roles.Grant[] calldata some, Roles.Grant[] calldata others) private pure {
        for (uint256 i = 0; i < some.length; i++) {
            for (uint256 j = 0; j < others.length; j++) {
                if (some[i].account == others[j].account && some[i].role != others[j].role) {
                    revert TwoRoles(some[i].account, some[i].role, others[j].role);
                }
            }
        }
    }

    function _checkCode(CodePlan calldata plan) private view {
        bytes memory code = plan.account.code;
        for (uint256 i = 0; i < plan.immutableOffsets.length; i++) {
            uint256 offset = plan.immutableOffsets[i];
            if (offset + 32 > code.length) revert WrongCode(plan.account, keccak256(code), plan.maskedCodeHash);
            assembly ("memory-safe") {
                mstore(add(add(code, 32), offset), 0)
            }
        }
        bytes32 seen = keccak256(code);
        if (seen != plan.maskedCodeHash) revert WrongCode(plan.account, seen, plan.maskedCodeHash);
    }

    function _checkCodeHash(address account, bytes32 expected) private view {
        if (account.codehash != expected) revert WrongCode(account, account.codehash, expected);
    }

    function _checkNoRepeats(address[] calldata accounts) private pure {
        for (uint256 i = 0; i < accounts.length; i++) {
            for (uint256 j = 0; j < i; j++) {
                if (accounts[i] == accounts[j]) revert Repeated(accounts[i]);
            }
        }
    }

    function _contains(address[] calldata accounts, address account) private pure returns (bool) {
        for (uint256 i = 0; i < accounts.length; i++) {
            if (accounts[i] == account) return true;
        }
        return false;
    }

    function _hasRolesPlan(Plan calldata plan, address proxy) private pure returns (bool) {
        for (uint256 i = 0; i < plan.roles.length; i++) {
            if (plan.roles[i].target == proxy) return true;
        }
        return false;
    }

    function _hasProxyPlan(Plan calldata plan, address target) private pure returns (bool) {
        for (uint256 i = 0; i < plan.proxies.length; i++) {
            if (plan.proxies[i].proxy == target) return true;
        }
        return false;
    }

    function _isSafe(Plan calldata plan, address account) private pure returns (bool) {
        for (uint256 i = 0; i < plan.safes.length; i++) {
            if (plan.safes[i].safe == account) return true;
        }
        return false;
    }

    function _isTimelock(Plan calldata plan, address account) private pure returns (bool) {
        for (uint256 i = 0; i < plan.timelocks.length; i++) {
            if (plan.timelocks[i].code.account == account) return true;
        }
        return false;
    }
}
