// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {DeploymentCheck} from "../src/DeploymentCheck.sol";
import {IMintGate} from "../src/IMintGate.sol";
import {IStablecoin, PAUSE_TRANSFER} from "../src/IStablecoin.sol";
import {MintGate} from "../src/MintGate.sol";
import "../src/Roles.sol";
import {Settlement} from "../src/Settlement.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {Timelock} from "../src/Timelock.sol";
import {GovernanceGround} from "./GovernanceGround.sol";
import {SafeContract} from "./SafeGround.sol";

contract GovernanceTest is GovernanceGround {
    address private constant STRANGER = address(0x5A);

    function setUp() public {
        deploy();
    }

    function test_TheDeploymentIsAsPlanned() public view {
        checker.check(plan());
    }

    // Timelocks

    function test_LimitsChangeBehindSafeAndTimelock() public {
        bytes memory call = abi.encodeCall(coin.setSupplyCap, (5));
        schedule(limitLock, limitSafe, address(coin), call);
        vm.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        limitLock.execute(address(coin), 0, call, 0, 0);
        vm.warp(NOW + DELAY - 1);
        vm.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        limitLock.execute(address(coin), 0, call, 0, 0);
        vm.warp(NOW + DELAY);
        vm.prank(STRANGER);
        limitLock.execute(address(coin), 0, call, 0, 0);
        equal(coin.supplyCap(), 5, "the cap");
    }

    function test_RolesAndCodeChangeBehindTheirOwnTimelocks() public {
        govern(roleLock, roleSafe, address(coin), abi.encodeCall(coin.grantRole, (FREEZER_ROLE, STRANGER)));
        isTrue(coin.hasRole(FREEZER_ROLE, STRANGER), "granted");
        address next = address(new MintGate(IStablecoin(address(coin))));
        govern(upgradeLock, upgradeSafe, address(gate), abi.encodeCall(gate.upgradeToAndCall, (next, "")));
        isTrue(address(uint160(uint256(vm.load(address(gate), IMPLEMENTATION)))) == next, "upgraded");
    }

    function test_OneSafeCannotUseAnothersTimelock() public {
        bytes memory call = abi.encodeCall(coin.setSupplyCap, (5));
        bytes memory proposal = abi.encodeCall(limitLock.schedule, (address(coin), 0, call, 0, 0, DELAY));
        bytes memory signed = callThrough(roleSafe, address(limitLock), proposal, 2);
        (bool done,) = roleSafe.call(signed);
        isTrue(!done, "proposed in another's timelock");
        govern(limitLock, limitSafe, address(coin), call);
    }

    function test_OneSignatureOfASafeDoesNothing() public {
        bytes memory call = abi.encodeCall(coin.setSupplyCap, (5));
        bytes memory proposal = abi.encodeCall(limitLock.schedule, (address(coin), 0, call, 0, 0, DELAY));
        (bool done,) = limitSafe.call(callThrough(limitSafe, address(limitLock), proposal, 1));
        isTrue(!done, "one signer proposed");
        (done,) = limitSafe.call(callThrough(limitSafe, address(limitLock), proposal, 2));
        isTrue(done, "two signers propose");
    }

    function test_TheGuardCancels() public {
        bytes memory call = abi.encodeCall(coin.setSupplyCap, (5));
        schedule(limitLock, limitSafe, address(coin), call);
        bytes32 id = limitLock.hashOperation(address(coin), 0, call, 0, 0);
        vm.prank(STRANGER);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        limitLock.cancel(id);
        act(guardSafe, address(limitLock), abi.encodeCall(limitLock.cancel, (id)));
        vm.warp(NOW + DELAY);
        vm.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        limitLock.execute(address(coin), 0, call, 0, 0);
    }

    function test_TheDelayHasAFloor() public {
        bytes memory call = abi.encodeCall(limitLock.updateDelay, (DELAY - 1));
        schedule(limitLock, limitSafe, address(limitLock), call);
        vm.warp(NOW + DELAY);
        vm.expectRevert(abi.encodeWithSelector(Timelock.DelayTooShort.selector, DELAY - 1, DELAY));
        limitLock.execute(address(limitLock), 0, call, 0, 0);
        vm.expectPartialRevert(TimelockController.TimelockUnauthorizedCaller.selector);
        limitLock.updateDelay(DELAY);
        vm.warp(NOW);
        govern(limitLock, limitSafe, address(limitLock), abi.encodeCall(limitLock.updateDelay, (DELAY + 1)));
        equal(limitLock.getMinDelay(), DELAY + 1, "a longer delay");
    }

    function test_PausingAndFreezingDoNotWait() public {
        vm.prank(PAUSER);
        coin.pause(PAUSE_TRANSFER);
        vm.prank(PAUSER);
        gate.pause();
        vm.prank(FREEZER);
        coin.freeze(list(STRANGER));
        act(unpauseSafe, address(gate), abi.encodeCall(gate.unpause, ()));
        isTrue(!gate.paused(), "the Safe unpauses");
    }

    function test_ASafeApprovesAMint() public {
        openGate();
        Order memory o = Order(7, "an order", STRANGER, 100e6, NOW + 30 days, GATE_MINTER);
        bytes32 digest = orderDigest(gate, o);
        bytes memory one = abi.encodePacked(approverSafe, messageSignature(approverSafe, digest, 1));
        vm.prank(GATE_MINTER);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.ApprovalInvalid.selector, approverSafe));
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, one);
        bytes memory both = abi.encodePacked(approverSafe, messageSignature(approverSafe, digest, 2));
        vm.prank(GATE_MINTER);
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, both);
        equal(coin.balanceOf(STRANGER), 100e6, "minted");
    }

    // The check finds each difference

    function test_FindsASafeOfOneSigner() public {
        act(courtSafe, courtSafe, abi.encodeCall(SafeContract.changeThreshold, (1)));
        DeploymentCheck.Plan memory p = plan();
        refuses(p, abi.encodeWithSelector(DeploymentCheck.ThresholdTooLow.selector, courtSafe, 1, 2));
        // A plan cannot ask for it either.
        p.safes[5].threshold = 1;
        refuses(p, abi.encodeWithSelector(DeploymentCheck.ThresholdTooLow.selector, courtSafe, 1, 2));
    }

    function test_FindsAnotherThreshold() public {
        act(courtSafe, courtSafe, abi.encodeCall(SafeContract.changeThreshold, (3)));
        refuses(plan(), abi.encodeWithSelector(DeploymentCheck.WrongThreshold.selector, courtSafe, 3, 2));
    }

    function test_FindsSwappedSigners() public {
        DeploymentCheck.Plan memory p = plan();
        address gone = p.safes[0].owners[0];
        act(roleSafe, roleSafe, abi.encodeCall(SafeContract.swapOwner, (address(1), gone, STRANGER)));
        refuses(p, abi.encodeWithSelector(DeploymentCheck.NotOwner.selector, roleSafe, gone));
        p.safes[0].owners[0] = p.safes[0].owners[1];
        refuses(p, abi.encodeWithSelector(DeploymentCheck.Repeated.selector, p.safes[0].owners[1]));
        p.safes[0].owners = list(STRANGER);
        refuses(p, abi.encodeWithSelector(DeploymentCheck.WrongNumberOfOwners.selector, roleSafe, 3, 1));
    }

    function test_FindsAModule() public {
        act(rescueSafe, rescueSafe, abi.encodeCall(SafeContract.enableModule, (STRANGER)));
        refuses(plan(), abi.encodeWithSelector(DeploymentCheck.SafeHasModule.selector, rescueSafe, STRANGER));
    }

    function test_FindsAnotherFallbackHandler() public {
        act(approverSafe, approverSafe, abi.encodeCall(SafeContract.setFallbackHandler, (STRANGER)));
        refuses(
            plan(),
            abi.encodeWithSelector(
                DeploymentCheck.WrongFallbackHandler.selector, approverSafe, STRANGER, fallbackHandler
            )
        );
    }

    function test_FindsAnotherSingletonAndOtherCode() public {
        DeploymentCheck.Plan memory p = plan();
        vm.store(roleSafe, 0, bytes32(uint256(uint160(fallbackHandler))));
        refuses(
            p,
            abi.encodeWithSelector(DeploymentCheck.WrongSingleton.selector, roleSafe, fallbackHandler, singleton)
        );
        vm.store(roleSafe, 0, bytes32(uint256(uint160(singleton))));
        p.safes[0].singletonCodeHash = "other";
        refuses(p, wrongCode(singleton, "other"));
        p = plan();
        p.safes[0].proxyCodeHash = "other";
        refuses(p, wrongCode(roleSafe, "other"));
        p = plan();
        p.safes[0].fallbackHandlerCodeHash = "other";
        refuses(p, wrongCode(fallbackHandler, "other"));
    }

    function test_FindsSafesThatShareSigners() public {
        DeploymentCheck.Plan memory p = plan();
        uint256[] memory keys = new uint256[](3);
        (keys[0], keys[1], keys[2]) = (keysOf[roleSafe][0], keysOf[roleSafe][1], 0x77);
        address twin = newSafe(keys, 2);
        p.safes[7] = safePlan(twin);
        refuses(p, abi.encodeWithSelector(DeploymentCheck.SafesShareSigners.selector, roleSafe, twin, 2));
    }

    /// Two shared signers are too many for the Safe that needs two, whichever of the two stands first in the plan.
    function test_FindsSignersThatReachTheLowerThreshold() public {
        uint256[] memory keys = new uint256[](4);
        (keys[0], keys[1], keys[2], keys[3]) = (keysOf[limitSafe][0], keysOf[limitSafe][1], 0x77, 0x78);
        address twin = newSafe(keys, 3);
        DeploymentCheck.Plan memory p = plan();
        p.safes[7] = safePlan(twin);
        p.safes[7].threshold = 3;
        refuses(p, abi.encodeWithSelector(DeploymentCheck.SafesShareSigners.selector, limitSafe, twin, 2));
        (p.safes[0], p.safes[7]) = (p.safes[7], p.safes[0]);
        refuses(p, abi.encodeWithSelector(DeploymentCheck.SafesShareSigners.selector, twin, limitSafe, 2));
    }

    function test_FindsWhoElseMayPropose() public {
        DeploymentCheck.Plan memory p = plan();
        bytes32 proposer = roleLock.PROPOSER_ROLE();
        govern(roleLock, roleSafe, address(roleLock), abi.encodeCall(roleLock.grantRole, (proposer, STRANGER)));
        refuses(p, abi.encodeWithSelector(DeploymentCheck.WrongMembers.selector, roleLock, proposer, 2, 1));
        govern(roleLock, roleSafe, address(roleLock), abi.encodeCall(roleLock.revokeRole, (proposer, roleSafe)));
        refuses(p, abi.encodeWithSelector(DeploymentCheck.NotMember.selector, roleLock, proposer, roleSafe));
        p.timelocks[0].proposers = list(STRANGER);
        refuses(p, abi.encodeWithSelector(DeploymentCheck.ProposerNotSafe.selector, roleLock, STRANGER));
    }

    function test_FindsWhoElseExecutesCancelsOrAdministers() public {
        DeploymentCheck.Plan memory p = plan();
        p.timelocks[0].executors = list(STRANGER);
        refuses(
            p,
            abi.encodeWithSelector(
                DeploymentCheck.NotMember.selector, roleLock, roleLock.EXECUTOR_ROLE(), STRANGER
            )
        );
        p = plan();
        p.timelocks[0].cancellers = list(roleSafe);
        refuses(
            p,
            abi.encodeWithSelector(
                DeploymentCheck.WrongMembers.selector, roleLock, roleLock.CANCELLER_ROLE(), 2, 1
            )
        );
        p = plan();
        govern(roleLock, roleSafe, address(roleLock), abi.encodeCall(roleLock.grantRole, (0, STRANGER)));
        refuses(p, abi.encodeWithSelector(DeploymentCheck.WrongMembers.selector, roleLock, bytes32(0), 2, 1));
        vm.prank(STRANGER);
        roleLock.revokeRole(0, address(roleLock));
        refuses(p, abi.encodeWithSelector(DeploymentCheck.NotMember.selector, roleLock, bytes32(0), roleLock));
    }

    function test_FindsAMemberThatIsCountedTwice() public {
        DeploymentCheck.Plan memory p = plan();
        p.timelocks[0].cancellers[1] = p.timelocks[0].cancellers[0];
        refuses(p, abi.encodeWithSelector(DeploymentCheck.Repeated.selector, roleSafe));
    }

    function test_FindsOtherCodeOfATimelock() public {
        DeploymentCheck.Plan memory p = plan();
        bytes32 seen = p.timelocks[0].code.maskedCodeHash;
        p.timelocks[0].code.maskedCodeHash = "other";
        refuses(p, abi.encodeWithSelector(DeploymentCheck.WrongCode.selector, roleLock, seen, bytes32("other")));
    }

    function test_FindsAnOffsetBehindTheCode() public {
        DeploymentCheck.Plan memory p = plan();
        DeploymentCheck.CodePlan memory code = p.proxies[2].implementation;
        uint256[] memory more = new uint256[](code.immutableOffsets.length + 1);
        for (uint256 i = 0; i < code.immutableOffsets.length; i++) more[i] = code.immutableOffsets[i];
        more[more.length - 1] = code.account.code.length;
        code.immutableOffsets = more;
        bytes32 hash = code.maskedCodeHash;
        refuses(p, abi.encodeWithSelector(DeploymentCheck.WrongCode.selector, code.account, hash, hash));
    }

    function test_FindsAnotherDelay() public {
        DeploymentCheck.Plan memory p = plan();
        p.timelocks[1].delay = DELAY + 1;
        refuses(p, abi.encodeWithSelector(DeploymentCheck.WrongDelay.selector, limitLock, DELAY, DELAY + 1));
        expectTooShort(0);
        expectTooShort(DELAY - 1);
        equal(checker.DELAY_MIN(), DELAY, "two days");
    }

    /// A delay that is long now, with a floor that a proposal can lower it to.
    function test_FindsALowFloorUnderALongDelay() public {
        Timelock lock = hasty(1 hours);
        govern(lock, limitSafe, address(lock), abi.encodeCall(lock.updateDelay, (DELAY)), 1 hours);
        equal(lock.getMinDelay(), DELAY, "long now");
        DeploymentCheck.Plan memory p = plan();
        p.timelocks[1].code = codePlan(address(lock), "Timelock");
        refuses(p, abi.encodeWithSelector(DeploymentCheck.WaitTooShort.selector, lock, 1 hours, DELAY));
    }

    function expectTooShort(uint256 delay) private {
        Timelock lock = hasty(delay);
        DeploymentCheck.Plan memory p = plan();
        p.timelocks[1].delay = delay;
        p.timelocks[1].code = codePlan(address(lock), "Timelock");
        refuses(p, abi.encodeWithSelector(DeploymentCheck.WaitTooShort.selector, lock, delay, DELAY));
    }

    function hasty(uint256 delay) private returns (Timelock) {
        return new Timelock(delay, list(limitSafe), list(address(0)), list(guardSafe));
    }

    // A plan that says too little

    function test_RefusesAPlanOfNothing() public {
        DeploymentCheck.Plan memory p;
        refuses(p, abi.encodeWithSelector(DeploymentCheck.NothingPlanned.selector));
        p = plan();
        p.proxies = new DeploymentCheck.ProxyPlan[](0);
        p.roles = new DeploymentCheck.RolesPlan[](0);
        refuses(p, abi.encodeWithSelector(DeploymentCheck.NothingPlanned.selector));
    }

    function test_RefusesAProxyWithoutRoleHolders() public {
        DeploymentCheck.Plan memory p = plan();
        p.roles = new DeploymentCheck.RolesPlan[](0);
        refuses(p, abi.encodeWithSelector(DeploymentCheck.RolesNotPlanned.selector, coin));
        p = plan();
        p.roles[3] = p.roles[0];
        refuses(p, abi.encodeWithSelector(DeploymentCheck.RolesNotPlanned.selector, escrow));
    }

    function test_RefusesRoleHoldersWithoutCode() public {
        DeploymentCheck.Plan memory p = plan();
        p.proxies[0] = p.proxies[1];
        refuses(p, abi.encodeWithSelector(DeploymentCheck.CodeNotPlanned.selector, coin));
    }

    function test_RefusesAPlanWithoutTimelocksOrSafes() public {
        DeploymentCheck.Plan memory p = plan();
        p.timelocks = new DeploymentCheck.TimelockPlan[](0);
        refuses(p, abi.encodeWithSelector(DeploymentCheck.NotTimelock.selector, ROLE_MANAGER_ROLE, roleLock));
        p = plan();
        p.safes = new DeploymentCheck.SafePlan[](0);
        refuses(p, abi.encodeWithSelector(DeploymentCheck.ProposerNotSafe.selector, roleLock, roleSafe));
    }

    function test_FindsOneProposerOfTwoTimelocks() public {
        Timelock twin = new Timelock(DELAY, list(roleSafe), list(address(0)), list(guardSafe));
        DeploymentCheck.Plan memory p = plan();
        p.timelocks[2].proposers = p.timelocks[0].proposers;
        p.timelocks[2].cancellers = p.timelocks[0].cancellers;
        p.timelocks[2].code = codePlan(address(twin), "Timelock");
        refuses(p, abi.encodeWithSelector(DeploymentCheck.ProposerOfTwo.selector, roleLock, twin, roleSafe));
    }

    function test_FindsOtherCodeBehindAProxy() public {
        DeploymentCheck.Plan memory p = plan();
        address planned = p.proxies[1].implementation.account;
        address next = address(new MintGate(IStablecoin(address(coin))));
        vm.prank(address(upgradeLock));
        gate.upgradeToAndCall(next, "");
        p.proxies[1].implementationSlot = vm.load(address(gate), IMPLEMENTATION);
        refuses(p, abi.encodeWithSelector(DeploymentCheck.WrongImplementation.selector, gate, next, planned));
        p.proxies[1].implementation = codePlan(next, "Settlement");
        (bool passed,) = address(checker).call(abi.encodeCall(checker.check, (p)));
        isTrue(!passed, "other code passed");
        p.proxies[1].implementation = codePlan(next, "MintGate");
        checker.check(p);
        p.proxies[1].proxyCodeHash = "other";
        refuses(p, wrongCode(address(gate), "other"));
    }

    function test_CodeThatDiffersInOneByteIsFound() public {
        DeploymentCheck.Plan memory p = plan();
        DeploymentCheck.CodePlan memory code = p.proxies[2].implementation;
        bytes memory changed = code.account.code;
        changed[changed.length / 2] ^= 0x01;
        vm.etch(code.account, changed);
        (bool passed, bytes memory answer) = address(checker).call(abi.encodeCall(checker.check, (p)));
        isTrue(!passed && bytes4(answer) == DeploymentCheck.WrongCode.selector, "changed code passed");
        p.proxies[2].implementation.immutableOffsets[0] = changed.length - 31;
        (passed, answer) = address(checker).call(abi.encodeCall(checker.check, (p)));
        isTrue(!passed && bytes4(answer) == DeploymentCheck.WrongCode.selector, "an offset outside the code passed");
    }

    function test_FindsARoleHolderThatIsNotPlanned() public {
        DeploymentCheck.Plan memory p = plan();
        vm.prank(address(roleLock));
        coin.grantRole(FREEZER_ROLE, STRANGER);
        refuses(p, abi.encodeWithSelector(DeploymentCheck.WrongNumberOfHolders.selector, coin, 12, 11));
        vm.prank(address(roleLock));
        coin.revokeRole(FREEZER_ROLE, FREEZER);
        refuses(p, abi.encodeWithSelector(DeploymentCheck.NotHolder.selector, coin, FREEZER_ROLE, FREEZER));
        p.roles[0].grants[7] = p.roles[0].grants[5];
        refuses(p, abi.encodeWithSelector(DeploymentCheck.Repeated.selector, PAUSER));
    }

    function test_FindsOneAccountWithTwoRoles() public {
        DeploymentCheck.Plan memory p = plan();
        vm.startPrank(address(roleLock));
        gate.revokeRole(ATTESTER_ROLE, ATTESTER);
        gate.grantRole(ATTESTER_ROLE, FREEZER);
        vm.stopPrank();
        p.roles[1].grants[5].account = FREEZER;
        refuses(
            p,
            abi.encodeWithSelector(DeploymentCheck.TwoRoles.selector, FREEZER, FREEZER_ROLE, ATTESTER_ROLE)
        );
    }

    function test_FindsAPowerThatHasNoTimelockOrNoSafe() public {
        DeploymentCheck.Plan memory p = plan();
        move(LIMIT_MANAGER_ROLE, address(limitLock), STRANGER);
        p.roles[0].grants[1].account = STRANGER;
        refuses(p, abi.encodeWithSelector(DeploymentCheck.NotTimelock.selector, LIMIT_MANAGER_ROLE, STRANGER));
        move(LIMIT_MANAGER_ROLE, STRANGER, address(limitLock));
        move(SEIZER_ROLE, courtSafe, STRANGER);
        p = plan();
        p.roles[0].grants[8].account = STRANGER;
        refuses(p, abi.encodeWithSelector(DeploymentCheck.NotSafe.selector, SEIZER_ROLE, STRANGER));
    }

    function test_FindsASignerWithARole() public {
        address signer = owners(roleSafe)[0];
        move(FREEZER_ROLE, FREEZER, signer);
        DeploymentCheck.Plan memory p = plan();
        p.roles[0].grants[7].account = signer;
        refuses(p, abi.encodeWithSelector(DeploymentCheck.SignerHoldsRole.selector, signer, FREEZER_ROLE));
    }

    function move(bytes32 role, address from, address to) private {
        vm.startPrank(address(roleLock));
        coin.revokeRole(role, from);
        coin.grantRole(role, to);
        vm.stopPrank();
    }

    function openGate() private {
        govern(limitLock, limitSafe, address(gate), abi.encodeCall(gate.setDestination, (STRANGER, true)));
        govern(limitLock, limitSafe, address(gate), abi.encodeCall(gate.setReserveMaxAge, (1 days)));
        govern(limitLock, limitSafe, address(gate), abi.encodeCall(gate.setDelay, (1_000e6, 1 hours, 1 hours)));
        IMintGate.MinterLimits memory limits = IMintGate.MinterLimits(1_000e6, 500e6, 500e6, 1e6);
        govern(limitLock, limitSafe, address(gate), abi.encodeCall(gate.setMinter, (GATE_MINTER, limits)));
        attest(gate, 1_000e6, 0);
        allow(coin, STRANGER);
    }

    function callThrough(address safe, address to, bytes memory data, uint256 signers)
        private
        view
        returns (bytes memory)
    {
        return abi.encodeCall(
            SafeContract.execTransaction,
            (to, 0, data, 0, 0, 0, 0, address(0), payable(address(0)), signatures(safe, to, data, signers))
        );
    }

    function wrongCode(address account, bytes32 expected) private view returns (bytes memory) {
        return abi.encodeWithSelector(DeploymentCheck.WrongCode.selector, account, account.codehash, expected);
    }

    function refuses(DeploymentCheck.Plan memory p, bytes memory refusal) private {
        vm.expectRevert(refusal);
        checker.check(p);
    }
}
