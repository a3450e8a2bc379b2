// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice The cheat codes of forge that these tests use. forge-std is not published by its authors on npm; this is the
/// part of its interface that is needed here.
interface Vm {
    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function expectRevert(bytes4 selector) external;
    function expectRevert(bytes calldata data) external;
    function expectPartialRevert(bytes4 selector) external;
    function expectEmit() external;
    function assume(bool condition) external pure;
}

/// @notice The ground of every test: the cheat codes, the roles' accounts, and checks that say what they saw.
abstract contract Ground {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal constant ADMIN = address(0xAD);
    address internal constant MINTER = address(0x31);
    address internal constant PAUSER = address(0x32);
    address internal constant FREEZER = address(0x33);
    address internal constant SETTLER = address(0x34);

    error NotEqual(string what, uint256 seen, uint256 expected);
    error NotTrue(string what);

    function equal(uint256 seen, uint256 expected, string memory what) internal pure {
        if (seen != expected) revert NotEqual(what, seen, expected);
    }

    function isTrue(bool seen, string memory what) internal pure {
        if (!seen) revert NotTrue(what);
    }
}
