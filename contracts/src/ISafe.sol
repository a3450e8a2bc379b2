// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title What this project asks of a Safe
/// @notice A part of the interface of Safe 1.5.0, in our own words. The contract itself is the one that its authors
/// publish, compiled by them.
interface ISafe {
    // What it tells. Whoever changes a Safe changes who may propose.

    /// @notice It was made.
    event SafeSetup(
        address indexed initiator, address[] owners, uint256 threshold, address initializer, address fallbackHandler
    );
    event AddedOwner(address indexed owner);
    event RemovedOwner(address indexed owner);
    event ChangedThreshold(uint256 threshold);
    event EnabledModule(address indexed module);
    event DisabledModule(address indexed module);
    event ChangedGuard(address indexed guard);
    event ChangedModuleGuard(address indexed moduleGuard);
    event ChangedFallbackHandler(address indexed handler);
    /// @notice A module acted without the owners.
    event ExecutionFromModuleSuccess(address indexed module);
    event ExecutionFromModuleFailure(address indexed module);

    // Daily use: what it has an effect on tells for itself.

    event ExecutionSuccess(bytes32 indexed txHash, uint256 payment);
    event ExecutionFailure(bytes32 indexed txHash, uint256 payment);
    event ApproveHash(bytes32 indexed approvedHash, address indexed owner);
    event SignMsg(bytes32 indexed msgHash);
    event SafeReceived(address indexed sender, uint256 value);

    /// @notice The implementation behind the proxy; the proxy answers this itself.
    function masterCopy() external view returns (address);

    /// @notice How many owners must sign.
    function getThreshold() external view returns (uint256);

    function getOwners() external view returns (address[] memory);

    function isOwner(address account) external view returns (bool);

    /// @notice Contracts that act for the Safe without its owners' signatures, from `start` on; address(1) is the beginning.
    function getModulesPaginated(address start, uint256 pageSize)
        external
        view
        returns (address[] memory modules, address next);

    /// @notice `length` words of the Safe's storage from `offset` on.
    function getStorageAt(uint256 offset, uint256 length) external view returns (bytes memory);
}
