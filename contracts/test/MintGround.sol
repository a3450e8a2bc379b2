// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IMintGate} from "../src/IMintGate.sol";
import {MintGate} from "../src/MintGate.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {PowersGround} from "./PowersGround.sol";

/// @notice A gate that is open as far as its limits go, and what its tests do with it most.
abstract contract MintGround is PowersGround {
    address internal constant LIQUIDITY = address(0x1001);
    uint256 internal constant RESERVE = 100_000e6;
    uint256 internal constant CAPACITY = 5_000e6;
    uint256 internal constant REFILL = 1e6;
    uint256 internal constant PER_MINT = 4_000e6;
    uint256 internal constant ALLOWANCE = 50_000e6;
    uint256 internal constant DELAY_ABOVE = 2_000e6;
    uint32 internal constant DELAY = 1 hours;
    uint32 internal constant TTL = 2 hours;
    uint24 internal constant MAX_AGE = 1 days;

    Stablecoin internal coin;
    MintGate internal gate;
    uint256 private nextNumber = 1;

    function setUp() public virtual {
        vm.warp(NOW);
        coin = newCoin("Fairway HKD", "FHKD", "HKD");
        allow(coin, LIQUIDITY);
        gate = newGate(coin);
        limits(ALLOWANCE, PER_MINT, CAPACITY, REFILL);
        vm.startPrank(LIMIT_MANAGER);
        gate.setDestination(LIQUIDITY, true);
        gate.setReserveMaxAge(MAX_AGE);
        gate.setDelay(DELAY_ABOVE, DELAY, TTL);
        vm.stopPrank();
        attest(gate, RESERVE, 0);
    }

    function newFreshGate() internal returns (MintGate) {
        return newGate(newCoin("Fairway USD", "FUSD", "USD"));
    }

    function order(uint256 amount) internal returns (Order memory) {
        return Order(nextNumber++, "an order", LIQUIDITY, amount, uint48(block.timestamp) + 1 days, MINTER);
    }

    function limits(uint256 allowance, uint256 perMintMax, uint256 capacity, uint256 refill) internal {
        setLimits(MINTER, allowance, perMintMax, capacity, refill);
    }

    function setLimits(address minter, uint256 allowance, uint256 perMintMax, uint256 capacity, uint256 refill)
        internal
    {
        vm.prank(LIMIT_MANAGER);
        gate.setMinter(minter, IMintGate.MinterLimits(allowance, perMintMax, capacity, refill));
    }

    function limitsRefused(
        uint256 allowance,
        uint256 perMintMax,
        uint256 capacity,
        uint256 refill,
        bytes memory refusal
    ) internal {
        vm.prank(LIMIT_MANAGER);
        vm.expectRevert(refusal);
        gate.setMinter(MINTER, IMintGate.MinterLimits(allowance, perMintMax, capacity, refill));
    }

    function mint(Order memory o) internal {
        bytes memory signed = approval(gate, o);
        vm.prank(MINTER);
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, signed);
    }

    function propose(Order memory o) internal {
        bytes memory signed = approval(gate, o);
        vm.prank(MINTER);
        gate.propose(o.number, o.ref, o.to, o.amount, o.deadline, signed);
    }

    function execute(Order memory o) internal {
        vm.prank(MINTER);
        gate.execute(o.number);
    }

    function refuses(Order memory o, bytes memory refusal) internal {
        bytes memory signed = approval(gate, o);
        uint256 supply = coin.totalSupply();
        vm.prank(MINTER);
        vm.expectRevert(refusal);
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, signed);
        equal(coin.totalSupply(), supply, "nothing was minted");
    }

    function proposalRefused(Order memory o, bytes memory refusal) internal {
        bytes memory signed = approval(gate, o);
        vm.prank(MINTER);
        vm.expectRevert(refusal);
        gate.propose(o.number, o.ref, o.to, o.amount, o.deadline, signed);
    }

    function executionRefused(Order memory o, bytes memory refusal) internal {
        vm.prank(MINTER);
        vm.expectRevert(refusal);
        gate.execute(o.number);
    }

    function againRefused(Order memory o, bytes memory refusal, uint256 ready) internal {
        executionRefused(o, refusal);
        vm.revertToState(ready);
    }
}
