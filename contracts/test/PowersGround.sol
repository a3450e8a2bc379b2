// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {Escrow} from "../src/Escrow.sol";
import {IMintGate} from "../src/IMintGate.sol";
import {IStablecoin} from "../src/IStablecoin.sol";
import {MintGate} from "../src/MintGate.sol";
import "../src/Roles.sol";
import {Settlement} from "../src/Settlement.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {CoinGround} from "./CoinGround.sol";

/// @notice The contracts that hold a power over a coin, behind proxies, each role at its own account, and what an approver
/// signs: put together from the text of EIP-712, not from the gate's code.
abstract contract PowersGround is CoinGround {
    uint256 internal constant APPROVER_KEY = 0xA990;
    address internal constant ATTESTER = address(0x3C);
    address internal constant CANCELLER = address(0x3D);
    address internal constant OPERATOR = address(0x3E);
    uint48 internal constant NOW = 1_800_000_000;

    struct Order {
        uint256 number;
        bytes32 ref;
        address to;
        uint256 amount;
        uint48 deadline;
        address minter;
    }

    /// @dev The gate takes over the coin's only minter role. It is as closed as it is born.
    function newGate(Stablecoin coin) internal returns (MintGate gate) {
        MintGate implementation = new MintGate(IStablecoin(address(coin)));
        bytes memory initialize = abi.encodeCall(MintGate.initialize, (gateGrants()));
        gate = MintGate(address(new ERC1967Proxy(address(implementation), initialize)));
        vm.startPrank(ADMIN);
        coin.revokeRole(MINTER_ROLE, MINTER);
        coin.grantRole(MINTER_ROLE, address(gate));
        vm.stopPrank();
    }

    function gateGrants() internal pure returns (Roles.Grant[] memory grants) {
        grants = new Roles.Grant[](9);
        grants[0] = Roles.Grant(ROLE_MANAGER_ROLE, ADMIN);
        grants[1] = Roles.Grant(LIMIT_MANAGER_ROLE, LIMIT_MANAGER);
        grants[2] = Roles.Grant(UPGRADER_ROLE, UPGRADER);
        grants[3] = Roles.Grant(MINTER_ROLE, MINTER);
        grants[4] = Roles.Grant(APPROVER_ROLE, vm.addr(APPROVER_KEY));
        grants[5] = Roles.Grant(ATTESTER_ROLE, ATTESTER);
        grants[6] = Roles.Grant(CANCELLER_ROLE, CANCELLER);
        grants[7] = Roles.Grant(PAUSER_ROLE, PAUSER);
        grants[8] = Roles.Grant(UNPAUSER_ROLE, UNPAUSER);
    }

    function newSettlement() internal returns (Settlement) {
        bytes memory initialize = abi.encodeCall(Settlement.initialize, (settlementGrants()));
        return Settlement(address(new ERC1967Proxy(address(new Settlement()), initialize)));
    }

    function settlementGrants() internal pure returns (Roles.Grant[] memory grants) {
        grants = new Roles.Grant[](7);
        grants[0] = Roles.Grant(ROLE_MANAGER_ROLE, ADMIN);
        grants[1] = Roles.Grant(LIMIT_MANAGER_ROLE, LIMIT_MANAGER);
        grants[2] = Roles.Grant(UPGRADER_ROLE, UPGRADER);
        grants[3] = Roles.Grant(SETTLER_ROLE, SETTLER);
        grants[4] = Roles.Grant(LISTER_ROLE, LISTER);
        grants[5] = Roles.Grant(PAUSER_ROLE, PAUSER);
        grants[6] = Roles.Grant(UNPAUSER_ROLE, UNPAUSER);
    }

    function newEscrow() internal returns (Escrow) {
        bytes memory initialize = abi.encodeCall(Escrow.initialize, (escrowGrants()));
        return Escrow(address(new ERC1967Proxy(address(new Escrow()), initialize)));
    }

    function escrowGrants() internal pure returns (Roles.Grant[] memory grants) {
        grants = new Roles.Grant[](8);
        grants[0] = Roles.Grant(ROLE_MANAGER_ROLE, ADMIN);
        grants[1] = Roles.Grant(LIMIT_MANAGER_ROLE, LIMIT_MANAGER);
        grants[2] = Roles.Grant(UPGRADER_ROLE, UPGRADER);
        grants[3] = Roles.Grant(OPERATOR_ROLE, OPERATOR);
        grants[4] = Roles.Grant(SEIZER_ROLE, SEIZER);
        grants[5] = Roles.Grant(RESCUER_ROLE, RESCUER);
        grants[6] = Roles.Grant(PAUSER_ROLE, PAUSER);
        grants[7] = Roles.Grant(UNPAUSER_ROLE, UNPAUSER);
    }

    function register(Settlement settlement, address account) internal {
        vm.prank(LISTER);
        settlement.setParticipant(account, true);
    }

    function setCoin(Settlement settlement, address coin, uint256 windowMax, uint256 capacity, uint256 refill) internal {
        vm.prank(LIMIT_MANAGER);
        settlement.setCoin(coin, Settlement.CoinLimits(windowMax, capacity, refill));
    }

    function attest(MintGate gate, uint256 reserve, uint256 supplyElsewhere) internal {
        vm.prank(ATTESTER);
        gate.attest(reserve, supplyElsewhere, uint48(block.timestamp));
    }

    function orderDigest(MintGate gate, Order memory order) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Fairway MintGate"),
                keccak256("1"),
                block.chainid,
                address(gate)
            )
        );
        bytes32 type_ = keccak256(
            "MintOrder(uint256 orderNumber,bytes32 orderRef,address to,uint256 amount,uint48 deadline,address minter)"
        );
        return keccak256(abi.encodePacked(hex"1901", domain, keccak256(abi.encode(type_, order))));
    }

    function approval(MintGate gate, Order memory order) internal view returns (bytes memory) {
        return signedBy(APPROVER_KEY, orderDigest(gate, order));
    }

    /// @dev 65 bytes: r, s, v.
    function signedBy(uint256 key, bytes32 message) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, message);
        return abi.encodePacked(r, s, v);
    }
}
