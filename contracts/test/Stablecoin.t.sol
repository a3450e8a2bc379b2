// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {SeparatedRoles} from "../src/SeparatedRoles.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {Ground} from "./Vm.sol";

contract StablecoinTest is Ground {
    uint256 internal constant CAP = 1_000_000e6;
    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);
    address internal constant CAROL = address(0xCA501);

    Stablecoin internal coin;

    function setUp() public {
        coin = new Stablecoin("Fairway HKD", "FHKD", CAP, ADMIN, MINTER, PAUSER, FREEZER);
    }

    function test_HasSixDecimals() public view {
        equal(coin.decimals(), 6, "decimals");
    }

    function test_MintsAnOrderOnce() public {
        vm.expectEmit();
        emit Stablecoin.Minted("order", ALICE, 5e6);
        mint("order", ALICE, 5e6);
        equal(coin.balanceOf(ALICE), 5e6, "balance");
        equal(coin.totalSupply(), 5e6, "supply");
        equal(coin.mintedFor("order"), 5e6, "minted for the order");
        vm.expectRevert(abi.encodeWithSelector(Stablecoin.OrderUsed.selector, bytes32("order")));
        mint("order", ALICE, 5e6);
        vm.expectPartialRevert(Stablecoin.OrderUsed.selector);
        mint("order", BOB, 1);
        equal(coin.totalSupply(), 5e6, "supply after the repeats");
    }

    function test_RefusesZero() public {
        vm.expectRevert(Stablecoin.ZeroAmount.selector);
        mint("order", ALICE, 0);
    }

    function test_CapHoldsToTheLastUnit() public {
        mint("all", ALICE, CAP);
        vm.expectRevert(abi.encodeWithSelector(Stablecoin.SupplyCapExceeded.selector, CAP, 1, CAP));
        mint("more", ALICE, 1);
    }

    function test_CapOfZeroMeansClosed() public {
        Stablecoin closed = new Stablecoin("Closed", "NONE", 0, ADMIN, MINTER, PAUSER, FREEZER);
        vm.prank(MINTER);
        vm.expectPartialRevert(Stablecoin.SupplyCapExceeded.selector);
        closed.mint("order", ALICE, 1);
    }

    function testFuzz_CapIsNeverExceeded(uint256 first, uint256 second) public {
        tryMint("first", first);
        tryMint("second", second);
        isTrue(coin.totalSupply() <= CAP, "supply <= cap");
    }

    function testFuzz_OnlyTheMinterMints(address caller) public {
        vm.assume(caller != MINTER);
        vm.prank(caller);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        coin.mint("order", caller, 1);
    }

    function testFuzz_OnlyThePauserPauses(address caller) public {
        vm.assume(caller != PAUSER);
        vm.startPrank(caller);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        coin.pause();
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        coin.unpause();
        vm.stopPrank();
    }

    function testFuzz_OnlyTheFreezerFreezes(address caller) public {
        vm.assume(caller != FREEZER);
        vm.startPrank(caller);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        coin.freeze(ALICE);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        coin.unfreeze(ALICE);
        vm.stopPrank();
    }

    function test_AdminCannotTakeABusinessRole() public {
        bytes32 minterRole = coin.MINTER_ROLE();
        vm.prank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(SeparatedRoles.AccountHoldsRole.selector, ADMIN));
        coin.grantRole(minterRole, ADMIN);
    }

    function test_OneAccountHoldsOneRole() public {
        bytes32 pauserRole = coin.PAUSER_ROLE();
        vm.prank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(SeparatedRoles.AccountHoldsRole.selector, MINTER));
        coin.grantRole(pauserRole, MINTER);
        vm.expectRevert(abi.encodeWithSelector(SeparatedRoles.AccountHoldsRole.selector, ADMIN));
        new Stablecoin("One for all", "ONE", CAP, ADMIN, ADMIN, PAUSER, FREEZER);
    }

    function test_ARoleMovesToAnotherAccount() public {
        bytes32 minterRole = coin.MINTER_ROLE();
        vm.startPrank(ADMIN);
        coin.revokeRole(minterRole, MINTER);
        coin.grantRole(minterRole, CAROL);
        vm.stopPrank();
        vm.prank(CAROL);
        coin.mint("order", ALICE, 1);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        mint("order two", ALICE, 1);
    }

    function test_RefusesARoleForNobody() public {
        vm.expectRevert(SeparatedRoles.NoAccount.selector);
        new Stablecoin("No minter", "NO", CAP, ADMIN, address(0), PAUSER, FREEZER);
    }

    function test_PauseStopsEveryPath() public {
        readyToMove();
        vm.prank(PAUSER);
        coin.pause();
        expectNothingMoves(abi.encodeWithSelector(Pausable.EnforcedPause.selector));
        vm.prank(PAUSER);
        coin.unpause();
        vm.prank(ALICE);
        isTrue(coin.transfer(BOB, 1), "moves again");
    }

    /// Path by state: sender, receiver and spender frozen, on transfer, transferFrom and mint.
    function test_FreezeIsCheckedOnEveryPath() public {
        readyToMove();
        freeze(ALICE);
        expectNothingMoves(abi.encodeWithSelector(Stablecoin.AccountFrozen.selector, ALICE));
        unfreeze(ALICE);

        freeze(BOB);
        bytes memory bobFrozen = abi.encodeWithSelector(Stablecoin.AccountFrozen.selector, BOB);
        vm.prank(ALICE);
        vm.expectRevert(bobFrozen);
        coin.transfer(BOB, 1);
        vm.prank(CAROL);
        vm.expectRevert(bobFrozen);
        coin.transferFrom(ALICE, BOB, 1);
        unfreeze(BOB);

        freeze(CAROL);
        vm.prank(CAROL);
        vm.expectRevert(abi.encodeWithSelector(Stablecoin.AccountFrozen.selector, CAROL));
        coin.transferFrom(ALICE, BOB, 1);
        unfreeze(CAROL);

        freeze(MINTER);
        vm.expectRevert(abi.encodeWithSelector(Stablecoin.AccountFrozen.selector, MINTER));
        mint("frozen minter", BOB, 1);
    }

    function testFuzz_AFrozenBalanceNeverMoves(uint256 held, uint256 asked, address to) public {
        held = 1 + held % CAP;
        mint("held", ALICE, held);
        vm.prank(ALICE);
        coin.approve(CAROL, type(uint256).max);
        freeze(ALICE);
        vm.prank(ALICE);
        try coin.transfer(to, asked) {} catch {}
        vm.prank(CAROL);
        try coin.transferFrom(ALICE, to, asked) {} catch {}
        equal(coin.balanceOf(ALICE), held, "frozen balance");
    }

    function readyToMove() private {
        mint("seed", ALICE, 10e6);
        vm.prank(ALICE);
        coin.approve(CAROL, type(uint256).max);
    }

    function expectNothingMoves(bytes memory refusal) private {
        vm.prank(ALICE);
        vm.expectRevert(refusal);
        coin.transfer(BOB, 1);
        vm.prank(CAROL);
        vm.expectRevert(refusal);
        coin.transferFrom(ALICE, BOB, 1);
        vm.expectRevert(refusal);
        mint("next", ALICE, 1);
    }

    function mint(bytes32 orderId, address to, uint256 amount) private {
        vm.prank(MINTER);
        coin.mint(orderId, to, amount);
    }

    function tryMint(bytes32 orderId, uint256 amount) private {
        vm.prank(MINTER);
        try coin.mint(orderId, ALICE, amount) {} catch {}
    }

    function freeze(address account) private {
        vm.prank(FREEZER);
        coin.freeze(account);
    }

    function unfreeze(address account) private {
        vm.prank(FREEZER);
        coin.unfreeze(account);
    }
}
