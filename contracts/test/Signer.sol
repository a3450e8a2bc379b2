// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ground} from "./Vm.sol";

/// @notice Any token with a domain of EIP-712.
interface Domain {
    function DOMAIN_SEPARATOR() external view returns (bytes32);
}

/// @notice What wallets sign, put together from the standards' texts and not from the contracts' code.
abstract contract Signer is Ground {
    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }

    struct Authorization {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
    }

    string private constant PERMIT =
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
    string private constant FIELDS =
        "WithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)";
    string private constant CANCEL = "CancelAuthorization(address authorizer,bytes32 nonce)";
    string private constant REDEEM =
        "Redeem(address holder,uint256 amount,bytes32 orderId,uint256 nonce,uint256 deadline)";

    function permitDigest(address token, Permit memory permit) internal view returns (bytes32) {
        return digest(token, keccak256(abi.encode(keccak256(bytes(PERMIT)), permit)));
    }

    function transferDigest(address token, Authorization memory authorization) internal view returns (bytes32) {
        bytes32 type_ = keccak256(abi.encodePacked("Transfer", FIELDS));
        return digest(token, keccak256(abi.encode(type_, authorization)));
    }

    function receiveDigest(address token, Authorization memory authorization) internal view returns (bytes32) {
        bytes32 type_ = keccak256(abi.encodePacked("Receive", FIELDS));
        return digest(token, keccak256(abi.encode(type_, authorization)));
    }

    function cancelDigest(address token, address authorizer, bytes32 nonce) internal view returns (bytes32) {
        return digest(token, keccak256(abi.encode(keccak256(bytes(CANCEL)), authorizer, nonce)));
    }

    function redeemDigest(
        address token,
        address holder,
        uint256 amount,
        bytes32 orderId,
        uint256 nonce,
        uint256 deadline
    ) internal view returns (bytes32) {
        bytes32 type_ = keccak256(bytes(REDEEM));
        return digest(token, keccak256(abi.encode(type_, holder, amount, orderId, nonce, deadline)));
    }

    function digest(address token, bytes32 structHash) internal view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", Domain(token).DOMAIN_SEPARATOR(), structHash));
    }

    /// @dev 65 bytes: r, s, v.
    function signature(uint256 key, bytes32 message) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, message);
        return abi.encodePacked(r, s, v);
    }
}
