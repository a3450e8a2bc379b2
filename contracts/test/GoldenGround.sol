// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {Escrow} from "../src/Escrow.sol";
import {IEscrow} from "../src/IEscrow.sol";
import {IStablecoin} from "../src/IStablecoin.sol";
import {MintGate} from "../src/MintGate.sol";
import {Settlement} from "../src/Settlement.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {PowersGround} from "./PowersGround.sol";

/// @notice The cheat codes of forge that golden deployments need beside those of the other tests.
interface GoldenVm {
    struct DirEntry {
        string errorMessage;
        string path;
        uint64 depth;
        bool isDir;
        bool isSymlink;
    }

    function accesses(address target) external returns (bytes32[] memory reads, bytes32[] memory writes);
    function parseJsonAddressArray(string calldata json, string calldata key) external pure returns (address[] memory);
    function parseJsonBytes32Array(string calldata json, string calldata key) external pure returns (bytes32[] memory);
    function parseJsonBytesArray(string calldata json, string calldata key) external pure returns (bytes[] memory);
    function parseJsonStringArray(string calldata json, string calldata key) external pure returns (string[] memory);
    function readDir(string calldata path) external view returns (DirEntry[] memory entries);
    function record() external;
    function serializeAddress(string calldata object, string calldata key, address[] calldata values)
        external
        returns (string memory json);
    function serializeBytes(string calldata object, string calldata key, bytes[] calldata values)
        external
        returns (string memory json);
    function serializeBytes32(string calldata object, string calldata key, bytes32[] calldata values)
        external
        returns (string memory json);
    function serializeString(string calldata object, string calldata key, string calldata value)
        external
        returns (string memory json);
    function serializeString(string calldata object, string calldata key, string[] calldata values)
        external
        returns (string memory json);
    function serializeUint(string calldata object, string calldata key, uint256 value)
        external
        returns (string memory json);
}

/// @notice Where a golden deployment lies. Ids of holds and domains of signatures are made of addresses and the chain's id,
/// so both are the same in every release.
abstract contract GoldenGround is PowersGround {
    GoldenVm internal constant golden = GoldenVm(address(vm));
    bytes32 internal constant IMPLEMENTATION = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);
    uint256 internal constant CHAIN_ID = 31_337;

    Stablecoin internal constant COIN = Stablecoin(address(0xC011));
    MintGate internal constant GATE = MintGate(address(0x6A7E));
    Settlement internal constant SETTLEMENT = Settlement(address(0x5E77));
    Escrow internal constant ESCROW = Escrow(address(0xE5C0));

    uint256 internal constant ALICE_KEY = 0xA11CE;
    address internal constant BOB = address(0xB0B);
    address internal constant CUSTODY = address(0xC057);
    address internal constant FROZEN_ONE = address(0xF302);
    address internal constant BARRED = address(0xBA44ED);
    address internal constant STRANGER = address(0x57);

    uint256 internal constant WAITING_ORDER = 511;
    bytes32 internal constant WINDOW = "window 1";

    /// @dev Proxies without storage of their own but where the code is: of today, whatever the storage is of.
    function place() internal {
        vm.chainId(CHAIN_ID);
        placeAt(address(COIN), address(new Stablecoin("Fairway HKD", "FHKD", "HKD")));
        placeAt(address(GATE), address(new MintGate(IStablecoin(address(COIN)))));
        placeAt(address(SETTLEMENT), address(new Settlement()));
        placeAt(address(ESCROW), address(new Escrow()));
    }

    function placeAt(address proxy, address implementation) private {
        vm.etch(proxy, type(ERC1967Proxy).runtimeCode);
        vm.store(proxy, IMPLEMENTATION, bytes32(uint256(uint160(implementation))));
    }

    function contractNames() internal pure returns (string[4] memory) {
        return ["Stablecoin", "MintGate", "Settlement", "Escrow"];
    }

    function addressOf(uint256 index) internal pure returns (address) {
        return [address(COIN), address(GATE), address(SETTLEMENT), address(ESCROW)][index];
    }

    function alice() internal pure returns (address) {
        return vm.addr(ALICE_KEY);
    }

    function leg() internal pure returns (Settlement.Leg memory) {
        return Settlement.Leg({ref: "leg 1", coin: address(COIN), from: alice(), to: BOB, amount: 25e6});
    }

    function terms(bytes32 ref) internal pure returns (IEscrow.Terms memory) {
        return IEscrow.Terms({
            coin: address(COIN),
            payer: alice(),
            payee: BOB,
            operator: OPERATOR,
            amount: 100e6,
            expiresAt: NOW + 3 days,
            ref: ref,
            salt: "salt"
        });
    }

    /// @dev What is asked: without a caller it is a view; with one it is an act that must be refused.
    function ask(address target, address caller, bytes memory data) internal returns (bool fits, bytes memory answer) {
        if (caller == address(0)) return target.staticcall(data);
        vm.prank(caller);
        (fits, answer) = target.call(data);
        fits = !fits;
        assembly ("memory-safe") {
            if gt(mload(answer), 4) { mstore(answer, 4) } // why, without the numbers
        }
    }
}
