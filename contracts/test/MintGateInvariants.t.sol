// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IMintGate} from "../src/IMintGate.sol";
import {MintGate} from "../src/MintGate.sol";
import "../src/Roles.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {PowersGround} from "./PowersGround.sol";
import {Ground} from "./Vm.sol";

/// @notice Acts as everyone around a gate, at random, and keeps books of what each act may at most have made. The books are
/// the independent model: they know grants of authority and elapsed time, not the gate's code.
contract GateActor is PowersGround {
    uint256 public constant MINTERS = 2;
    uint256 private constant NUMBERS = 300;
    address private constant LIQUIDITY = address(0x1001);

    Stablecoin public immutable coin;
    MintGate public immutable gate;

    /// What a minter was ever allowed, and what could ever have flowed into its bucket.
    mapping(uint256 minter => uint256) public allowed;
    mapping(uint256 minter => uint256) public poured;
    mapping(uint256 minter => uint256) public mintedBy;
    mapping(uint256 minter => IMintGate.MinterLimits) private limitsOf;
    mapping(uint256 minter => uint256) private pouredUntil;
    mapping(uint256 number => uint256) private uses;
    mapping(uint256 number => bool) private cancelled;

    uint256 public minted;
    uint256 public executed;
    string public wrong;

    uint256 private clock = NOW;
    uint256 private reserve;
    uint256 private elsewhere;
    uint256 private attestedAt;
    uint256 private maxAge = 1 days;
    uint256 private delayAbove = 50e6;

    constructor() {
        vm.warp(NOW);
        coin = newCoin("Fairway HKD", "FHKD", "HKD");
        allow(coin, LIQUIDITY);
        gate = newGate(coin);
        vm.startPrank(ADMIN);
        gate.revokeRole(MINTER_ROLE, MINTER);
        for (uint256 i = 0; i < MINTERS; i++) gate.grantRole(MINTER_ROLE, minter(i));
        vm.stopPrank();
        vm.startPrank(LIMIT_MANAGER);
        coin.setSupplyCap(2_000e6);
        gate.setDestination(LIQUIDITY, true);
        gate.setReserveMaxAge(uint24(maxAge));
        gate.setDelay(delayAbove, 1 hours, 1 days);
        vm.stopPrank();
        setLimits(0, 200e6, 80e6, 100e6, 10_000);
        setLimits(1, 500e6, 90e6, 200e6, 1_000);
        attestNow(1_000e6, 100e6);
    }

    modifier onTime() {
        vm.warp(clock);
        _;
    }

    function minter(uint256 index) public pure returns (address) {
        return address(uint160(0x2000 + index));
    }

    function pass(uint32 seconds_) external {
        clock += seconds_ % 3 hours;
    }

    function mint(uint256 who, uint256 number, uint256 amount) external onTime {
        (who, number, amount) = (who % MINTERS, number % NUMBERS, amount % 60e6);
        (bytes memory signed, uint48 deadline) = approve(who, number, amount);
        vm.prank(minter(who));
        try gate.mint(number, "ref", LIQUIDITY, amount, deadline, signed) {
            note(amount <= delayAbove, "a large mint did not wait");
            use(number);
            record(who, amount);
        } catch {}
    }

    function propose(uint256 who, uint256 number, uint256 amount) external onTime {
        (who, number, amount) = (who % MINTERS, number % NUMBERS, amount % 120e6);
        (bytes memory signed, uint48 deadline) = approve(who, number, amount);
        vm.prank(minter(who));
        try gate.propose(number, "ref", LIQUIDITY, amount, deadline, signed) {
            use(number);
        } catch {}
    }

    /// Ready proposals are met more often when the number is one that was proposed.
    function execute(uint256 number) external onTime {
        number = number % NUMBERS;
        for (uint256 i = 0; i < NUMBERS && gate.proposal(number).minter == address(0); i++) {
            number = (number + 1) % NUMBERS;
        }
        IMintGate.Proposal memory proposal = gate.proposal(number);
        uint256 who = proposal.minter == minter(0) ? 0 : 1;
        vm.prank(minter(who));
        try gate.execute(number) {
            note(clock >= proposal.readyAt && clock < proposal.expiresAt, "a proposal came early or late");
            note(!cancelled[number], "a cancelled proposal came");
            executed++;
            record(who, proposal.amount);
        } catch {}
    }

    function cancel(uint256 number) external onTime {
        number = number % NUMBERS;
        vm.prank(CANCELLER);
        try gate.cancel(number) {
            cancelled[number] = true;
        } catch {}
    }

    function attest(uint256 reserve_, uint256 elsewhere_) external onTime {
        attestNow(reserve_ % 3_000e6, elsewhere_ % 500e6);
    }

    function limit(uint256 who, uint64 allowance, uint256 max, uint256 capacity, uint256 refill) external onTime {
        setLimits(who % MINTERS, allowance % 300e6, max % 100 * 1e6, capacity % 300 * 1e6, refill % 50 * 1e3);
    }

    function capAt(uint256 cap) external onTime {
        vm.prank(LIMIT_MANAGER);
        coin.setSupplyCap(cap % 4_000e6);
    }

    function pause(uint8 dice) external onTime {
        if (gate.paused()) {
            vm.prank(UNPAUSER);
            gate.unpause();
        } else if (dice % 8 == 0) {
            vm.prank(PAUSER);
            gate.pause();
        }
    }

    /// A stranger tries every way in, with an approval that an approver did sign for it.
    function sneak(address stranger, uint256 number, uint256 amount) external onTime {
        for (uint256 i = 0; i < MINTERS; i++) {
            if (stranger == minter(i)) return;
        }
        Order memory o = Order(number, "ref", LIQUIDITY, amount % 60e6, uint48(clock + 1), stranger);
        bytes memory signed = approval(gate, o);
        vm.prank(stranger);
        try gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, signed) {
            wrong = "a stranger minted";
        } catch {}
    }

    function attestNow(uint256 reserve_, uint256 elsewhere_) private {
        if (clock <= attestedAt) return;
        attest(gate, reserve_, elsewhere_);
        (reserve, elsewhere, attestedAt) = (reserve_, elsewhere_, clock);
    }

    function setLimits(uint256 who, uint256 allowance, uint256 max, uint256 capacity, uint256 refill) private {
        pour(who);
        // A first bucket is full. Afterwards new limits pour nothing in; they may only spill.
        if (pouredUntil[who] == 0) poured[who] = capacity;
        pouredUntil[who] = clock;
        (IMintGate.MinterLimits memory left,) = gate.minterLimits(minter(who));
        allowed[who] = allowed[who] - left.allowance + allowance;
        limitsOf[who] = IMintGate.MinterLimits(allowance, max, capacity, refill);
        vm.prank(LIMIT_MANAGER);
        gate.setMinter(minter(who), limitsOf[who]);
    }

    function pour(uint256 who) private {
        if (pouredUntil[who] == 0) return;
        poured[who] += (clock - pouredUntil[who]) * limitsOf[who].refillPerSecond;
        pouredUntil[who] = clock;
    }

    function use(uint256 number) private {
        uses[number]++;
        note(uses[number] == 1, "an order number was used twice");
        note(gate.isOrderUsed(number), "a used number is not marked");
    }

    function record(uint256 who, uint256 amount) private {
        pour(who);
        mintedBy[who] += amount;
        minted += amount;
        note(amount <= limitsOf[who].perMintMax, "over the maximum of one mint");
        note(amount <= limitsOf[who].capacity, "over the bucket");
        note(coin.totalSupply() <= coin.supplyCap(), "over the cap");
        note(coin.totalSupply() + elsewhere <= reserve, "over the attested reserve");
        note(clock - attestedAt <= maxAge, "on a stale attestation");
        note(!gate.paused(), "while paused");
    }

    function approve(uint256 who, uint256 number, uint256 amount) private view returns (bytes memory, uint48 deadline) {
        deadline = uint48(clock + 1 days);
        return (approval(gate, Order(number, "ref", LIQUIDITY, amount, deadline, minter(who))), deadline);
    }

    function note(bool right, string memory what) private {
        if (!right) wrong = what;
    }
}

/// @notice What holds of a gate after any sequence of acts, by whomever.
contract MintGateInvariantsTest is Ground {
    GateActor private actor;

    function setUp() public {
        actor = new GateActor();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actor);
    }

    function invariant_NoMintBreaksARule() public view {
        isTrue(bytes(actor.wrong()).length == 0, actor.wrong());
    }

    function invariant_AuthorityNeverExceedsAllowanceAndBucket() public view {
        for (uint256 i = 0; i < actor.MINTERS(); i++) {
            isTrue(actor.mintedBy(i) <= actor.allowed(i), "more than was ever allowed");
            isTrue(actor.mintedBy(i) <= actor.poured(i), "more than ever flowed into the bucket");
            (IMintGate.MinterLimits memory left, uint256 available) = actor.gate().minterLimits(actor.minter(i));
            isTrue(available <= left.capacity, "the bucket runs over");
            equal(left.allowance, actor.allowed(i) - actor.mintedBy(i), "the allowance left");
        }
    }

    function invariant_TheSupplyIsWhatTheGateMinted() public view {
        equal(actor.coin().totalSupply(), actor.minted(), "supply");
    }

    /// The acts do act: invariants over acts that all fail would hold of anything.
    function test_TheActorActs() public {
        actor.mint(0, 1, 40e6);
        actor.mint(1, 2, 40e6);
        actor.propose(1, 3, 80e6);
        actor.pass(2 hours);
        actor.attest(900e6, 0);
        actor.execute(0);
        equal(actor.minted(), 160e6, "minted");
        equal(actor.executed(), 1, "executed");
        actor.mint(1, 1, 1e6);
        equal(actor.minted(), 160e6, "an order number is used once");
    }
}
