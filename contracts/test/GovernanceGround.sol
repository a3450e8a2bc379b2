// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {DeploymentCheck} from "../src/DeploymentCheck.sol";
import {Escrow} from "../src/Escrow.sol";
import {IStablecoin} from "../src/IStablecoin.sol";
import {MintGate} from "../src/MintGate.sol";
import "../src/Roles.sol";
import {Settlement} from "../src/Settlement.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {Timelock} from "../src/Timelock.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {PowersGround} from "./PowersGround.sol";
import {SafeGround} from "./SafeGround.sol";

/// @notice A deployment as it stands in production: every contract behind a proxy, three timelocks behind three Safes, the
/// other powers of high risk behind Safes of their own, the rest with keys; and the plan that it is checked against.
abstract contract GovernanceGround is PowersGround, SafeGround {
    uint256 internal constant DELAY = 2 days;
    uint256 private constant IMMUTABLES_MAX = 64;
    address internal constant GATE_MINTER = address(0x41);
    bytes32 internal constant IMPLEMENTATION = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);

    address internal roleSafe;
    address internal limitSafe;
    address internal upgradeSafe;
    address internal guardSafe;
    address internal unpauseSafe;
    address internal courtSafe;
    address internal rescueSafe;
    address internal approverSafe;
    address[] internal safes;

    Timelock internal roleLock;
    Timelock internal limitLock;
    Timelock internal upgradeLock;

    Stablecoin internal coin;
    MintGate internal gate;
    Settlement internal settlement;
    Escrow internal escrow;
    DeploymentCheck internal checker;

    function deploy() internal {
        vm.warp(NOW);
        deploySafeContracts();
        roleSafe = safeNamed("roles");
        limitSafe = safeNamed("limits");
        upgradeSafe = safeNamed("upgrades");
        guardSafe = safeNamed("guard");
        unpauseSafe = safeNamed("unpause");
        courtSafe = safeNamed("court");
        rescueSafe = safeNamed("rescue");
        approverSafe = safeNamed("approver");
        roleLock = newTimelock(roleSafe);
        limitLock = newTimelock(limitSafe);
        upgradeLock = newTimelock(upgradeSafe);

        // The coin must know its gate and the gate its coin: the gate's address is known before it is there.
        // Coin implementation, coin, gate implementation, gate.
        address future = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 3);
        coin = Stablecoin(proxy(address(new Stablecoin("Fairway HKD", "FHKD", "HKD")), coinInit(future)));
        address implementation = address(new MintGate(IStablecoin(address(coin))));
        gate = MintGate(proxy(implementation, abi.encodeCall(MintGate.initialize, (gateHolders()))));
        isTrue(address(gate) == future, "the gate is where the coin expects it");
        settlement = Settlement(
            proxy(address(new Settlement()), abi.encodeCall(Settlement.initialize, (settlementHolders())))
        );
        escrow = Escrow(proxy(address(new Escrow()), abi.encodeCall(Escrow.initialize, (escrowHolders()))));
        checker = new DeploymentCheck();
    }

    /// @dev The plan that people signed for. It is written from what was meant, the hashes from the build's own output.
    function plan() internal view returns (DeploymentCheck.Plan memory p) {
        p.safes = new DeploymentCheck.SafePlan[](safes.length);
        for (uint256 i = 0; i < safes.length; i++) p.safes[i] = safePlan(safes[i]);
        p.timelocks = new DeploymentCheck.TimelockPlan[](3);
        p.timelocks[0] = timelockPlan(roleLock, roleSafe);
        p.timelocks[1] = timelockPlan(limitLock, limitSafe);
        p.timelocks[2] = timelockPlan(upgradeLock, upgradeSafe);
        p.proxies = new DeploymentCheck.ProxyPlan[](4);
        p.proxies[0] = proxyPlan(address(coin), "Stablecoin");
        p.proxies[1] = proxyPlan(address(gate), "MintGate");
        p.proxies[2] = proxyPlan(address(settlement), "Settlement");
        p.proxies[3] = proxyPlan(address(escrow), "Escrow");
        p.roles = new DeploymentCheck.RolesPlan[](4);
        p.roles[0] = DeploymentCheck.RolesPlan(address(coin), coinHolders(address(gate)));
        p.roles[1] = DeploymentCheck.RolesPlan(address(gate), gateHolders());
        p.roles[2] = DeploymentCheck.RolesPlan(address(settlement), settlementHolders());
        p.roles[3] = DeploymentCheck.RolesPlan(address(escrow), escrowHolders());
    }

    function coinHolders(address minter) internal view returns (Roles.Grant[] memory grants) {
        grants = coinGrants();
        govern(grants);
        grants[3].account = minter;
        grants[6].account = unpauseSafe;
        grants[8].account = courtSafe;
        grants[9].account = rescueSafe;
    }

    function gateHolders() internal view returns (Roles.Grant[] memory grants) {
        grants = gateGrants();
        govern(grants);
        grants[3].account = GATE_MINTER;
        grants[4].account = approverSafe;
        grants[8].account = unpauseSafe;
    }

    function settlementHolders() internal view returns (Roles.Grant[] memory grants) {
        grants = settlementGrants();
        govern(grants);
        grants[6].account = unpauseSafe;
    }

    function escrowHolders() internal view returns (Roles.Grant[] memory grants) {
        grants = escrowGrants();
        govern(grants);
        grants[4].account = courtSafe;
        grants[5].account = rescueSafe;
        grants[7].account = unpauseSafe;
    }

    /// @dev Proposes through the timelock's Safe, waits, executes.
    function govern(Timelock lock, address safe, address target, bytes memory call) internal {
        govern(lock, safe, target, call, DELAY);
    }

    function govern(Timelock lock, address safe, address target, bytes memory call, uint256 delay) internal {
        act(safe, address(lock), abi.encodeCall(lock.schedule, (target, 0, call, 0, 0, delay)));
        vm.warp(block.timestamp + delay);
        lock.execute(target, 0, call, 0, 0);
    }

    function schedule(Timelock lock, address safe, address target, bytes memory call) internal {
        act(safe, address(lock), abi.encodeCall(lock.schedule, (target, 0, call, 0, 0, DELAY)));
    }

    function list(address account) internal pure returns (address[] memory accounts) {
        accounts = new address[](1);
        accounts[0] = account;
    }

    function safePlan(address safe) internal view returns (DeploymentCheck.SafePlan memory) {
        return DeploymentCheck.SafePlan(
            safe,
            2,
            owners(safe),
            safe.codehash,
            singleton,
            singleton.codehash,
            fallbackHandler,
            fallbackHandler.codehash
        );
    }

    function proxyPlan(address proxy_, string memory name) internal view returns (DeploymentCheck.ProxyPlan memory) {
        bytes32 slot = vm.load(proxy_, IMPLEMENTATION);
        DeploymentCheck.CodePlan memory code = codePlan(address(uint160(uint256(slot))), name);
        return DeploymentCheck.ProxyPlan(
            proxy_, keccak256(vm.parseJsonBytes(built("ERC1967Proxy"), ".deployedBytecode.object")), slot, code
        );
    }

    function codePlan(address account, string memory name) internal view returns (DeploymentCheck.CodePlan memory) {
        string memory json = built(name);
        bytes32 hash = keccak256(vm.parseJsonBytes(json, ".deployedBytecode.object"));
        return DeploymentCheck.CodePlan(account, hash, offsets(json));
    }

    function govern(Roles.Grant[] memory grants) private view {
        (grants[0].account, grants[1].account, grants[2].account) =
            (address(roleLock), address(limitLock), address(upgradeLock));
    }

    function timelockPlan(Timelock lock, address safe) private view returns (DeploymentCheck.TimelockPlan memory) {
        address[] memory cancellers = new address[](2);
        (cancellers[0], cancellers[1]) = (safe, guardSafe);
        return DeploymentCheck.TimelockPlan(
            codePlan(address(lock), "Timelock"), DELAY, list(safe), list(address(0)), cancellers
        );
    }

    function coinInit(address minter) private view returns (bytes memory) {
        return abi.encodeCall(Stablecoin.initialize, (coinHolders(minter), COIN_CAP));
    }

    function newTimelock(address proposer) private returns (Timelock) {
        return new Timelock(DELAY, list(proposer), list(address(0)), list(guardSafe));
    }

    function safeNamed(string memory name) private returns (address safe) {
        safe = newSafe(name, 2);
        safes.push(safe);
    }

    function proxy(address implementation, bytes memory initialize) private returns (address) {
        return address(new ERC1967Proxy(implementation, initialize));
    }

    /// @dev Where the constructor writes into the code, as the compiler tells.
    function offsets(string memory json) private view returns (uint256[] memory found) {
        string[] memory ids = vm.parseJsonKeys(json, ".deployedBytecode.immutableReferences");
        found = new uint256[](IMMUTABLES_MAX);
        uint256 count = 0;
        for (uint256 i = 0; i < ids.length; i++) {
            string memory path = string.concat(".deployedBytecode.immutableReferences.", ids[i], "[");
            for (uint256 j = 0; vm.keyExistsJson(json, string.concat(path, vm.toString(j), "]")); j++) {
                found[count++] = vm.parseJsonUint(json, string.concat(path, vm.toString(j), "].start"));
            }
        }
        assembly ("memory-safe") {
            mstore(found, count)
        }
    }

    function built(string memory name) private view returns (string memory) {
        return vm.readFile(string.concat(vm.projectRoot(), "/out/", name, ".sol/", name, ".json"));
    }
}
