// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Escrow} from "../src/Escrow.sol";
import {IEscrow} from "../src/IEscrow.sol";
import {IStablecoin} from "../src/IStablecoin.sol";
import "../src/Roles.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {PowersGround} from "./PowersGround.sol";
import {Signer} from "./Signer.sol";

contract EscrowTest is PowersGround, Signer {
    uint256 private constant PAYER_KEY = 0xA11CE;
    address private constant SHOP = address(0x1002);
    address private constant CUSTODY = address(0x1003);
    address private constant STRANGER = address(0x1004);
    uint256 private constant OPENING = 1_000e6;
    uint256 private constant HOLD_MAX = 500e6;
    uint48 private constant DURATION_MAX = 30 days;
    uint48 private constant EXPIRES = NOW + 7 days;

    address private payer;
    Stablecoin private coin;
    Escrow private escrow;

    function setUp() public {
        vm.warp(NOW);
        payer = vm.addr(PAYER_KEY);
        coin = newCoin("Fairway HKD", "FHKD", "HKD");
        escrow = newEscrow();
        allow(coin, payer);
        allow(coin, SHOP);
        allow(coin, CUSTODY);
        allow(coin, address(escrow));
        setCustody(coin, CUSTODY, true);
        mint(coin, payer, OPENING);
        vm.prank(payer);
        coin.approve(address(escrow), type(uint256).max);
        vm.prank(LIMIT_MANAGER);
        escrow.setCoin(address(coin), HOLD_MAX, DURATION_MAX);
    }

    // Authorise

    function test_HoldsByAllowance() public {
        IEscrow.Terms memory terms = order(100e6);
        vm.expectEmit(address(escrow));
        emit IEscrow.Authorised(escrow.idOf(terms), payer, SHOP, terms);
        bytes32 holdId = authorise(terms);
        equal(escrow.remaining(holdId), 100e6, "remaining");
        equal(escrow.held(address(coin)), 100e6, "held");
        equal(coin.balanceOf(address(escrow)), 100e6, "the coins are here");
        equal(coin.balanceOf(payer), OPENING - 100e6, "and not there");
    }

    function test_HoldsBySignatureAndAnyoneMaySubmitIt() public {
        vm.prank(payer);
        coin.approve(address(escrow), 0);
        IEscrow.Terms memory terms = order(100e6);
        bytes memory signed = authorization(terms);
        vm.prank(STRANGER);
        bytes32 holdId = escrow.authoriseBySignature(terms, signed);
        equal(escrow.remaining(holdId), 100e6, "remaining");
        equal(coin.balanceOf(address(escrow)), 100e6, "the coins are here");
        isTrue(coin.authorizationState(payer, holdId), "the nonce is the hold");
        vm.expectRevert(abi.encodeWithSelector(IEscrow.HoldExists.selector, holdId));
        escrow.authoriseBySignature(terms, signed);
    }

    function test_NoTermOfASignedHoldCanBeChanged() public {
        bytes memory signed = authorization(order(100e6));
        IEscrow.Terms memory terms = order(100e6);
        terms.payee = STRANGER;
        signatureRefused(terms, signed);
        terms = order(100e6);
        terms.expiresAt++;
        signatureRefused(terms, signed);
        terms = order(100e6);
        terms.ref = "another order";
        signatureRefused(terms, signed);
        terms = order(100e6 + 1);
        signatureRefused(terms, signed);
        terms = order(100e6);
        terms.salt = "another";
        signatureRefused(terms, signed);
        vm.prank(ADMIN);
        escrow.grantRole(OPERATOR_ROLE, STRANGER);
        terms = order(100e6);
        terms.operator = STRANGER;
        signatureRefused(terms, signed);
        escrow.authoriseBySignature(order(100e6), signed);
    }

    function test_APayerCancelsWhatItSigned() public {
        IEscrow.Terms memory terms = order(100e6);
        bytes memory signed = authorization(terms);
        bytes memory cancel =
            signature(PAYER_KEY, cancelDigest(address(coin), payer, escrow.idOf(terms)));
        coin.cancelAuthorization(payer, escrow.idOf(terms), cancel);
        vm.expectRevert(
            abi.encodeWithSelector(IStablecoin.AuthorizationUsedOrCanceled.selector, payer, escrow.idOf(terms))
        );
        escrow.authoriseBySignature(terms, signed);
    }

    function test_OnlyThePayerHoldsItsAllowance() public {
        vm.prank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.NotPayer.selector, OPERATOR, payer));
        escrow.authorise(order(1));
    }

    function test_RefusesTermsOutsideTheLimits() public {
        refuses(order(0), abi.encodeWithSelector(IEscrow.ZeroAmount.selector));
        refuses(
            order(HOLD_MAX + 1),
            abi.encodeWithSelector(IEscrow.HoldMaxExceeded.selector, coin, HOLD_MAX + 1, HOLD_MAX)
        );
        IEscrow.Terms memory terms = order(1);
        terms.expiresAt = NOW;
        refuses(terms, abi.encodeWithSelector(IEscrow.DurationOutOfRange.selector, NOW, NOW + DURATION_MAX));
        terms.expiresAt = NOW + DURATION_MAX + 1;
        refuses(terms, abi.encodeWithSelector(IEscrow.DurationOutOfRange.selector, terms.expiresAt, NOW + DURATION_MAX));
        terms = order(1);
        terms.operator = STRANGER;
        refuses(terms, abi.encodeWithSelector(IEscrow.NotOperator.selector, STRANGER));
        terms = order(1);
        terms.coin = address(0x99);
        refuses(terms, abi.encodeWithSelector(IEscrow.HoldMaxExceeded.selector, address(0x99), 1, 0));
        terms = order(HOLD_MAX);
        terms.expiresAt = NOW + DURATION_MAX;
        authorise(terms);
        refuses(terms, abi.encodeWithSelector(IEscrow.HoldExists.selector, escrow.idOf(terms)));
    }

    function test_ZeroMeansClosed() public {
        vm.prank(LIMIT_MANAGER);
        escrow.setCoin(address(coin), 0, DURATION_MAX);
        refuses(order(1), abi.encodeWithSelector(IEscrow.HoldMaxExceeded.selector, coin, 1, 0));
        vm.prank(LIMIT_MANAGER);
        escrow.setCoin(address(coin), HOLD_MAX, 0);
        refuses(order(1), abi.encodeWithSelector(IEscrow.DurationOutOfRange.selector, EXPIRES, NOW));
        vm.prank(LIMIT_MANAGER);
        vm.expectRevert(
            abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 128, uint256(1) << 128)
        );
        escrow.setCoin(address(coin), 1 << 128, 1);
    }

    // Capture, release, expire

    function test_CapturesInPartsAndReleasesTheRest() public {
        IEscrow.Terms memory terms = order(100e6);
        bytes32 holdId = authorise(terms);
        vm.expectEmit(address(escrow));
        emit IEscrow.Captured(holdId, SHOP, 30e6, 70e6);
        capture(terms, 30e6);
        capture(terms, 50e6);
        equal(coin.balanceOf(SHOP), 80e6, "the shop has both parts");
        captureRefused(terms, 20e6 + 1, abi.encodeWithSelector(IEscrow.CaptureExceedsHold.selector, holdId, 20e6 + 1, 20e6));
        captureRefused(terms, 0, abi.encodeWithSelector(IEscrow.ZeroAmount.selector));
        vm.expectEmit(address(escrow));
        emit IEscrow.Released(holdId, payer, 20e6);
        vm.prank(OPERATOR);
        escrow.release(terms);
        equal(coin.balanceOf(payer), OPENING - 80e6, "the payer has the rest");
        equal(coin.balanceOf(address(escrow)), 0, "nothing is left");
        equal(escrow.held(address(coin)), 0, "nothing is held");
        captureRefused(terms, 1, abi.encodeWithSelector(IEscrow.HoldNotOpen.selector, holdId));
        refuses(terms, abi.encodeWithSelector(IEscrow.HoldExists.selector, holdId));
    }

    function test_AHoldCapturedWholeIsOver() public {
        IEscrow.Terms memory terms = order(100e6);
        bytes32 holdId = authorise(terms);
        capture(terms, 100e6);
        vm.prank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.HoldNotOpen.selector, holdId));
        escrow.release(terms);
        vm.warp(EXPIRES);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.HoldNotOpen.selector, holdId));
        escrow.expire(terms);
        refuses(terms, abi.encodeWithSelector(IEscrow.DurationOutOfRange.selector, EXPIRES, EXPIRES + DURATION_MAX));
    }

    function test_ThePayeeGivesBack() public {
        IEscrow.Terms memory terms = order(100e6);
        authorise(terms);
        vm.prank(SHOP);
        escrow.release(terms);
        equal(coin.balanceOf(payer), OPENING, "all is back");
    }

    function test_OnlyTheHoldsOwnOperatorCaptures() public {
        IEscrow.Terms memory terms = order(100e6);
        authorise(terms);
        vm.prank(ADMIN);
        escrow.grantRole(OPERATOR_ROLE, STRANGER);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.NotParty.selector, STRANGER));
        escrow.capture(terms, 1);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.NotParty.selector, STRANGER));
        escrow.release(terms);
        vm.prank(payer);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.NotParty.selector, payer));
        escrow.release(terms);
        vm.prank(ADMIN);
        escrow.revokeRole(OPERATOR_ROLE, OPERATOR);
        captureRefused(
            terms,
            1,
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, OPERATOR, OPERATOR_ROLE)
        );
    }

    function test_AnyoneSeesToIt_ThatAnExpiredHoldGoesBack() public {
        IEscrow.Terms memory terms = order(100e6);
        bytes32 holdId = authorise(terms);
        capture(terms, 40e6);
        vm.warp(EXPIRES - 1);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.HoldNotExpired.selector, holdId, EXPIRES));
        escrow.expire(terms);
        vm.warp(EXPIRES);
        captureRefused(terms, 1, abi.encodeWithSelector(IEscrow.HoldExpired.selector, holdId, EXPIRES));
        vm.expectEmit(address(escrow));
        emit IEscrow.Expired(holdId, payer, 60e6);
        vm.prank(STRANGER);
        escrow.expire(terms);
        equal(coin.balanceOf(payer), OPENING - 40e6, "the rest is back");
        vm.expectRevert(abi.encodeWithSelector(IEscrow.HoldNotOpen.selector, holdId));
        escrow.expire(terms);
    }

    function test_PauseStopsHoldsAndCapturesButNotTheWayBack() public {
        IEscrow.Terms memory terms = order(100e6);
        authorise(terms);
        vm.prank(PAUSER);
        escrow.pause();
        isTrue(escrow.paused(), "paused");
        refuses(order(1), abi.encodeWithSelector(IEscrow.EscrowPaused.selector));
        captureRefused(terms, 1, abi.encodeWithSelector(IEscrow.EscrowPaused.selector));
        vm.prank(OPERATOR);
        escrow.release(terms);
        vm.prank(UNPAUSER);
        escrow.unpause();
        authorise(order(1));
    }

    /// Whatever is captured, released or expired: nobody gains or loses but by the terms, and the books agree.
    function testFuzz_PayerAndShopHaveWhatThePayerHad(uint256 amount, uint256 first, uint256 second, bool late) public {
        amount = 1 + amount % HOLD_MAX;
        IEscrow.Terms memory terms = order(amount);
        bytes32 holdId = authorise(terms);
        uint256 captured = tryCapture(terms, first % (2 * amount)) + tryCapture(terms, second % (2 * amount));
        isTrue(captured <= amount, "no more than the hold");
        equal(escrow.remaining(holdId), amount - captured, "remaining");
        equal(escrow.held(address(coin)), coin.balanceOf(address(escrow)), "held is here");
        if (captured < amount) {
            if (late) {
                vm.warp(EXPIRES);
                escrow.expire(terms);
            } else {
                vm.prank(OPERATOR);
                escrow.release(terms);
            }
        }
        equal(coin.balanceOf(SHOP), captured, "shop");
        equal(coin.balanceOf(payer), OPENING - captured, "payer");
        equal(coin.balanceOf(address(escrow)), 0, "escrow");
    }

    // Frozen parties, seizure, rescue

    function test_TheCoinStopsAFrozenParty() public {
        IEscrow.Terms memory terms = order(100e6);
        bytes32 holdId = authorise(terms);
        freeze(coin, SHOP);
        captureRefused(terms, 1, abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, SHOP));
        freeze(coin, payer);
        vm.prank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, payer));
        escrow.release(terms);
        refuses(order(1), abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, payer));
        bytes memory signed = authorization(order(2));
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, payer));
        escrow.authoriseBySignature(order(2), signed);
        vm.warp(EXPIRES);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, payer));
        escrow.expire(terms);
        equal(escrow.remaining(holdId), 100e6, "the hold stays");
        unfreeze(coin, payer);
        escrow.expire(terms);
        equal(coin.balanceOf(payer), OPENING, "until the freeze is lifted");
    }

    /// What a frozen payer set aside is its own until it is captured: nobody deals with it but the seizer.
    function test_AFrozenPayersHoldIsNotCaptured() public {
        IEscrow.Terms memory terms = order(100e6);
        authorise(terms);
        capture(terms, 30e6);
        freeze(coin, payer);
        captureRefused(terms, 10e6, abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, payer));
        equal(coin.balanceOf(SHOP), 30e6, "what came before stays");
    }

    function test_AFrozenPayersHoldIsSeized() public {
        IEscrow.Terms memory terms = order(100e6);
        bytes32 holdId = authorise(terms);
        seizureRefused(terms, CUSTODY, "case", abi.encodeWithSelector(IEscrow.PayerNotFrozen.selector, payer));
        freeze(coin, payer);
        seizureRefused(terms, CUSTODY, 0, abi.encodeWithSelector(IEscrow.NoCaseReference.selector));
        seizureRefused(terms, SHOP, "case", abi.encodeWithSelector(IEscrow.NotCustody.selector, SHOP));
        vm.expectEmit(address(escrow));
        emit IEscrow.HoldSeized(holdId, CUSTODY, 100e6, "case");
        vm.prank(SEIZER);
        escrow.seize(terms, CUSTODY, "case");
        equal(coin.balanceOf(CUSTODY), 100e6, "in custody");
        equal(escrow.held(address(coin)), 0, "nothing is held");
        seizureRefused(terms, CUSTODY, "case", abi.encodeWithSelector(IEscrow.HoldNotOpen.selector, holdId));
    }

    /// What is held for others is not reached by the coin's seizer either, unless the freezer freezes that sum first.
    function test_TheCoinsSeizerReachesHoldsOnlyBehindTheFreezer() public {
        authorise(order(100e6));
        vm.prank(SEIZER);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.NotFrozen.selector, address(escrow), 0, 1));
        coin.seize(address(escrow), CUSTODY, 1, "case");
        freezeSum(coin, address(escrow), 40e6);
        vm.prank(SEIZER);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.NotFrozen.selector, address(escrow), 40e6, 40e6 + 1));
        coin.seize(address(escrow), CUSTODY, 40e6 + 1, "case");
        captureRefused(
            order(100e6),
            100e6,
            abi.encodeWithSelector(IStablecoin.BalanceFrozen.selector, address(escrow), 60e6, 100e6)
        );
        vm.prank(SEIZER);
        coin.seize(address(escrow), CUSTODY, 40e6, "case");
        equal(escrow.held(address(coin)) - coin.balanceOf(address(escrow)), 40e6, "the gap shows");
        vm.prank(RESCUER);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.HeldForOthers.selector, coin, 1, 0));
        escrow.rescue(address(coin), RESCUER, 1);
    }

    function test_RescueLeavesWhatIsHeld() public {
        authorise(order(100e6));
        vm.prank(payer);
        coin.transfer(address(escrow), 7e6);
        vm.prank(RESCUER);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.HeldForOthers.selector, coin, 7e6 + 1, 7e6));
        escrow.rescue(address(coin), payer, 7e6 + 1);
        vm.expectEmit(address(escrow));
        emit IEscrow.Rescued(address(coin), payer, 7e6);
        vm.prank(RESCUER);
        escrow.rescue(address(coin), payer, 7e6);
        equal(coin.balanceOf(address(escrow)), 100e6, "what is held stays");
        Stablecoin foreign = newCoin("Fairway USD", "FUSD", "USD");
        allow(foreign, address(escrow));
        allow(foreign, payer);
        mint(foreign, address(escrow), 5);
        vm.prank(RESCUER);
        escrow.rescue(address(foreign), payer, 5);
        equal(foreign.balanceOf(payer), 5, "foreign tokens go whole");
    }

    // Roles

    /// Any caller, any function that asks for a role: only that role gets through.
    function testFuzz_EachPowerAsksForItsRole(address caller) public {
        bytes[7] memory calls = [
            abi.encodeCall(escrow.capture, (order(1), 1)),
            abi.encodeCall(escrow.seize, (order(1), CUSTODY, "case")),
            abi.encodeCall(escrow.rescue, (address(coin), caller, 1)),
            abi.encodeCall(escrow.setCoin, (address(coin), 1, 1)),
            abi.encodeCall(escrow.pause, ()),
            abi.encodeCall(escrow.unpause, ()),
            abi.encodeCall(escrow.upgradeToAndCall, (address(coin), ""))
        ];
        bytes32[7] memory roles = [
            OPERATOR_ROLE, SEIZER_ROLE, RESCUER_ROLE, LIMIT_MANAGER_ROLE, PAUSER_ROLE, UNPAUSER_ROLE, UPGRADER_ROLE
        ];
        for (uint256 i = 0; i < calls.length; i++) {
            if (escrow.hasRole(roles[i], caller)) continue;
            vm.prank(caller);
            (bool done, bytes memory answer) = address(escrow).call(calls[i]);
            bytes memory refusal =
                abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, caller, roles[i]);
            isTrue(!done && keccak256(answer) == keccak256(refusal), "not refused for the missing role");
        }
    }

    function test_AnUpgradeKeepsHolds() public {
        IEscrow.Terms memory terms = order(100e6);
        authorise(terms);
        Escrow next = new Escrow();
        vm.prank(UPGRADER);
        escrow.upgradeToAndCall(address(next), "");
        capture(terms, 100e6);
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        escrow.initialize(new Roles.Grant[](0));
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        next.initialize(new Roles.Grant[](0));
        (uint256 holdMax, uint48 durationMax) = escrow.coinLimits(address(coin));
        isTrue(holdMax == HOLD_MAX && durationMax == DURATION_MAX, "limits");
    }

    function order(uint256 amount) private view returns (IEscrow.Terms memory) {
        return IEscrow.Terms(address(coin), payer, SHOP, OPERATOR, amount, EXPIRES, "an order", "salt");
    }

    function authorise(IEscrow.Terms memory terms) private returns (bytes32) {
        vm.prank(payer);
        return escrow.authorise(terms);
    }

    function authorization(IEscrow.Terms memory terms) private view returns (bytes memory) {
        Authorization memory a =
            Authorization(payer, address(escrow), terms.amount, 0, terms.expiresAt, escrow.idOf(terms));
        return signature(PAYER_KEY, receiveDigest(address(coin), a));
    }

    function capture(IEscrow.Terms memory terms, uint256 amount) private {
        vm.prank(OPERATOR);
        escrow.capture(terms, amount);
    }

    function tryCapture(IEscrow.Terms memory terms, uint256 amount) private returns (uint256) {
        vm.prank(OPERATOR);
        try escrow.capture(terms, amount) {
            return amount;
        } catch {
            return 0;
        }
    }

    function refuses(IEscrow.Terms memory terms, bytes memory refusal) private {
        vm.prank(payer);
        vm.expectRevert(refusal);
        escrow.authorise(terms);
    }

    function signatureRefused(IEscrow.Terms memory terms, bytes memory signed) private {
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.InvalidSignature.selector, payer));
        escrow.authoriseBySignature(terms, signed);
    }

    function captureRefused(IEscrow.Terms memory terms, uint256 amount, bytes memory refusal) private {
        vm.prank(OPERATOR);
        vm.expectRevert(refusal);
        escrow.capture(terms, amount);
    }

    function seizureRefused(IEscrow.Terms memory terms, address custody, bytes32 caseRef, bytes memory refusal)
        private
    {
        vm.prank(SEIZER);
        vm.expectRevert(refusal);
        escrow.seize(terms, custody, caseRef);
    }
}
