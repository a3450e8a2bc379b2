// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice The cheat codes of forge that these tests use. forge-std is not published by its authors on npm; this is the
/// part of its interface that is needed here.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    struct Gas {
        uint64 gasLimit;
        uint64 gasTotalUsed;
        uint64 gasMemoryUsed;
        int64 gasRefunded;
        uint64 gasRemaining;
    }

    function addr(uint256 privateKey) external pure returns (address);
    function assume(bool condition) external pure;
    function chainId(uint256 id) external;
    function computeCreateAddress(address deployer, uint256 nonce) external pure returns (address);
    function copyStorage(address from, address to) external;
    function envOr(string calldata name, uint256 otherwise) external view returns (uint256);
    function etch(address target, bytes calldata code) external;
    function expectEmit() external;
    function expectEmit(address emitter) external;
    function expectPartialRevert(bytes4 selector) external;
    function expectRevert(bytes4 selector) external;
    function expectRevert(bytes calldata data) external;
    function getRecordedLogs() external returns (Log[] memory logs);
    function getNonce(address account) external view returns (uint64);
    function keyExistsJson(string calldata json, string calldata key) external view returns (bool);
    function lastCallGas() external view returns (Gas memory gas);
    function load(address target, bytes32 slot) external view returns (bytes32);
    function parseBytes(string calldata text) external pure returns (bytes memory);
    function parseJsonBytes(string calldata json, string calldata key) external pure returns (bytes memory);
    function parseJsonKeys(string calldata json, string calldata key) external pure returns (string[] memory);
    function parseJsonString(string calldata json, string calldata key) external pure returns (string memory);
    function parseJsonUint(string calldata json, string calldata key) external pure returns (uint256);
    function prank(address sender) external;
    function projectRoot() external view returns (string memory);
    function readFile(string calldata path) external view returns (string memory);
    function recordLogs() external;
    function replace(string calldata text, string calldata from, string calldata to) external pure returns (string memory);
    function revertToState(uint256 id) external returns (bool);
    function revertToStateAndDelete(uint256 id) external returns (bool);
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function snapshotState() external returns (uint256 id);
    function startPrank(address sender) external;
    function stopPrank() external;
    function store(address target, bytes32 slot, bytes32 value) external;
    function toString(address value) external pure returns (string memory);
    function toString(bytes calldata value) external pure returns (string memory);
    function toString(uint256 value) external pure returns (string memory);
    function warp(uint256 timestamp) external;
}

/// @notice The ground of every test: the cheat codes, the roles' accounts, and checks that say what they saw.
abstract contract Ground {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal constant ADMIN = address(0xAD);
    address internal constant MINTER = address(0x31);
    address internal constant PAUSER = address(0x32);
    address internal constant FREEZER = address(0x33);
    address internal constant SETTLER = address(0x34);
    address internal constant LIMIT_MANAGER = address(0x35);
    address internal constant UPGRADER = address(0x36);
    address internal constant BURNER = address(0x37);
    address internal constant UNPAUSER = address(0x38);
    address internal constant SEIZER = address(0x39);
    address internal constant RESCUER = address(0x3A);
    address internal constant LISTER = address(0x3B);

    error NotEqual(string what, uint256 seen, uint256 expected);
    error NotTrue(string what);

    function equal(uint256 seen, uint256 expected, string memory what) internal pure {
        if (seen != expected) revert NotEqual(what, seen, expected);
    }

    function isTrue(bool seen, string memory what) internal pure {
        if (!seen) revert NotTrue(what);
    }
}
