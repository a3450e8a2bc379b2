// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IStablecoin} from "../src/IStablecoin.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {CoinGround} from "./CoinGround.sol";
import {Signer} from "./Signer.sol";

/// @notice Every path in every state, as a table of answers.
contract PathStateTest is CoinGround, Signer {
    uint256 private constant KEY = 0xA11CE;
    address private constant BOB = address(0xB0B);
    address private constant SPENDER = address(0x5BE);
    address private constant RELAYER = address(0x4E1);
    address private constant CUSTODY = address(0xC05);
    uint256 private constant SIGNED = 8; // the first path that a holder signs
    uint256 private constant BY_ROLE = 16; // the first path of a role
    uint256 private constant HELD = 1_000e6;
    uint256 private constant AMOUNT = 10e6;
    uint256 private constant FOREVER = type(uint256).max;
    bytes32 private constant NONCE = keccak256("nonce");

    // What is done to whom before the path is walked.
    string[] private states;
    string[] private rows;

    Stablecoin private coin;
    Stablecoin private foreign;
    address private alice;

    /// Answers: . goes through, F frozen, L not on the list, P paused, B balance frozen, N nothing frozen to seize.
    /// The relayer, the custody account and the role accounts are on no list, but for the burner, which holds coins. A mint is
    /// on the relayer's word. What a holder signs is submitted in both forms: v, r, s and bytes.
    function table() private {
        states = [
            "nothing", "owner frozen", "recipient frozen", "spender frozen", "relayer frozen", "role frozen",
            "custody frozen", "owner's sum frozen", "TRANSFER paused", "APPROVE paused", "MINT paused", "BURN paused",
            "AUTHORIZE paused", "SEIZE paused", "REDEEM paused", "owner not allowed", "recipient not allowed",
            "spender not allowed", "owner blocked", "recipient blocked", "spender blocked", "BLOCK_LIST, none listed",
            "OPEN, all disallowed", "OPEN, owner frozen"
        ];
        //                            freezes   pause    allow block open
        rows.push("transfer              .FF....B P...... LL. LL.. .F");
        rows.push("transferWithMemo      .FF....B P...... LL. LL.. .F");
        rows.push("payBatch              .FF....B P...... LL. LL.. .F");
        rows.push("transferFrom          .FFF...B P...... LLL LLL. .F");
        rows.push("transferFromWithMemo  .FFF...B P...... LLL LLL. .F");
        rows.push("approve               .F.F.... .P..... L.L L.L. .F");
        rows.push("approve zero          ........ ....... ... .... ..");
        rows.push("cancelPermits         ........ ....... ... .... ..");
        rows.push("permit, v r s         .F.FF... .P..P.. L.L L.L. .F");
        rows.push("permit, bytes         .F.FF... .P..P.. L.L L.L. .F");
        rows.push("transferWithA, v r s  .FF.F..B P...P.. LL. LL.. .F");
        rows.push("transferWithA, bytes  .FF.F..B P...P.. LL. LL.. .F");
        rows.push("receiveWithA, v r s   .FF....B P...P.. LL. LL.. .F");
        rows.push("receiveWithA, bytes   .FF....B P...P.. LL. LL.. .F");
        rows.push("cancelAuth, v r s     ........ ....... ... .... ..");
        rows.push("cancelAuth, bytes     ........ ....... ... .... ..");
        rows.push("mint                  ..F.FF.. ..P.... .L. .L.. ..");
        rows.push("burn                  .....F.. ...P... ... .... ..");
        rows.push("redeem                .F...F.B ......P ... .... .F");
        rows.push("seize                 N.NNNFF. NNNNNPN NNN NNNN N.");
        rows.push("rescue                .....F.. ....... ... .... ..");
    }

    function setUp() public {
        vm.warp(1_800_000_000);
        table();
        alice = vm.addr(KEY);
        coin = newCoin("Fairway HKD", "FHKD", "HKD");
        address[4] memory listed = [alice, BOB, SPENDER, BURNER];
        for (uint256 i = 0; i < listed.length; i++) allow(coin, listed[i]);
        mint(coin, alice, HELD);
        mint(coin, BURNER, HELD);
        setCustody(coin, CUSTODY, true);
        vm.prank(alice);
        coin.approve(SPENDER, AMOUNT);
        foreign = newCoin("Fairway USD", "FUSD", "USD");
        circulate(foreign, IStablecoin.Circulation.OPEN);
        mint(foreign, address(coin), AMOUNT);
    }

    function test_EveryPathInEveryState() public {
        for (uint256 path = 0; path < rows.length; path++) {
            bytes memory answers = answersOf(rows[path]);
            equal(answers.length, states.length, rows[path]);
            for (uint256 state = 0; state < states.length; state++) {
                uint256 before = vm.snapshotState();
                enter(state);
                string memory cell = string.concat(rows[path], " | ", states[state]);
                if (walk(path) != selectorOf(answers[state])) revert NotTrue(cell);
                vm.revertToStateAndDelete(before);
            }
        }
    }

    /// A frozen sum leaves the rest free, to the last unit.
    function test_APartOfTheBalanceIsFrozen() public {
        freezeSum(coin, alice, HELD - AMOUNT);
        equal(coin.availableBalanceOf(alice), AMOUNT, "available");
        equal(uint32(walk(0)), 0, "what is not frozen moves");
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.BalanceFrozen.selector, alice, uint256(0), uint256(1)));
        coin.transfer(BOB, 1);
        vm.prank(alice);
        coin.transfer(BOB, 0);
        equal(coin.totalSupply(), 2 * HELD, "frozen coins are in the supply");
    }

    function enter(uint256 state) private {
        IStablecoin.Circulation block_ = IStablecoin.Circulation.BLOCK_LIST;
        address[3] memory parties = [alice, BOB, SPENDER];
        if (state >= 1 && state <= 3) freeze(coin, parties[state - 1]);
        if (state == 4) freeze(coin, RELAYER);
        if (state == 5) for (uint256 i = 0; i < 4; i++) freeze(coin, [MINTER, BURNER, SEIZER, RESCUER][i]);
        if (state == 6) freeze(coin, CUSTODY);
        if (state == 7) freezeSum(coin, alice, HELD);
        if (state >= 8 && state <= 14) pause(coin, 1 << (state - 8));
        if (state >= 15 && state <= 17) disallow(coin, parties[state - 15]);
        if (state >= 18 && state <= 21) circulate(coin, block_);
        if (state >= 18 && state <= 20) disallow(coin, parties[state - 18]);
        if (state >= 21) coin = reborn(state == 21 ? block_ : IStablecoin.Circulation.OPEN);
        if (state == 22) for (uint256 i = 0; i < 3; i++) disallow(coin, parties[i]);
        if (state == 23) freeze(coin, alice);
    }

    /// A coin that never knew a list.
    function reborn(IStablecoin.Circulation mode) private returns (Stablecoin other) {
        other = newCoin("Fairway HKD", "FHKD", "HKD");
        circulate(other, mode);
        mint(other, alice, HELD);
        mint(other, BURNER, HELD);
        setCustody(other, CUSTODY, true);
        vm.prank(alice);
        other.approve(SPENDER, AMOUNT);
        mint(foreign, address(other), AMOUNT);
    }

    /// Walks a path; returns the error's selector, 0 when it went through.
    function walk(uint256 path) private returns (bytes4) {
        (address caller, bytes memory call) = path < SIGNED ? plain(path) : path < BY_ROLE ? signed(path) : byRole(path);
        vm.prank(caller);
        (bool success, bytes memory returned) = address(coin).call(call);
        return success ? bytes4(0) : bytes4(returned);
    }

    function plain(uint256 path) private view returns (address, bytes memory) {
        if (path == 0) return (alice, abi.encodeCall(coin.transfer, (BOB, AMOUNT)));
        if (path == 1) return (alice, abi.encodeCall(coin.transferWithMemo, (BOB, AMOUNT, "memo")));
        if (path == 2) {
            IStablecoin.Payout[] memory payouts = new IStablecoin.Payout[](1);
            payouts[0] = IStablecoin.Payout(BOB, AMOUNT, "ref");
            return (alice, abi.encodeCall(coin.payBatch, (payouts)));
        }
        if (path == 3) return (SPENDER, abi.encodeCall(coin.transferFrom, (alice, BOB, AMOUNT)));
        if (path == 4) return (SPENDER, abi.encodeCall(coin.transferFromWithMemo, (alice, BOB, AMOUNT, "memo")));
        if (path == 7) return (alice, abi.encodeCall(coin.cancelPermits, (1)));
        return (alice, abi.encodeCall(coin.approve, (SPENDER, path == 5 ? AMOUNT : 0)));
    }

    function signed(uint256 path) private view returns (address, bytes memory) {
        address token = address(coin);
        uint256 act = (path - SIGNED) / 2;
        if (act == 0) {
            bytes32 permitted = permitDigest(token, Permit(alice, SPENDER, AMOUNT, 0, FOREVER));
            bytes memory head = abi.encode(alice, SPENDER, AMOUNT, FOREVER);
            return (RELAYER, inForm(path, "permit(address,address,uint256,uint256,", head, permitted));
        }
        if (act == 3) {
            bytes32 canceled = cancelDigest(token, alice, NONCE);
            return (RELAYER, inForm(path, "cancelAuthorization(address,bytes32,", abi.encode(alice, NONCE), canceled));
        }
        Authorization memory a = Authorization(alice, BOB, AMOUNT, 0, FOREVER, NONCE);
        string memory tail = "WithAuthorization(address,address,uint256,uint256,uint256,bytes32,";
        if (act == 1) {
            return (RELAYER, inForm(path, string.concat("transfer", tail), abi.encode(a), transferDigest(token, a)));
        }
        return (BOB, inForm(path, string.concat("receive", tail), abi.encode(a), receiveDigest(token, a)));
    }

    /// The call with alice's signature: as v, r, s when the path is even, else as bytes.
    function inForm(uint256 path, string memory name, bytes memory head, bytes32 message)
        private
        pure
        returns (bytes memory)
    {
        if (path % 2 == 0) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, message);
            bytes4 split = bytes4(keccak256(bytes(string.concat(name, "uint8,bytes32,bytes32)"))));
            return bytes.concat(split, head, abi.encode(v, r, s));
        }
        bytes4 whole = bytes4(keccak256(bytes(string.concat(name, "bytes)"))));
        bytes memory consent = signature(KEY, message);
        bytes memory last = bytes.concat(bytes32(consent.length), consent, new bytes(96 - consent.length));
        return bytes.concat(whole, head, bytes32(head.length + 32), last);
    }

    function byRole(uint256 path) private view returns (address, bytes memory) {
        if (path == 16) return (MINTER, abi.encodeCall(coin.mint, (RELAYER, BOB, AMOUNT)));
        if (path == 17) return (BURNER, abi.encodeCall(coin.burn, (AMOUNT)));
        if (path == 18) {
            bytes memory consent = signature(KEY, redeemDigest(address(coin), alice, AMOUNT, "order", 7, FOREVER));
            IStablecoin.Redemption memory redemption = IStablecoin.Redemption(alice, AMOUNT, "order", 7, FOREVER);
            return (BURNER, abi.encodeCall(coin.redeem, (redemption, consent)));
        }
        if (path == 19) return (SEIZER, abi.encodeCall(coin.seize, (alice, CUSTODY, AMOUNT, "case")));
        return (RESCUER, abi.encodeCall(coin.rescue, (address(foreign), BOB, AMOUNT)));
    }

    function selectorOf(bytes1 answer) private pure returns (bytes4) {
        if (answer == ".") return bytes4(0);
        if (answer == "F") return IStablecoin.AccountFrozen.selector;
        if (answer == "L") return IStablecoin.AccountNotAllowed.selector;
        if (answer == "P") return IStablecoin.FunctionPaused.selector;
        if (answer == "B") return IStablecoin.BalanceFrozen.selector;
        if (answer == "N") return IStablecoin.NotFrozen.selector;
        revert NotTrue("an answer of the table");
    }

    /// The answers of a row, without the path's name (22 characters) and the spaces.
    function answersOf(string memory row) private pure returns (bytes memory answers) {
        for (uint256 i = 22; i < bytes(row).length; i++) {
            if (bytes(row)[i] != " ") answers = bytes.concat(answers, bytes(row)[i]);
        }
    }
}
