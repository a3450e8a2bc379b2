// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Escrow} from "../src/Escrow.sol";
import {IMintGate} from "../src/IMintGate.sol";
import {MintGate} from "../src/MintGate.sol";
import {IStablecoin, PAUSE_BURN, PAUSE_SEIZE} from "../src/IStablecoin.sol";
import "../src/Roles.sol";
import {Settlement} from "../src/Settlement.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {GoldenGround} from "./GoldenGround.sol";

/// @notice Fills a deployment through its own functions, asks it everything, and writes both down. Run by
/// `node tools/release.mjs golden VERSION`, once a release.
contract Golden is GoldenGround {
    bytes32 private constant AUTHORIZATION = "authorization";
    uint256 private constant ACCOUNTS = 9;

    string[] private labels;
    address[] private callers;
    bytes[] private calls;
    bytes[] private answers;

    function run() external returns (string memory json) {
        vm.warp(NOW);
        place();
        golden.record();
        fillCoin();
        fillGate();
        spend();
        fillSettlement();
        fillEscrow();
        close();
        vm.warp(NOW + 1 hours); // buckets have refilled in part

        for (uint256 i = 0; i < 4; i++) {
            json = golden.serializeString("golden", contractNames()[i], written(i));
        }
        golden.serializeUint("golden", "chainId", CHAIN_ID);
        return golden.serializeUint("golden", "timestamp", block.timestamp);
    }

    // Filling

    function fillCoin() private {
        Roles.Grant[] memory grants = coinGrants();
        grants[3].account = address(GATE);
        COIN.initialize(grants, COIN_CAP);
        allow(COIN, alice());
        allow(COIN, BOB);
        allow(COIN, CUSTODY);
        allow(COIN, FROZEN_ONE);
        allow(COIN, address(SETTLEMENT));
        allow(COIN, address(ESCROW));
        setCustody(COIN, CUSTODY, true);
    }

    function fillGate() private {
        GATE.initialize(gateGrants());
        vm.startPrank(LIMIT_MANAGER);
        GATE.setMinter(MINTER, IMintGate.MinterLimits(5_000_000e6, 400_000e6, 900_000e6, 7e3));
        GATE.setDestination(alice(), true);
        GATE.setReserveMaxAge(2 days);
        GATE.setDelay(300_000e6, 1 days, 2 days);
        vm.stopPrank();
        attest(GATE, 9_000_000e6, 17e6);
        order(7, 1000e6, false);
        order(300, 250_000e6, false);
        order(WAITING_ORDER, 350_000e6, true);
        order(512, 1e6, true);
        vm.prank(CANCELLER);
        GATE.cancel(512);
    }

    function order(uint256 number, uint256 amount, bool waits) private {
        Order memory o = Order(number, bytes32(number), alice(), amount, NOW + 7 days, MINTER);
        bytes memory signature = approval(GATE, o);
        vm.prank(MINTER);
        if (waits) GATE.propose(number, o.ref, o.to, amount, o.deadline, signature);
        else GATE.mint(number, o.ref, o.to, amount, o.deadline, signature);
    }

    function spend() private {
        vm.startPrank(alice());
        COIN.transfer(BOB, 4_000e6);
        COIN.transfer(FROZEN_ONE, 33e6);
        COIN.approve(BOB, 77e6);
        COIN.approve(address(SETTLEMENT), type(uint256).max);
        COIN.approve(address(ESCROW), type(uint256).max);
        COIN.cancelPermits(3);
        vm.stopPrank();
        vm.prank(BOB);
        COIN.approve(address(SETTLEMENT), 1_000e6);
        bytes32 type_ = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
        bytes32 message = keccak256(abi.encode(type_, alice(), AUTHORIZATION));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", COIN.DOMAIN_SEPARATOR(), message));
        COIN.cancelAuthorization(alice(), AUTHORIZATION, signedBy(ALICE_KEY, digest));
        freeze(COIN, FROZEN_ONE);
        freezeSum(COIN, BOB, 15e6);
        disallow(COIN, BARRED);
        vm.prank(RESCUER);
        COIN.renounceRole(RESCUER_ROLE, RESCUER);
        circulate(COIN, IStablecoin.Circulation.BLOCK_LIST);
    }

    function fillSettlement() private {
        SETTLEMENT.initialize(settlementGrants());
        register(SETTLEMENT, alice());
        register(SETTLEMENT, BOB);
        setCoin(SETTLEMENT, address(COIN), 500e6, 800e6, 3e3);
        Settlement.Position[] memory positions = new Settlement.Position[](2);
        bool first = BOB < alice();
        int128 amount = int128(int256(leg().amount));
        positions[0] = Settlement.Position(address(COIN), first ? BOB : alice(), first ? amount : -amount);
        positions[1] = Settlement.Position(address(COIN), first ? alice() : BOB, first ? -amount : amount);
        vm.startPrank(SETTLER);
        SETTLEMENT.settle(WINDOW, SETTLEMENT.leaf(leg()), positions);
        SETTLEMENT.settle("window 2", "another root", new Settlement.Position[](0));
        vm.stopPrank();
        vm.prank(ADMIN);
        SETTLEMENT.grantRole(ROLE_MANAGER_ROLE, STRANGER);
    }

    function fillEscrow() private {
        ESCROW.initialize(escrowGrants());
        vm.prank(LIMIT_MANAGER);
        ESCROW.setCoin(address(COIN), 1_000e6, 5 days);
        vm.startPrank(alice());
        ESCROW.authorise(terms("open"));
        ESCROW.authorise(terms("captured in part"));
        ESCROW.authorise(terms("over"));
        vm.stopPrank();
        vm.startPrank(OPERATOR);
        ESCROW.capture(terms("captured in part"), 40e6);
        ESCROW.release(terms("over"));
        vm.stopPrank();
    }

    function close() private {
        vm.startPrank(PAUSER);
        COIN.pause(PAUSE_BURN | PAUSE_SEIZE);
        GATE.pause();
        SETTLEMENT.pause();
        ESCROW.pause();
        vm.stopPrank();
    }

    // Asking

    function written(uint256 index) private returns (string memory json) {
        delete labels;
        delete callers;
        delete calls;
        delete answers;
        string memory name = contractNames()[index];
        (bytes32[] memory slots, bytes32[] memory words) = storedIn(addressOf(index));
        function() internal[4] memory ask_ = [askCoin, askGate, askSettlement, askEscrow];
        ask_[index]();
        askRoles(Roles(addressOf(index)));
        golden.serializeBytes32(name, "slots", slots);
        golden.serializeBytes32(name, "words", words);
        golden.serializeString(name, "labels", labels);
        golden.serializeAddress(name, "callers", callers);
        golden.serializeBytes(name, "calls", calls);
        return golden.serializeBytes(name, "answers", answers);
    }

    /// @dev What was written there since the record began and is not zero, but for the code's address.
    function storedIn(address account) private returns (bytes32[] memory slots, bytes32[] memory words) {
        (, bytes32[] memory all) = golden.accesses(account);
        (slots, words) = (new bytes32[](all.length), new bytes32[](all.length));
        uint256 count = 0;
        for (uint256 i = 0; i < all.length; i++) {
            bytes32 word = vm.load(account, all[i]);
            bool known = all[i] == IMPLEMENTATION || word == 0;
            for (uint256 j = 0; j < count; j++) known = known || slots[j] == all[i];
            if (known) continue;
            (slots[count], words[count]) = (all[i], word);
            count++;
        }
        assembly ("memory-safe") {
            mstore(slots, count)
            mstore(words, count)
        }
    }

    function askCoin() private {
        view_(address(COIN), "name", abi.encodeCall(COIN.name, ()));
        view_(address(COIN), "symbol", abi.encodeCall(COIN.symbol, ()));
        view_(address(COIN), "currency", abi.encodeCall(COIN.currency, ()));
        view_(address(COIN), "version", abi.encodeCall(COIN.version, ()));
        view_(address(COIN), "decimals", abi.encodeCall(COIN.decimals, ()));
        view_(address(COIN), "DOMAIN_SEPARATOR", abi.encodeCall(COIN.DOMAIN_SEPARATOR, ()));
        view_(address(COIN), "eip712Domain", abi.encodeCall(COIN.eip712Domain, ()));
        view_(address(COIN), "totalSupply", abi.encodeCall(COIN.totalSupply, ()));
        view_(address(COIN), "supplyCap", abi.encodeCall(COIN.supplyCap, ()));
        view_(address(COIN), "paused", abi.encodeCall(COIN.paused, ()));
        view_(address(COIN), "circulation", abi.encodeCall(COIN.circulation, ()));
        view_(
            address(COIN), "authorizationState", abi.encodeCall(COIN.authorizationState, (alice(), AUTHORIZATION))
        );
        view_(address(COIN), "authorizationState", abi.encodeCall(COIN.authorizationState, (BOB, AUTHORIZATION)));
        address[ACCOUNTS] memory all = accounts();
        for (uint256 i = 0; i < ACCOUNTS; i++) askAccount(all[i], all);
        refused(address(COIN), alice(), "initialize", abi.encodeCall(COIN.initialize, (coinGrants(), COIN_CAP)));
        refused(address(COIN), alice(), "to nobody", abi.encodeCall(COIN.transfer, (address(0), 1)));
        refused(address(COIN), alice(), "to the coin", abi.encodeCall(COIN.transfer, (address(COIN), 1)));
        refused(address(COIN), alice(), "to a frozen one", abi.encodeCall(COIN.transfer, (FROZEN_ONE, 1)));
        refused(address(COIN), FROZEN_ONE, "by a frozen one", abi.encodeCall(COIN.transfer, (BOB, 1)));
        refused(address(COIN), BARRED, "by a barred one", abi.encodeCall(COIN.approve, (BOB, 1)));
        refused(address(COIN), BURNER, "while paused", abi.encodeCall(COIN.burn, (1)));
    }

    function askAccount(address account, address[ACCOUNTS] memory all) private {
        address coin = address(COIN);
        view_(coin, "balanceOf", abi.encodeCall(COIN.balanceOf, (account)));
        view_(coin, "isFrozen", abi.encodeCall(COIN.isFrozen, (account)));
        view_(coin, "frozenSum", abi.encodeCall(COIN.frozenSum, (account)));
        view_(coin, "availableBalanceOf", abi.encodeCall(COIN.availableBalanceOf, (account)));
        view_(coin, "isAllowed", abi.encodeCall(COIN.isAllowed, (account)));
        view_(coin, "isDisallowed", abi.encodeCall(COIN.isDisallowed, (account)));
        view_(coin, "canHold", abi.encodeCall(COIN.canHold, (account)));
        view_(coin, "isCustody", abi.encodeCall(COIN.isCustody, (account)));
        view_(coin, "nonces", abi.encodeCall(COIN.nonces, (account)));
        for (uint256 i = 0; i < ACCOUNTS; i++) {
            if (COIN.allowance(account, all[i]) == 0) continue;
            view_(coin, "allowance", abi.encodeCall(COIN.allowance, (account, all[i])));
        }
    }

    function askGate() private {
        address gate = address(GATE);
        view_(gate, "coin", abi.encodeCall(GATE.coin, ()));
        view_(gate, "eip712Domain", abi.encodeCall(GATE.eip712Domain, ()));
        view_(gate, "minterLimits", abi.encodeCall(GATE.minterLimits, (MINTER)));
        view_(gate, "minterLimits of a stranger", abi.encodeCall(GATE.minterLimits, (STRANGER)));
        view_(gate, "isDestination", abi.encodeCall(GATE.isDestination, (alice())));
        view_(gate, "isDestination of another", abi.encodeCall(GATE.isDestination, (BOB)));
        view_(gate, "attestation", abi.encodeCall(GATE.attestation, ()));
        view_(gate, "delayRule", abi.encodeCall(GATE.delayRule, ()));
        view_(gate, "paused", abi.encodeCall(GATE.paused, ()));
        uint256[7] memory numbers = [uint256(6), 7, 8, 300, WAITING_ORDER, 512, 263];
        for (uint256 i = 0; i < numbers.length; i++) {
            string memory number = vm.toString(numbers[i]);
            view_(gate, string.concat("isOrderUsed ", number), abi.encodeCall(GATE.isOrderUsed, (numbers[i])));
            view_(gate, string.concat("proposal ", number), abi.encodeCall(GATE.proposal, (numbers[i])));
        }
        refused(gate, alice(), "initialize", abi.encodeCall(GATE.initialize, (gateGrants())));
        refused(gate, CANCELLER, "no proposal", abi.encodeCall(GATE.cancel, (512)));
        refused(gate, MINTER, "while paused", abi.encodeCall(GATE.execute, (WAITING_ORDER)));
    }

    function askSettlement() private {
        address settlement = address(SETTLEMENT);
        bytes32[3] memory windows = [WINDOW, "window 2", "window 3"];
        for (uint256 i = 0; i < windows.length; i++) {
            view_(settlement, "settled", abi.encodeCall(SETTLEMENT.settled, (windows[i])));
            bytes memory proof = abi.encodeCall(SETTLEMENT.verifyLeg, (windows[i], leg(), new bytes32[](0)));
            view_(settlement, "verifyLeg", proof);
        }
        view_(settlement, "leaf", abi.encodeCall(SETTLEMENT.leaf, (leg())));
        view_(settlement, "isParticipant", abi.encodeCall(SETTLEMENT.isParticipant, (alice())));
        view_(settlement, "isParticipant", abi.encodeCall(SETTLEMENT.isParticipant, (BOB)));
        view_(settlement, "isParticipant of a stranger", abi.encodeCall(SETTLEMENT.isParticipant, (STRANGER)));
        view_(settlement, "coinLimits", abi.encodeCall(SETTLEMENT.coinLimits, (address(COIN))));
        view_(settlement, "coinLimits of another", abi.encodeCall(SETTLEMENT.coinLimits, (STRANGER)));
        view_(settlement, "paused", abi.encodeCall(SETTLEMENT.paused, ()));
        refused(settlement, alice(), "initialize", abi.encodeCall(SETTLEMENT.initialize, (settlementGrants())));
        Settlement.Position[] memory none;
        refused(settlement, SETTLER, "while paused", abi.encodeCall(SETTLEMENT.settle, ("window 3", "root", none)));
        refused(settlement, UPGRADER, "by another role", abi.encodeCall(SETTLEMENT.settle, (WINDOW, "root", none)));
    }

    function askEscrow() private {
        address escrow = address(ESCROW);
        bytes32[4] memory refs = [bytes32("open"), "captured in part", "over", "never was"];
        for (uint256 i = 0; i < refs.length; i++) {
            bytes32 hold = ESCROW.idOf(terms(refs[i]));
            view_(escrow, "idOf", abi.encodeCall(ESCROW.idOf, (terms(refs[i]))));
            view_(escrow, "remaining", abi.encodeCall(ESCROW.remaining, (hold)));
        }
        view_(escrow, "held", abi.encodeCall(ESCROW.held, (address(COIN))));
        view_(escrow, "held of another", abi.encodeCall(ESCROW.held, (STRANGER)));
        view_(escrow, "coinLimits", abi.encodeCall(ESCROW.coinLimits, (address(COIN))));
        view_(escrow, "coinLimits of another", abi.encodeCall(ESCROW.coinLimits, (STRANGER)));
        view_(escrow, "paused", abi.encodeCall(ESCROW.paused, ()));
        refused(escrow, alice(), "initialize", abi.encodeCall(ESCROW.initialize, (escrowGrants())));
        refused(escrow, OPERATOR, "while paused", abi.encodeCall(ESCROW.capture, (terms("open"), 1)));
        refused(escrow, OPERATOR, "over", abi.encodeCall(ESCROW.release, (terms("over"))));
    }

    function askRoles(Roles target) private {
        address account = address(target);
        view_(account, "holders", abi.encodeCall(target.holders, ()));
        view_(account, "getRoleAdmin", abi.encodeCall(target.getRoleAdmin, (PAUSER_ROLE)));
        view_(account, "getRoleAdmin of no role", abi.encodeCall(target.getRoleAdmin, ("no role")));
        address[17] memory all = [
            ADMIN, MINTER, PAUSER, FREEZER, SETTLER, LIMIT_MANAGER, UPGRADER, BURNER, UNPAUSER, SEIZER, RESCUER,
            LISTER, ATTESTER, CANCELLER, OPERATOR, STRANGER, address(GATE)
        ];
        view_(account, "hasRole of another", abi.encodeCall(target.hasRole, (ROLE_MANAGER_ROLE, PAUSER)));
        for (uint256 i = 0; i < all.length; i++) askRole(target, all[i]);
        askRole(target, vm.addr(APPROVER_KEY));
        bytes memory last = abi.encodeCall(target.renounceRole, (ROLE_MANAGER_ROLE, ADMIN));
        if (account != address(SETTLEMENT)) refused(account, ADMIN, "the last role manager", last);
    }

    function askRole(Roles target, address account) private {
        bytes32 role = target.roleOf(account);
        view_(address(target), "roleOf", abi.encodeCall(target.roleOf, (account)));
        if (role != 0) view_(address(target), "hasRole", abi.encodeCall(target.hasRole, (role, account)));
    }

    function accounts() private pure returns (address[ACCOUNTS] memory) {
        return [
            alice(),
            BOB,
            CUSTODY,
            FROZEN_ONE,
            BARRED,
            address(0),
            address(COIN),
            address(SETTLEMENT),
            address(ESCROW)
        ];
    }

    function view_(address target, string memory label, bytes memory data) private {
        note(target, address(0), label, data);
    }

    function refused(address target, address caller, string memory label, bytes memory data) private {
        note(target, caller, string.concat("refused: ", label), data);
    }

    function note(address target, address caller, string memory label, bytes memory data) private {
        (bool fits, bytes memory answer) = ask(target, caller, data);
        isTrue(fits, label);
        labels.push(label);
        callers.push(caller);
        calls.push(data);
        answers.push(answer);
    }
}
