// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IMintGate} from "../src/IMintGate.sol";
import {IStablecoin, PAUSE_BURN, PAUSE_SEIZE} from "../src/IStablecoin.sol";
import {Settlement} from "../src/Settlement.sol";
import {GoldenGround, GoldenVm} from "./GoldenGround.sol";

/// @notice Deployments that earlier releases filled and wrote down, under the code of today: every answer is what it was.
contract GoldenTest is GoldenGround {
    /// @notice The code of today reads storage of that release otherwise.
    error ReadOtherwise(string file, string what, bytes seen, bytes expected);

    struct Deployed {
        address account;
        bytes32[] slots;
        bytes32[] words;
        string[] labels;
        address[] callers;
        bytes[] calls;
        bytes[] answers;
    }

    string[] private files;

    function setUp() public {
        GoldenVm.DirEntry[] memory entries = golden.readDir(string.concat(vm.projectRoot(), "/test/golden"));
        for (uint256 i = 0; i < entries.length; i++) files.push(entries[i].path);
        isTrue(files.length > 0, "there is a golden deployment");
    }

    function test_OldBytesStayReadable() public {
        for (uint256 i = 0; i < files.length; i++) {
            uint256 state = vm.snapshotState();
            Deployed[4] memory all = load(files[i]);
            for (uint256 j = 0; j < 4; j++) {
                isTrue(all[j].slots.length > 0 && all[j].calls.length > 0, "something is stored and asked");
                uint256 odd = firstOdd(all[j]);
                if (odd < all[j].calls.length) {
                    (, bytes memory seen) = ask(all[j].account, all[j].callers[odd], all[j].calls[odd]);
                    revert ReadOtherwise(files[i], all[j].labels[odd], seen, all[j].answers[odd]);
                }
            }
            vm.revertToState(state);
        }
    }

    /// @dev The questions are good enough: there is no stored word that none of them depends on.
    function test_EveryWordCounts() public {
        Deployed[4] memory all = load(files[files.length - 1]);
        for (uint256 j = 0; j < 4; j++) {
            for (uint256 k = 0; k < all[j].slots.length; k++) {
                uint256 state = vm.snapshotState();
                vm.store(all[j].account, all[j].slots[k], 0);
                bool seen = firstOdd(all[j]) < all[j].calls.length || holdReopens();
                vm.revertToState(state);
                isTrue(seen, string.concat(contractNames()[j], ": a question sees word ", vm.toString(k)));
            }
        }
    }

    function test_WhatWaitedGoesOn() public {
        for (uint256 i = 0; i < files.length; i++) {
            uint256 state = vm.snapshotState();
            load(files[i]);
            isTrue(COIN.circulation() == IStablecoin.Circulation.BLOCK_LIST, "circulation");
            open();
            uint256 supply = COIN.totalSupply();
            IMintGate.Proposal memory waits = GATE.proposal(WAITING_ORDER);
            uint256 before = COIN.balanceOf(waits.to);
            vm.warp(waits.readyAt);
            vm.prank(ATTESTER);
            GATE.attest(9_000_000e6, 0, uint48(block.timestamp));
            vm.prank(MINTER);
            GATE.execute(WAITING_ORDER);
            equal(COIN.balanceOf(waits.to), before + waits.amount, "minted as proposed");
            equal(COIN.totalSupply(), supply + waits.amount, "supply");
            isTrue(!holdReopens(), "a hold that is over stays over");
            captureAndExpire();
            settleAnother();
            vm.revertToState(state);
        }
    }

    function open() private {
        vm.startPrank(UNPAUSER);
        COIN.unpause(PAUSE_BURN | PAUSE_SEIZE);
        GATE.unpause();
        SETTLEMENT.unpause();
        ESCROW.unpause();
        vm.stopPrank();
    }

    /// @dev True when terms that were held and given back can be held again. No view tells.
    function holdReopens() private returns (bool done) {
        vm.prank(UNPAUSER);
        ESCROW.unpause();
        vm.prank(alice());
        (done,) = address(ESCROW).call(abi.encodeCall(ESCROW.authorise, (terms("over"))));
    }

    function captureAndExpire() private {
        bytes32 hold = ESCROW.idOf(terms("captured in part"));
        uint256 left = ESCROW.remaining(hold);
        uint256 held = ESCROW.held(address(COIN));
        uint256 before = COIN.balanceOf(BOB);
        vm.prank(OPERATOR);
        ESCROW.capture(terms("captured in part"), left - 1);
        equal(COIN.balanceOf(BOB), before + left - 1, "captured");
        before = COIN.balanceOf(alice());
        vm.warp(terms("captured in part").expiresAt);
        ESCROW.expire(terms("captured in part"));
        equal(COIN.balanceOf(alice()), before + 1, "expired");
        equal(ESCROW.held(address(COIN)), held - left, "held");
    }

    function settleAnother() private {
        Settlement.Position[] memory positions = new Settlement.Position[](2);
        (address low, address high) = BOB < alice() ? (BOB, alice()) : (alice(), BOB);
        positions[0] = Settlement.Position(address(COIN), low, low == BOB ? int128(1e6) : int128(-1e6));
        positions[1] = Settlement.Position(address(COIN), high, high == BOB ? int128(1e6) : int128(-1e6));
        uint256 before = COIN.balanceOf(BOB);
        vm.prank(SETTLER);
        SETTLEMENT.settle("window 3", "root", positions);
        equal(COIN.balanceOf(BOB), before + 1e6, "settled");
    }

    function load(string memory file) private returns (Deployed[4] memory all) {
        string memory json = vm.readFile(file);
        place();
        vm.warp(vm.parseJsonUint(json, ".timestamp"));
        for (uint256 i = 0; i < 4; i++) {
            string memory key = string.concat(".", contractNames()[i]);
            all[i] = Deployed({
                account: addressOf(i),
                slots: golden.parseJsonBytes32Array(json, string.concat(key, ".slots")),
                words: golden.parseJsonBytes32Array(json, string.concat(key, ".words")),
                labels: golden.parseJsonStringArray(json, string.concat(key, ".labels")),
                callers: golden.parseJsonAddressArray(json, string.concat(key, ".callers")),
                calls: golden.parseJsonBytesArray(json, string.concat(key, ".calls")),
                answers: golden.parseJsonBytesArray(json, string.concat(key, ".answers"))
            });
            for (uint256 j = 0; j < all[i].slots.length; j++) vm.store(all[i].account, all[i].slots[j], all[i].words[j]);
        }
    }

    /// @dev The first question whose answer is not that of the release; their number when there is none.
    function firstOdd(Deployed memory deployed) private returns (uint256 i) {
        for (; i < deployed.calls.length; i++) {
            (bool fits, bytes memory seen) = ask(deployed.account, deployed.callers[i], deployed.calls[i]);
            if (!fits || keccak256(seen) != keccak256(deployed.answers[i])) return i;
        }
    }
}
