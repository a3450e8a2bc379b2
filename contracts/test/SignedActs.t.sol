// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IStablecoin} from "../src/IStablecoin.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {CoinGround} from "./CoinGround.sol";
import {Signer} from "./Signer.sol";
import {Wallet} from "./Wallet.sol";

/// @notice What holders sign. The differential test walks permit, transfer and cancel in both forms beside Circle's; here is
/// what Circle does not have, and the edges of time and use.
contract SignedActsTest is CoinGround, Signer {
    uint256 private constant KEY = 0xA11CE;
    uint256 private constant HELD = 1_000e6;
    uint256 private constant NOW = 1_800_000_000;
    address private constant BOB = address(0xB0B);

    Stablecoin private coin;
    address private alice;
    address private wallet;

    function setUp() public {
        vm.warp(NOW);
        alice = vm.addr(KEY);
        wallet = address(new Wallet(alice));
        coin = newCoin("Fairway HKD", "FHKD", "HKD");
        allow(coin, alice);
        allow(coin, wallet);
        allow(coin, BOB);
        mint(coin, alice, HELD);
        mint(coin, wallet, HELD);
    }

    function test_TheDomainIsTold() public {
        (bytes1 fields, string memory name, string memory version, uint256 chain, address at_, bytes32 salt,) =
            coin.eip712Domain();
        bytes32 type_ =
            keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 domain = keccak256(abi.encode(type_, keccak256(bytes(name)), keccak256(bytes(version)), chain, at_));
        equal(uint8(fields), 0x0f, "fields");
        equal(uint256(salt), 0, "salt");
        equal(uint256(coin.DOMAIN_SEPARATOR()), uint256(domain), "separator");
        equal(uint256(keccak256(bytes(coin.version()))), uint256(keccak256("2")), "version");
        isTrue(at_ == address(coin), "the proxy");
        vm.chainId(4242);
        isTrue(coin.DOMAIN_SEPARATOR() != domain, "another chain is another domain");
    }

    function test_AHolderRedeemsOnce() public {
        (IStablecoin.Redemption memory r, bytes memory consent) = redemption(alice, HELD);
        vm.expectEmit(address(coin));
        emit IStablecoin.Redeemed(alice, "order", HELD, r.nonce);
        redeem(r, consent);
        equal(coin.totalSupply(), HELD, "supply");
        equal(coin.balanceOf(alice), 0, "balance");
        vm.expectPartialRevert(IStablecoin.AuthorizationUsedOrCanceled.selector);
        redeem(r, consent);
    }

    function test_AContractRedeemsAndADelistedHolderToo() public {
        (IStablecoin.Redemption memory r, bytes memory consent) = redemption(wallet, 5);
        disallow(coin, wallet);
        redeem(r, consent);
        equal(coin.balanceOf(wallet), HELD - 5, "redeemed");
    }

    function test_OnlyTheBurnerRedeems() public {
        (IStablecoin.Redemption memory r, bytes memory consent) = redemption(alice, 5);
        vm.prank(alice);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        coin.redeem(r, consent);
    }

    function testFuzz_ARedemptionIsWhatWasSigned(uint256 field, uint256 value) public {
        (IStablecoin.Redemption memory r, bytes memory consent) = redemption(alice, 5);
        field = field % 4;
        if (field == 0) r.amount = 1 + value % HELD;
        else if (field == 1) r.orderId = bytes32(value);
        else if (field == 2) r.nonce = value;
        else r.holder = wallet;
        vm.assume(r.amount != 5 || field != 0);
        vm.assume(field != 1 || r.orderId != "order");
        vm.assume(field != 2 || value != 7);
        if (field == 3) consent = signature(0xBAD, digest(address(coin), keccak256("other")));
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.InvalidSignature.selector, r.holder));
        redeem(r, consent);
    }

    function test_ARedemptionExpiresAndIsCancelled() public {
        (IStablecoin.Redemption memory r, bytes memory consent) = redemption(alice, 5);
        vm.warp(r.deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.SignatureExpired.selector, r.deadline));
        redeem(r, consent);
        vm.warp(r.deadline);
        bytes32 nonce = bytes32(r.nonce);
        coin.cancelAuthorization(alice, nonce, signature(KEY, cancelDigest(address(coin), alice, nonce)));
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.AuthorizationUsedOrCanceled.selector, alice, nonce));
        redeem(r, consent);
    }

    function test_AFrozenSumIsNotRedeemed() public {
        freezeSum(coin, alice, HELD - 4);
        (IStablecoin.Redemption memory r, bytes memory consent) = redemption(alice, 5);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.BalanceFrozen.selector, alice, 4, 5));
        redeem(r, consent);
    }

    function test_AnAuthorizationHasItsTime() public {
        Authorization memory a = Authorization(alice, BOB, 5, NOW, NOW + 2, "nonce");
        bytes memory consent = signature(KEY, transferDigest(address(coin), a));
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.AuthorizationNotYetValid.selector, NOW));
        submit(a, consent);
        vm.warp(NOW + 2);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.AuthorizationExpired.selector, NOW + 2));
        submit(a, consent);
        vm.warp(NOW + 1);
        submit(a, consent);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.AuthorizationUsedOrCanceled.selector, alice, bytes32("nonce")));
        submit(a, consent);
    }

    function test_OnlyThePayeeReceives() public {
        Authorization memory a = Authorization(alice, BOB, 5, 0, NOW + 2, "nonce");
        bytes memory consent = signature(KEY, receiveDigest(address(coin), a));
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.CallerNotPayee.selector, address(this), BOB));
        coin.receiveWithAuthorization(a.from, a.to, a.value, a.validAfter, a.validBefore, a.nonce, consent);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, receiveDigest(address(coin), a));
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.CallerNotPayee.selector, address(this), BOB));
        coin.receiveWithAuthorization(a.from, a.to, a.value, a.validAfter, a.validBefore, a.nonce, v, r, s);
    }

    function test_PermitsAreCancelled() public {
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(KEY, permitDigest(address(coin), Permit(alice, BOB, 5, 0, NOW)));
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.BatchSize.selector, 0, 50));
        coin.cancelPermits(0);
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.BatchSize.selector, 51, 50));
        coin.cancelPermits(51);
        vm.expectEmit(address(coin));
        emit IStablecoin.PermitsCanceled(alice, 3);
        coin.cancelPermits(3);
        vm.stopPrank();
        equal(coin.nonces(alice), 3, "nonce");
        equal(coin.balanceOf(alice), HELD, "the balance beside it");
        vm.expectRevert(abi.encodeWithSelector(IStablecoin.InvalidSignature.selector, alice));
        coin.permit(alice, BOB, 5, NOW, v, r, s);
    }

    function redemption(address holder, uint256 amount)
        private
        view
        returns (IStablecoin.Redemption memory r, bytes memory consent)
    {
        r = IStablecoin.Redemption(holder, amount, "order", 7, NOW + 60);
        consent = signature(KEY, redeemDigest(address(coin), holder, amount, "order", 7, NOW + 60));
    }

    function redeem(IStablecoin.Redemption memory r, bytes memory consent) private {
        vm.prank(BURNER);
        coin.redeem(r, consent);
    }

    function submit(Authorization memory a, bytes memory consent) private {
        coin.transferWithAuthorization(a.from, a.to, a.value, a.validAfter, a.validBefore, a.nonce, consent);
    }
}
