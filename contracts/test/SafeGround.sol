// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ISafe} from "../src/ISafe.sol";
import {Ground} from "./Vm.sol";

/// @notice What a test calls on Safe's contracts beside `ISafe`.
interface SafeContract is ISafe {
    function setup(
        address[] calldata owners,
        uint256 threshold,
        address to,
        bytes calldata data,
        address fallbackHandler,
        address paymentToken,
        uint256 payment,
        address payable paymentReceiver
    ) external;

    function execTransaction(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation,
        uint256 safeTxGas,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address payable refundReceiver,
        bytes calldata signatures
    ) external payable returns (bool);

    function nonce() external view returns (uint256);
    function domainSeparator() external view returns (bytes32);
    function enableModule(address module) external;
    function changeThreshold(uint256 threshold) external;
    function swapOwner(address previous, address oldOwner, address newOwner) external;
    function setFallbackHandler(address handler) external;
}

interface SafeFactory {
    function createProxyWithNonce(address singleton, bytes calldata initializer, uint256 salt)
        external
        returns (address);
}

/// @notice Safe's own contracts, as its authors compiled and published them, deployed for real.
abstract contract SafeGround is Ground {
    string private constant ARTIFACTS = "/node_modules/@safe-global/safe-smart-account/build/artifacts/contracts/";
    string private constant TRANSACTION = "SafeTx(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,"
        "uint256 baseGas,uint256 gasPrice,address gasToken,address refundReceiver,uint256 nonce)";

    address internal singleton;
    address internal fallbackHandler;
    SafeFactory internal factory;

    /// The keys that sign for a Safe, in the order of their addresses.
    mapping(address safe => uint256[]) internal keysOf;

    function deploySafeContracts() internal {
        singleton = create("Safe.sol/Safe.json");
        fallbackHandler = create("handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler.json");
        factory = SafeFactory(create("proxies/SafeProxyFactory.sol/SafeProxyFactory.json"));
    }

    /// @dev A Safe of three signers of its own.
    function newSafe(string memory name, uint256 threshold) internal returns (address safe) {
        uint256[] memory keys = new uint256[](3);
        for (uint256 i = 0; i < keys.length; i++) keys[i] = uint256(keccak256(abi.encode(name, i))) >> 8;
        return newSafe(keys, threshold);
    }

    function newSafe(uint256[] memory keys, uint256 threshold) internal returns (address safe) {
        sort(keys);
        bytes memory setup = abi.encodeCall(
            SafeContract.setup,
            (ownersOf(keys), threshold, address(0), "", fallbackHandler, address(0), 0, payable(address(0)))
        );
        safe = factory.createProxyWithNonce(singleton, setup, keys[0]);
        keysOf[safe] = keys;
    }

    function owners(address safe) internal view returns (address[] memory) {
        return ownersOf(keysOf[safe]);
    }

    function act(address safe, address to, bytes memory data) internal {
        act(safe, to, data, SafeContract(safe).getThreshold());
    }

    /// @dev Executes a transaction of a Safe with the signatures of its first `signers` keys.
    function act(address safe, address to, bytes memory data, uint256 signers) internal {
        bytes memory signed = signatures(safe, to, data, signers);
        SafeContract(safe).execTransaction(to, 0, data, 0, 0, 0, 0, address(0), payable(address(0)), signed);
    }

    function signatures(address safe, address to, bytes memory data, uint256 signers)
        internal
        view
        returns (bytes memory)
    {
        return sign(safe, transactionDigest(safe, to, data), signers);
    }

    /// @dev What a Safe's isValidSignature takes for a message hash.
    function messageSignature(address safe, bytes32 message, uint256 signers) internal view returns (bytes memory) {
        bytes32 struct_ = keccak256(abi.encode(keccak256("SafeMessage(bytes message)"), keccak256(abi.encode(message))));
        return sign(
            safe,
            keccak256(abi.encodePacked(hex"1901", SafeContract(safe).domainSeparator(), struct_)),
            signers
        );
    }

    function transactionDigest(address safe, address to, bytes memory data) private view returns (bytes32) {
        uint256 nonce = SafeContract(safe).nonce();
        bytes32 struct_ = keccak256(
            abi.encode(
                keccak256(bytes(TRANSACTION)), to, 0, keccak256(data), 0, 0, 0, 0, address(0), address(0), nonce
            )
        );
        return keccak256(abi.encodePacked(hex"1901", SafeContract(safe).domainSeparator(), struct_));
    }

    function sign(address safe, bytes32 digest, uint256 signers) private view returns (bytes memory signed) {
        for (uint256 i = 0; i < signers; i++) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(keysOf[safe][i], digest);
            signed = abi.encodePacked(signed, r, s, v);
        }
    }

    function ownersOf(uint256[] memory keys) private pure returns (address[] memory accounts) {
        accounts = new address[](keys.length);
        for (uint256 i = 0; i < keys.length; i++) accounts[i] = vm.addr(keys[i]);
    }

    function sort(uint256[] memory keys) private pure {
        for (uint256 i = 1; i < keys.length; i++) {
            for (uint256 j = i; j > 0 && vm.addr(keys[j - 1]) > vm.addr(keys[j]); j--) {
                (keys[j - 1], keys[j]) = (keys[j], keys[j - 1]);
            }
        }
    }

    function create(string memory artifact) private returns (address created) {
        string memory file = string.concat(vm.projectRoot(), ARTIFACTS, artifact);
        bytes memory code = vm.parseJsonBytes(vm.readFile(file), ".bytecode");
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
        }
        isTrue(created != address(0), artifact);
    }
}
