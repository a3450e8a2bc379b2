// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {DeploymentCheck} from "../src/DeploymentCheck.sol";
import {IMintGate} from "../src/IMintGate.sol";
import {IStablecoin} from "../src/IStablecoin.sol";
import "../src/Roles.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {GovernanceGround} from "./GovernanceGround.sol";
import {SafeContract} from "./SafeGround.sol";
import {Signer} from "./Signer.sol";

/// @notice What went wrong elsewhere, acted out against a deployment as it stands in production, and the control that
/// stops it. docs/token.md tells the stories.
contract IncidentsTest is GovernanceGround, Signer {
    uint256 private constant HOLDER_KEY = 0xA11CE;
    address private constant TREASURY = address(0x71);
    address private constant THIEF = address(0x666);
    address private constant CUSTODY = address(0x72);
    uint256 private constant RESERVE = 10_000_000e6;

    address private holder;

    function setUp() public {
        deploy();
        holder = vm.addr(HOLDER_KEY);
        vm.startPrank(address(limitLock));
        gate.setDestination(TREASURY, true);
        gate.setReserveMaxAge(1 days);
        gate.setDelay(100_000e6, 1 hours, 1 days);
        gate.setMinter(GATE_MINTER, IMintGate.MinterLimits(5_000_000e6, 1_000_000e6, 2_000_000e6, 10e6));
        vm.stopPrank();
        vm.prank(address(roleLock));
        coin.setCustody(CUSTODY, true);
        attest(gate, RESERVE, 0);
        allow(coin, TREASURY);
        allow(coin, holder);
        allow(coin, CUSTODY);
        mintOrder(1, TREASURY, 50_000e6);
        vm.prank(TREASURY);
        coin.transfer(holder, 1_000e6);
    }

    /// 300 trillion instead of 300 million, by hand, with every signature in place.
    function test_incident_PYUSD_AWrongAmountIsStoppedByEachLimitInTurn() public {
        uint256 wrong = 300_000_000_000_000e6;
        refused(2, TREASURY, wrong, abi.encodeWithSelector(IMintGate.DelayRequired.selector, wrong, 100_000e6));
        proposalRefused(3, wrong, abi.encodeWithSelector(IMintGate.PerMintMaxExceeded.selector, wrong, 1_000_000e6));
        // Had someone lifted the maximum as far as it goes, the next limit stands, and so on.
        minterLimits(type(uint64).max, type(uint32).max * uint256(1e6), 2_000_000e6);
        uint256 large = type(uint32).max * uint256(1e6);
        proposalRefused(3, large, abi.encodeWithSelector(IMintGate.BucketExceeded.selector, large, 2_000_000e6 - 50_000e6));
        vm.prank(address(roleLock));
        gate.grantRole(MINTER_ROLE, TREASURY);
        vm.prank(address(limitLock));
        gate.setMinter(TREASURY, IMintGate.MinterLimits(type(uint64).max, large, large, 1e3));
        Order memory o = Order(3, "ref", TREASURY, large, NOW + 30 days, TREASURY);
        bytes memory signed = approvalOf(o);
        vm.prank(TREASURY);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.ReserveTooSmall.selector, RESERVE, large + 50_000e6));
        gate.propose(o.number, o.ref, o.to, o.amount, o.deadline, signed);
        vm.warp(NOW + 1);
        attest(gate, type(uint64).max, 0);
        vm.prank(TREASURY);
        vm.expectPartialRevert(IStablecoin.SupplyCapExceeded.selector);
        gate.propose(o.number, o.ref, o.to, o.amount, o.deadline, signed);
    }

    /// One key owned the mint, because the multisig asked for one signature; its owners were swapped, then it minted.
    function test_incident_StablR_OneKeyIsNoMultisigAndAnAdminDoesNotMint() public {
        DeploymentCheck.Plan memory p = plan();
        act(roleSafe, roleSafe, abi.encodeCall(SafeContract.changeThreshold, (1)));
        vm.expectRevert(abi.encodeWithSelector(DeploymentCheck.ThresholdTooLow.selector, roleSafe, 1, 2));
        checker.check(p);
        // Even so: the stolen Safe cannot mint, what it proposes waits two days, and the guard cancels it.
        vm.prank(roleSafe);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        coin.mint(roleSafe, THIEF, 1);
        bytes memory grab = abi.encodeCall(coin.grantRole, (MINTER_ROLE, THIEF));
        schedule(roleLock, roleSafe, address(coin), grab);
        act(guardSafe, address(roleLock), abi.encodeCall(roleLock.cancel, (roleLock.hashOperation(address(coin), 0, grab, 0, 0))));
        vm.warp(NOW + DELAY);
        vm.expectPartialRevert(bytes4(keccak256("TimelockUnexpectedOperationState(bytes32,bytes32)")));
        roleLock.execute(address(coin), 0, grab, 0, 0);
    }

    /// One stolen key signed mints of any size: the contract knew a minimum only.
    function test_incident_Resolv_AStolenMinterKeyNeedsASecondSignerAndTheReserve() public {
        Order memory o = Order(2, "ref", TREASURY, 80_000e6, NOW + 1 days, GATE_MINTER);
        bytes memory own = signedBy(uint256(0x666), orderDigest(gate, o));
        vm.prank(GATE_MINTER);
        vm.expectRevert(abi.encodeWithSelector(IMintGate.NotApprover.selector, vm.addr(0x666)));
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, own);
        // With both stolen, what comes out is bounded by the bucket, goes to listed accounts and is covered.
        vm.warp(NOW + 1);
        attest(gate, 130_000e6, 0);
        mintOrder(2, TREASURY, 80_000e6);
        refused(3, TREASURY, 1e6, abi.encodeWithSelector(IMintGate.ReserveTooSmall.selector, 130_000e6, 130_001e6));
        refused(3, THIEF, 1e6, abi.encodeWithSelector(IMintGate.NotDestination.selector, THIEF));
        vm.prank(PAUSER);
        gate.pause();
        refused(3, TREASURY, 1, abi.encodeWithSelector(IMintGate.GatePaused.selector));
    }

    /// A freeze was two transactions of a multisig; the first one warned whoever was to be frozen.
    function test_incident_TetherFreezeLag_AFreezeIsOneTransactionAndDoesNotWait() public {
        address[] memory both = new address[](2);
        (both[0], both[1]) = (holder, THIEF);
        vm.prank(FREEZER);
        coin.freeze(both);
        vm.prank(holder);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, holder));
        coin.transfer(TREASURY, 1);
    }

    /// Stolen coins left by a bridge for hours: there was no measure short of a court order.
    function test_incident_CircleDrift_ASumIsHeldWithoutClosingTheAccount() public {
        vm.prank(FREEZER);
        coin.setFrozenSum(holder, 900e6);
        vm.startPrank(holder);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.BalanceFrozen.selector, holder, 100e6, 101e6));
        coin.transfer(TREASURY, 101e6);
        coin.transfer(TREASURY, 100e6);
        vm.stopPrank();
        act(courtSafe, address(coin), abi.encodeCall(coin.seize, (holder, CUSTODY, 900e6, "case 7")));
        equal(coin.balanceOf(CUSTODY), 900e6, "in custody, by case");
    }

    /// Someone initialised the proxy between its deployment and its owner, and hid behind it for weeks.
    function test_incident_USPD_AProxyIsBornInitialisedAndItsCodeIsChecked() public {
        Stablecoin implementation = new Stablecoin("Fairway HKD", "FHKD", "HKD");
        vm.expectRevert(ERC1967Proxy.ERC1967ProxyUninitialized.selector);
        new ERC1967Proxy(address(implementation), "");
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        coin.initialize(coinGrants(), 1);
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        implementation.initialize(coinGrants(), 1);
        // A shadow between proxy and implementation shows in the slot, whatever it answers.
        DeploymentCheck.Plan memory p = plan();
        address planned = p.proxies[0].implementation.account;
        p.proxies[0].implementationSlot = bytes32(uint256(uint160(THIEF)));
        vm.expectRevert(
            abi.encodeWithSelector(DeploymentCheck.WrongImplementation.selector, coin, THIEF, planned)
        );
        checker.check(p);
    }

    /// A second address moved the same balances, so a check of the first address was no check.
    function test_incident_TUSDTwoEntryPoints_OneAddressACoinAndNoWayAround() public {
        vm.prank(rescueSafe);
        vm.expectRevert(IStablecoin.NotForeign.selector);
        coin.rescue(address(coin), THIEF, 1);
        vm.prank(holder);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, coin));
        coin.transfer(address(coin), 1);
    }

    /// The reserve was somewhere else than it was said to be. What was attested too long ago counts as nothing.
    function test_incident_TUSDReserves_NoFreshAttestationNoMint() public {
        vm.warp(NOW + 1 days + 1);
        refused(2, TREASURY, 1, abi.encodeWithSelector(IMintGate.AttestationStale.selector, NOW, 1 days));
        attest(gate, 49_999e6, 0);
        refused(2, TREASURY, 1, abi.encodeWithSelector(IMintGate.ReserveTooSmall.selector, 49_999e6, 50_000e6 + 1));
        vm.prank(TREASURY);
        coin.transfer(holder, 1);
    }

    /// A holder signed a permit for a stranger. It takes it back before it is used, and a stranger may not spend anyway.
    function test_incident_PermitPhishing_ASignedPermitIsCancelledAndASpenderIsListed() public {
        Permit memory permit = Permit(holder, THIEF, type(uint256).max, 0, type(uint256).max);
        bytes memory signed = signature(HOLDER_KEY, permitDigest(address(coin), permit));
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.AccountNotAllowed.selector, THIEF));
        coin.permit(holder, THIEF, type(uint256).max, type(uint256).max, signed);
        allow(coin, THIEF);
        vm.prank(holder);
        coin.cancelPermits(1);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.InvalidSignature.selector, holder));
        coin.permit(holder, THIEF, type(uint256).max, type(uint256).max, signed);
    }

    /// A forced transfer from an account to itself lowered its frozen sum: an unfreeze by the wrong role.
    function test_incident_ERC7943_SeizingToItselfUnfreezesNothing() public {
        vm.prank(address(roleLock));
        coin.setCustody(holder, true);
        vm.prank(FREEZER);
        coin.setFrozenSum(holder, 1_000e6);
        vm.prank(courtSafe);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.NotCustody.selector, holder));
        coin.seize(holder, holder, 1_000e6, "case");
        equal(coin.frozenSum(holder), 1_000e6, "still frozen");
    }

    /// Functions that were written anew had lost the modifier that checked the block list.
    function test_incident_NativeFiatToken_AnAuthorizationOfAFrozenHolderIsStopped() public {
        bytes32 nonce = keccak256("random");
        Authorization memory a = Authorization(holder, TREASURY, 1e6, 0, type(uint256).max, nonce);
        vm.prank(FREEZER);
        coin.freeze(list(holder));
        bytes memory signed = signature(HOLDER_KEY, transferDigest(address(coin), a));
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, holder));
        coin.transferWithAuthorization(holder, TREASURY, 1e6, 0, type(uint256).max, nonce, signed);
        signed = signature(HOLDER_KEY, receiveDigest(address(coin), a));
        vm.prank(TREASURY);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.AccountFrozen.selector, holder));
        coin.receiveWithAuthorization(holder, TREASURY, 1e6, 0, type(uint256).max, nonce, signed);
    }

    /// One constant text, signed once, let the issuer burn again and again.
    function test_incident_MoneriumBurn_ASignatureRedeemsOneSumOnce() public {
        bytes memory signed =
            signature(HOLDER_KEY, redeemDigest(address(coin), holder, 100e6, "order", 77, type(uint256).max));
        IStablecoin.Redemption memory redemption =
            IStablecoin.Redemption(holder, 200e6, "order", 77, type(uint256).max);
        vm.startPrank(BURNER);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.InvalidSignature.selector, holder));
        coin.redeem(redemption, signed);
        redemption.amount = 100e6;
        coin.redeem(redemption, signed);
        vm.expectPartialRevert(IStablecoin.AuthorizationUsedOrCanceled.selector);
        coin.redeem(redemption, signed);
        vm.stopPrank();
        equal(coin.balanceOf(holder), 900e6, "burned once");
    }

    /// A burner could burn anyone's coins, and a slip could send coins to nobody.
    function test_incident_Agora_ABurnerBurnsItsOwnAndNobodyReceivesNothing() public {
        vm.prank(BURNER);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, BURNER, 0, 1));
        coin.burn(1);
        vm.prank(holder);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        coin.transfer(address(0), 1);
    }

    function minterLimits(uint256 allowance, uint256 perMintMax, uint256 capacity) private {
        vm.prank(address(limitLock));
        gate.setMinter(GATE_MINTER, IMintGate.MinterLimits(allowance, perMintMax, capacity, 1e3));
    }

    function mintOrder(uint256 number, address to, uint256 amount) private {
        Order memory o = Order(number, "ref", to, amount, NOW + 30 days, GATE_MINTER);
        bytes memory signed = approvalOf(o);
        vm.prank(GATE_MINTER);
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, signed);
    }

    function refused(uint256 number, address to, uint256 amount, bytes memory refusal) private {
        Order memory o = Order(number, "ref", to, amount, NOW + 30 days, GATE_MINTER);
        bytes memory signed = approvalOf(o);
        vm.prank(GATE_MINTER);
        vm.expectRevert(refusal);
        gate.mint(o.number, o.ref, o.to, o.amount, o.deadline, signed);
    }

    function proposalRefused(uint256 number, uint256 amount, bytes memory refusal) private {
        Order memory o = Order(number, "ref", TREASURY, amount, NOW + 30 days, GATE_MINTER);
        bytes memory signed = approvalOf(o);
        vm.prank(GATE_MINTER);
        vm.expectRevert(refusal);
        gate.propose(o.number, o.ref, o.to, o.amount, o.deadline, signed);
    }

    /// The approver's Safe signs, two of its owners.
    function approvalOf(Order memory o) private view returns (bytes memory) {
        return abi.encodePacked(approverSafe, messageSignature(approverSafe, orderDigest(gate, o), 2));
    }
}
