// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IStablecoin} from "../src/IStablecoin.sol";
import "../src/Roles.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {CoinGround} from "./CoinGround.sol";

/// @notice The whole ABI, read from the compiled artifact: who may call what, and that a stranger changes nobody's balance
/// or right with anything.
contract RightsTest is CoinGround {
    address private constant STRANGER = address(0xBAD);
    address private constant ALICE = address(0xA11CE);
    address private constant BOB = address(0xB0B);
    bytes32 private constant IMPLEMENTATION = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);

    Stablecoin private coin;
    string[] private signatures;
    address[11] private roleHolders =
        [ADMIN, LIMIT_MANAGER, UPGRADER, MINTER, BURNER, PAUSER, UNPAUSER, FREEZER, SEIZER, RESCUER, LISTER];
    uint256 private dice;

    mapping(bytes4 selector => address holder) private powerOf;
    mapping(bytes4 selector => bool) private isPower;
    mapping(bytes4 selector => bool) private isOpen;

    function setUp() public {
        coin = newCoin("Fairway HKD", "FHKD", "HKD");
        allow(coin, ALICE);
        allow(coin, BOB);
        allow(coin, STRANGER);
        mint(coin, ALICE, 1_000);
        mint(coin, BOB, 1_000);
        mint(coin, STRANGER, 1_000);
        freezeSum(coin, BOB, 300);
        vm.prank(ALICE);
        coin.approve(BOB, 500);
        string memory artifact = vm.readFile(string.concat(vm.projectRoot(), "/out/Stablecoin.sol/Stablecoin.json"));
        signatures = vm.parseJsonKeys(artifact, ".methodIdentifiers");
        declare();
    }

    /// Every function that is not a view. One that is missing here fails a test, so does one that is here and gone.
    function declare() private {
        string memory grant = "(bytes32,address)";
        power(ADMIN, string.concat("grantRole", grant));
        power(ADMIN, string.concat("revokeRole", grant));
        power(ADMIN, "setCustody(address,bool)");
        power(LIMIT_MANAGER, "setCirculation(uint8)");
        power(LIMIT_MANAGER, "setSupplyCap(uint256)");
        power(UPGRADER, "upgradeToAndCall(address,bytes)");
        power(MINTER, "mint(address,address,uint256)");
        power(BURNER, "burn(uint256)");
        power(BURNER, "redeem((address,uint256,bytes32,uint256,uint256),bytes)");
        power(PAUSER, "pause(uint256)");
        power(UNPAUSER, "unpause(uint256)");
        power(FREEZER, "freeze(address[])");
        power(FREEZER, "unfreeze(address[])");
        power(FREEZER, "setFrozenSum(address,uint256)");
        power(SEIZER, "seize(address,address,uint256,bytes32)");
        power(RESCUER, "rescue(address,address,uint256)");
        power(LISTER, "allow(address[])");
        power(LISTER, "disallow(address[])");
        open("initialize((bytes32,address)[],uint256)");
        open("renounceRole(bytes32,address)");
        open("transfer(address,uint256)");
        open("transferFrom(address,address,uint256)");
        open("transferWithMemo(address,uint256,bytes32)");
        open("transferFromWithMemo(address,address,uint256,bytes32)");
        open("payBatch((address,uint256,bytes32)[])");
        open("approve(address,uint256)");
        open("cancelPermits(uint256)");
        string[2] memory forms = ["bytes)", "uint8,bytes32,bytes32)"];
        for (uint256 i = 0; i < 2; i++) {
            open(string.concat("permit(address,address,uint256,uint256,", forms[i]));
            open(string.concat("cancelAuthorization(address,bytes32,", forms[i]));
            string memory head = "WithAuthorization(address,address,uint256,uint256,uint256,bytes32,";
            open(string.concat("transfer", head, forms[i]));
            open(string.concat("receive", head, forms[i]));
        }
    }

    function test_TheAbiIsWhatIsDeclared() public {
        uint256 known = 0;
        for (uint256 i = 0; i < signatures.length; i++) {
            bytes4 selector = bytes4(keccak256(bytes(signatures[i])));
            if (isOpen[selector] || isPower[selector]) known++;
            else isTrue(isView(selector, signatures[i]), string.concat("neither declared nor a view: ", signatures[i]));
        }
        equal(known, 35, "all that is declared exists");
    }

    function test_APowerIsItsRolesAlone() public {
        for (uint256 i = 0; i < signatures.length; i++) {
            bytes4 selector = bytes4(keccak256(bytes(signatures[i])));
            if (!isPower[selector]) continue;
            bytes memory call = bytes.concat(selector, arguments(signatures[i]));
            isTrue(refusal(STRANGER, call) == IAccessControl.AccessControlUnauthorizedAccount.selector, signatures[i]);
            for (uint256 j = 0; j < roleHolders.length; j++) {
                uint256 before = vm.snapshotState();
                bool refused = refusal(roleHolders[j], call) == IAccessControl.AccessControlUnauthorizedAccount.selector;
                vm.revertToStateAndDelete(before);
                isTrue(refused == (roleHolders[j] != powerOf[selector]), signatures[i]);
            }
        }
    }

    /// forge-config: default.fuzz.runs = 128
    /// forge-config: long.fuzz.runs = 5000
    function testFuzz_AStrangerChangesNobodysBalanceOrRight(uint256 seed) public {
        dice = seed;
        bytes32 rights = othersRights();
        uint256[2] memory held = [coin.balanceOf(ALICE), coin.balanceOf(BOB)];
        for (uint256 i = 0; i < signatures.length; i++) {
            bytes4 selector = bytes4(keccak256(bytes(signatures[i])));
            vm.prank(STRANGER);
            (bool success,) = address(coin).call(bytes.concat(selector, arguments(signatures[i])));
            success; // either is fine: what counts is what it changed
            isTrue(othersRights() == rights, signatures[i]);
            isTrue(coin.balanceOf(ALICE) >= held[0] && coin.balanceOf(BOB) >= held[1], signatures[i]);
            held = [coin.balanceOf(ALICE), coin.balanceOf(BOB)];
            equal(held[0] + held[1] + coin.balanceOf(STRANGER), 3_000, signatures[i]);
        }
    }

    /// The arguments are good enough that calls get through: a test of calls that all fail would hold of anything.
    function test_TheStrangersCallsGetThrough() public {
        uint256 through = 0;
        for (uint256 i = 0; i < 200; i++) {
            string memory signature = i % 2 == 0 ? "transfer(address,uint256)" : "payBatch((address,uint256,bytes32)[])";
            bytes4 selector = bytes4(keccak256(bytes(signature)));
            vm.prank(STRANGER);
            (bool success,) = address(coin).call(bytes.concat(selector, arguments(signature)));
            if (success) through++;
        }
        isTrue(through > 20, "calls that get through");
    }

    /// All that others own but their balances, and all that rules the coin.
    function othersRights() private view returns (bytes32 hash) {
        hash = keccak256(abi.encode(coin.totalSupply(), coin.supplyCap(), coin.paused(), coin.circulation()));
        hash = keccak256(abi.encode(hash, vm.load(address(coin), IMPLEMENTATION), coin.roleOf(STRANGER)));
        for (uint256 i = 0; i < roleHolders.length; i++) hash = keccak256(abi.encode(hash, coin.roleOf(roleHolders[i])));
        address[2] memory others = [ALICE, BOB];
        for (uint256 i = 0; i < 2; i++) {
            address a = others[i];
            hash = keccak256(abi.encode(hash, coin.isFrozen(a), coin.frozenSum(a), coin.nonces(a), coin.roleOf(a)));
            hash = keccak256(abi.encode(hash, coin.isAllowed(a), coin.isDisallowed(a), coin.isCustody(a)));
            hash = keccak256(abi.encode(hash, coin.allowance(a, ALICE), coin.allowance(a, BOB), coin.allowance(a, STRANGER)));
            for (uint256 n = 0; n < 4; n++) hash = keccak256(abi.encode(hash, coin.authorizationState(a, bytes32(n))));
        }
        hash = keccak256(abi.encode(hash, coin.isFrozen(STRANGER), coin.isAllowed(STRANGER), coin.isCustody(STRANGER)));
    }

    function power(address holder, string memory signature) private {
        bytes4 selector = bytes4(keccak256(bytes(signature)));
        (powerOf[selector], isPower[selector]) = (holder, true);
    }

    function open(string memory signature) private {
        isOpen[bytes4(keccak256(bytes(signature)))] = true;
    }

    /// A view passes as a static call or says something of its own; a change of state fails without a word.
    function isView(bytes4 selector, string memory signature) private returns (bool) {
        (bool success, bytes memory returned) =
            address(coin).staticcall(bytes.concat(selector, arguments(signature)));
        return success || returned.length > 0;
    }

    function refusal(address caller, bytes memory call) private returns (bytes4) {
        vm.prank(caller);
        (bool success, bytes memory returned) = address(coin).call(call);
        return success ? bytes4(0) : bytes4(returned);
    }

    // Arguments of the right shape, put together from the types in a signature: heads in place, one item a list.

    function arguments(string memory signature) private returns (bytes memory heads) {
        bytes memory types = bytes(signature);
        uint256 pos = 0;
        while (types[pos] != "(") pos++;
        bytes memory tails;
        uint256 headBytes = 32 * headWords(types, pos + 1);
        for (pos++; pos < types.length - 1;) {
            uint256 end = endOf(types, pos);
            bool list = types[end - 1] == "]";
            bool raw = isBytes(types, pos, end);
            if (list || raw) {
                heads = bytes.concat(heads, bytes32(headBytes + tails.length));
                tails = bytes.concat(tails, list ? bytes.concat(bytes32(uint256(1)), words(types, pos, end)) : blob());
            } else {
                heads = bytes.concat(heads, words(types, pos, end));
            }
            pos = types[end] == "," ? end + 1 : end;
        }
        return bytes.concat(heads, tails);
    }

    function headWords(bytes memory types, uint256 pos) private pure returns (uint256 count) {
        while (pos < types.length - 1) {
            uint256 end = endOf(types, pos);
            bool dynamic = types[end - 1] == "]" || isBytes(types, pos, end);
            count += dynamic ? 1 : fields(types, pos, end);
            pos = types[end] == "," ? end + 1 : end;
        }
    }

    /// The end of the type that begins at `pos`.
    function endOf(bytes memory types, uint256 pos) private pure returns (uint256 end) {
        uint256 depth = 0;
        for (end = pos; end < types.length; end++) {
            if (types[end] == "(") depth++;
            if (depth == 0 && (types[end] == ")" || types[end] == ",")) return end;
            if (types[end] == ")") depth--;
        }
    }

    function fields(bytes memory types, uint256 pos, uint256 end) private pure returns (uint256 count) {
        count = 1;
        for (; pos < end; pos++) if (types[pos] == ",") count++;
    }

    function isBytes(bytes memory types, uint256 pos, uint256 end) private pure returns (bool) {
        return end - pos == 5 && types[pos] == "b" && types[pos + 1] == "y";
    }

    /// A word for each field of the type: addresses that matter, small numbers, the roles' words.
    function words(bytes memory types, uint256 pos, uint256 end) private returns (bytes memory result) {
        bool begins = true;
        for (; pos < end; pos++) {
            if (begins && types[pos] != "(") result = bytes.concat(result, word(types[pos], types[pos + 1], types[pos + 4]));
            begins = types[pos] == "(" || types[pos] == ",";
        }
    }

    function word(bytes1 first, bytes1 second, bytes1 fifth) private returns (bytes32) {
        if (first == "a") {
            address[6] memory pool = [ALICE, BOB, STRANGER, address(coin), ADMIN, address(uint160(roll()))];
            return bytes32(uint256(uint160(pool[roll() % 6])));
        }
        if (first == "b" && second == "o") return bytes32(roll() % 2);
        if (first == "b") return [bytes32(roll() % 4), MINTER_ROLE, ROLE_MANAGER_ROLE, bytes32(roll())][roll() % 4];
        if (fifth == "8") return bytes32(roll() % 3);
        return bytes32([roll() % 4, roll() % 1_000, type(uint256).max, block.timestamp][roll() % 4]);
    }

    /// 65 bytes that are nobody's signature.
    function blob() private returns (bytes memory) {
        return bytes.concat(bytes32(uint256(65)), bytes32(roll()), bytes32(roll()), bytes1(uint8(27 + roll() % 2)), bytes31(0));
    }

    function roll() private returns (uint256) {
        dice = uint256(keccak256(abi.encode(dice)));
        return dice;
    }
}
