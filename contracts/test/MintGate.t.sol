// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {IMintGate} from "../src/IMintGate.sol";
import {IStablecoin, PAUSE_MINT} from "../src/IStablecoin.sol";
import {MintGate} from "../src/MintGate.sol";
import "../src/Roles.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {MintGround} from "./MintGround.sol";
import {Wallet} from "./Wallet.sol";

contract MintGateTest is MintGround {
    uint256 private constant POWERS = 9;

    // The mint and what it takes

    function test_MintsAnApprovedOrder() public {
        Order memory o = order(1_000e6);
        vm.expectEmit(address(gate));
        emit IMintGate.Minted(o.number, o.ref, LIQUIDITY, 1_000e6);
        mint(o);
        equal(coin.balanceOf(LIQUIDITY), 1_000e6, "balance");
        (IMintGate.MinterLimits memory left, uint256 available) = gate.minterLimits(MINTER);
        equal(left.allowance, ALLOWANCE - 1_000e6, "the allowance depletes");
        equal(available, CAPACITY - 1_000e6, "the bucket empties");
        isTrue(gate.isOrderUsed(o.number), "the number is used");
        isTrue(!gate.isOrderUsed(o.number + 1), "its neighbour is not");
    }

    function test_AnOrderNumberIsUsedOnce() public {
        Order memory o = order(1_000e6);
        mint(o);
        refuses(o, abi.encodeWithSelector(IMintGate.OrderUsed.selector, o.number));
        o.amount = 5;
        o.ref = "another";
        refuses(o, abi.encodeWithSelector(IMintGate.OrderUsed.selector, o.number));
    }

    function testFuzz_OrderNumbersAreIndependent(uint256 one, uint256 other) public {
        vm.assume(one != other);
        Order memory o = order(1e6);
        o.number = one;
        mint(o);
        isTrue(gate.isOrderUsed(one) && !gate.isOrderUsed(other), "only the one is used");
        o.number = other;
        mint(o);
        isTrue(gate.isOrderUsed(one) && gate.isOrderUsed(other), "both are used");
    }

    function test_TheAllowanceDepletes() public {
        limits(1_500e6, PER_MINT, CAPACITY, REFILL);
        mint(order(1_000e6));
        refuses(order(500e6 + 1), abi.encodeWithSelector(IMintGate.AllowanceExceeded.selector, 500e6 + 1, 500e6));
        mint(order(500e6));
        refuses(order(1), abi.encodeWithSelector(IMintGate.AllowanceExceeded.selector, 1, 0));
    }

    function test_TheBucketEmptiesAndRefills() public {
        mint(order(2_000e6));
        mint(order(2_000e6));
        mint(order(1_000e6));
        refuses(order(1), abi.encodeWithSelector(IMintGate.BucketExceeded.selector, 1, 0));
        vm.warp(NOW + 10);
        refuses(order(11e6), abi.encodeWithSelector(IMintGate.BucketExceeded.selector, 11e6, 10e6));
        mint(order(10e6));
        vm.warp(NOW + 10 + 20 hours);
        (, uint256 available) = gate.minterLimits(MINTER);
        equal(available, CAPACITY, "it fills to its capacity and no further");
    }

    function test_OneMintHasAMaximum() public {
        limits(ALLOWANCE, 300e6, CAPACITY, REFILL);
        mint(order(300e6));
        refuses(order(300e6 + 1), abi.encodeWithSelector(IMintGate.PerMintMaxExceeded.selector, 300e6 + 1, 300e6));
    }

    function test_TheCoinsCapHolds() public {
        vm.prank(LIMIT_MANAGER);
        coin.setSupplyCap(1_000e6);
        mint(order(999e6));
        refuses(order(2e6), abi.encodeWithSelector(IStablecoin.SupplyCapExceeded.selector, 999e6, 2e6, 1_000e6));
        proposalRefused(order(2e6), abi.encodeWithSelector(IStablecoin.SupplyCapExceeded.selector, 999e6, 2e6, 1_000e6));
        mint(order(1e6));
    }

    function test_TheDestinationIsOnTheList() public {
        Order memory o = order(1e6);
        o.to = PAUSER;
        refuses(o, abi.encodeWithSelector(IMintGate.NotDestination.selector, PAUSER));
        vm.prank(LIMIT_MANAGER);
        gate.setDestination(PAUSER, true);
        // The gate's list does not stand above the coin's.
        refuses(o, abi.encodeWithSelector(IStablecoin.AccountNotAllowed.selector, PAUSER));
        vm.prank(LIMIT_MANAGER);
        gate.setDestination(LIQUIDITY, false);
        refuses(order(1e6), abi.encodeWithSelector(IMintGate.NotDestination.selector, LIQUIDITY));
    }

    function test_FreezeAndPauseOfTheCoinStopTheGate() public {
        freeze(coin, LIQUIDITY);
        refuses(order(1e6), abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, LIQUIDITY));
        unfreeze(coin, LIQUIDITY);
        freeze(coin, address(gate));
        refuses(order(1e6), abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, address(gate)));
        unfreeze(coin, address(gate));
        pause(coin, PAUSE_MINT);
        refuses(order(1e6), abi.encodeWithSelector(IStablecoin.FunctionPaused.selector, PAUSE_MINT));
    }

    // The reserve

    function test_TheReserveCoversTheSupplyOnAllChains() public {
        vm.warp(NOW + 1);
        attest(gate, 10_000e6, 9_000e6);
        mint(order(1_000e6));
        refuses(order(1), abi.encodeWithSelector(IMintGate.ReserveTooSmall.selector, 10_000e6, 10_000e6 + 1));
        vm.warp(NOW + 2);
        attest(gate, 10_000e6 + 1, 9_000e6);
        mint(order(1));
    }

    function test_AnAttestationGrowsStale() public {
        vm.warp(NOW + MAX_AGE);
        mint(order(1e6));
        vm.warp(NOW + MAX_AGE + 1);
        refuses(order(1e6), abi.encodeWithSelector(IMintGate.AttestationStale.selector, NOW, MAX_AGE));
    }

    function test_AnAttestationIsOfThePastAndNewerThanTheLast() public {
        vm.startPrank(ATTESTER);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.AttestationNotNewer.selector, NOW, NOW));
        gate.attest(RESERVE, 0, NOW);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.AttestationFromFuture.selector, NOW + 1));
        gate.attest(RESERVE, 0, NOW + 1);
        vm.stopPrank();
    }

    // Zero means closed

    function test_ZeroMeansClosedInEachLimit() public {
        limits(0, PER_MINT, CAPACITY, REFILL);
        refuses(order(1), abi.encodeWithSelector(IMintGate.AllowanceExceeded.selector, 1, 0));
        limits(ALLOWANCE, 0, CAPACITY, REFILL);
        refuses(order(1), abi.encodeWithSelector(IMintGate.PerMintMaxExceeded.selector, 1, 0));
        limits(ALLOWANCE, PER_MINT, 0, REFILL);
        refuses(order(1), abi.encodeWithSelector(IMintGate.BucketExceeded.selector, 1, 0));
        limits(ALLOWANCE, PER_MINT, CAPACITY, 0);
        vm.warp(NOW + 1 hours);
        // Without a refill nothing flows back into the bucket that was emptied above.
        refuses(order(1), abi.encodeWithSelector(IMintGate.BucketExceeded.selector, 1, 0));
    }

    function test_ZeroMeansClosedInTheGate() public {
        vm.prank(LIMIT_MANAGER);
        gate.setReserveMaxAge(0);
        refuses(order(1), abi.encodeWithSelector(IMintGate.AttestationStale.selector, NOW, 0));
        vm.startPrank(LIMIT_MANAGER);
        gate.setReserveMaxAge(MAX_AGE);
        gate.setDelay(0, DELAY, TTL);
        vm.stopPrank();
        refuses(order(1), abi.encodeWithSelector(IMintGate.DelayRequired.selector, 1, 0));
        vm.prank(LIMIT_MANAGER);
        gate.setDelay(DELAY_ABOVE, 0, TTL);
        proposalRefused(order(1), abi.encodeWithSelector(IMintGate.NoDelaySet.selector));
        vm.prank(LIMIT_MANAGER);
        gate.setDelay(DELAY_ABOVE, DELAY, 0);
        proposalRefused(
            order(1), abi.encodeWithSelector(IMintGate.ProposalNeverReady.selector, NOW + DELAY, NOW + DELAY)
        );
        vm.prank(LIMIT_MANAGER);
        coin.setSupplyCap(0);
        refuses(order(1), abi.encodeWithSelector(IStablecoin.SupplyCapExceeded.selector, 0, 1, 0));
    }

    function test_AFreshGateMintsNothing() public {
        MintGate fresh = newFreshGate();
        Order memory o = order(1);
        bytes memory signed = approval(fresh, o);
        vm.prank(MINTER);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.DelayRequired.selector, 1, 0));
        fresh.mint(o.number, o.ref, o.to, 1, o.deadline, signed);
        vm.prank(MINTER);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.NotDestination.selector, o.to));
        fresh.propose(o.number, o.ref, o.to, 1, o.deadline, signed);
    }

    function test_LimitsThatDoNotFitAreRefused() public {
        uint256 most = type(uint64).max;
        uint256 mostCoins = uint256(type(uint32).max) * 1e6;
        uint256 mostRefill = uint256(type(uint32).max) * 1e3;
        limits(most, mostCoins, mostCoins, mostRefill);
        (IMintGate.MinterLimits memory kept, uint256 available) = gate.minterLimits(MINTER);
        isTrue(kept.allowance == most && kept.perMintMax == mostCoins && kept.capacity == mostCoins, "kept");
        isTrue(kept.refillPerSecond == mostRefill && available == CAPACITY, "kept");
        limitsRefused(most + 1, 1e6, 1e6, 1e3, abi.encodeWithSelector(IMintGate.TooLarge.selector, most + 1, most));
        bytes memory tooLarge = abi.encodeWithSelector(IMintGate.TooLarge.selector, mostCoins + 1e6, mostCoins);
        limitsRefused(1, mostCoins + 1e6, 1e6, 1e3, tooLarge);
        limitsRefused(1, 1e6, mostCoins + 1e6, 1e3, tooLarge);
        tooLarge = abi.encodeWithSelector(IMintGate.TooLarge.selector, mostRefill + 1e3, mostRefill);
        limitsRefused(1, 1e6, 1e6, mostRefill + 1e3, tooLarge);
        bytes memory notWhole = abi.encodeWithSelector(IMintGate.NotMultiple.selector, 1e6 + 1, 1e6);
        limitsRefused(1, 1e6 + 1, 1e6, 1e3, notWhole);
        limitsRefused(1, 1e6, 1e6 + 1, 1e3, notWhole);
        limitsRefused(1, 1e6, 1e6, 1e3 + 1, abi.encodeWithSelector(IMintGate.NotMultiple.selector, 1e3 + 1, 1e3));

        bytes memory refusal = abi.encodeWithSelector(IMintGate.TooLarge.selector, most + 1, most);
        vm.prank(LIMIT_MANAGER);
        vm.expectRevert(refusal);
        gate.setDelay(most + 1, DELAY, TTL);
        vm.warp(NOW + 1);
        vm.startPrank(ATTESTER);
        vm.expectRevert(refusal);
        gate.attest(most + 1, 0, NOW + 1);
        vm.expectRevert(refusal);
        gate.attest(0, most + 1, NOW + 1);
        vm.stopPrank();
    }

    /// Whatever fits is kept as it was set, each limit in its own place.
    function testFuzz_LimitsAreKeptAsTheyWereSet(uint64 allowance, uint256 perMint, uint256 capacity, uint256 refill)
        public
    {
        (perMint, capacity, refill) = (perMint % (1 << 32), capacity % (1 << 32), refill % (1 << 32));
        address other = address(0x3F);
        vm.prank(ADMIN);
        gate.grantRole(MINTER_ROLE, other);
        setLimits(other, allowance, perMint * 1e6, capacity * 1e6, refill * 1e3);
        (IMintGate.MinterLimits memory kept, uint256 available) = gate.minterLimits(other);
        equal(kept.allowance, allowance, "allowance");
        equal(kept.perMintMax, perMint * 1e6, "maximum");
        equal(kept.capacity, capacity * 1e6, "capacity");
        equal(kept.refillPerSecond, refill * 1e3, "refill");
        equal(available, capacity * 1e6, "a new bucket is full");
    }

    function test_NewLimitsDoNotFillABucket() public {
        mint(order(2_000e6));
        limits(ALLOWANCE, PER_MINT, CAPACITY, REFILL);
        (, uint256 available) = gate.minterLimits(MINTER);
        equal(available, CAPACITY - 2_000e6, "the level stays");
        limits(ALLOWANCE, PER_MINT, 100e6, REFILL);
        limits(ALLOWANCE, PER_MINT, CAPACITY, REFILL);
        (, available) = gate.minterLimits(MINTER);
        equal(available, 100e6, "what ran over is gone");
    }

    // The approval

    function test_TheApprovalIsOfThisVeryOrder() public {
        Order memory o = order(1_000e6);
        bytes memory signed = approval(gate, o);
        vm.startPrank(MINTER);
        vm.expectPartialRevert(IMintGate.NotApprover.selector);
        gate.mint(o.number + 1, o.ref, o.to, o.amount, o.deadline, signed);
        vm.expectPartialRevert(IMintGate.NotApprover.selector);
        gate.mint(o.number, "another", o.to, o.amount, o.deadline, signed);
        vm.expectPartialRevert(IMintGate.NotApprover.selector);
        gate.mint(o.number, o.ref, PAUSER, o.amount, o.deadline, signed);
        vm.expectPartialRevert(IMintGate.NotApprover.selector);
        gate.mint(o.number, o.ref, o.to, o.amount + 1, o.deadline, signed);
        vm.expectPartialRevert(IMintGate.NotApprover.selector);
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline + 1, signed);
        vm.stopPrank();
        vm.prank(PAUSER);
        vm.expectPartialRevert(IMintGate.NotApprover.selector);
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, signed);
    }

    function test_TheApprovalIsForThisGateAndChain() public {
        Order memory o = order(1_000e6);
        bytes memory elsewhere = approval(newFreshGate(), o);
        vm.prank(MINTER);
        vm.expectPartialRevert(IMintGate.NotApprover.selector);
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, elsewhere);
        bytes memory here = approval(gate, o);
        vm.chainId(block.chainid + 1);
        vm.prank(MINTER);
        vm.expectPartialRevert(IMintGate.NotApprover.selector);
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, here);
    }

    function testFuzz_OnlyAnApproverApproves(uint256 key) public {
        key = 1 + key % (2 ** 200);
        vm.assume(key != APPROVER_KEY);
        Order memory o = order(1e6);
        bytes memory signed = signedBy(key, orderDigest(gate, o));
        vm.prank(MINTER);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.NotApprover.selector, vm.addr(key)));
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, signed);
    }

    function test_AMintersOwnSignatureIsNoApproval() public {
        uint256 key = 0x50F7;
        vm.prank(ADMIN);
        gate.grantRole(MINTER_ROLE, vm.addr(key));
        setLimits(vm.addr(key), ALLOWANCE, PER_MINT, CAPACITY, REFILL);
        Order memory o = order(1e6);
        o.minter = vm.addr(key);
        bytes memory signed = signedBy(key, orderDigest(gate, o));
        vm.prank(o.minter);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.NotApprover.selector, o.minter));
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, signed);
        vm.prank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(Roles.AccountHoldsRole.selector, o.minter, MINTER_ROLE));
        gate.grantRole(APPROVER_ROLE, o.minter);
    }

    function test_AnApprovalExpires() public {
        Order memory o = order(1e6);
        o.deadline = NOW + 5;
        bytes memory signed = approval(gate, o);
        vm.warp(NOW + 6);
        vm.prank(MINTER);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.ApprovalExpired.selector, o.deadline));
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, signed);
        vm.warp(NOW + 5);
        mint(o);
    }

    function test_AContractApproves() public {
        Wallet wallet = new Wallet(vm.addr(0xB0B));
        Order memory o = order(1e6);
        bytes memory signature = signedBy(0xB0B, orderDigest(gate, o));
        bytes memory signed = abi.encodePacked(address(wallet), signature);
        vm.startPrank(MINTER);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.NotApprover.selector, address(wallet)));
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, signed);
        vm.stopPrank();
        vm.prank(ADMIN);
        gate.grantRole(APPROVER_ROLE, address(wallet));
        vm.startPrank(MINTER);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.ApprovalInvalid.selector, address(wallet)));
        gate.mint(o.number, o.ref, o.to, o.amount + 1, o.deadline, signed);
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, signed);
        vm.stopPrank();
        equal(coin.balanceOf(LIQUIDITY), o.amount, "minted");
    }

    function testFuzz_BytesThatAreNoApprovalAreRefused(bytes calldata nonsense) public {
        Order memory o = order(1e6);
        vm.prank(MINTER);
        (bool minted,) = address(gate)
            .call(abi.encodeCall(IMintGate.mint, (o.number, o.ref, o.to, o.amount, o.deadline, nonsense)));
        isTrue(!minted, "minted on nonsense");
    }

    // Roles

    function test_PauseAndUnpauseAreTwoRoles() public {
        vm.expectEmit(address(gate));
        emit IMintGate.Paused(PAUSER);
        vm.prank(PAUSER);
        gate.pause();
        isTrue(gate.paused(), "paused");
        refuses(order(1e6), abi.encodeWithSelector(IMintGate.GatePaused.selector));
        proposalRefused(order(1e6), abi.encodeWithSelector(IMintGate.GatePaused.selector));
        vm.prank(PAUSER);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        gate.unpause();
        vm.prank(UNPAUSER);
        gate.unpause();
        mint(order(1e6));
    }

    function test_LimitsEndWithTheRole() public {
        vm.prank(ADMIN);
        gate.revokeRole(MINTER_ROLE, MINTER);
        refuses(order(1), abi.encodeWithSelector(IMintGate.PerMintMaxExceeded.selector, 1, 0));
        vm.prank(LIMIT_MANAGER);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.NotMinter.selector, MINTER));
        gate.setMinter(MINTER, IMintGate.MinterLimits(1, 1, 1, 1));
        vm.prank(ADMIN);
        gate.grantRole(MINTER_ROLE, MINTER);
        refuses(order(1), abi.encodeWithSelector(IMintGate.PerMintMaxExceeded.selector, 1, 0));
    }

    function test_AMinterThatResignsKeepsNoLimits() public {
        vm.prank(MINTER);
        gate.renounceRole(MINTER_ROLE, MINTER);
        refuses(order(1), abi.encodeWithSelector(IMintGate.PerMintMaxExceeded.selector, 1, 0));
    }

    /// Any caller, any function that asks for a role: only that role gets through.
    function testFuzz_EachPowerAsksForItsRole(address caller) public {
        for (uint256 i = 0; i < POWERS; i++) {
            (bytes memory call, bytes32 role) = power(i);
            if (gate.hasRole(role, caller)) continue;
            vm.prank(caller);
            (bool done, bytes memory answer) = address(gate).call(call);
            isTrue(!done, "done without the role");
            bytes memory refusal =
                abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, caller, role);
            isTrue(keccak256(answer) == keccak256(refusal), "refused for another reason");
        }
    }

    function testFuzz_NobodyElseMints(address caller) public {
        vm.assume(caller != MINTER);
        Order memory o = order(1e6);
        o.minter = caller;
        bytes memory signed = approval(gate, o);
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.PerMintMaxExceeded.selector, 1e6, 0));
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, signed);
    }

    function test_InitializesOnce() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        gate.initialize(gateGrants());
        MintGate implementation = new MintGate(IStablecoin(address(coin)));
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        implementation.initialize(gateGrants());
        vm.expectRevert(IMintGate.NoCoin.selector);
        new MintGate(IStablecoin(address(0)));
    }

    function test_AnUpgradeKeepsEverything() public {
        mint(order(1_000e6));
        MintGate next = new MintGate(IStablecoin(address(coin)));
        vm.prank(UPGRADER);
        gate.upgradeToAndCall(address(next), "");
        isTrue(gate.isOrderUsed(1), "used numbers");
        mint(order(1_000e6));
        (IMintGate.MinterLimits memory left,) = gate.minterLimits(MINTER);
        equal(left.allowance, ALLOWANCE - 2_000e6, "the allowance");
    }

    function test_TellsItsTerms() public view {
        (, string memory name, string memory version, uint256 chainId, address contract_,,) = gate.eip712Domain();
        isTrue(keccak256(bytes(name)) == keccak256("Fairway MintGate"), "name");
        isTrue(keccak256(bytes(version)) == keccak256("1"), "version");
        equal(chainId, block.chainid, "chain");
        isTrue(contract_ == address(gate) && gate.isDestination(LIQUIDITY), "contract and destination");
        (uint256 reserve, uint256 elsewhere, uint48 asOf, uint24 maxAge) = gate.attestation();
        isTrue(reserve == RESERVE && elsewhere == 0 && asOf == NOW && maxAge == MAX_AGE, "attestation");
        (uint256 above, uint32 delay, uint32 ttl) = gate.delayRule();
        isTrue(above == DELAY_ABOVE && delay == DELAY && ttl == TTL, "delay");
    }

    function power(uint256 which) private view returns (bytes memory call, bytes32 role) {
        IMintGate.MinterLimits memory none;
        if (which == 0) return (abi.encodeCall(gate.cancel, (1)), CANCELLER_ROLE);
        if (which == 1) return (abi.encodeCall(gate.attest, (1, 1, NOW)), ATTESTER_ROLE);
        if (which == 2) return (abi.encodeCall(gate.pause, ()), PAUSER_ROLE);
        if (which == 3) return (abi.encodeCall(gate.unpause, ()), UNPAUSER_ROLE);
        if (which == 4) return (abi.encodeCall(gate.setMinter, (MINTER, none)), LIMIT_MANAGER_ROLE);
        if (which == 5) return (abi.encodeCall(gate.setDestination, (PAUSER, true)), LIMIT_MANAGER_ROLE);
        if (which == 6) return (abi.encodeCall(gate.setReserveMaxAge, (1)), LIMIT_MANAGER_ROLE);
        if (which == 7) return (abi.encodeCall(gate.setDelay, (1, 1, 1)), LIMIT_MANAGER_ROLE);
        return (abi.encodeCall(gate.upgradeToAndCall, (address(coin), "")), UPGRADER_ROLE);
    }
}
