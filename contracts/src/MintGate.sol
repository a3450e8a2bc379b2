// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IMintGate} from "./IMintGate.sol";
import {IStablecoin} from "./IStablecoin.sol";
import {MinterWord, MinterWords} from "./MinterWord.sol";
import "./Roles.sol";

/// @title The mint gate
/// @notice The only minter of a coin. A mint needs all of these at once, and none of them has a value for "unlimited":
/// the minter's allowance, which depletes; its token bucket; its maximum a mint; the coin's supply cap; a destination on
/// the list; an order number that an approver signed for and that was never used; an attestation of the reserve that is
/// fresh and covers the supply on all chains after the mint. Above a size the mint is proposed, waits, and can be
/// cancelled. Whatever was never set is zero, and zero means closed.
///
/// Minter and approver cannot be one account, because an account has at most one role. A minter has limits only while it
/// has its role, so its limits are its proof of the role and no second word is read for it.
contract MintGate is IMintGate, Roles, UUPSUpgradeable {
    /// @dev One word, read by every mint.
    struct Terms {
        uint64 delayAbove;
        uint64 reserve;
        uint64 supplyElsewhere;
        uint32 asOf;
        uint24 maxAge;
        bool paused;
    }

    /// @custom:storage-location erc7201:fairway.MintGate
    struct GateStorage {
        Terms terms;
        uint32 delay;
        uint32 ttl;
        mapping(address minter => MinterWord) minters;
        mapping(address account => bool) isDestination;
        mapping(uint256 word => uint256) usedOrders;
        mapping(uint256 orderNumber => Proposal) proposals;
    }

    /// @notice What an approver signs.
    bytes32 public constant MINT_ORDER_TYPEHASH = keccak256(
        "MintOrder(uint256 orderNumber,bytes32 orderRef,address to,uint256 amount,uint48 deadline,address minter)"
    );

    string private constant NAME = "Fairway MintGate";
    string private constant VERSION = "1";
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME_HASH = keccak256(bytes(NAME));
    bytes32 private constant VERSION_HASH = keccak256(bytes(VERSION));

    /// @dev Of an approval by an account: r, s, v.
    uint256 private constant SIGNATURE_LENGTH = 65;
    /// @dev Of the contract's address, in front of an approval by a contract.
    uint256 private constant ADDRESS_LENGTH = 20;

    /// @dev keccak256(abi.encode(uint256(keccak256("fairway.MintGate")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant GATE_STORAGE = 0x39da420357cc6ea3c73af4737ed5c2b274624729f3dbb4a96e424a5b5b980900;

    /// @notice The coin that this gate mints. A gate for another coin is another gate.
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    IStablecoin public immutable coin;

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor(IStablecoin coin_) {
        if (address(coin_) == address(0)) revert NoCoin();
        coin = coin_;
        _disableInitializers();
    }

    /// @notice Gives the first roles. Limits, destinations and the attestation are all zero: the gate is closed.
    function initialize(Grant[] calldata grants) external initializer {
        _initializeRoles(grants);
    }

    /// @inheritdoc IMintGate
    /// @custom:role MINTER_ROLE
    function mint(
        uint256 orderNumber,
        bytes32 orderRef,
        address to,
        uint256 amount,
        uint48 deadline,
        bytes calldata approval
    ) external {
        GateStorage storage $ = _gate();
        Terms memory terms = $.terms;
        if (amount > terms.delayAbove) revert DelayRequired(amount, terms.delayAbove);
        _checkApproval(_orderHash(orderNumber, orderRef, to, amount, deadline), deadline, approval);
        _use($, orderNumber);
        _mint($, terms, orderNumber, orderRef, to, amount);
    }

    /// @inheritdoc IMintGate
    /// @custom:role MINTER_ROLE
    function propose(
        uint256 orderNumber,
        bytes32 orderRef,
        address to,
        uint256 amount,
        uint48 deadline,
        bytes calldata approval
    ) external {
        GateStorage storage $ = _gate();
        _checkCoin($, to, amount);
        address approver =
            _checkApproval(_orderHash(orderNumber, orderRef, to, amount, deadline), deadline, approval);
        _use($, orderNumber);

        if ($.delay == 0) revert NoDelaySet();
        uint48 readyAt = uint48(block.timestamp + $.delay);
        uint48 expiresAt = readyAt + $.ttl;
        if (expiresAt > deadline) expiresAt = deadline;
        if (readyAt >= expiresAt) revert ProposalNeverReady(readyAt, expiresAt);
        // 64 bits hold the amount: the minter's allowance does.
        $.proposals[orderNumber] =
            Proposal(msg.sender, uint64(amount), approver, readyAt, expiresAt, to, orderRef);
        emit MintProposed(orderNumber, orderRef, to, amount, msg.sender, readyAt, expiresAt);
    }

    /// @inheritdoc IMintGate
    /// @custom:role MINTER_ROLE
    function execute(uint256 orderNumber) external {
        GateStorage storage $ = _gate();
        Proposal memory proposed = $.proposals[orderNumber];
        if (proposed.minter == address(0)) revert NoProposal(orderNumber);
        if (proposed.minter != msg.sender) revert NotProposer(orderNumber, msg.sender);
        if (block.timestamp < proposed.readyAt) revert ProposalNotReady(orderNumber, proposed.readyAt);
        if (block.timestamp >= proposed.expiresAt) revert ProposalExpired(orderNumber, proposed.expiresAt);
        _checkApprover(proposed.approver);
        delete $.proposals[orderNumber];
        _mint($, $.terms, orderNumber, proposed.orderRef, proposed.to, proposed.amount);
    }

    /// @inheritdoc IMintGate
    function cancel(uint256 orderNumber) external onlyRole(CANCELLER_ROLE) {
        GateStorage storage $ = _gate();
        if ($.proposals[orderNumber].minter == address(0)) revert NoProposal(orderNumber);
        delete $.proposals[orderNumber];
        emit MintCancelled(orderNumber, msg.sender);
    }

    /// @inheritdoc IMintGate
    function attest(uint256 reserve, uint256 supplyElsewhere, uint48 asOf) external onlyRole(ATTESTER_ROLE) {
        Terms storage terms = _gate().terms;
        if (asOf > block.timestamp) revert AttestationFromFuture(asOf);
        if (asOf <= terms.asOf) revert AttestationNotNewer(asOf, terms.asOf);
        terms.reserve = uint64(MinterWords.fit(reserve, 1, type(uint64).max));
        terms.supplyElsewhere = uint64(MinterWords.fit(supplyElsewhere, 1, type(uint64).max));
        terms.asOf = uint32(asOf); // it is not in the future, which fits until 2106
        emit ReserveAttested(reserve, supplyElsewhere, asOf);
    }

    /// @inheritdoc IMintGate
    function pause() external onlyRole(PAUSER_ROLE) {
        _gate().terms.paused = true;
        emit Paused(msg.sender);
    }

    /// @inheritdoc IMintGate
    function unpause() external onlyRole(UNPAUSER_ROLE) {
        _gate().terms.paused = false;
        emit Unpaused(msg.sender);
    }

    /// @inheritdoc IMintGate
    function setMinter(address minter, MinterLimits calldata limits) external onlyRole(LIMIT_MANAGER_ROLE) {
        if (!hasRole(MINTER_ROLE, minter)) revert NotMinter(minter);
        GateStorage storage $ = _gate();
        MinterWord word = $.minters[minter];
        uint256 level = word.isSet() ? word.available() : limits.capacity;
        $.minters[minter] = MinterWords.pack(limits, level < limits.capacity ? level : limits.capacity);
        emit MinterSet(minter, limits);
    }

    /// @inheritdoc IMintGate
    function setDestination(address account, bool listed) external onlyRole(LIMIT_MANAGER_ROLE) {
        _gate().isDestination[account] = listed;
        emit DestinationSet(account, listed);
    }

    /// @inheritdoc IMintGate
    function setReserveMaxAge(uint24 seconds_) external onlyRole(LIMIT_MANAGER_ROLE) {
        _gate().terms.maxAge = seconds_;
        emit ReserveMaxAgeSet(seconds_);
    }

    /// @inheritdoc IMintGate
    function setDelay(uint256 delayAbove, uint32 delay, uint32 ttl) external onlyRole(LIMIT_MANAGER_ROLE) {
        GateStorage storage $ = _gate();
        $.terms.delayAbove = uint64(MinterWords.fit(delayAbove, 1, type(uint64).max));
        $.delay = delay;
        $.ttl = ttl;
        emit DelaySet(delayAbove, delay, ttl);
    }

    /// @inheritdoc IMintGate
    function minterLimits(address minter) external view returns (MinterLimits memory limits, uint256 available) {
        MinterWord word = _gate().minters[minter];
        limits = MinterLimits(word.allowance(), word.perMintMax(), word.capacity(), word.refillPerSecond());
        available = word.available();
    }

    /// @inheritdoc IMintGate
    function isOrderUsed(uint256 orderNumber) external view returns (bool) {
        return _gate().usedOrders[orderNumber >> 8] & (1 << (orderNumber & 0xff)) != 0;
    }

    /// @inheritdoc IMintGate
    function isDestination(address account) external view returns (bool) {
        return _gate().isDestination[account];
    }

    /// @inheritdoc IMintGate
    function proposal(uint256 orderNumber) external view returns (Proposal memory) {
        return _gate().proposals[orderNumber];
    }

    /// @inheritdoc IMintGate
    function attestation()
        external
        view
        returns (uint256 reserve, uint256 supplyElsewhere, uint48 asOf, uint24 maxAge)
    {
        Terms storage terms = _gate().terms;
        return (terms.reserve, terms.supplyElsewhere, terms.asOf, terms.maxAge);
    }

    /// @inheritdoc IMintGate
    function delayRule() external view returns (uint256 delayAbove, uint32 delay, uint32 ttl) {
        GateStorage storage $ = _gate();
        return ($.terms.delayAbove, $.delay, $.ttl);
    }

    /// @inheritdoc IMintGate
    function paused() external view returns (bool) {
        return _gate().terms.paused;
    }

    /// @inheritdoc IERC5267
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        return (hex"0f", NAME, VERSION, block.chainid, address(this), 0, new uint256[](0));
    }

    /// @dev Everything that holds of a mint when the coins are made, in this order: limits, then what depletes, then the
    /// coin, which checks its cap, its pause, that neither gate nor minter is frozen and that the destination may hold it,
    /// then the reserve, for which the coin's answer spares a call.
    function _mint(
        GateStorage storage $,
        Terms memory terms,
        uint256 orderNumber,
        bytes32 orderRef,
        address to,
        uint256 amount
    ) private {
        (MinterWord minter, uint256 level) = _checkLimits($, terms, to, amount);
        $.minters[msg.sender] = minter.drawn(level, amount);
        uint256 supply = coin.mint(msg.sender, to, amount);
        _checkReserve(terms, supply);
        emit Minted(orderNumber, orderRef, to, amount);
    }

    /// @dev What a mint would meet, limits, coin and reserve, were it made now; takes nothing.
    function _checkCoin(GateStorage storage $, address to, uint256 amount) private view {
        Terms memory terms = $.terms;
        // Nothing is within anyone's limits, also of who has none.
        if (amount == 0) revert IStablecoin.ZeroAmount();
        _checkLimits($, terms, to, amount);
        if (coin.isFrozen(msg.sender)) revert IStablecoin.AccountFrozen(msg.sender);
        (uint256 supply, uint256 cap) = (coin.totalSupply(), coin.supplyCap());
        _checkReserve(terms, supply + amount);
        if (supply + amount > cap) revert IStablecoin.SupplyCapExceeded(supply, amount, cap);
    }

    /// @dev The limits of the caller and of the gate; takes nothing.
    /// @return minter the caller's word
    /// @return level what is in its bucket
    function _checkLimits(GateStorage storage $, Terms memory terms, address to, uint256 amount)
        private
        view
        returns (MinterWord minter, uint256 level)
    {
        if (terms.paused) revert GatePaused();
        if (!$.isDestination[to]) revert NotDestination(to);

        minter = $.minters[msg.sender];
        if (amount > minter.perMintMax()) revert PerMintMaxExceeded(amount, minter.perMintMax());
        if (amount > minter.allowance()) revert AllowanceExceeded(amount, minter.allowance());
        level = minter.available();
        if (amount > level) revert BucketExceeded(amount, level);

        if (terms.maxAge == 0 || block.timestamp > uint256(terms.asOf) + terms.maxAge) {
            revert AttestationStale(terms.asOf, terms.maxAge);
        }
    }

    /// @param supplyHere what exists on this chain after the mint
    function _checkReserve(Terms memory terms, uint256 supplyHere) private pure {
        uint256 supplyAfter = supplyHere + terms.supplyElsewhere;
        if (supplyAfter > terms.reserve) revert ReserveTooSmall(terms.reserve, supplyAfter);
    }

    function _use(GateStorage storage $, uint256 orderNumber) private {
        uint256 bit = 1 << (orderNumber & 0xff);
        uint256 word = $.usedOrders[orderNumber >> 8];
        if (word & bit != 0) revert OrderUsed(orderNumber);
        $.usedOrders[orderNumber >> 8] = word | bit;
    }

    /// @dev An account's approval is its signature, 65 bytes; a contract's is the contract's address and then what its
    /// isValidSignature takes. So nobody's code needs to be looked up to tell them apart.
    function _checkApproval(bytes32 order, uint48 deadline, bytes calldata approval)
        private
        view
        returns (address approver)
    {
        if (block.timestamp > deadline) revert ApprovalExpired(deadline);
        if (approval.length == SIGNATURE_LENGTH) {
            (approver,,) = ECDSA.tryRecoverCalldata(order, approval);
        } else if (approval.length > ADDRESS_LENGTH) {
            approver = address(bytes20(approval));
            bytes calldata signature = approval[ADDRESS_LENGTH:];
            bool valid = SignatureChecker.isValidERC1271SignatureNowCalldata(approver, order, signature);
            if (!valid) revert ApprovalInvalid(approver);
        }
        _checkApprover(approver);
    }

    /// @dev Whoever signed something else, or nothing, is an account without the role; nobody is the zero address.
    function _checkApprover(address approver) private view {
        if (roleOf(approver) != APPROVER_ROLE) revert NotApprover(approver);
    }

    function _orderHash(uint256 orderNumber, bytes32 orderRef, address to, uint256 amount, uint48 deadline)
        private
        view
        returns (bytes32)
    {
        bytes32 domain =
            keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, block.chainid, address(this)));
        bytes32 order =
            keccak256(abi.encode(MINT_ORDER_TYPEHASH, orderNumber, orderRef, to, amount, deadline, msg.sender));
        return MessageHashUtils.toTypedDataHash(domain, order);
    }

    /// @dev A minter's limits end with its role.
    function _roleRevoked(bytes32 role, address account) internal override {
        if (role == MINTER_ROLE) {
            _gate().minters[account] = MinterWord.wrap(0);
            emit MinterSet(account, MinterLimits(0, 0, 0, 0));
        }
    }

    function _isRole(bytes32 role) internal pure override returns (bool) {
        return role == ROLE_MANAGER_ROLE || role == LIMIT_MANAGER_ROLE || role == UPGRADER_ROLE || role == MINTER_ROLE
            || role == APPROVER_ROLE || role == ATTESTER_ROLE || role == CANCELLER_ROLE || role == PAUSER_ROLE
            || role == UNPAUSER_ROLE;
    }

    /// @custom:role UPGRADER_ROLE
    function _authorizeUpgrade(address) internal override onlyRole(UPGRADER_ROLE) {}

    function _gate() private pure returns (GateStorage storage $) {
        assembly {
            $.slot := GATE_STORAGE
        }
    }
}
