// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Settlement} from "../src/Settlement.sol";
import {PAUSE_ALL} from "../src/IStablecoin.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {PowersGround} from "./PowersGround.sol";
import {Ground} from "./Vm.sol";

/// @notice Acts as everyone, at random, and keeps its own books of what each act may have changed. The books are the
/// independent model: they know nothing of the contracts' code.
contract Actor is PowersGround {
    uint256 public constant ACCOUNTS = 4;

    Stablecoin public immutable coin;
    Settlement public immutable settlement;

    mapping(uint256 account => uint256) public expected;
    uint256 public minted;
    uint256 public settledWindows;
    bool public frozenMoved;
    bool public happenedTwice;
    bool public stolen;
    uint256 private _lastWindow;

    constructor() {
        coin = newCoin("Fairway HKD", "FHKD", "HKD");
        settlement = newSettlement();
        setCoin(settlement, address(coin), COIN_CAP, COIN_CAP, 0);
        allow(coin, address(settlement));
        for (uint256 i = 0; i < ACCOUNTS; i++) {
            allow(coin, account(i));
            register(settlement, account(i));
            vm.prank(account(i));
            coin.approve(address(settlement), type(uint256).max);
        }
    }

    function account(uint256 index) public pure returns (address) {
        return address(uint160(0x1000 + index));
    }

    function mint(uint256 to, uint256 amount) external {
        (to, amount) = (to % ACCOUNTS, amount % (COIN_CAP / 8));
        vm.prank(MINTER);
        try coin.mint(MINTER, account(to), amount) {
            expected[to] += amount;
            minted += amount;
        } catch {}
    }

    function transfer(uint256 from, uint256 to, uint256 amount) external {
        (from, to) = (from % ACCOUNTS, to % ACCOUNTS);
        amount = amount % (expected[from] + 2);
        bool barred = coin.isFrozen(account(from)) || coin.isFrozen(account(to));
        vm.prank(account(from));
        try coin.transfer(account(to), amount) {
            frozenMoved = frozenMoved || barred;
            expected[from] -= amount;
            expected[to] += amount;
        } catch {}
    }

    /// A stranger without an allowance tries to take.
    function steal(address thief, uint256 from, uint256 amount) external {
        if (thief == address(settlement)) return;
        for (uint256 i = 0; i < ACCOUNTS; i++) {
            if (thief == account(i)) return;
        }
        vm.prank(thief);
        try coin.transferFrom(account(from % ACCOUNTS), thief, 1 + amount % 1e6) {
            stolen = true;
        } catch {}
    }

    function settle(int64[4] calldata amounts) external {
        int256[4] memory nets;
        int256 sum = 0;
        for (uint256 i = 0; i < 3; i++) {
            nets[i] = int256(amounts[i]) % 1e9;
            sum += nets[i];
        }
        nets[3] = amounts[3] % 7 == 0 ? int256(amounts[3]) : -sum;
        bool barred = false;
        Settlement.Position[] memory positions = new Settlement.Position[](ACCOUNTS);
        uint256 count = 0;
        for (uint256 i = 0; i < ACCOUNTS; i++) {
            if (nets[i] == 0) continue;
            barred = barred || coin.isFrozen(account(i));
            positions[count++] = Settlement.Position(address(coin), account(i), int128(nets[i]));
        }
        assembly ("memory-safe") {
            mstore(positions, count)
        }
        vm.prank(SETTLER);
        try settlement.settle(bytes32(++_lastWindow), "root", positions) {
            frozenMoved = frozenMoved || barred;
            settledWindows++;
            for (uint256 i = 0; i < ACCOUNTS; i++) expected[i] = uint256(int256(expected[i]) + nets[i]);
        } catch {}
    }

    function settleAgain(uint256 window) external {
        window = window % (_lastWindow + 1);
        if (settlement.settled(bytes32(window)) == 0) return;
        vm.prank(SETTLER);
        try settlement.settle(bytes32(window), "root", new Settlement.Position[](0)) {
            happenedTwice = true;
        } catch {}
    }

    function freeze(uint256 index, bool on) external {
        if (on) freeze(coin, account(index % ACCOUNTS));
        else unfreeze(coin, account(index % ACCOUNTS));
    }

    function pause(uint8 dice) external {
        if (coin.paused() != 0) unpause(coin, PAUSE_ALL);
        else if (dice % 8 == 0) pause(coin, PAUSE_ALL);
    }
}

/// @notice What holds after any sequence of acts, by whomever.
contract SettlementInvariantsTest is Ground {
    Actor internal actor;

    function setUp() public {
        actor = new Actor();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actor);
    }

    function invariant_SupplyEqualsWhatWasMinted() public view {
        equal(actor.coin().totalSupply(), actor.minted(), "supply");
        isTrue(actor.minted() <= actor.coin().supplyCap(), "cap");
    }

    function invariant_BalancesSumToTheSupply() public view {
        uint256 sum = 0;
        for (uint256 i = 0; i < actor.ACCOUNTS(); i++) sum += actor.coin().balanceOf(actor.account(i));
        equal(sum, actor.coin().totalSupply(), "sum of balances");
    }

    function invariant_NobodysBalanceChangesWithoutRight() public view {
        for (uint256 i = 0; i < actor.ACCOUNTS(); i++) {
            equal(actor.coin().balanceOf(actor.account(i)), actor.expected(i), "balance");
        }
        equal(actor.coin().balanceOf(address(actor.settlement())), 0, "the settlement contract holds nothing");
    }

    function invariant_FrozenNeverMovesAndNothingHappensTwice() public view {
        isTrue(!actor.frozenMoved(), "a frozen balance moved");
        isTrue(!actor.happenedTwice(), "an order or a window went through twice");
        isTrue(!actor.stolen(), "a stranger took coins");
    }

    /// The acts do act: invariants over acts that all fail would hold of anything.
    function test_TheActorActs() public {
        for (uint256 i = 0; i < actor.ACCOUNTS(); i++) actor.mint(i, 1e9);
        actor.transfer(0, 1, 5);
        actor.settle([int64(-7), 3, 3, 1]);
        equal(actor.minted(), 4e9, "minted");
        equal(actor.settledWindows(), 1, "settled");
        equal(actor.coin().balanceOf(actor.account(0)), 1e9 - 5 - 7, "balance of the giver");
        equal(actor.coin().balanceOf(actor.account(1)), 1e9 + 5 + 3, "balance of a receiver");
    }
}
