// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {IStablecoin} from "../src/IStablecoin.sol";
import "../src/Roles.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {Ground} from "./Vm.sol";

/// @notice Coins behind proxies, each role at its own account (ADMIN is the role manager), and what a test does with
/// them most.
abstract contract CoinGround is Ground {
    uint256 internal constant COIN_CAP = 1_000_000_000e6;

    function newCoin(string memory name, string memory symbol, string memory currency) internal returns (Stablecoin) {
        return proxied(new Stablecoin(name, symbol, currency), COIN_CAP);
    }

    function proxied(Stablecoin implementation, uint256 cap) internal returns (Stablecoin) {
        return proxiedWith(implementation, coinGrants(), cap);
    }

    function proxiedWith(Stablecoin implementation, Roles.Grant[] memory grants, uint256 cap)
        internal
        returns (Stablecoin)
    {
        bytes memory initialize = abi.encodeCall(Stablecoin.initialize, (grants, cap));
        return Stablecoin(address(new ERC1967Proxy(address(implementation), initialize)));
    }

    function coinGrants() internal pure returns (Roles.Grant[] memory grants) {
        grants = new Roles.Grant[](11);
        grants[0] = Roles.Grant(ROLE_MANAGER_ROLE, ADMIN);
        grants[1] = Roles.Grant(LIMIT_MANAGER_ROLE, LIMIT_MANAGER);
        grants[2] = Roles.Grant(UPGRADER_ROLE, UPGRADER);
        grants[3] = Roles.Grant(MINTER_ROLE, MINTER);
        grants[4] = Roles.Grant(BURNER_ROLE, BURNER);
        grants[5] = Roles.Grant(PAUSER_ROLE, PAUSER);
        grants[6] = Roles.Grant(UNPAUSER_ROLE, UNPAUSER);
        grants[7] = Roles.Grant(FREEZER_ROLE, FREEZER);
        grants[8] = Roles.Grant(SEIZER_ROLE, SEIZER);
        grants[9] = Roles.Grant(RESCUER_ROLE, RESCUER);
        grants[10] = Roles.Grant(LISTER_ROLE, LISTER);
    }

    function allow(Stablecoin coin, address account) internal {
        vm.prank(LISTER);
        coin.allow(one(account));
    }

    function disallow(Stablecoin coin, address account) internal {
        vm.prank(LISTER);
        coin.disallow(one(account));
    }

    function mint(Stablecoin coin, address to, uint256 amount) internal {
        vm.prank(MINTER);
        coin.mint(MINTER, to, amount);
    }

    function freeze(Stablecoin coin, address account) internal {
        vm.prank(FREEZER);
        coin.freeze(one(account));
    }

    function unfreeze(Stablecoin coin, address account) internal {
        vm.prank(FREEZER);
        coin.unfreeze(one(account));
    }

    function freezeSum(Stablecoin coin, address account, uint256 sum) internal {
        vm.prank(FREEZER);
        coin.setFrozenSum(account, sum);
    }

    function circulate(Stablecoin coin, IStablecoin.Circulation mode) internal {
        vm.prank(LIMIT_MANAGER);
        coin.setCirculation(mode);
    }

    function pause(Stablecoin coin, uint256 functions) internal {
        vm.prank(PAUSER);
        coin.pause(functions);
    }

    function unpause(Stablecoin coin, uint256 functions) internal {
        vm.prank(UNPAUSER);
        coin.unpause(functions);
    }

    function setCustody(Stablecoin coin, address account, bool custody) internal {
        vm.prank(ADMIN);
        coin.setCustody(account, custody);
    }

    function one(address account) internal pure returns (address[] memory accounts) {
        accounts = new address[](1);
        accounts[0] = account;
    }

    function two(address first, address second) internal pure returns (address[] memory accounts) {
        accounts = new address[](2);
        (accounts[0], accounts[1]) = (first, second);
    }
}
