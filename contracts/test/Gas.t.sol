// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IStablecoin} from "../src/IStablecoin.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {CoinGround} from "./CoinGround.sol";
import {Signer} from "./Signer.sol";

/// @notice The gas of whole transactions behind the proxy, as their receipts show it: forge runs each call of this test as a
/// transaction of its own (isolate), so the 21,000, the calldata, cold storage and refunds are in the figure. Every
/// figure equals the committed report and stays within its target.
/// forge-config: default.isolate = true
contract GasTest is CoinGround, Signer {
    uint256 private constant KEY = 0xA11CE;
    address private constant BOB = 0x70997970C51812dc3A010C7d01b50e0d17dc79C8;
    address private constant NEW_HOLDER = 0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC;
    address private constant SPENDER = 0x90F79bf6EB2c4f870365E785982E1f101E93b906;
    address private constant RELAYER = 0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65;
    bytes32 private constant MEMO = keccak256("invoice");

    address private alice;
    Stablecoin private coin;

    function setUp() public {
        vm.warp(1_800_000_000);
        alice = vm.addr(KEY);
        coin = newCoin("Fairway HKD", "FHKD", "HKD");
        allow(coin, alice);
        allow(coin, BOB);
        allow(coin, SPENDER);
        mint(coin, alice, 1_000e6);
        mint(coin, BOB, 1_000e6);
    }

    function test_Transfer() public {
        vm.prank(alice);
        coin.transfer(BOB, 1_234567);
        check("transfer", 43_500);
    }

    /// In OPEN, to an account of which the coin has no word at all: an account on the allow list has one, and is cheaper.
    function test_TransferNewHolder() public {
        circulate(coin, IStablecoin.Circulation.OPEN);
        vm.prank(alice);
        coin.transfer(NEW_HOLDER, 1_234567);
        check("transferNewHolder", 61_000);
    }

    function test_TransferWithMemo() public {
        vm.prank(alice);
        coin.transferWithMemo(BOB, 1_234567, MEMO);
        check("transferWithMemo", 45_500);
    }

    function test_TransferFrom() public {
        vm.prank(alice);
        coin.approve(SPENDER, 100e6);
        vm.prank(SPENDER);
        coin.transferFrom(alice, BOB, 1_234567);
        check("transferFrom", 49_500);
    }

    /// The first permit of an owner for a spender, submitted by a third party.
    function test_Permit() public {
        (uint8 v, bytes32 r, bytes32 s) = 
            vm.sign(KEY, permitDigest(address(coin), Permit(alice, SPENDER, 100e6, 0, type(uint256).max)));
        vm.prank(RELAYER);
        coin.permit(alice, SPENDER, 100e6, type(uint256).max, v, r, s);
        check("permit", 84_500);
    }

    /// With a random nonce, submitted by a third party.
    function test_TransferWithAuthorization() public {
        bytes32 nonce = keccak256("random");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            KEY, transferDigest(address(coin), Authorization(alice, BOB, 1_234567, 0, type(uint256).max, nonce))
        );
        vm.prank(RELAYER);
        coin.transferWithAuthorization(alice, BOB, 1_234567, 0, type(uint256).max, nonce, v, r, s);
        check("transferWithAuthorization", 78_500);
    }

    /// Compares the gas of the last transaction with the report and with the target. A new figure is one more test that ends
    /// in this call, and its key in the report.
    function check(string memory key, uint256 target) private view {
        uint256 measured = vm.lastCallGas().gasTotalUsed;
        string memory report = vm.readFile(string.concat(vm.projectRoot(), "/gas-report.json"));
        equal(measured, vm.parseJsonUint(report, string.concat(".", key)), string.concat(key, ": measured, reported"));
        isTrue(measured <= target, string.concat(key, " exceeds its target"));
    }
}
