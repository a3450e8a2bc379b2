// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import "../src/Roles.sol";
import {Ground} from "./Vm.sol";

/// @notice What an author may forget: its initializer is not one.
contract Careless is Roles {
    function initialize(Grant[] calldata grants) external {
        _initializeRoles(grants);
    }

    function _isRole(bytes32 role) internal pure override returns (bool) {
        return role == ROLE_MANAGER_ROLE;
    }
}

contract RolesTest is Ground {
    function test_FirstRolesAreGivenInAnInitializerOnly() public {
        Careless careless = new Careless();
        Roles.Grant[] memory grants = new Roles.Grant[](1);
        grants[0] = Roles.Grant(ROLE_MANAGER_ROLE, address(this));
        vm.expectRevert(Initializable.NotInitializing.selector);
        careless.initialize(grants);
    }
}
