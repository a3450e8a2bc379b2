// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Settlement} from "../src/Settlement.sol";
import {IStablecoin} from "../src/IStablecoin.sol";
import "../src/Roles.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {PowersGround} from "./PowersGround.sol";

contract SettlementTest is PowersGround {
    uint256 internal constant OPENING = 1_000e6;
    uint256 internal constant WINDOW_MAX = 10_000e6;
    uint256 internal constant CAPACITY = 15_000e6;
    uint256 internal constant REFILL = 1e6;
    bytes32 internal constant ROOT = "a root";

    // In the order of their numbers, as positions must be sorted.
    address internal constant LIQUIDITY = address(0x1001);
    address internal constant PAYOUT = address(0x1002);
    address internal constant ROUNDING = address(0x1003);

    Stablecoin internal low;
    Stablecoin internal high;
    Settlement internal settlement;

    function setUp() public {
        (low, high) = (newCoin("Fairway HKD", "FHKD", "HKD"), newCoin("Fairway CNH", "FCNH", "CNH"));
        if (address(low) > address(high)) (low, high) = (high, low);
        vm.warp(NOW);
        settlement = newSettlement();
        setCoin(settlement, address(low), WINDOW_MAX, CAPACITY, REFILL);
        setCoin(settlement, address(high), WINDOW_MAX, CAPACITY, REFILL);
        register(settlement, LIQUIDITY);
        register(settlement, PAYOUT);
        register(settlement, ROUNDING);
        Stablecoin[2] memory both = [low, high];
        for (uint256 i = 0; i < both.length; i++) {
            allow(both[i], address(settlement));
            allow(both[i], LIQUIDITY);
            allow(both[i], PAYOUT);
            allow(both[i], ROUNDING);
        }
        open(low, LIQUIDITY);
        open(high, PAYOUT);
        approve(low, PAYOUT);
        approve(low, ROUNDING);
        approve(high, LIQUIDITY);
        approve(high, ROUNDING);
    }

    function test_SettlesTwoCoinsInOneTransaction() public {
        Settlement.Position[] memory positions = new Settlement.Position[](5);
        positions[0] = position(low, LIQUIDITY, -100);
        positions[1] = position(low, PAYOUT, 99);
        positions[2] = position(low, ROUNDING, 1);
        positions[3] = position(high, LIQUIDITY, 40);
        positions[4] = position(high, PAYOUT, -40);
        vm.expectEmit();
        emit Settlement.WindowSettled("window", ROOT, 5);
        settle("window", positions);
        equal(low.balanceOf(LIQUIDITY), OPENING - 100, "low of L");
        equal(low.balanceOf(PAYOUT), 99, "low of O");
        equal(low.balanceOf(ROUNDING), 1, "low of rounding");
        equal(high.balanceOf(LIQUIDITY), 40, "high of L");
        equal(high.balanceOf(PAYOUT), OPENING - 40, "high of O");
        equal(uint256(settlement.settled("window")), uint256(ROOT), "the root");
    }

    function test_AWindowSettlesOnce() public {
        settle("window", pair(low, -100, 100));
        vm.expectRevert(abi.encodeWithSelector(Settlement.WindowAlreadySettled.selector, bytes32("window")));
        settle("window", pair(low, -100, 100));
        equal(low.balanceOf(PAYOUT), 100, "settled once");
    }

    function test_LegsThatCancelOutMoveNothing() public {
        settle("window", new Settlement.Position[](0));
        equal(uint256(settlement.settled("window")), uint256(ROOT), "the root");
    }

    function test_AllOrNothing() public {
        Settlement.Position[] memory positions = new Settlement.Position[](4);
        positions[0] = position(low, LIQUIDITY, -100);
        positions[1] = position(low, PAYOUT, 100);
        positions[2] = position(high, LIQUIDITY, -1);
        positions[3] = position(high, PAYOUT, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, LIQUIDITY, uint256(0), uint256(1))
        );
        settle("window", positions);
        equal(low.balanceOf(PAYOUT), 0, "nothing moved");
        equal(uint256(settlement.settled("window")), 0, "not settled");
    }

    function test_RefusesWhatIsNotAWindow() public {
        expectRefusal(abi.encodeWithSelector(Settlement.Unbalanced.selector, low, int256(-1)), pair(low, -100, 99));
        expectRefusal(abi.encodeWithSelector(Settlement.Unbalanced.selector, low, int256(200)), pair(low, 100, 100));
        expectRefusal(abi.encodeWithSelector(Settlement.ZeroPosition.selector, uint256(0)), pair(low, 0, 0));
        expectRefusal(
            abi.encodeWithSelector(Settlement.WindowMaxExceeded.selector, address(this), 1, 0),
            pair(Stablecoin(address(this)), -1, 1)
        );
        Settlement.Position[] memory positions = pair(low, -100, 100);
        (positions[0], positions[1]) = (positions[1], positions[0]);
        expectRefusal(abi.encodeWithSelector(Settlement.PositionsNotSorted.selector, uint256(1)), positions);
        positions[1] = positions[0];
        expectRefusal(abi.encodeWithSelector(Settlement.PositionsNotSorted.selector, uint256(1)), positions);
        vm.prank(SETTLER);
        vm.expectRevert(Settlement.NoRoot.selector);
        settlement.settle("window", 0, pair(low, -100, 100));
    }

    function test_RefusesCoinsOutOfOrder() public {
        Settlement.Position[] memory positions = new Settlement.Position[](4);
        positions[0] = position(high, LIQUIDITY, 1);
        positions[1] = position(high, PAYOUT, -1);
        positions[2] = position(low, LIQUIDITY, -1);
        positions[3] = position(low, PAYOUT, 1);
        expectRefusal(abi.encodeWithSelector(Settlement.PositionsNotSorted.selector, uint256(2)), positions);
    }

    function test_OnlyRegisteredParticipantsTakePart() public {
        vm.prank(LISTER);
        settlement.setParticipant(PAYOUT, false);
        expectRefusal(abi.encodeWithSelector(Settlement.NotParticipant.selector, PAYOUT), pair(low, -100, 100));
    }

    function test_AParticipantTakesItsConsentBack() public {
        vm.prank(LIQUIDITY);
        low.approve(address(settlement), 99);
        expectRefusal(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector, address(settlement), uint256(99), uint256(100)
            ),
            pair(low, -100, 100)
        );
    }

    function test_AFrozenParticipantDoesNotSettle() public {
        vm.prank(FREEZER);
        low.freeze(one(LIQUIDITY));
        expectRefusal(abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, LIQUIDITY), pair(low, -100, 100));
    }

    function test_PauseStopsSettling() public {
        vm.prank(PAUSER);
        settlement.pause();
        expectRefusal(abi.encodeWithSelector(Settlement.SettlementPaused.selector), pair(low, -100, 100));
        vm.prank(PAUSER);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        settlement.unpause();
        vm.prank(UNPAUSER);
        settlement.unpause();
        settle("window", pair(low, -100, 100));
    }

    function testFuzz_OnlyTheSettlerSettles(address caller) public {
        vm.assume(caller != SETTLER);
        vm.prank(caller);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        settlement.settle("window", ROOT, pair(low, -1, 1));
    }

    /// Any caller, any function that asks for a role: only that role gets through.
    function testFuzz_EachPowerAsksForItsRole(address caller) public {
        Settlement.CoinLimits memory none;
        bytes[5] memory calls = [
            abi.encodeCall(settlement.setParticipant, (caller, true)),
            abi.encodeCall(settlement.setCoin, (caller, none)),
            abi.encodeCall(settlement.pause, ()),
            abi.encodeCall(settlement.unpause, ()),
            abi.encodeCall(settlement.upgradeToAndCall, (address(low), ""))
        ];
        bytes32[5] memory roles = [LISTER_ROLE, LIMIT_MANAGER_ROLE, PAUSER_ROLE, UNPAUSER_ROLE, UPGRADER_ROLE];
        for (uint256 i = 0; i < calls.length; i++) {
            if (settlement.hasRole(roles[i], caller)) continue;
            vm.prank(caller);
            (bool done, bytes memory answer) = address(settlement).call(calls[i]);
            bytes memory refusal =
                abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, caller, roles[i]);
            isTrue(!done && keccak256(answer) == keccak256(refusal), "not refused for the missing role");
        }
    }

    function test_AWindowHasAMaximumACoin() public {
        setCoin(settlement, address(low), 100, CAPACITY, REFILL);
        expectRefusal(
            abi.encodeWithSelector(Settlement.WindowMaxExceeded.selector, low, 101, 100), pair(low, -101, 101)
        );
        settle("one", pair(low, -100, 100));
        // What counts is what the payees receive together.
        Settlement.Position[] memory three = new Settlement.Position[](3);
        three[0] = position(low, LIQUIDITY, -101);
        three[1] = position(low, PAYOUT, 51);
        three[2] = position(low, ROUNDING, 50);
        expectRefusal(abi.encodeWithSelector(Settlement.WindowMaxExceeded.selector, low, 101, 100), three);
    }

    function test_TheBucketEmptiesAndRefills() public {
        setCoin(settlement, address(low), WINDOW_MAX, 150e6, REFILL);
        settle("one", pair(low, -100e6, 100e6));
        expectRefusal(abi.encodeWithSelector(Settlement.BucketExceeded.selector, low, 51e6, 50e6), pair(low, -51e6, 51e6));
        vm.warp(NOW + 1);
        settle("window", pair(low, -51e6, 51e6));
        (, uint256 available) = settlement.coinLimits(address(low));
        equal(available, 0, "empty");
        vm.warp(NOW + 1 hours);
        (, available) = settlement.coinLimits(address(low));
        equal(available, 150e6, "full and no fuller");
    }

    function test_NewLimitsDoNotFillABucket() public {
        settle("one", pair(low, -100e6, 100e6));
        setCoin(settlement, address(low), WINDOW_MAX, CAPACITY, REFILL);
        (Settlement.CoinLimits memory limits, uint256 available) = settlement.coinLimits(address(low));
        equal(available, CAPACITY - 100e6, "the level stays");
        isTrue(limits.windowMax == WINDOW_MAX && limits.capacity == CAPACITY, "limits");
        setCoin(settlement, address(low), WINDOW_MAX, 7, REFILL);
        (, available) = settlement.coinLimits(address(low));
        equal(available, 7, "what ran over is gone");
    }

    function test_NewLimitsCountNoSecondTwice() public {
        settle("one", pair(low, -100e6, 100e6));
        vm.warp(NOW + 10);
        setCoin(settlement, address(low), WINDOW_MAX, CAPACITY, REFILL);
        (, uint256 available) = settlement.coinLimits(address(low));
        equal(available, CAPACITY - 90e6, "ten seconds");
    }

    function test_ZeroMeansClosed() public {
        setCoin(settlement, address(low), 0, CAPACITY, REFILL);
        expectRefusal(abi.encodeWithSelector(Settlement.WindowMaxExceeded.selector, low, 1, 0), pair(low, -1, 1));
        setCoin(settlement, address(low), WINDOW_MAX, 0, REFILL);
        vm.warp(NOW + 1 hours);
        expectRefusal(abi.encodeWithSelector(Settlement.BucketExceeded.selector, low, 1, 0), pair(low, -1, 1));
    }

    function test_LimitsThatDoNotFitAreRefused() public {
        uint256 large = 1 << 64;
        bytes memory refusal = abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 64, large);
        vm.startPrank(LIMIT_MANAGER);
        vm.expectRevert(refusal);
        settlement.setCoin(address(low), Settlement.CoinLimits(large, 1, 1));
        vm.expectRevert(refusal);
        settlement.setCoin(address(low), Settlement.CoinLimits(1, large, 1));
        vm.expectRevert(refusal);
        settlement.setCoin(address(low), Settlement.CoinLimits(1, 1, large));
        vm.stopPrank();
    }

    function test_AnUpgradeKeepsEverything() public {
        settle("window", pair(low, -100, 100));
        Settlement next = new Settlement();
        vm.prank(UPGRADER);
        settlement.upgradeToAndCall(address(next), "");
        expectRefusal(
            abi.encodeWithSelector(Settlement.WindowAlreadySettled.selector, bytes32("window")), pair(low, -1, 1)
        );
        isTrue(settlement.isParticipant(PAYOUT), "participants stay");
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        settlement.initialize(new Roles.Grant[](0));
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        next.initialize(new Roles.Grant[](0));
    }

    /// Any three amounts: either they sum to zero and each account changes by exactly its position, or nothing moves.
    function testFuzz_EachAccountChangesByItsPosition(int128 first, int128 second, bool balanced) public {
        int128[3] memory amounts;
        amounts[0] = first % int128(int256(OPENING));
        amounts[1] = second % int128(int256(OPENING));
        amounts[2] = balanced ? -(amounts[0] + amounts[1]) : amounts[1];
        address[3] memory accounts = [LIQUIDITY, PAYOUT, ROUNDING];
        Settlement.Position[] memory positions = new Settlement.Position[](3);
        uint256[3] memory before;
        for (uint256 i = 0; i < 3; i++) {
            mint(low, accounts[i], 2 * OPENING);
            before[i] = low.balanceOf(accounts[i]);
            positions[i] = position(low, accounts[i], amounts[i]);
        }
        bool valid = amounts[0] != 0 && amounts[1] != 0 && amounts[2] != 0
            && int256(amounts[0]) + amounts[1] + amounts[2] == 0;
        vm.prank(SETTLER);
        try settlement.settle("window", ROOT, positions) {
            isTrue(valid, "settled a window that is none");
            for (uint256 i = 0; i < 3; i++) {
                equal(low.balanceOf(accounts[i]), uint256(int256(before[i]) + amounts[i]), "balance");
            }
        } catch {
            isTrue(!valid, "refused a window");
            for (uint256 i = 0; i < 3; i++) equal(low.balanceOf(accounts[i]), before[i], "balance");
        }
        equal(low.balanceOf(address(settlement)), 0, "the contract holds nothing");
    }

    function testFuzz_VerifiesALegByItsProof(bytes32 ref, uint256 amount, bytes32 sibling) public {
        Settlement.Leg memory leg = Settlement.Leg(ref, address(low), LIQUIDITY, PAYOUT, amount);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(ref, address(low), LIQUIDITY, PAYOUT, amount))));
        equal(uint256(settlement.leaf(leg)), uint256(leaf), "leaf");
        bytes32 root = leaf < sibling ? keccak256(bytes.concat(leaf, sibling)) : keccak256(bytes.concat(sibling, leaf));
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = sibling;
        isTrue(!settlement.verifyLeg("window", leg, proof), "not settled yet");
        vm.prank(SETTLER);
        settlement.settle("window", root, pair(low, -1, 1));
        isTrue(settlement.verifyLeg("window", leg, proof), "is in the window");
        isTrue(!settlement.verifyLeg("another", leg, proof), "is not in another");
        leg.amount ^= 1;
        isTrue(!settlement.verifyLeg("window", leg, proof), "a changed leg is not");
    }

    function expectRefusal(bytes memory refusal, Settlement.Position[] memory positions) private {
        vm.expectRevert(refusal);
        settle("window", positions);
    }

    function settle(bytes32 windowId, Settlement.Position[] memory positions) private {
        vm.prank(SETTLER);
        settlement.settle(windowId, ROOT, positions);
    }

    function pair(Stablecoin coin, int128 ofLiquidity, int128 ofPayout)
        private
        pure
        returns (Settlement.Position[] memory positions)
    {
        positions = new Settlement.Position[](2);
        positions[0] = position(coin, LIQUIDITY, ofLiquidity);
        positions[1] = position(coin, PAYOUT, ofPayout);
    }

    function position(Stablecoin coin, address account, int128 amount)
        private
        pure
        returns (Settlement.Position memory)
    {
        return Settlement.Position(address(coin), account, amount);
    }

    function open(Stablecoin coin, address account) private {
        allow(coin, account);
        mint(coin, account, OPENING);
        approve(coin, account);
    }

    function approve(Stablecoin coin, address account) private {
        vm.prank(account);
        coin.approve(address(settlement), type(uint256).max);
    }
}
