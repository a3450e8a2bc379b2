// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {IStablecoin, PAUSE_ALL, PAUSE_MINT, PAUSE_TRANSFER} from "../src/IStablecoin.sol";
import "../src/Roles.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {CoinGround} from "./CoinGround.sol";

/// @notice Supply, powers, roles and upgrade of the coin. Freeze, pause and circulation: PathState.t.sol.
contract StablecoinTest is CoinGround {
    address private constant ALICE = address(0xA11CE);
    address private constant BOB = address(0xB0B);
    address private constant CUSTODY = address(0xC05);
    uint256 private constant HELD = 1_000e6;

    Stablecoin private coin;

    function setUp() public {
        coin = newCoin("Fairway HKD", "FHKD", "HKD");
        allow(coin, ALICE);
        allow(coin, BOB);
        mint(coin, ALICE, HELD);
        setCustody(coin, CUSTODY, true);
    }

    function test_SaysWhatItIs() public view {
        equal(uint256(keccak256(bytes(coin.name()))), uint256(keccak256("Fairway HKD")), "name");
        equal(uint256(keccak256(bytes(coin.symbol()))), uint256(keccak256("FHKD")), "symbol");
        equal(uint256(keccak256(bytes(coin.currency()))), uint256(keccak256("HKD")), "currency");
        equal(coin.decimals(), 6, "decimals");
        equal(uint256(coin.circulation()), uint256(IStablecoin.Circulation.ALLOW_LIST), "the default mode");
    }

    // Supply

    function test_CapHoldsToTheLastUnit() public {
        mint(coin, ALICE, COIN_CAP - HELD);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.SupplyCapExceeded.selector, COIN_CAP, 1, COIN_CAP));
        mint(coin, ALICE, 1);
    }

    function test_CapOfZeroMeansClosed() public {
        Stablecoin closed = proxied(new Stablecoin("Closed", "NONE", "HKD"), 0);
        allow(closed, ALICE);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.SupplyCapExceeded.selector, 0, 1, 0));
        mint(closed, ALICE, 1);
    }

    function test_ACapBelowTheSupplyStopsMintingOnly() public {
        vm.prank(LIMIT_MANAGER);
        coin.setSupplyCap(1);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.SupplyCapExceeded.selector, HELD, 1, 1));
        mint(coin, ALICE, 1);
        vm.prank(ALICE);
        coin.transfer(BOB, HELD);
        equal(coin.balanceOf(BOB), HELD, "moved");
    }

    function test_RefusesNumbersTooLargeForItsWords() public {
        uint256 max = type(uint104).max;
        vm.startPrank(LIMIT_MANAGER);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.TooLarge.selector, max + 1, max));
        coin.setSupplyCap(max + 1);
        coin.setSupplyCap(max);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.TooLarge.selector, max + 1, max));
        freezeSum(coin, ALICE, max + 1);
        freezeSum(coin, ALICE, max);
        mint(coin, ALICE, max - HELD);
        equal(coin.balanceOf(ALICE), max, "the largest balance");
        equal(coin.frozenSum(ALICE), max, "its frozen sum beside it");
        equal(coin.totalSupply(), max, "the largest supply");
        equal(coin.supplyCap(), max, "its cap beside it");
        vm.expectPartialRevert(IStablecoin.SupplyCapExceeded.selector);
        mint(coin, ALICE, 1);
    }

    function test_NothingIsNoAmount() public {
        vm.expectRevert(IStablecoin.ZeroAmount.selector);
        mint(coin, ALICE, 0);
        vm.prank(BURNER);
        vm.expectRevert(IStablecoin.ZeroAmount.selector);
        coin.burn(0);
        freeze(coin, ALICE);
        vm.prank(SEIZER);
        vm.expectRevert(IStablecoin.ZeroAmount.selector);
        coin.seize(ALICE, CUSTODY, 0, "case");
    }

    function test_BurnsTheBurnersOwn() public {
        allow(coin, BURNER);
        mint(coin, BURNER, 7);
        vm.expectEmit(address(coin));
        emit IERC20.Transfer(BURNER, address(0), 7);
        vm.prank(BURNER);
        coin.burn(7);
        equal(coin.totalSupply(), HELD, "supply");
        vm.prank(BURNER);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, BURNER, 0, 1));
        coin.burn(1);
    }

    // Transfers

    function test_NeitherNobodyNorTheCoinHoldsCoins() public {
        allow(coin, address(0));
        allow(coin, address(coin));
        unfreeze(coin, address(coin));
        address[2] memory nobodies = [address(0), address(coin)];
        for (uint256 mode = 0; mode < 3; mode++) {
            circulate(coin, IStablecoin.Circulation(mode));
            for (uint256 i = 0; i < 2; i++) {
                bytes memory refusal = abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, nobodies[i]);
                vm.prank(ALICE);
                vm.expectRevert(refusal);
                coin.transfer(nobodies[i], 1);
                vm.expectRevert(refusal);
                mint(coin, nobodies[i], 1);
                vm.expectRevert(refusal);
                setCustody(coin, nobodies[i], true);
            }
        }
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSpender.selector, address(0)));
        coin.approve(address(0), 0);
    }

    function testFuzz_ATransferMovesExactlyItsAmount(uint256 amount, bool toItself) public {
        address to = toItself ? ALICE : BOB;
        vm.prank(ALICE);
        if (amount > HELD) {
            vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, ALICE, HELD, amount));
            coin.transfer(to, amount);
            return;
        }
        coin.transfer(to, amount);
        equal(coin.balanceOf(ALICE), toItself ? HELD : HELD - amount, "the payer's");
        equal(coin.balanceOf(BOB), toItself ? 0 : amount, "the payee's");
    }

    function testFuzz_AnAllowanceIsUsedUpUnlessUnlimited(uint256 allowance, uint256 amount) public {
        amount = amount % (HELD + 1);
        vm.prank(ALICE);
        coin.approve(BOB, allowance);
        vm.prank(BOB);
        if (amount > allowance) {
            vm.expectRevert(
                abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, BOB, allowance, amount)
            );
            coin.transferFrom(ALICE, BOB, amount);
            return;
        }
        coin.transferFrom(ALICE, BOB, amount);
        uint256 left = allowance == type(uint256).max ? allowance : allowance - amount;
        equal(coin.allowance(ALICE, BOB), left, "left of the allowance");
        equal(coin.balanceOf(BOB), amount, "moved");
    }

    function test_AMemoFollowsItsTransfer() public {
        vm.expectEmit(address(coin));
        emit IERC20.Transfer(ALICE, BOB, 5);
        vm.expectEmit(address(coin));
        emit IStablecoin.TransferWithMemo(ALICE, BOB, 5, "invoice");
        vm.prank(ALICE);
        coin.transferWithMemo(BOB, 5, "invoice");
        vm.prank(ALICE);
        coin.approve(BOB, 6);
        vm.expectEmit(address(coin));
        emit IStablecoin.TransferWithMemo(ALICE, BOB, 6, "collected");
        vm.prank(BOB);
        coin.transferFromWithMemo(ALICE, BOB, 6, "collected");
        equal(coin.balanceOf(BOB), 11, "both");
        equal(coin.allowance(ALICE, BOB), 0, "used up");
    }

    function test_ABatchPaysAllOrNothing() public {
        IStablecoin.Payout[] memory payouts = new IStablecoin.Payout[](3);
        payouts[0] = IStablecoin.Payout(BOB, 5, "one");
        payouts[1] = IStablecoin.Payout(ALICE, HELD - 5, "to itself");
        payouts[2] = IStablecoin.Payout(BOB, HELD - 5, "three");
        for (uint256 i = 0; i < 3; i++) {
            vm.expectEmit(address(coin));
            emit IERC20.Transfer(ALICE, payouts[i].to, payouts[i].amount);
            vm.expectEmit(address(coin));
            emit IStablecoin.TransferWithMemo(ALICE, payouts[i].to, payouts[i].amount, payouts[i].ref);
        }
        vm.prank(ALICE);
        coin.payBatch(payouts);
        equal(coin.balanceOf(BOB), HELD, "paid");
        payouts[1].to = ALICE;
        vm.prank(BOB);
        vm.expectPartialRevert(IERC20Errors.ERC20InsufficientBalance.selector);
        coin.payBatch(payouts);
        equal(coin.balanceOf(BOB), HELD, "nothing of a batch that fails");
    }

    function test_BatchesAreLimited() public {
        bytes memory refusal = abi.encodeWithSelector(IStablecoin.BatchSize.selector, 501, 500);
        vm.expectRevert(refusal);
        coin.payBatch(new IStablecoin.Payout[](501));
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.BatchSize.selector, 0, 500));
        coin.payBatch(new IStablecoin.Payout[](0));
        address[] memory many = new address[](201);
        refusal = abi.encodeWithSelector(IStablecoin.BatchSize.selector, 201, 200);
        vm.startPrank(FREEZER);
        vm.expectRevert(refusal);
        coin.freeze(many);
        vm.expectRevert(refusal);
        coin.unfreeze(many);
        vm.stopPrank();
        vm.startPrank(LISTER);
        vm.expectRevert(refusal);
        coin.allow(many);
        vm.expectRevert(refusal);
        coin.disallow(many);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.BatchSize.selector, 0, 200));
        coin.disallow(new address[](0));
    }

    // Powers over accounts

    function test_AChangeOfAFlagIsToldOnce() public {
        vm.expectEmit(address(coin));
        emit IStablecoin.Frozen(ALICE);
        vm.expectEmit(address(coin));
        emit IStablecoin.Frozen(BOB);
        vm.prank(FREEZER);
        coin.freeze(two(ALICE, BOB));
        isTrue(coin.isFrozen(ALICE) && coin.isFrozen(BOB), "both frozen");
        equal(coin.availableBalanceOf(ALICE), 0, "available");
        vm.recordLogs();
        freeze(coin, ALICE);
        disallow(coin, ALICE);
        disallow(coin, ALICE);
        unfreeze(coin, ALICE);
        unfreeze(coin, ALICE);
        equal(vm.getRecordedLogs().length, 2, "disallowed and unfrozen, once each");
        isTrue(coin.isDisallowed(ALICE) && !coin.isAllowed(ALICE) && !coin.canHold(ALICE), "disallowed");
        allow(coin, ALICE);
        isTrue(!coin.isDisallowed(ALICE) && coin.isAllowed(ALICE) && coin.canHold(ALICE), "allowed again");
        equal(coin.balanceOf(ALICE), HELD, "the balance beside the flags");
    }

    function test_SeizesFromAFrozenAccountIntoCustody() public {
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.NotFrozen.selector, ALICE, 0, 1));
        seize(ALICE, CUSTODY, 1, "case");
        freeze(coin, ALICE);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.NotCustody.selector, BOB));
        seize(ALICE, BOB, 1, "case");
        vm.expectRevert(IStablecoin.NoCaseReference.selector);
        seize(ALICE, CUSTODY, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, ALICE, HELD, HELD + 1));
        seize(ALICE, CUSTODY, HELD + 1, "case");
        vm.expectEmit(address(coin));
        emit IERC20.Transfer(ALICE, CUSTODY, HELD);
        vm.expectEmit(address(coin));
        emit IStablecoin.Seized(ALICE, CUSTODY, HELD, "case");
        seize(ALICE, CUSTODY, HELD, "case");
        equal(coin.balanceOf(CUSTODY), HELD, "in custody");
        equal(coin.totalSupply(), HELD, "supply");
    }

    /// The bypass of ERC-7943's reference code: from an account to itself, the frozen sum falls and nothing moves.
    function test_SeizingFromItselfIsNoWayToUnfreeze() public {
        setCustody(coin, ALICE, true);
        freezeSum(coin, ALICE, HELD);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.NotCustody.selector, ALICE));
        seize(ALICE, ALICE, HELD, "case");
        equal(coin.frozenSum(ALICE), HELD, "frozen sum");
    }

    function test_AFrozenSumIsSeizedOnce() public {
        freezeSum(coin, ALICE, 40);
        seize(ALICE, CUSTODY, 30, "case");
        equal(coin.frozenSum(ALICE), 10, "what is left to seize");
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.NotFrozen.selector, ALICE, 10, 11));
        seize(ALICE, CUSTODY, 11, "case");
        freeze(coin, ALICE);
        seize(ALICE, CUSTODY, 11, "case");
        equal(coin.frozenSum(ALICE), 0, "frozen sum");
        equal(coin.balanceOf(ALICE), HELD - 41, "balance");
        setCustody(coin, CUSTODY, false);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.NotCustody.selector, CUSTODY));
        seize(ALICE, CUSTODY, 1, "case");
    }

    function test_ASumAboveTheBalanceFreezesWhatArrives() public {
        freezeSum(coin, ALICE, HELD + 5);
        mint(coin, ALICE, 7);
        equal(coin.availableBalanceOf(ALICE), 2, "available");
    }

    function test_RescuesForeignTokensOnly() public {
        Stablecoin foreign = newCoin("Foreign", "F", "USD");
        circulate(foreign, IStablecoin.Circulation.OPEN);
        mint(foreign, address(coin), 5);
        vm.expectEmit(address(coin));
        emit IStablecoin.Rescued(address(foreign), BOB, 5);
        vm.prank(RESCUER);
        coin.rescue(address(foreign), BOB, 5);
        equal(foreign.balanceOf(BOB), 5, "rescued");
        vm.prank(RESCUER);
        vm.expectRevert(IStablecoin.NotForeign.selector);
        coin.rescue(address(coin), BOB, 1);
        freeze(coin, RESCUER);
        vm.prank(RESCUER);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, RESCUER));
        coin.rescue(address(foreign), BOB, 1);
    }

    // Powers over the coin

    function test_FunctionsArePausedOneByOne() public {
        pause(coin, PAUSE_TRANSFER);
        vm.expectEmit(address(coin));
        emit IStablecoin.Paused(PAUSE_MINT, PAUSER);
        pause(coin, PAUSE_MINT);
        equal(coin.paused(), PAUSE_MINT | PAUSE_TRANSFER, "both");
        vm.expectEmit(address(coin));
        emit IStablecoin.Unpaused(PAUSE_TRANSFER, UNPAUSER);
        unpause(coin, PAUSE_TRANSFER);
        equal(coin.paused(), PAUSE_MINT, "one");
        for (uint256 i = 0; i < 2; i++) {
            uint256 none = i == 0 ? 0 : PAUSE_ALL + 1;
            vm.expectRevert(abi.encodeWithSelector(IStablecoin.UnknownFunctions.selector, none));
            pause(coin, none);
            vm.expectRevert(abi.encodeWithSelector(IStablecoin.UnknownFunctions.selector, none));
            unpause(coin, none);
        }
    }

    /// A stolen freezer key must not lock out those who take its role away.
    function test_AFrozenRoleManagerTakesTheFreezersRole() public {
        freeze(coin, ADMIN);
        vm.prank(ADMIN);
        coin.revokeRole(FREEZER_ROLE, FREEZER);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        freeze(coin, ALICE);
    }

    // Roles

    function test_OneAccountHoldsOneRole() public {
        vm.startPrank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(Roles.AccountHoldsRole.selector, MINTER, MINTER_ROLE));
        coin.grantRole(BURNER_ROLE, MINTER);
        vm.expectRevert(abi.encodeWithSelector(Roles.AccountHoldsRole.selector, ADMIN, ROLE_MANAGER_ROLE));
        coin.grantRole(MINTER_ROLE, ADMIN);
        vm.expectRevert(abi.encodeWithSelector(Roles.UnknownRole.selector, bytes32(0)));
        coin.grantRole(0, BOB);
        vm.expectRevert(abi.encodeWithSelector(Roles.UnknownRole.selector, APPROVER_ROLE));
        coin.grantRole(APPROVER_ROLE, BOB);
        vm.expectRevert(Roles.NoAccount.selector);
        coin.grantRole(MINTER_ROLE, address(0));
        vm.recordLogs();
        coin.grantRole(MINTER_ROLE, MINTER);
        coin.revokeRole(MINTER_ROLE, BOB);
        coin.revokeRole(0, BOB);
        equal(vm.getRecordedLogs().length, 0, "nothing changed");
        isTrue(!coin.hasRole(0, BOB), "no role is no role");
        equal(uint256(coin.getRoleAdmin(MINTER_ROLE)), uint256(ROLE_MANAGER_ROLE), "admin of a role");
        equal(uint256(coin.getRoleAdmin(0)), 0, "admin of none");
    }

    function test_ARoleMoves() public {
        vm.startPrank(ADMIN);
        vm.expectEmit(address(coin));
        emit IAccessControl.RoleRevoked(MINTER_ROLE, MINTER, ADMIN);
        coin.revokeRole(MINTER_ROLE, MINTER);
        vm.expectEmit(address(coin));
        emit IAccessControl.RoleGranted(MINTER_ROLE, BOB, ADMIN);
        coin.grantRole(MINTER_ROLE, BOB);
        vm.stopPrank();
        vm.prank(BOB);
        coin.mint(BOB, ALICE, 1);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        mint(coin, ALICE, 1);
        vm.prank(BOB);
        vm.expectRevert(IAccessControl.AccessControlBadConfirmation.selector);
        coin.renounceRole(MINTER_ROLE, ALICE);
        vm.prank(BOB);
        coin.renounceRole(MINTER_ROLE, BOB);
        equal(uint256(coin.roleOf(BOB)), 0, "given up");
    }

    function test_TheLastRoleManagerStays() public {
        vm.startPrank(ADMIN);
        vm.expectRevert(Roles.LastRoleManager.selector);
        coin.renounceRole(ROLE_MANAGER_ROLE, ADMIN);
        vm.expectRevert(Roles.LastRoleManager.selector);
        coin.revokeRole(ROLE_MANAGER_ROLE, ADMIN);
        coin.grantRole(ROLE_MANAGER_ROLE, BOB);
        coin.revokeRole(ROLE_MANAGER_ROLE, ADMIN);
        vm.stopPrank();
        vm.prank(BOB);
        vm.expectRevert(Roles.LastRoleManager.selector);
        coin.revokeRole(ROLE_MANAGER_ROLE, BOB);
    }

    // Deployment and upgrade

    function test_NothingIsInitializedTwice() public {
        Stablecoin bare = new Stablecoin("Bare", "B", "HKD");
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        bare.initialize(coinGrants(), 1);
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        coin.initialize(coinGrants(), 1);
        Roles.Grant[] memory noManager = new Roles.Grant[](1);
        noManager[0] = Roles.Grant(MINTER_ROLE, MINTER);
        vm.expectRevert(Roles.LastRoleManager.selector);
        this.deploy(bare, noManager);
    }

    function deploy(Stablecoin implementation, Roles.Grant[] calldata grants) external {
        proxiedWith(implementation, grants, 1);
    }

    function test_AnUpgradeKeepsEverythingAndNeedsTheUpgrader() public {
        freezeSum(coin, ALICE, 3);
        Stablecoin next = new Stablecoin("Fairway HKD", "FHKD", "HKD");
        address[3] memory others = [ADMIN, MINTER, ALICE];
        for (uint256 i = 0; i < others.length; i++) {
            vm.prank(others[i]);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IAccessControl.AccessControlUnauthorizedAccount.selector, others[i], UPGRADER_ROLE
                )
            );
            coin.upgradeToAndCall(address(next), "");
        }
        vm.prank(UPGRADER);
        coin.upgradeToAndCall(address(next), "");
        equal(coin.balanceOf(ALICE), HELD, "balance");
        equal(coin.frozenSum(ALICE), 3, "frozen sum");
        equal(coin.totalSupply(), HELD, "supply");
        equal(uint256(coin.roleOf(MINTER)), uint256(MINTER_ROLE), "role");
    }

    /// The slots stand in the source as numbers; here is what they are.
    function test_StorageIsWhereErc7201PutsIt() public view {
        equal(uint256(vm.load(address(coin), slotOf("fairway.Stablecoin"))) & type(uint104).max, HELD, "supply");
        bytes32 role = keccak256(abi.encode(MINTER, slotOf("fairway.Roles")));
        equal(uint256(vm.load(address(coin), role)), uint256(MINTER_ROLE), "the minter's role");
    }

    /// Behind its 40 bits stand the flags.
    function test_TheNoncesOfPermitsEnd() public {
        uint256 max = type(uint40).max;
        uint256 accounts = uint256(slotOf("fairway.Stablecoin")) + 1;
        bytes32 slot = keccak256(abi.encode(ALICE, accounts));
        vm.store(address(coin), slot, bytes32(uint256(vm.load(address(coin), slot)) | (max - 1) << 208));
        equal(coin.nonces(ALICE), max - 1, "the nonce");
        vm.startPrank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.TooLarge.selector, max + 1, max));
        coin.cancelPermits(2);
        coin.cancelPermits(1);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.TooLarge.selector, max + 1, max));
        coin.permit(ALICE, BOB, 1, block.timestamp, "");
        equal(coin.balanceOf(ALICE), HELD, "the balance beside it");
        isTrue(coin.isAllowed(ALICE) && !coin.isFrozen(ALICE), "the flags beside it");
    }

    function slotOf(string memory namespace) private pure returns (bytes32) {
        return keccak256(abi.encode(uint256(keccak256(bytes(namespace))) - 1)) & ~bytes32(uint256(0xff));
    }

    function seize(address from, address custody, uint256 amount, bytes32 caseRef) private {
        vm.prank(SEIZER);
        coin.seize(from, custody, amount, caseRef);
    }
}
