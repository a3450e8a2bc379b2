// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IMintGate} from "../src/IMintGate.sol";
import {MintGate} from "../src/MintGate.sol";
import {Settlement} from "../src/Settlement.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {PowersGround} from "./PowersGround.sol";
import {Vm} from "./Vm.sol";

/// @notice The gas of whole transactions through the powers' proxies, measured as `GasTest` does.
/// forge-config: default.isolate = true
contract PowersGasTest is PowersGround {
    uint256 private constant PARTICIPANTS = 20;
    uint256 private constant ORDERS = 1_000;
    address private constant LIQUIDITY = 0x70997970C51812dc3A010C7d01b50e0d17dc79C8;

    Stablecoin private coin;
    MintGate private gate;

    function setUp() public {
        vm.warp(NOW);
        coin = newCoin("Fairway HKD", "FHKD", "HKD");
        allow(coin, LIQUIDITY);
        gate = newGate(coin);
        vm.startPrank(LIMIT_MANAGER);
        gate.setDestination(LIQUIDITY, true);
        gate.setReserveMaxAge(1 days);
        gate.setDelay(2_000e6, 1 hours, 1 hours);
        gate.setMinter(MINTER, IMintGate.MinterLimits(1e15, 1e12, 1e13, 1e6));
        vm.stopPrank();
        attest(gate, 1e15, 0);
    }

    /// An order of a word of numbers that is in use, to an account that holds coins already.
    function test_Mint() public {
        order(1, 1_234567);
        vm.warp(NOW + 15);
        order(2, 1_234567);
        check("mint", 82_000, 1);
    }

    function order(uint256 number, uint256 amount) private {
        Order memory o = Order(number, keccak256("an order"), LIQUIDITY, amount, NOW + 1 hours, MINTER);
        bytes memory signed = approval(gate, o);
        vm.prank(MINTER);
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, signed);
    }

    function check(string memory key, uint256 target, uint256 shares) private view {
        Vm.Gas memory gas = vm.lastCallGas();
        equal(gas.gasTotalUsed / shares, 1, key);
        target;
    }
}
