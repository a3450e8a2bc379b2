// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC3009, IERC3009Cancel} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";

// The functions that can be paused, as bits of one word: `pause(PAUSE_TRANSFER | PAUSE_MINT)`.
// A transfer by authorization needs TRANSFER and AUTHORIZE open, a permit APPROVE and AUTHORIZE.
uint256 constant PAUSE_TRANSFER = 1;
uint256 constant PAUSE_APPROVE = 2;
uint256 constant PAUSE_MINT = 4;
uint256 constant PAUSE_BURN = 8;
uint256 constant PAUSE_AUTHORIZE = 16;
uint256 constant PAUSE_SEIZE = 32;
uint256 constant PAUSE_REDEEM = 64;
uint256 constant PAUSE_ALL = 127;

/// @title The coin: everything that can be asked of it
/// @notice Amounts are whole smallest units; a coin has 1,000,000 of them. Roles are those of `Roles`.
///
/// Who may hold and spend is the circulation mode. ALLOW_LIST: accounts that the lister allowed. BLOCK_LIST: accounts that
/// the lister did not disallow. OPEN: everyone. Owner, recipient and spender are looked up; whoever only submits a signed
/// message is not. A freeze is an order of law and stands above the mode: a frozen account can do nothing in any of them,
/// not even submit what another signed. Three acts are open to all at all times because they only take a power away:
/// cancelling an authorization, cancelling permits and approving zero.
interface IStablecoin is IERC20Metadata, IERC20Permit, IERC3009, IERC3009Cancel, IERC5267 {
    /// @notice Who may hold the coin. ALLOW_LIST is the default.
    enum Circulation {
        ALLOW_LIST,
        BLOCK_LIST,
        OPEN
    }

    /// @notice One payment of a batch. `ref` says what for, as a hash: nothing about a person is on the chain.
    struct Payout {
        address to;
        uint256 amount;
        bytes32 ref;
    }

    /// @notice What a holder signs to redeem at par. `nonce` is one of the holder's authorization nonces, chosen at
    /// random: `cancelAuthorization(holder, bytes32(nonce), ...)` cancels the redemption.
    struct Redemption {
        address holder;
        uint256 amount;
        bytes32 orderId;
        uint256 nonce;
        uint256 deadline;
    }

    /// @notice Right after the Transfer that the memo belongs to.
    event TransferWithMemo(address indexed from, address indexed to, uint256 amount, bytes32 indexed memo);

    /// @notice The holder's coins were burned on its signed word; the issuer owes it the money of this order.
    event Redeemed(address indexed holder, bytes32 indexed orderId, uint256 amount, uint256 nonce);

    /// @notice Coins were taken into custody. `caseRef` names the legal order.
    event Seized(address indexed from, address indexed custody, uint256 amount, bytes32 indexed caseRef);

    event Frozen(address indexed account);
    event Unfrozen(address indexed account);

    /// @notice The sum of an account's coins that may not move.
    event FrozenSumSet(address indexed account, uint256 sum);

    /// @notice The account may hold the coin in ALLOW_LIST and BLOCK_LIST.
    event Allowed(address indexed account);

    /// @notice The account may not hold the coin in ALLOW_LIST nor in BLOCK_LIST.
    event Disallowed(address indexed account);

    event CustodySet(address indexed account, bool custody);
    event CirculationSet(Circulation mode);
    event SupplyCapSet(uint256 cap);

    /// @notice These functions were paused, in addition to those that were.
    event Paused(uint256 functions, address indexed by);
    event Unpaused(uint256 functions, address indexed by);

    /// @notice Foreign tokens that were sent here by mistake were sent on.
    event Rescued(address indexed token, address indexed to, uint256 amount);

    /// @notice The permits of the owner up to this nonce, exclusive, are void.
    event PermitsCanceled(address indexed owner, uint256 nonce);

    /// @notice The account is frozen.
    error AccountFrozen(address account);

    /// @notice The account is not on the allow list, or on the block list, as the circulation mode asks.
    error AccountNotAllowed(address account);

    /// @notice The function, one of the PAUSE_ bits, is paused.
    error FunctionPaused(uint256 function_);

    /// @notice The word names no function, or one that does not exist.
    error UnknownFunctions(uint256 functions);

    /// @notice The account has the balance but part of it is frozen.
    error BalanceFrozen(address account, uint256 available, uint256 needed);

    /// @notice The supply would exceed the cap. A cap of zero means closed.
    error SupplyCapExceeded(uint256 supply, uint256 amount, uint256 cap);

    /// @notice The number is larger than the storage has room for.
    error TooLarge(uint256 value, uint256 max);

    /// @notice Nothing to mint, burn, redeem or seize.
    error ZeroAmount();

    /// @notice More items than one call takes, or none.
    error BatchSize(uint256 length, uint256 max);

    /// @notice The signed message may not be used any more.
    error SignatureExpired(uint256 deadline);

    /// @notice The signature is not the signer's.
    error InvalidSignature(address signer);

    /// @notice The authorization is valid only after this time, in seconds.
    error AuthorizationNotYetValid(uint256 validAfter);

    /// @notice The authorization is valid only before this time, in seconds.
    error AuthorizationExpired(uint256 validBefore);

    /// @notice The nonce was used or cancelled.
    error AuthorizationUsedOrCanceled(address authorizer, bytes32 nonce);

    /// @notice `receiveWithAuthorization` is for the payee alone.
    error CallerNotPayee(address caller, address payee);

    /// @notice Only frozen coins can be seized.
    error NotFrozen(address account, uint256 frozenSum, uint256 amount);

    /// @notice The account is not a custody account, or is the one that is seized from.
    error NotCustody(address account);

    /// @notice A seizure must name its case.
    error NoCaseReference();

    /// @notice The coin itself is not a foreign token.
    error NotForeign();

    // Transfers. `to` may not be the coin's own address.

    /// @notice `transfer` with a memo: a hash of what is paid for.
    function transferWithMemo(address to, uint256 amount, bytes32 memo) external returns (bool);

    /// @notice `transferFrom` with a memo.
    function transferFromWithMemo(address from, address to, uint256 amount, bytes32 memo) external returns (bool);

    /// @notice Pays many from the caller's balance, all or none; each has its Transfer and TransferWithMemo.
    function payBatch(Payout[] calldata payouts) external;

    // Signed approvals and transfers. `signature` is 65 bytes r, s, v of an account, or what a contract's
    // isValidSignature (ERC-1271) takes.

    /// @notice EIP-2612 with the signature as bytes.
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external;

    /// @notice Voids the permits of the caller's next `count` nonces.
    function cancelPermits(uint256 count) external;

    /// @notice EIP-3009 with the signature as bytes.
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    /// @notice EIP-3009 with the signature as bytes.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    /// @notice EIP-3009 with the signature as bytes.
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external;

    // Supply

    /// @notice Creates coins, by MINTER (the mint gate), within the cap. Answers with the supply, which the gate compares
    /// with the reserve: one call carries all that a mint must know of the coin.
    /// @param minter on whose word the gate mints; a frozen one does not
    /// @return supply what exists after the mint
    function mint(address minter, address to, uint256 amount) external returns (uint256 supply);

    /// @notice Destroys coins of the caller, by BURNER.
    function burn(uint256 amount) external;

    /// @notice Destroys the holder's coins on its signature, by BURNER. A holder that is no longer allowed may redeem: it is
    /// the way out. A frozen one may not.
    function redeem(Redemption calldata redemption, bytes calldata signature) external;

    // Powers over accounts

    /// @notice Stops the accounts on every path, by FREEZER. Nothing happens to those that are frozen.
    function freeze(address[] calldata accounts) external;

    /// @notice By FREEZER.
    function unfreeze(address[] calldata accounts) external;

    /// @notice Freezes a sum of the account's coins, by FREEZER; it replaces the former sum and may exceed the balance: then
    /// what arrives is frozen too. Frozen coins stay in the balance and in the supply.
    function setFrozenSum(address account, uint256 sum) external;

    /// @notice Moves coins of a frozen account, or of an account's frozen sum, into custody, by SEIZER. What is seized comes
    /// out of the frozen sum first.
    /// @param custody an account that the role manager registered
    /// @param caseRef names the legal order, not 0
    function seize(address from, address custody, uint256 amount, bytes32 caseRef) external;

    /// @notice Registers or removes a custody account, by ROLE_MANAGER.
    function setCustody(address account, bool custody) external;

    /// @notice Puts accounts on the allow list and off the block list, by LISTER.
    function allow(address[] calldata accounts) external;

    /// @notice Puts accounts off the allow list and on the block list, by LISTER.
    function disallow(address[] calldata accounts) external;

    /// @notice Sends on foreign tokens that were sent here, by RESCUER.
    function rescue(address token, address to, uint256 amount) external;

    // Powers over the coin

    /// @notice Pauses functions, PAUSE_ bits, by PAUSER. Nothing waits.
    function pause(uint256 functions) external;

    /// @notice By UNPAUSER.
    function unpause(uint256 functions) external;

    /// @notice By LIMIT_MANAGER.
    function setCirculation(Circulation mode) external;

    /// @notice The most that may exist, by LIMIT_MANAGER. Zero means closed. Below the supply it stops minting only.
    function setSupplyCap(uint256 cap) external;

    // Views

    /// @notice The ISO 4217 code of the money that the coin stands for.
    function currency() external view returns (string memory);

    /// @notice The domain's version.
    function version() external view returns (string memory);

    function isFrozen(address account) external view returns (bool);

    function frozenSum(address account) external view returns (uint256);

    /// @notice What the account could move now if nothing is paused: the balance less the frozen sum, 0 when frozen.
    function availableBalanceOf(address account) external view returns (uint256);

    /// @notice True when the lister allowed the account.
    function isAllowed(address account) external view returns (bool);

    /// @notice True when the lister disallowed the account.
    function isDisallowed(address account) external view returns (bool);

    /// @notice True when the account may hold the coin in the present mode and is not frozen.
    function canHold(address account) external view returns (bool);

    function isCustody(address account) external view returns (bool);

    function circulation() external view returns (Circulation);

    function supplyCap() external view returns (uint256);

    /// @notice The functions that are paused, PAUSE_ bits.
    function paused() external view returns (uint256);
}
