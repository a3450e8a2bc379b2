// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {SeparatedRoles} from "./SeparatedRoles.sol";

/// @title A stablecoin of six decimals
/// @notice Minting, pausing and freezing are three roles of three accounts. Each mint names the order that was approved
/// for it and an order is minted once. The supply never exceeds a cap that is fixed at deployment; a cap of zero means
/// closed, there is no "unlimited".
contract Stablecoin is ERC20, SeparatedRoles, Pausable {
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");
    bytes32 public constant FREEZER_ROLE = keccak256("FREEZER_ROLE");

    /// @notice The most that may exist, in smallest units.
    uint256 public immutable supplyCap;

    /// @notice True for an account that can neither send, receive, spend for another, nor mint.
    mapping(address account => bool) public frozen;

    /// @notice What was minted for an order, in smallest units; 0 when the order was never minted.
    mapping(bytes32 orderId => uint256) public mintedFor;

    event Minted(bytes32 indexed orderId, address indexed to, uint256 amount);
    event Frozen(address indexed account);
    event Unfrozen(address indexed account);

    /// @notice The account is frozen.
    error AccountFrozen(address account);

    /// @notice The order was minted before.
    error OrderUsed(bytes32 orderId);

    /// @notice A mint of nothing.
    error ZeroAmount();

    /// @notice The mint would lift the supply over the cap.
    error SupplyCapExceeded(uint256 supply, uint256 amount, uint256 cap);

    constructor(
        string memory name_,
        string memory symbol_,
        uint256 supplyCap_,
        address admin,
        address minter,
        address pauser,
        address freezer
    ) ERC20(name_, symbol_) {
        supplyCap = supplyCap_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(MINTER_ROLE, minter);
        _grantRole(PAUSER_ROLE, pauser);
        _grantRole(FREEZER_ROLE, freezer);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    /// @notice Mints for an approved order, once.
    function mint(bytes32 orderId, address to, uint256 amount) external onlyRole(MINTER_ROLE) {
        if (amount == 0) revert ZeroAmount();
        if (mintedFor[orderId] != 0) revert OrderUsed(orderId);
        uint256 supply = totalSupply();
        if (amount > supplyCap || supply > supplyCap - amount) revert SupplyCapExceeded(supply, amount, supplyCap);
        mintedFor[orderId] = amount;
        emit Minted(orderId, to, amount);
        _mint(to, amount);
    }

    function freeze(address account) external onlyRole(FREEZER_ROLE) {
        if (!frozen[account]) {
            frozen[account] = true;
            emit Frozen(account);
        }
    }

    function unfreeze(address account) external onlyRole(FREEZER_ROLE) {
        if (frozen[account]) {
            frozen[account] = false;
            emit Unfrozen(account);
        }
    }

    function pause() external onlyRole(PAUSER_ROLE) {
        _pause();
    }

    function unpause() external onlyRole(PAUSER_ROLE) {
        _unpause();
    }

    /// @dev Every path that moves a balance goes through here: transfer, transferFrom and mint. A check in a modifier of
    /// each function is forgotten by the next function; this one cannot be.
    function _update(address from, address to, uint256 amount) internal override whenNotPaused {
        address caller = _msgSender();
        if (frozen[from]) revert AccountFrozen(from);
        if (frozen[to]) revert AccountFrozen(to);
        if (caller != from && frozen[caller]) revert AccountFrozen(caller);
        super._update(from, to, amount);
    }
}
