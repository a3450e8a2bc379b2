// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Escrow: everything that can be asked of it
/// @notice A hold is a buyer's money between the order and the parcel: authorised, captured in parts, and what is left
/// released or expired. There are no fees. A hold is named by the hash of its terms; whoever acts on it hands the terms over
/// again and the contract keeps one word a hold. Nobody whom the coin has frozen acts on a hold of it. Amounts are whole
/// smallest units of the coin, times are seconds.
interface IEscrow {
    /// @notice What payer and payee agreed on.
    /// @param operator who captures and releases: the shop's platform. It can pay the payee or give back, nothing else
    /// @param expiresAt from here on nothing is captured and the payer has a right to what is left
    /// @param ref a hash of the order; nothing about a person is on the chain
    /// @param salt random, so that equal orders are different holds and a hold cannot be guessed from its order
    struct Terms {
        address coin;
        address payer;
        address payee;
        address operator;
        uint256 amount;
        uint48 expiresAt;
        bytes32 ref;
        bytes32 salt;
    }

    event Authorised(bytes32 indexed holdId, address indexed payer, address indexed payee, Terms terms);
    event Captured(bytes32 indexed holdId, address indexed payee, uint256 amount, uint256 remaining);

    /// @notice What was left went back to the payer, because operator or payee gave it up.
    event Released(bytes32 indexed holdId, address indexed payer, uint256 amount);

    /// @notice What was left went back to the payer, because the time was over.
    event Expired(bytes32 indexed holdId, address indexed payer, uint256 amount);

    /// @notice What was left went into custody, because the payer is frozen. `caseRef` names the legal order.
    event HoldSeized(bytes32 indexed holdId, address indexed custody, uint256 amount, bytes32 indexed caseRef);
    event CoinSet(address indexed coin, uint256 holdMax, uint48 durationMax);
    event Rescued(address indexed token, address indexed to, uint256 amount);
    event Paused(address indexed by);
    event Unpaused(address indexed by);

    error EscrowPaused();
    error NotPayer(address caller, address payer);

    /// @notice The terms name an operator that is none.
    error NotOperator(address account);

    /// @notice Only the terms' operator captures; only operator or payee releases.
    error NotParty(address caller);

    /// @notice More than one hold of this coin may be. A coin that was never set may not be held.
    error HoldMaxExceeded(address coin, uint256 amount, uint256 max);

    /// @notice The hold would be over already, or last longer than holds of this coin may.
    error DurationOutOfRange(uint48 expiresAt, uint256 latest);
    error ZeroAmount();
    error HoldExists(bytes32 holdId);

    /// @notice There is nothing left of this hold, or there never was one of these terms.
    error HoldNotOpen(bytes32 holdId);
    error HoldExpired(bytes32 holdId, uint48 expiresAt);
    error HoldNotExpired(bytes32 holdId, uint48 expiresAt);
    error CaptureExceedsHold(bytes32 holdId, uint256 amount, uint256 remaining);

    /// @notice Only a frozen payer's hold is seized.
    error PayerNotFrozen(address payer);

    /// @notice The coin does not know the account as custody.
    error NotCustody(address account);
    error NoCaseReference();

    /// @notice Only what is not held can be rescued.
    error HeldForOthers(address token, uint256 amount, uint256 free);

    /// @notice Holds the caller's coins, which it has approved this contract to take.
    function authorise(Terms calldata terms) external returns (bytes32 holdId);

    /// @notice Holds the payer's coins by its EIP-3009 `ReceiveWithAuthorization` to this contract, valid from 0 until
    /// before `terms.expiresAt`, whose nonce is the hold's id: whoever submits it cannot change a term.
    function authoriseBySignature(Terms calldata terms, bytes calldata signature) external returns (bytes32 holdId);

    /// @notice Pays a part to the payee, by the terms' operator, before the hold expires. A frozen payer's hold is not paid.
    function capture(Terms calldata terms, uint256 amount) external;

    /// @notice Gives back what is left, by the terms' operator or the payee, at any time.
    function release(Terms calldata terms) external;

    /// @notice Gives back what is left after the hold expired. Anyone may see to it.
    function expire(Terms calldata terms) external;

    /// @notice Moves what is left of a frozen payer's hold into custody, by SEIZER.
    function seize(Terms calldata terms, address custody, bytes32 caseRef) external;

    /// @notice Sends on tokens that nobody's hold counts on, by RESCUER.
    function rescue(address token, address to, uint256 amount) external;

    /// @notice Limits the holds of a coin, by LIMIT_MANAGER; zero means closed. Holds that exist go on. A coin that
    /// knows no freeze must not be set: it could not be held.
    function setCoin(address coin, uint256 holdMax, uint48 durationMax) external;

    /// @notice Stops new holds and captures, by PAUSER. Money goes back to payers all the same.
    function pause() external;

    /// @notice By UNPAUSER.
    function unpause() external;

    /// @notice The hold's id: the hash of its terms, this contract and this chain.
    function idOf(Terms calldata terms) external view returns (bytes32);

    /// @notice What is left of a hold; 0 when it is over or never was.
    function remaining(bytes32 holdId) external view returns (uint256);

    /// @notice What all open holds of a coin have left.
    function held(address coin) external view returns (uint256);

    function coinLimits(address coin) external view returns (uint256 holdMax, uint48 durationMax);

    function paused() external view returns (bool);
}
