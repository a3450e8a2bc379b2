// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Escrow} from "../src/Escrow.sol";
import {IEscrow} from "../src/IEscrow.sol";
import {IMintGate} from "../src/IMintGate.sol";
import {MintGate} from "../src/MintGate.sol";
import {Settlement} from "../src/Settlement.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {Arguments} from "./Arguments.sol";
import {PowersGround} from "./PowersGround.sol";

/// @notice The whole ABI of coin, gate, settlement and escrow, read from the compiled artifacts: who may call what, and that
/// nobody changes another's balance or right by a function that is not its role's. Callers are nobody, a holder, a frozen
/// holder and the holder of each role; a role's own functions are left out for it, and for it alone.
contract RightsTest is PowersGround, Arguments {
    address private constant ALICE = address(0xA11CE);
    address private constant BOB = address(0xB0B);
    address private constant SHOP = address(0x5409);
    address private constant NOBODY = address(0xBAD);
    address private constant HOLDER = address(0x401D);
    address private constant FROZEN_HOLDER = address(0xF401D);
    uint256 private constant OPENING = 1_000;
    uint256 private constant HELD = 100;
    uint48 private constant EXPIRES = NOW + 7 days;
    bytes32 private constant IMPLEMENTATION = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);

    Stablecoin private coin;
    MintGate private gate;
    Settlement private settlement;
    Escrow private escrow;
    address[] private targets;
    address[] private callers;
    address[5] private people = [ALICE, BOB, SHOP, HOLDER, FROZEN_HOLDER];

    mapping(address target => string[]) private signatures;
    mapping(address target => uint256) private declared;
    mapping(address target => mapping(bytes4 selector => address)) private powerOf;
    mapping(address target => mapping(bytes4 selector => bool)) private isOpen;

    function setUp() public {
        vm.warp(NOW);
        coin = newCoin("Fairway HKD", "FHKD", "HKD");
        (settlement, escrow) = (newSettlement(), newEscrow());
        allow(coin, address(settlement));
        allow(coin, address(escrow));
        for (uint256 i = 0; i < people.length; i++) own(people[i]);
        gate = newGate(coin);
        openPowers();
        freezeSum(coin, BOB, 300);
        freeze(coin, FROZEN_HOLDER);
        vm.startPrank(ALICE);
        coin.approve(BOB, 500);
        escrow.authorise(terms(ALICE));
        vm.stopPrank();

        declareCoin();
        declareGate();
        declareSettlement();
        declareEscrow();
        callers = [
            NOBODY, HOLDER, FROZEN_HOLDER, ADMIN, LIMIT_MANAGER, UPGRADER, MINTER, BURNER, PAUSER, UNPAUSER, FREEZER, SEIZER,
            RESCUER, LISTER, ATTESTER, CANCELLER, SETTLER, OPERATOR, vm.addr(APPROVER_KEY), address(gate)
        ];
        pool = [ALICE, BOB, SHOP, address(coin), address(gate), address(settlement), address(escrow), MINTER, OPERATOR, NOBODY];
    }

    /// An account of the coin that has opened itself to settlement and escrow.
    function own(address account) private {
        allow(coin, account);
        mint(coin, account, OPENING);
        register(settlement, account);
        vm.startPrank(account);
        coin.approve(address(settlement), OPENING);
        coin.approve(address(escrow), OPENING);
        vm.stopPrank();
    }

    /// Everything is open as far as limits go, and a proposal waits.
    function openPowers() private {
        setCoin(settlement, address(coin), 1e12, 1e12, 0);
        vm.startPrank(LIMIT_MANAGER);
        escrow.setCoin(address(coin), 1e12, 30 days);
        gate.setDestination(ALICE, true);
        gate.setReserveMaxAge(30 days);
        gate.setDelay(1e9, 1 hours, 1 days);
        gate.setMinter(MINTER, IMintGate.MinterLimits(1e12, 1e12, 1e12, 0));
        vm.stopPrank();
        attest(gate, 1e15, 0);
        Order memory o = Order(1, "an order", ALICE, 5, EXPIRES, MINTER);
        bytes memory signed = approval(gate, o);
        vm.prank(MINTER);
        gate.propose(o.number, o.ref, o.to, o.amount, o.deadline, signed);
    }

    // Every function that is not a view. One that is missing here fails a test, so does one that is here and gone.

    function declareCoin() private {
        address target = known(address(coin), "Stablecoin");
        power(target, ADMIN, "setCustody(address,bool)");
        power(target, LIMIT_MANAGER, "setCirculation(uint8)");
        power(target, LIMIT_MANAGER, "setSupplyCap(uint256)");
        power(target, address(gate), "mint(address,address,uint256)");
        power(target, BURNER, "burn(uint256)");
        power(target, BURNER, "redeem((address,uint256,bytes32,uint256,uint256),bytes)");
        power(target, PAUSER, "pause(uint256)");
        power(target, UNPAUSER, "unpause(uint256)");
        power(target, FREEZER, "freeze(address[])");
        power(target, FREEZER, "unfreeze(address[])");
        power(target, FREEZER, "setFrozenSum(address,uint256)");
        power(target, SEIZER, "seize(address,address,uint256,bytes32)");
        power(target, RESCUER, "rescue(address,address,uint256)");
        power(target, LISTER, "allow(address[])");
        power(target, LISTER, "disallow(address[])");
        open(target, "initialize((bytes32,address)[],uint256)");
        open(target, "transfer(address,uint256)");
        open(target, "transferFrom(address,address,uint256)");
        open(target, "transferWithMemo(address,uint256,bytes32)");
        open(target, "transferFromWithMemo(address,address,uint256,bytes32)");
        open(target, "payBatch((address,uint256,bytes32)[])");
        open(target, "approve(address,uint256)");
        open(target, "cancelPermits(uint256)");
        string[2] memory forms = ["bytes)", "uint8,bytes32,bytes32)"];
        string memory head = "WithAuthorization(address,address,uint256,uint256,uint256,bytes32,";
        for (uint256 i = 0; i < 2; i++) {
            open(target, string.concat("permit(address,address,uint256,uint256,", forms[i]));
            open(target, string.concat("cancelAuthorization(address,bytes32,", forms[i]));
            open(target, string.concat("transfer", head, forms[i]));
            open(target, string.concat("receive", head, forms[i]));
        }
    }

    /// The gate finds a minter by its limits and not by the role's word: to others its answer is another one.
    function declareGate() private {
        address target = known(address(gate), "MintGate");
        power(target, CANCELLER, "cancel(uint256)");
        power(target, ATTESTER, "attest(uint256,uint256,uint48)");
        power(target, PAUSER, "pause()");
        power(target, UNPAUSER, "unpause()");
        power(target, LIMIT_MANAGER, "setMinter(address,(uint256,uint256,uint256,uint256))");
        power(target, LIMIT_MANAGER, "setDestination(address,bool)");
        power(target, LIMIT_MANAGER, "setReserveMaxAge(uint24)");
        power(target, LIMIT_MANAGER, "setDelay(uint256,uint32,uint32)");
        open(target, "initialize((bytes32,address)[])");
        open(target, "mint(uint256,bytes32,address,uint256,uint48,bytes)");
        open(target, "propose(uint256,bytes32,address,uint256,uint48,bytes)");
        open(target, "execute(uint256)");
    }

    function declareSettlement() private {
        address target = known(address(settlement), "Settlement");
        power(target, SETTLER, "settle(bytes32,bytes32,(address,address,int128)[])");
        power(target, LISTER, "setParticipant(address,bool)");
        power(target, LIMIT_MANAGER, "setCoin(address,(uint256,uint256,uint256))");
        power(target, PAUSER, "pause()");
        power(target, UNPAUSER, "unpause()");
        open(target, "initialize((bytes32,address)[])");
    }

    function declareEscrow() private {
        address target = known(address(escrow), "Escrow");
        string memory terms_ = "((address,address,address,address,uint256,uint48,bytes32,bytes32)";
        power(target, OPERATOR, string.concat("capture", terms_, ",uint256)"));
        power(target, SEIZER, string.concat("seize", terms_, ",address,bytes32)"));
        power(target, RESCUER, "rescue(address,address,uint256)");
        power(target, LIMIT_MANAGER, "setCoin(address,uint256,uint48)");
        power(target, PAUSER, "pause()");
        power(target, UNPAUSER, "unpause()");
        open(target, "initialize((bytes32,address)[])");
        open(target, string.concat("authorise", terms_, ")"));
        open(target, string.concat("authoriseBySignature", terms_, ",bytes)"));
        open(target, string.concat("release", terms_, ")"));
        open(target, string.concat("expire", terms_, ")"));
    }

    function test_TheAbiIsWhatIsDeclared() public {
        for (uint256 t = 0; t < targets.length; t++) {
            uint256 found = 0;
            for (uint256 i = 0; i < signatures[targets[t]].length; i++) {
                (string memory signature, bytes4 selector) = functionOf(targets[t], i);
                if (isOpen[targets[t]][selector] || powerOf[targets[t]][selector] != address(0)) found++;
                else isTrue(isView(targets[t], selector, signature), string.concat("not declared, no view: ", signature));
            }
            equal(found, declared[targets[t]], "all that is declared exists");
        }
    }

    function test_APowerIsItsRolesAlone() public {
        for (uint256 t = 0; t < targets.length; t++) {
            for (uint256 i = 0; i < signatures[targets[t]].length; i++) {
                (string memory signature, bytes4 selector) = functionOf(targets[t], i);
                address holder = powerOf[targets[t]][selector];
                if (holder == address(0)) continue;
                bytes memory call = bytes.concat(selector, arguments(signature));
                for (uint256 j = 0; j < callers.length; j++) {
                    uint256 before = vm.snapshotState();
                    bytes4 answer = refusal(targets[t], callers[j], call);
                    vm.revertToStateAndDelete(before);
                    bool refused = answer == IAccessControl.AccessControlUnauthorizedAccount.selector;
                    isTrue(refused == (callers[j] != holder), signature);
                }
            }
        }
    }

    /// forge-config: default.fuzz.runs = 40
    /// forge-config: long.fuzz.runs = 2000
    function testFuzz_NobodyChangesAnothersBalanceOrRight(uint256 seed) public {
        dice = seed;
        address caller = callers[roll() % callers.length];
        pool.push(caller);
        bytes32 rights = othersRights(caller);
        uint256[5] memory held = balances();
        for (uint256 t = 0; t < targets.length; t++) {
            for (uint256 i = 0; i < signatures[targets[t]].length; i++) {
                (string memory signature, bytes4 selector) = functionOf(targets[t], i);
                if (isOwn(caller, targets[t], selector)) continue;
                refusal(targets[t], caller, bytes.concat(selector, meant(signature, caller)));
                isTrue(othersRights(caller) == rights, signature);
                held = noneFell(caller, held, signature);
            }
        }
    }

    /// The arguments are good enough that calls get through: a test of calls that all fail would hold of anything.
    function test_TheirCallsGetThrough() public {
        string[4] memory some = [
            "authorise((address,address,address,address,uint256,uint48,bytes32,bytes32))",
            "transfer(address,uint256)",
            "payBatch((address,uint256,bytes32)[])",
            "cancelPermits(uint256)"
        ];
        for (uint256 f = 0; f < some.length; f++) {
            uint256 through = 0;
            for (uint256 i = 0; i < 100; i++) {
                bytes memory call = bytes.concat(bytes4(keccak256(bytes(some[f]))), meant(some[f], HOLDER));
                if (refusal(f == 0 ? address(escrow) : address(coin), HOLDER, call) == 0) through++;
            }
            isTrue(through > 0, some[f]);
        }
    }

    /// A hold's parties release it, and nobody whom the table of callers names does: its terms are known to all.
    function test_KnownTermsAreNoRight() public {
        for (uint256 i = 0; i < callers.length; i++) {
            if (callers[i] == OPERATOR) continue;
            bytes4 answer = refusal(address(escrow), callers[i], abi.encodeCall(escrow.release, (terms(ALICE))));
            isTrue(answer == IEscrow.NotParty.selector, "released by a stranger");
            answer = refusal(address(escrow), callers[i], abi.encodeCall(escrow.expire, (terms(ALICE))));
            isTrue(answer != 0, "expired before its time");
        }
    }

    /// A function that is the caller's by its role: also those that ask for it in another way.
    function isOwn(address caller, address target, bytes4 selector) private view returns (bool) {
        if (caller == MINTER && target == address(gate)) {
            return selector == gate.mint.selector || selector == gate.propose.selector || selector == gate.execute.selector;
        }
        if (caller == OPERATOR && selector == escrow.release.selector) return true;
        return powerOf[target][selector] == caller;
    }

    /// No balance but the caller's fell, nor what the escrow owes.
    function noneFell(address caller, uint256[5] memory held, string memory signature)
        private
        view
        returns (uint256[5] memory now_)
    {
        now_ = balances();
        for (uint256 i = 0; i < people.length; i++) {
            isTrue(people[i] == caller || now_[i] >= held[i], signature);
        }
        isTrue(coin.balanceOf(address(escrow)) >= escrow.held(address(coin)), signature);
        isTrue(escrow.held(address(coin)) >= HELD, signature);
        equal(coin.totalSupply(), people.length * OPENING, signature);
    }

    function balances() private view returns (uint256[5] memory held) {
        for (uint256 i = 0; i < people.length; i++) held[i] = coin.balanceOf(people[i]);
    }

    /// All that others own but their balances, and all that rules the contracts.
    function othersRights(address caller) private view returns (bytes32 hash) {
        for (uint256 t = 0; t < targets.length; t++) {
            hash = keccak256(abi.encode(hash, vm.load(targets[t], IMPLEMENTATION)));
            for (uint256 i = 0; i < callers.length; i++) {
                // The caller may give up its own role, and have no other.
                if (callers[i] != caller) hash = keccak256(abi.encode(hash, Stablecoin(targets[t]).roleOf(callers[i])));
            }
        }
        hash = keccak256(abi.encode(hash, coin.totalSupply(), coin.supplyCap(), coin.paused(), coin.circulation()));
        hash = keccak256(abi.encode(hash, ofGate(caller), ofSettlement(), ofEscrow()));
        for (uint256 i = 0; i < people.length; i++) hash = keccak256(abi.encode(hash, ofAccount(people[i], caller)));
        hash = keccak256(abi.encode(hash, gained(caller)));
    }

    function ofAccount(address a, address caller) private view returns (bytes32 hash) {
        hash = keccak256(abi.encode(coin.isFrozen(a), coin.frozenSum(a), coin.isAllowed(a), coin.isDisallowed(a)));
        hash = keccak256(abi.encode(hash, coin.isCustody(a), gate.isDestination(a), settlement.isParticipant(a)));
        if (a == caller) return hash;
        hash = keccak256(abi.encode(hash, coin.nonces(a), coin.allowance(a, ALICE), coin.allowance(a, BOB)));
        hash = keccak256(abi.encode(hash, coin.allowance(a, address(settlement)), coin.allowance(a, address(escrow))));
        hash = keccak256(abi.encode(hash, coin.allowance(a, caller), coin.roleOf(a), escrow.roleOf(a)));
        for (uint256 n = 0; n < 4; n++) hash = keccak256(abi.encode(hash, coin.authorizationState(a, bytes32(n))));
    }

    function ofGate(address caller) private view returns (bytes32 hash) {
        (uint256 reserve, uint256 elsewhere, uint48 asOf, uint24 maxAge) = gate.attestation();
        (uint256 above, uint32 delay, uint32 ttl) = gate.delayRule();
        hash = keccak256(abi.encode(reserve, elsewhere, asOf, maxAge, above, delay, ttl, gate.paused(), gate.proposal(1)));
        for (uint256 n = 0; n < 4; n++) hash = keccak256(abi.encode(hash, gate.isOrderUsed(n)));
        // A minter that gives up its role gives up its limits.
        if (caller == MINTER) return hash;
        (IMintGate.MinterLimits memory limits, uint256 available) = gate.minterLimits(MINTER);
        hash = keccak256(abi.encode(hash, limits, available));
    }

    function ofSettlement() private view returns (bytes32 hash) {
        (Settlement.CoinLimits memory limits, uint256 available) = settlement.coinLimits(address(coin));
        hash = keccak256(abi.encode(limits, available, settlement.paused()));
        for (uint256 n = 0; n < 4; n++) hash = keccak256(abi.encode(hash, settlement.settled(bytes32(n))));
    }

    function ofEscrow() private view returns (bytes32) {
        (uint256 max, uint48 duration) = escrow.coinLimits(address(coin));
        return keccak256(abi.encode(max, duration, escrow.paused(), escrow.remaining(escrow.idOf(terms(ALICE)))));
    }

    /// What the caller must not give itself.
    function gained(address caller) private view returns (bytes32) {
        (IMintGate.MinterLimits memory limits,) = gate.minterLimits(caller == MINTER ? NOBODY : caller);
        bool registered = settlement.isParticipant(caller) || gate.isDestination(caller) || coin.isCustody(caller);
        return keccak256(abi.encode(coin.isFrozen(caller), coin.isAllowed(caller), registered, limits));
    }

    function known(address target, string memory name) private returns (address) {
        string memory path = string.concat("/out/", name, ".sol/", name, ".json");
        string memory artifact = vm.readFile(string.concat(vm.projectRoot(), path));
        signatures[target] = vm.parseJsonKeys(artifact, ".methodIdentifiers");
        targets.push(target);
        power(target, ADMIN, "grantRole(bytes32,address)");
        power(target, ADMIN, "revokeRole(bytes32,address)");
        power(target, UPGRADER, "upgradeToAndCall(address,bytes)");
        open(target, "renounceRole(bytes32,address)");
        return target;
    }

    function power(address target, address holder, string memory signature) private {
        powerOf[target][bytes4(keccak256(bytes(signature)))] = holder;
        declared[target]++;
    }

    function open(address target, string memory signature) private {
        isOpen[target][bytes4(keccak256(bytes(signature)))] = true;
        declared[target]++;
    }

    function functionOf(address target, uint256 index) private view returns (string memory signature, bytes4 selector) {
        signature = signatures[target][index];
        selector = bytes4(keccak256(bytes(signature)));
    }

    /// A view passes as a static call or says something of its own; a change of state fails without a word.
    function isView(address target, bytes4 selector, string memory signature) private returns (bool) {
        (bool success, bytes memory returned) = target.staticcall(bytes.concat(selector, arguments(signature)));
        return success || returned.length > 0;
    }

    /// The error's selector, 0 when the call went through.
    function refusal(address target, address caller, bytes memory call) private returns (bytes4) {
        vm.prank(caller);
        (bool success, bytes memory returned) = target.call(call);
        return success ? bytes4(0) : bytes4(returned);
    }

    /// Arguments at random; where a hold's terms stand in front, now and then those of a hold that is, or could be.
    function meant(string memory signature, address caller) private returns (bytes memory result) {
        result = arguments(signature);
        uint256 pos = 0;
        while (bytes(signature)[pos] != "(") pos++;
        if (result.length < 256 || bytes(signature)[pos + 1] != "(" || roll() % 3 == 0) return result;
        bytes memory real = abi.encode(terms(roll() % 2 == 0 ? ALICE : caller));
        for (uint256 i = 0; i < real.length; i++) result[i] = real[i];
    }

    function terms(address payer) private view returns (IEscrow.Terms memory) {
        return IEscrow.Terms(address(coin), payer, SHOP, OPERATOR, HELD, EXPIRES, "an order", "salt");
    }
}
