// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IMintGate} from "../src/IMintGate.sol";
import {MintGate} from "../src/MintGate.sol";
import {Settlement} from "../src/Settlement.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {PowersGround} from "./PowersGround.sol";

/// @notice The gas of whole transactions through the powers' proxies, measured and compared as `GasTest` does.
/// forge-config: default.isolate = true
contract PowersGasTest is PowersGround {
    uint256 private constant PARTICIPANTS = 20;
    uint256 private constant ORDERS = 1_000;
    address private constant LIQUIDITY = 0x70997970C51812dc3A010C7d01b50e0d17dc79C8;

    Stablecoin private coin;
    MintGate private gate;
    Settlement private settlement;

    function setUp() public {
        vm.warp(NOW);
        coin = newCoin("Fairway HKD", "FHKD", "HKD");
        settlement = newSettlement();
        setCoin(settlement, address(coin), 1e15, 1e15, 1e6);
        allow(coin, address(settlement));
        allow(coin, LIQUIDITY);
        for (uint256 i = 0; i < PARTICIPANTS; i++) {
            allow(coin, participant(i));
            mint(coin, participant(i), 1_000_000e6);
            register(settlement, participant(i));
            vm.prank(participant(i));
            coin.approve(address(settlement), type(uint256).max);
        }
        gate = newGate(coin);
        vm.startPrank(LIMIT_MANAGER);
        gate.setDestination(LIQUIDITY, true);
        gate.setReserveMaxAge(1 days);
        gate.setDelay(2_000e6, 1 hours, 1 hours);
        gate.setMinter(MINTER, IMintGate.MinterLimits(1e15, 1e12, 1e13, 1e6));
        vm.stopPrank();
        attest(gate, 1e15, 0);
    }

    /// An order of a word of numbers that is in use, to an account that holds coins already, approved by a key.
    function test_Mint() public {
        order(1, 1_234567);
        vm.warp(NOW + 15);
        order(2, 1_234567);
        check("mint", 82_000, 1);
    }

    /// A window of 1,000 orders among 20 participants: the nets of pseudo-random legs of about 100 coins each.
    function test_SettlePerOrder() public {
        int256[] memory nets = new int256[](PARTICIPANTS);
        for (uint256 i = 0; i < ORDERS; i++) {
            uint256 dice = uint256(keccak256(abi.encode("order", i)));
            int256 amount = int256(1e6 + (dice >> 128) % 200e6);
            nets[dice % PARTICIPANTS] -= amount;
            nets[(dice >> 64) % PARTICIPANTS] += amount;
        }
        Settlement.Position[] memory positions = new Settlement.Position[](PARTICIPANTS);
        for (uint256 i = 0; i < PARTICIPANTS; i++) {
            isTrue(nets[i] != 0, "each of the participants has a position");
            positions[i] = Settlement.Position(address(coin), participant(i), int128(nets[i]));
        }
        vm.prank(SETTLER);
        settlement.settle(keccak256("window"), keccak256("root"), positions);
        check("settlePerOrder", 1_500, ORDERS);
    }

    /// Twenty addresses with the bytes of real ones, sorted as positions must be.
    function participant(uint256 index) private pure returns (address) {
        return address(uint160((index + 1) << 152 | uint256(keccak256(abi.encode(index))) >> 104));
    }

    function order(uint256 number, uint256 amount) private {
        Order memory o = Order(number, keccak256("an order"), LIQUIDITY, amount, NOW + 1 hours, MINTER);
        bytes memory signed = approval(gate, o);
        vm.prank(MINTER);
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, signed);
    }

    /// Compares the gas of the last transaction, a share of it rounded up, with the report and with the target.
    function check(string memory key, uint256 target, uint256 shares) private view {
        uint256 measured = (vm.lastCallGas().gasTotalUsed + shares - 1) / shares;
        string memory report = vm.readFile(string.concat(vm.projectRoot(), "/gas-report.json"));
        equal(measured, vm.parseJsonUint(report, string.concat(".", key)), string.concat(key, ": measured, reported"));
        isTrue(measured <= target, string.concat(key, " exceeds its target"));
    }
}
