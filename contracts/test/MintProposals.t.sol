// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IMintGate} from "../src/IMintGate.sol";
import {IStablecoin} from "../src/IStablecoin.sol";
import "../src/Roles.sol";
import {MintGround} from "./MintGround.sol";

/// @notice Mints that wait.
contract MintProposalsTest is MintGround {
    function test_ALargeMintIsProposedAndWaits() public {
        Order memory o = order(3_000e6);
        refuses(o, abi.encodeWithSelector(IMintGate.DelayRequired.selector, 3_000e6, DELAY_ABOVE));
        vm.expectEmit(address(gate));
        emit IMintGate.MintProposed(o.number, o.ref, o.to, o.amount, MINTER, NOW + DELAY, NOW + DELAY + TTL);
        propose(o);
        equal(coin.totalSupply(), 0, "nothing is minted yet");
        isTrue(gate.isOrderUsed(o.number), "the number is used");
        executionRefused(o, abi.encodeWithSelector(IMintGate.ProposalNotReady.selector, o.number, NOW + DELAY));
        vm.warp(NOW + DELAY - 1);
        executionRefused(o, abi.encodeWithSelector(IMintGate.ProposalNotReady.selector, o.number, NOW + DELAY));
        vm.warp(NOW + DELAY);
        vm.expectEmit(address(gate));
        emit IMintGate.Minted(o.number, o.ref, o.to, o.amount);
        execute(o);
        equal(coin.balanceOf(LIQUIDITY), o.amount, "minted");
        executionRefused(o, abi.encodeWithSelector(IMintGate.NoProposal.selector, o.number));
    }

    function test_AProposalIsCancelled() public {
        Order memory o = order(3_000e6);
        propose(o);
        vm.prank(PAUSER);
        gate.pause();
        vm.expectEmit(address(gate));
        emit IMintGate.MintCancelled(o.number, CANCELLER);
        vm.prank(CANCELLER);
        gate.cancel(o.number);
        vm.prank(UNPAUSER);
        gate.unpause();
        vm.warp(NOW + DELAY);
        executionRefused(o, abi.encodeWithSelector(IMintGate.NoProposal.selector, o.number));
        proposalRefused(o, abi.encodeWithSelector(IMintGate.OrderUsed.selector, o.number));
        vm.prank(CANCELLER);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.NoProposal.selector, o.number));
        gate.cancel(o.number);
    }

    function test_AProposalExpires() public {
        Order memory o = order(3_000e6);
        propose(o);
        vm.warp(NOW + DELAY + TTL);
        executionRefused(o, abi.encodeWithSelector(IMintGate.ProposalExpired.selector, o.number, NOW + DELAY + TTL));
        vm.warp(NOW + DELAY + TTL - 1);
        execute(o);
    }

    function test_AProposalEndsWithItsApproval() public {
        Order memory o = order(3_000e6);
        o.deadline = NOW + DELAY + 10;
        propose(o);
        vm.warp(NOW + DELAY + 10);
        executionRefused(o, abi.encodeWithSelector(IMintGate.ProposalExpired.selector, o.number, NOW + DELAY + 10));
        Order memory late = order(3_000e6);
        vm.warp(NOW);
        late.deadline = NOW + DELAY;
        proposalRefused(
            late, abi.encodeWithSelector(IMintGate.ProposalNeverReady.selector, NOW + DELAY, NOW + DELAY)
        );
    }

    function test_OnlyTheProposerExecutes() public {
        Order memory o = order(3_000e6);
        propose(o);
        vm.warp(NOW + DELAY);
        vm.prank(LIMIT_MANAGER);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.NotProposer.selector, o.number, LIMIT_MANAGER));
        gate.execute(o.number);
    }

    function test_AProposalIsWithinTheLimitsWhenItIsMade() public {
        proposalRefused(
            order(PER_MINT + 1), abi.encodeWithSelector(IMintGate.PerMintMaxExceeded.selector, PER_MINT + 1, PER_MINT)
        );
        mint(order(2_000e6));
        proposalRefused(order(4_000e6), abi.encodeWithSelector(IMintGate.BucketExceeded.selector, 4_000e6, 3_000e6));
        Order memory o = order(3_000e6);
        o.to = PAUSER;
        proposalRefused(o, abi.encodeWithSelector(IMintGate.NotDestination.selector, PAUSER));
    }

    function test_AProposalIsApprovedWhenItIsMade() public {
        Order memory o = order(3_000e6);
        bytes memory signed = signedBy(0x57A6, orderDigest(gate, o));
        vm.prank(MINTER);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.NotApprover.selector, vm.addr(0x57A6)));
        gate.propose(o.number, o.ref, o.to, o.amount, o.deadline, signed);
        o.deadline = NOW - 1;
        proposalRefused(o, abi.encodeWithSelector(IMintGate.ApprovalExpired.selector, o.deadline));
    }

    function test_ExecutionChecksEachLimitAgain() public {
        Order memory o = order(3_000e6);
        propose(o);
        vm.warp(NOW + DELAY);
        attest(gate, RESERVE, 0);
        uint256 ready = vm.snapshotState();

        limits(o.amount - 1, PER_MINT, CAPACITY, REFILL);
        againRefused(o, abi.encodeWithSelector(IMintGate.AllowanceExceeded.selector, o.amount, o.amount - 1), ready);
        limits(ALLOWANCE, 1e6, CAPACITY, REFILL);
        againRefused(o, abi.encodeWithSelector(IMintGate.PerMintMaxExceeded.selector, o.amount, 1e6), ready);
        limits(ALLOWANCE, PER_MINT, 1e6, REFILL);
        againRefused(o, abi.encodeWithSelector(IMintGate.BucketExceeded.selector, o.amount, 1e6), ready);
        vm.prank(LIMIT_MANAGER);
        gate.setDestination(LIQUIDITY, false);
        againRefused(o, abi.encodeWithSelector(IMintGate.NotDestination.selector, LIQUIDITY), ready);
        vm.prank(LIMIT_MANAGER);
        gate.setReserveMaxAge(0);
        againRefused(o, abi.encodeWithSelector(IMintGate.AttestationStale.selector, NOW + DELAY, 0), ready);
        vm.warp(NOW + DELAY + 1);
        attest(gate, o.amount - 1, 0);
        againRefused(o, abi.encodeWithSelector(IMintGate.ReserveTooSmall.selector, o.amount - 1, o.amount), ready);
        vm.prank(LIMIT_MANAGER);
        coin.setSupplyCap(1);
        againRefused(o, abi.encodeWithSelector(IStablecoin.SupplyCapExceeded.selector, 0, o.amount, 1), ready);
        vm.prank(PAUSER);
        gate.pause();
        againRefused(o, abi.encodeWithSelector(IMintGate.GatePaused.selector), ready);
        vm.prank(ADMIN);
        gate.revokeRole(APPROVER_ROLE, vm.addr(APPROVER_KEY));
        againRefused(o, abi.encodeWithSelector(IMintGate.NotApprover.selector, vm.addr(APPROVER_KEY)), ready);
        vm.prank(ADMIN);
        gate.revokeRole(MINTER_ROLE, MINTER);
        againRefused(o, abi.encodeWithSelector(IMintGate.PerMintMaxExceeded.selector, o.amount, 0), ready);
        execute(o);
        equal(coin.balanceOf(LIQUIDITY), o.amount, "minted when all holds");
    }

    /// Nothing is within anyone's limits, and a gate knows a minter by its limits: it must not be a way around the role.
    function test_NothingIsNotProposed() public {
        bytes memory refusal = abi.encodeWithSelector(IStablecoin.ZeroAmount.selector);
        proposalRefused(order(0), refusal);
        Order memory o = order(0);
        o.minter = PAUSER;
        bytes memory signed = approval(gate, o);
        vm.prank(PAUSER);
        vm.expectRevert(refusal);
        gate.propose(o.number, o.ref, o.to, 0, o.deadline, signed);
        isTrue(!gate.isOrderUsed(o.number), "the number is not used");
    }
}
