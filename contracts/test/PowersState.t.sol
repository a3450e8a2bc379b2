// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Escrow} from "../src/Escrow.sol";
import {IEscrow} from "../src/IEscrow.sol";
import {IMintGate} from "../src/IMintGate.sol";
import {IStablecoin, PAUSE_AUTHORIZE, PAUSE_MINT, PAUSE_TRANSFER} from "../src/IStablecoin.sol";
import {MintGate} from "../src/MintGate.sol";
import {Settlement} from "../src/Settlement.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {PowersGround} from "./PowersGround.sol";
import {Signer} from "./Signer.sol";

/// @notice Every path of gate, settlement and escrow on which coins move or will, in every state of freeze, pause and list,
/// as `PathStateTest` does it of the coin.
contract PowersStateTest is PowersGround, Signer {
    uint256 private constant KEY = 0xA11CE;
    address private constant SHOP = address(0x0B0B);
    address private constant PASSER_BY = address(0x4E1);
    address private constant CUSTODY = address(0xC05);
    address private constant STRANGER = address(0xBAD);
    uint256 private constant HELD = 1_000e6;
    uint256 private constant AMOUNT = 10e6;
    uint48 private constant EXPIRES = NOW + 7 days;

    string[] private states;
    string[] private rows;
    Stablecoin private coin;
    Stablecoin private second;
    Stablecoin private foreign;
    MintGate private gate;
    Settlement private settlement;
    Escrow private escrow;
    address private payer;
    uint256 private order = 1;

    /// Answers: . goes through, F frozen, P paused in the coin, C paused in the contract, L not on the list, N the payer is not
    /// frozen. The payer gives and the shop receives. Role accounts and the passer-by are on no list.
    function table() private {
        states = [
            "nothing", "caller frozen", "contract frozen", "payer frozen", "shop frozen", "custody frozen",
            "stranger frozen", "caller frozen in the second coin", "TRANSFER paused", "MINT paused", "AUTHORIZE paused",
            "contracts paused", "shop not allowed", "contract not allowed"
        ];
        //                              freezes  pause list
        rows.push("mint                 .FF.F... .P.C L.");
        rows.push("propose              .F...... ...C ..");
        rows.push("execute              .FF.F... .P.C L.");
        rows.push("settle               .FFFF..F P..C LL");
        rows.push("settle nothing       ........ ...C ..");
        rows.push("authorise            .FFF.... P..C .L");
        rows.push("authoriseBySignature .FFF.... P.PC .L");
        rows.push("capture              .FFFF... P..C LL");
        rows.push("release, operator    .FFF.... P... .L");
        rows.push("release, payee       .FFFF... P... .L");
        rows.push("expire               .FFF.... P... .L");
        rows.push("seize                NNN.NNNN NNNN NN");
        rows.push("seize, payer frozen  .FF..F.. P... .L");
        rows.push("rescue               .FF.F... P... LL");
        rows.push("rescue, foreign      ........ .... ..");
    }

    function setUp() public {
        vm.warp(NOW);
        table();
        payer = vm.addr(KEY);
        (coin, second) = (newCoin("Fairway HKD", "FHKD", "HKD"), newCoin("Fairway USD", "FUSD", "USD"));
        if (address(second) < address(coin)) (coin, second) = (second, coin);
        foreign = newCoin("Other", "OTH", "EUR");
        settlement = newSettlement();
        escrow = newEscrow();
        Stablecoin[2] memory coins = [coin, second];
        for (uint256 i = 0; i < 2; i++) open(coins[i]);
        setCustody(coin, CUSTODY, true);
        gate = newGate(coin);
        openGate();
        circulate(foreign, IStablecoin.Circulation.OPEN);
        mint(foreign, address(escrow), AMOUNT);
        vm.startPrank(payer);
        for (uint256 i = 0; i < 3; i++) escrow.authorise(terms(bytes32(i)));
        coin.transfer(address(escrow), AMOUNT); // by mistake
        vm.stopPrank();
        propose();
    }

    function test_EveryPathInEveryState() public {
        for (uint256 path = 0; path < rows.length; path++) {
            bytes memory answers = answersOf(rows[path]);
            equal(answers.length, states.length, rows[path]);
            for (uint256 state = 0; state < states.length; state++) {
                uint256 before = vm.snapshotState();
                string memory cell = string.concat(rows[path], " | ", states[state]);
                if (walk(path, state) != selectorOf(answers[state], path)) revert NotTrue(cell);
                vm.revertToStateAndDelete(before);
            }
        }
    }

    /// What is refused is the key behind the power, by name, and its neighbour goes on.
    function test_TheFrozenKeyIsNamed() public {
        freeze(coin, SETTLER);
        vm.prank(SETTLER);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, SETTLER));
        settlement.settle("window", "root", window());
        freeze(coin, MINTER);
        (address caller, bytes memory call,) = calls(0);
        vm.prank(caller);
        (, bytes memory answer) = address(gate).call(call);
        isTrue(keccak256(answer) == keccak256(abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, MINTER)), "minter");
        freeze(coin, PASSER_BY);
        vm.warp(EXPIRES);
        vm.prank(PASSER_BY);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, PASSER_BY));
        escrow.expire(terms(0));
        escrow.expire(terms(0));
    }

    /// A coin that is closed for new holds is still no foreign token.
    function test_AFrozenRescuerMovesNoCoinThatWasEverSet() public {
        vm.prank(LIMIT_MANAGER);
        escrow.setCoin(address(coin), 0, 0);
        freeze(coin, RESCUER);
        vm.prank(RESCUER);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, RESCUER));
        escrow.rescue(address(coin), SHOP, AMOUNT);
    }

    function walk(uint256 path, uint256 state) private returns (bytes4) {
        (address caller, bytes memory call, address target) = calls(path);
        if (path == 12) freeze(coin, payer);
        if (path == 2) vm.warp(NOW + 1 hours);
        if (path == 10) vm.warp(EXPIRES);
        enter(state, caller, target);
        vm.prank(caller);
        (bool success, bytes memory returned) = target.call(call);
        return success ? bytes4(0) : bytes4(returned);
    }

    function enter(uint256 state, address caller, address target) private {
        address[6] memory frozen = [caller, target, payer, SHOP, CUSTODY, STRANGER];
        if (state >= 1 && state <= 6) freeze(coin, frozen[state - 1]);
        if (state == 7) freeze(second, caller);
        if (state >= 8 && state <= 10) pause(coin, [PAUSE_TRANSFER, PAUSE_MINT, PAUSE_AUTHORIZE][state - 8]);
        if (state == 11) {
            vm.startPrank(PAUSER);
            gate.pause();
            settlement.pause();
            escrow.pause();
            vm.stopPrank();
        }
        if (state == 12) disallow(coin, SHOP);
        if (state == 13) disallow(coin, target);
    }

    function calls(uint256 path) private returns (address, bytes memory, address) {
        if (path == 0) {
            (Order memory o, bytes memory signed) = ordered(AMOUNT);
            return (MINTER, abi.encodeCall(gate.mint, (o.number, o.ref, o.to, o.amount, o.deadline, signed)), address(gate));
        }
        if (path == 1) {
            (Order memory o, bytes memory signed) = ordered(AMOUNT);
            bytes memory call = abi.encodeCall(gate.propose, (o.number, o.ref, o.to, o.amount, o.deadline, signed));
            return (MINTER, call, address(gate));
        }
        if (path == 2) return (MINTER, abi.encodeCall(gate.execute, (1)), address(gate));
        if (path <= 4) {
            Settlement.Position[] memory positions = path == 3 ? window() : new Settlement.Position[](0);
            return (SETTLER, abi.encodeCall(settlement.settle, ("window", "root", positions)), address(settlement));
        }
        (address caller, bytes memory act) = onHold(path);
        return (caller, act, address(escrow));
    }

    function onHold(uint256 path) private view returns (address, bytes memory) {
        if (path == 5) return (payer, abi.encodeCall(escrow.authorise, (terms("new"))));
        if (path == 6) {
            Authorization memory a =
                Authorization(payer, address(escrow), AMOUNT, 0, EXPIRES, escrow.idOf(terms("new")));
            bytes memory consent = signature(KEY, receiveDigest(address(coin), a));
            return (PASSER_BY, abi.encodeCall(escrow.authoriseBySignature, (terms("new"), consent)));
        }
        if (path == 7) return (OPERATOR, abi.encodeCall(escrow.capture, (terms(0), AMOUNT)));
        if (path == 8) return (OPERATOR, abi.encodeCall(escrow.release, (terms(0))));
        if (path == 9) return (SHOP, abi.encodeCall(escrow.release, (terms(0))));
        if (path == 10) return (PASSER_BY, abi.encodeCall(escrow.expire, (terms(0))));
        if (path <= 12) return (SEIZER, abi.encodeCall(escrow.seize, (terms(0), CUSTODY, "case")));
        return (RESCUER, abi.encodeCall(escrow.rescue, (path == 13 ? address(coin) : address(foreign), SHOP, AMOUNT)));
    }

    /// In each coin the payer gives the shop.
    function window() private view returns (Settlement.Position[] memory positions) {
        positions = new Settlement.Position[](4);
        address[2] memory sorted = SHOP < payer ? [SHOP, payer] : [payer, SHOP];
        for (uint256 i = 0; i < 4; i++) {
            address account = sorted[i % 2];
            int128 amount = account == payer ? -int128(int256(AMOUNT)) : int128(int256(AMOUNT));
            positions[i] = Settlement.Position(i < 2 ? address(coin) : address(second), account, amount);
        }
    }

    function terms(bytes32 salt) private view returns (IEscrow.Terms memory) {
        return IEscrow.Terms(address(coin), payer, SHOP, OPERATOR, AMOUNT, EXPIRES, "an order", salt);
    }

    function ordered(uint256 amount) private returns (Order memory o, bytes memory signed) {
        o = Order(order++, "an order", SHOP, amount, EXPIRES, MINTER);
        signed = approval(gate, o);
    }

    function propose() private {
        (Order memory o, bytes memory signed) = ordered(AMOUNT);
        vm.prank(MINTER);
        gate.propose(o.number, o.ref, o.to, o.amount, o.deadline, signed);
    }

    function open(Stablecoin one_) private {
        address[5] memory listed = [payer, SHOP, CUSTODY, address(settlement), address(escrow)];
        for (uint256 i = 0; i < listed.length; i++) allow(one_, listed[i]);
        mint(one_, payer, HELD);
        setCoin(settlement, address(one_), HELD, HELD, 0);
        register(settlement, payer);
        register(settlement, SHOP);
        vm.prank(LIMIT_MANAGER);
        escrow.setCoin(address(one_), HELD, 30 days);
        vm.startPrank(payer);
        one_.approve(address(settlement), HELD);
        one_.approve(address(escrow), HELD);
        vm.stopPrank();
    }

    function openGate() private {
        vm.startPrank(LIMIT_MANAGER);
        gate.setDestination(SHOP, true);
        gate.setReserveMaxAge(30 days);
        gate.setDelay(HELD, 1 hours, 1 days);
        gate.setMinter(MINTER, IMintGate.MinterLimits(HELD, HELD, HELD, 0));
        vm.stopPrank();
        attest(gate, 10 * HELD, 0);
    }

    function selectorOf(bytes1 answer, uint256 path) private pure returns (bytes4) {
        if (answer == ".") return bytes4(0);
        if (answer == "F") return IStablecoin.AccountFrozen.selector;
        if (answer == "L") return IStablecoin.AccountNotAllowed.selector;
        if (answer == "P") return IStablecoin.FunctionPaused.selector;
        if (answer == "N") return IEscrow.PayerNotFrozen.selector;
        if (answer == "C" && path <= 2) return IMintGate.GatePaused.selector;
        if (answer == "C") return path <= 4 ? Settlement.SettlementPaused.selector : IEscrow.EscrowPaused.selector;
        revert NotTrue("an answer of the table");
    }

    /// The answers of a row, without the path's name (21 characters) and the spaces.
    function answersOf(string memory row) private pure returns (bytes memory answers) {
        for (uint256 i = 21; i < bytes(row).length; i++) {
            if (bytes(row)[i] != " ") answers = bytes.concat(answers, bytes(row)[i]);
        }
    }
}
