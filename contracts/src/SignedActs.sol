// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC3009, IERC3009Cancel} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ShortString, ShortStrings} from "@openzeppelin/contracts/utils/ShortStrings.sol";
import {PAUSE_AUTHORIZE} from "./IStablecoin.sol";
import {CoinLedger} from "./CoinLedger.sol";
import {Account} from "./Words.sol";

/// @title What holders sign and others submit
/// @notice EIP-2612 and EIP-3009 in both forms of signature, for accounts and for contracts (ERC-1271). Authorization
/// nonces are random; the nonce of a permit counts.
abstract contract SignedActs is CoinLedger {
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant PERMIT_TYPE =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    bytes32 private constant TRANSFER_TYPE = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant RECEIVE_TYPE = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant CANCEL_TYPE = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
    bytes32 private constant REDEEM_TYPE =
        keccak256("Redeem(address holder,uint256 amount,bytes32 orderId,uint256 nonce,uint256 deadline)");

    string private constant VERSION = "2";
    bytes32 private constant VERSION_HASH = keccak256(bytes(VERSION));
    bytes1 private constant DOMAIN_FIELDS = 0x0f; // name, version, chainId, verifyingContract

    /// @notice The most permits that one call cancels.
    uint256 public constant CANCEL_PERMITS_MAX = 50;

    /// @dev The name stands in the implementation's code, so an upgrade can never change it by accident of storage.
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    bytes32 private immutable _nameHash;
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    ShortString private immutable _name;

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor(string memory name_) {
        _nameHash = keccak256(bytes(name_));
        _name = ShortStrings.toShortString(name_);
    }

    /// @inheritdoc IERC20Permit
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        _requireSigned(owner, _usePermit(owner, spender, value, deadline), v, r, s);
        _approve(owner, spender, value);
    }

    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external {
        _requireSigned(owner, _usePermit(owner, spender, value, deadline), signature);
        _approve(owner, spender, value);
    }

    function cancelPermits(uint256 count) external {
        if (count == 0 || count > CANCEL_PERMITS_MAX) revert BatchSize(count, CANCEL_PERMITS_MAX);
        CoinStorage storage $ = _coinStorage();
        Account word = $.accounts[msg.sender].word.afterNonces(count);
        $.accounts[msg.sender].word = word;
        emit PermitsCanceled(msg.sender, word.nonce());
    }

    /// @inheritdoc IERC3009
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        bytes32 digest = _useTransfer(TRANSFER_TYPE, from, to, value, validAfter, validBefore, nonce);
        _requireSigned(from, digest, v, r, s);
        _transfer(false, from, to, value);
    }

    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        bytes32 digest = _useTransfer(TRANSFER_TYPE, from, to, value, validAfter, validBefore, nonce);
        _requireSigned(from, digest, signature);
        _transfer(false, from, to, value);
    }

    /// @inheritdoc IERC3009
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        if (msg.sender != to) revert CallerNotPayee(msg.sender, to);
        bytes32 digest = _useTransfer(RECEIVE_TYPE, from, to, value, validAfter, validBefore, nonce);
        _requireSigned(from, digest, v, r, s);
        _transfer(false, from, to, value);
    }

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        if (msg.sender != to) revert CallerNotPayee(msg.sender, to);
        bytes32 digest = _useTransfer(RECEIVE_TYPE, from, to, value, validAfter, validBefore, nonce);
        _requireSigned(from, digest, signature);
        _transfer(false, from, to, value);
    }

    /// @inheritdoc IERC3009Cancel
    function cancelAuthorization(address authorizer, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external {
        _requireSigned(authorizer, _useCancel(authorizer, nonce), v, r, s);
    }

    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external {
        _requireSigned(authorizer, _useCancel(authorizer, nonce), signature);
    }

    /// @notice True when the nonce was used or cancelled, for an authorization or a redemption.
    function authorizationState(address authorizer, bytes32 nonce) external view returns (bool) {
        return _coinStorage().authorizations[authorizer][nonce];
    }

    /// @inheritdoc IERC20Permit
    function nonces(address owner) external view returns (uint256) {
        return _coinStorage().accounts[owner].word.nonce();
    }

    /// @inheritdoc IERC20Permit
    function DOMAIN_SEPARATOR() public view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPE, _nameHash, VERSION_HASH, block.chainid, address(this)));
    }

    function name() public view returns (string memory) {
        return ShortStrings.toString(_name);
    }

    function version() external pure returns (string memory) {
        return VERSION;
    }

    /// @inheritdoc IERC5267
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory)
    {
        return (DOMAIN_FIELDS, name(), VERSION, block.chainid, address(this), bytes32(0), new uint256[](0));
    }

    /// @dev Checks and uses up a redemption; returns what the holder must have signed.
    function _useRedemption(Redemption calldata redemption) internal returns (bytes32 digest) {
        if (block.timestamp > redemption.deadline) revert SignatureExpired(redemption.deadline);
        _useNonce(redemption.holder, bytes32(redemption.nonce));
        emit AuthorizationUsed(redemption.holder, bytes32(redemption.nonce));
        return _digest(keccak256(abi.encode(REDEEM_TYPE, redemption)));
    }

    /// @dev Reverts unless the signer, an account or a contract, has signed. An account's own key is asked first, which spares
    /// accounts the look at their code; it stays the account's key also when code was delegated to it (EIP-7702).
    function _requireSigned(address signer, bytes32 digest, bytes memory signature) internal view {
        (address recovered, ECDSA.RecoverError problem,) = ECDSA.tryRecover(digest, signature);
        if (problem == ECDSA.RecoverError.NoError && recovered == signer) return;
        if (!SignatureChecker.isValidERC1271SignatureNow(signer, digest, signature)) revert InvalidSignature(signer);
    }

    function _requireSigned(address signer, bytes32 digest, uint8 v, bytes32 r, bytes32 s) private view {
        _requireSigned(signer, digest, abi.encodePacked(r, s, v));
    }

    function _usePermit(address owner, address spender, uint256 value, uint256 deadline) private returns (bytes32) {
        _requireOpen(PAUSE_AUTHORIZE);
        if (msg.sender != owner && msg.sender != spender) _requireNotFrozen(msg.sender);
        if (block.timestamp > deadline) revert SignatureExpired(deadline);
        Slot storage slot = _coinStorage().accounts[owner];
        Account word = slot.word;
        slot.word = word.afterNonces(1);
        return _digest(keccak256(abi.encode(PERMIT_TYPE, owner, spender, value, word.nonce(), deadline)));
    }

    function _useTransfer(
        bytes32 type_,
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce
    ) private returns (bytes32) {
        _requireOpen(PAUSE_AUTHORIZE);
        if (block.timestamp <= validAfter) revert AuthorizationNotYetValid(validAfter);
        if (block.timestamp >= validBefore) revert AuthorizationExpired(validBefore);
        _useNonce(from, nonce);
        emit AuthorizationUsed(from, nonce);
        return _digest(keccak256(abi.encode(type_, from, to, value, validAfter, validBefore, nonce)));
    }

    function _useCancel(address authorizer, bytes32 nonce) private returns (bytes32) {
        _useNonce(authorizer, nonce);
        emit AuthorizationCanceled(authorizer, nonce);
        return _digest(keccak256(abi.encode(CANCEL_TYPE, authorizer, nonce)));
    }

    function _useNonce(address authorizer, bytes32 nonce) private {
        mapping(bytes32 => bool) storage used = _coinStorage().authorizations[authorizer];
        if (used[nonce]) revert AuthorizationUsedOrCanceled(authorizer, nonce);
        used[nonce] = true;
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(DOMAIN_SEPARATOR(), structHash);
    }
}
