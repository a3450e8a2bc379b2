// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";

/// @title The mint gate: everything that can be asked of it
/// @notice Amounts are whole smallest units of the coin, times are seconds. What there is no room for is refused: see
/// `MinterWord`.
interface IMintGate is IERC5267 {
    /// @notice What a minter may still do. Zero means closed, in each of them.
    /// @param allowance what it may mint in all; every mint takes from it
    /// @param perMintMax the most one mint may make, whole coins
    /// @param capacity the most its bucket holds, whole coins
    /// @param refillPerSecond what flows back into the bucket, whole thousandths of a coin
    struct MinterLimits {
        uint256 allowance;
        uint256 perMintMax;
        uint256 capacity;
        uint256 refillPerSecond;
    }

    /// @notice A mint that waits. It can be executed from `readyAt` until before `expiresAt`.
    struct Proposal {
        address minter;
        uint64 amount;
        address approver;
        uint48 readyAt;
        uint48 expiresAt;
        address to;
        bytes32 orderRef;
    }

    /// @notice Coins were made for an order.
    event Minted(uint256 indexed orderNumber, bytes32 indexed orderRef, address indexed to, uint256 amount);

    event MintProposed(
        uint256 indexed orderNumber,
        bytes32 indexed orderRef,
        address indexed to,
        uint256 amount,
        address minter,
        uint48 readyAt,
        uint48 expiresAt
    );

    /// @notice The proposal is gone. Its order number stays used.
    event MintCancelled(uint256 indexed orderNumber, address indexed by);

    event ReserveAttested(uint256 reserve, uint256 supplyElsewhere, uint48 asOf);
    event MinterSet(address indexed minter, MinterLimits limits);
    event DestinationSet(address indexed account, bool listed);
    event ReserveMaxAgeSet(uint24 maxAge);
    event DelaySet(uint256 delayAbove, uint32 delay, uint32 ttl);
    event Paused(address indexed by);
    event Unpaused(address indexed by);

    /// @notice A gate without a coin.
    error NoCoin();

    /// @notice The gate is paused.
    error GatePaused();

    /// @notice The account is not on the list of destinations.
    error NotDestination(address account);

    /// @notice The account is no minter: limits are for minters only.
    error NotMinter(address account);

    /// @notice The number is larger than the storage has room for.
    error TooLarge(uint256 value, uint256 max);

    /// @notice The limit is kept in larger units than this.
    error NotMultiple(uint256 value, uint256 unit);

    error PerMintMaxExceeded(uint256 amount, uint256 max);
    error AllowanceExceeded(uint256 amount, uint256 allowance);

    /// @notice The minter's bucket holds less now. It refills.
    error BucketExceeded(uint256 amount, uint256 available);

    /// @notice A mint of this size must be proposed.
    error DelayRequired(uint256 amount, uint256 delayAbove);

    /// @notice The order number was used, by a mint or by a proposal.
    error OrderUsed(uint256 orderNumber);

    /// @notice The approval was good until this time.
    error ApprovalExpired(uint48 deadline);

    /// @notice Who signed this very order is no approver. A signature of anything else looks like a stranger's.
    error NotApprover(address account);

    /// @notice The contract that is said to approve does not approve this order.
    error ApprovalInvalid(address approver);

    /// @notice The last attestation is too old, or there is none, or no age is allowed.
    error AttestationStale(uint48 asOf, uint256 maxAge);

    /// @notice The reserve does not cover the supply on all chains after the mint.
    error ReserveTooSmall(uint256 reserve, uint256 supplyAfter);

    error AttestationFromFuture(uint48 asOf);
    error AttestationNotNewer(uint48 asOf, uint48 last);

    /// @notice No delay is set, so nothing can be proposed.
    error NoDelaySet();

    /// @notice The approval or the time to live ends before the delay does.
    error ProposalNeverReady(uint48 readyAt, uint48 expiresAt);

    error NoProposal(uint256 orderNumber);
    error NotProposer(uint256 orderNumber, address caller);
    error ProposalNotReady(uint256 orderNumber, uint48 readyAt);
    error ProposalExpired(uint256 orderNumber, uint48 expiresAt);

    /// @notice Mints for an approved order, by MINTER, when every condition holds.
    /// @param orderNumber dense numbers are cheap: 256 of them share a word
    /// @param orderRef a hash of the order, for the event
    /// @param to on the gate's list of destinations, and allowed by the coin
    /// @param deadline the approval's last second
    /// @param approval an APPROVER's EIP-712 signature of `MintOrder`: 65 bytes r, s, v of an account; or a contract's
    /// address followed by what its isValidSignature (ERC-1271) takes
    function mint(
        uint256 orderNumber,
        bytes32 orderRef,
        address to,
        uint256 amount,
        uint48 deadline,
        bytes calldata approval
    ) external;

    /// @notice Proposes a mint of any size, by MINTER. It must be within every limit now, and again when it is executed. The
    /// order number is used from here on, whatever becomes of the proposal.
    /// @param deadline the approval's last second; the proposal cannot be executed after it
    function propose(
        uint256 orderNumber,
        bytes32 orderRef,
        address to,
        uint256 amount,
        uint48 deadline,
        bytes calldata approval
    ) external;

    /// @notice Mints what the caller proposed, after the delay and before it expires, when every limit holds and the
    /// approver is still one.
    function execute(uint256 orderNumber) external;

    /// @notice Drops a proposal, by CANCELLER.
    function cancel(uint256 orderNumber) external;

    /// @notice States the reserve, by ATTESTER.
    /// @param reserve the reserve's value, in smallest units of the coin
    /// @param supplyElsewhere the supply on other chains
    /// @param asOf when that was so; later than the last one and not in the future
    function attest(uint256 reserve, uint256 supplyElsewhere, uint48 asOf) external;

    /// @notice Stops mints and proposals, by PAUSER. Cancelling goes on.
    function pause() external;

    /// @notice By UNPAUSER.
    function unpause() external;

    /// @notice Replaces a minter's limits, by LIMIT_MANAGER. A new bucket is full; one that is changed keeps its level, as far
    /// as the new capacity holds it.
    function setMinter(address minter, MinterLimits calldata limits) external;

    /// @notice By LIMIT_MANAGER.
    function setDestination(address account, bool listed) external;

    /// @notice How old an attestation may be, by LIMIT_MANAGER. Zero means closed.
    function setReserveMaxAge(uint24 seconds_) external;

    /// @notice By LIMIT_MANAGER.
    /// @param delayAbove the most that is minted without waiting; zero sends every mint through a proposal
    /// @param delay how long a proposal waits; zero means that nothing can be proposed
    /// @param ttl how long it can be executed after that; zero means never
    function setDelay(uint256 delayAbove, uint32 delay, uint32 ttl) external;

    /// @notice A minter's limits, the allowance being what is left of it.
    /// @return limits as they are now
    /// @return available what is in its bucket now
    function minterLimits(address minter) external view returns (MinterLimits memory limits, uint256 available);

    function isOrderUsed(uint256 orderNumber) external view returns (bool);

    function isDestination(address account) external view returns (bool);

    /// @notice The proposal that waits under a number; all zero when none does.
    function proposal(uint256 orderNumber) external view returns (Proposal memory);

    function attestation()
        external
        view
        returns (uint256 reserve, uint256 supplyElsewhere, uint48 asOf, uint24 maxAge);

    function delayRule() external view returns (uint256 delayAbove, uint32 delay, uint32 ttl);

    function paused() external view returns (bool);
}
