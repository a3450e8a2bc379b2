// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {Settlement} from "../src/Settlement.sol";
import {IStablecoin} from "../src/IStablecoin.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {CoinGround} from "./CoinGround.sol";

contract SettlementTest is CoinGround {
    uint256 internal constant OPENING = 1_000e6;
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
        address[] memory coins = new address[](2);
        (coins[0], coins[1]) = (address(low), address(high));
        settlement = new Settlement(ADMIN, SETTLER, PAUSER, coins);
        vm.startPrank(ADMIN);
        settlement.setParticipant(LIQUIDITY, true);
        settlement.setParticipant(PAYOUT, true);
        settlement.setParticipant(ROUNDING, true);
        vm.stopPrank();
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
            abi.encodeWithSelector(Settlement.NotCoin.selector, address(this)),
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
        vm.prank(ADMIN);
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
        expectRefusal(abi.encodeWithSelector(Pausable.EnforcedPause.selector), pair(low, -100, 100));
        vm.prank(PAUSER);
        settlement.unpause();
        settle("window", pair(low, -100, 100));
    }

    function testFuzz_OnlyTheSettlerSettles(address caller) public {
        vm.assume(caller != SETTLER);
        vm.prank(caller);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        settlement.settle("window", ROOT, pair(low, -1, 1));
    }

    function testFuzz_OnlyTheAdminRegisters(address caller) public {
        vm.assume(caller != ADMIN);
        vm.startPrank(caller);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        settlement.setParticipant(caller, true);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        settlement.setCoin(caller, true);
        vm.stopPrank();
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
            vm.prank(MINTER);
            low.mint(accounts[i], 2 * OPENING);
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
