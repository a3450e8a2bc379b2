// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IStablecoin} from "../src/IStablecoin.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {CoinGround} from "./CoinGround.sol";
import {Signer} from "./Signer.sol";

/// @notice Each act that a holder signs, in each form of its signature: refused when another signed it, outside its time and
/// the second time.
contract SignedFormsTest is CoinGround, Signer {
    enum Act {
        PERMIT,
        TRANSFER,
        RECEIVE,
        CANCEL
    }

    uint256 private constant KEY = 0xA11CE;
    uint256 private constant OTHER_KEY = 0xE71;
    uint256 private constant NOW = 1_800_000_000;
    uint256 private constant EARLY = NOW - 10;
    uint256 private constant LATE = NOW + 10;
    bytes32 private constant NONCE = "nonce";
    address private constant BOB = address(0xB0B);
    string private constant AUTHORIZATION = "WithAuthorization(address,address,uint256,uint256,uint256,bytes32,";

    Stablecoin private coin;
    address private alice;

    function setUp() public {
        vm.warp(NOW);
        alice = vm.addr(KEY);
        coin = newCoin("Fairway HKD", "FHKD", "HKD");
        allow(coin, alice);
        allow(coin, BOB);
        mint(coin, alice, 100);
    }

    function test_APermitInEachForm() public {
        bytes memory again = abi.encodeWithSelector(IStablecoin.InvalidSignature.selector, alice);
        inEachForm(Act.PERMIT, again);
    }

    function test_ATransferInEachForm() public {
        inEachForm(Act.TRANSFER, used());
    }

    function test_AReceiptInEachForm() public {
        inEachForm(Act.RECEIVE, used());
    }

    function test_ACancellationInEachForm() public {
        inEachForm(Act.CANCEL, used());
    }

    function inEachForm(Act act, bytes memory again) private {
        uint256 clean = vm.snapshotState();
        for (uint256 form = 0; form < 2; form++) {
            bool split = form == 1;
            refused(signedCall(act, split, OTHER_KEY), abi.encodeWithSelector(IStablecoin.InvalidSignature.selector, alice));
            bytes memory call = signedCall(act, split, KEY);
            if (act == Act.PERMIT) {
                refusedAt(LATE + 1, call, abi.encodeWithSelector(IStablecoin.SignatureExpired.selector, LATE));
            } else if (act != Act.CANCEL) {
                refusedAt(EARLY, call, abi.encodeWithSelector(IStablecoin.AuthorizationNotYetValid.selector, EARLY));
                refusedAt(LATE, call, abi.encodeWithSelector(IStablecoin.AuthorizationExpired.selector, LATE));
            }
            (bool done,) = submit(call);
            isTrue(done, "what the holder signed is done");
            refused(call, again);
            vm.revertToState(clean);
        }
    }

    function signedCall(Act act, bool split, uint256 key) private view returns (bytes memory) {
        address token = address(coin);
        if (act == Act.PERMIT) {
            bytes32 permit = permitDigest(token, Permit(alice, BOB, 5, 0, LATE));
            return encoded("permit(address,address,uint256,uint256,", abi.encode(alice, BOB, 5, LATE), permit, split, key);
        }
        if (act == Act.CANCEL) {
            bytes32 cancel = cancelDigest(token, alice, NONCE);
            return encoded("cancelAuthorization(address,bytes32,", abi.encode(alice, NONCE), cancel, split, key);
        }
        Authorization memory a = Authorization(alice, BOB, 5, EARLY, LATE, NONCE);
        bytes32 message = act == Act.TRANSFER ? transferDigest(token, a) : receiveDigest(token, a);
        string memory name = act == Act.TRANSFER ? "transfer" : "receive";
        return encoded(string.concat(name, AUTHORIZATION), abi.encode(a), message, split, key);
    }

    /// @dev The arguments are all static, so the signature's words follow theirs, or its offset and then itself.
    function encoded(string memory head, bytes memory arguments, bytes32 message, bool split, uint256 key)
        private
        pure
        returns (bytes memory)
    {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, message);
        string memory types = string.concat(head, split ? "uint8,bytes32,bytes32)" : "bytes)");
        bytes memory tail = split
            ? abi.encode(v, r, s)
            : abi.encodePacked(arguments.length + 32, uint256(65), r, s, v, bytes31(0));
        return abi.encodePacked(bytes4(keccak256(bytes(types))), arguments, tail);
    }

    function used() private view returns (bytes memory) {
        return abi.encodeWithSelector(IStablecoin.AuthorizationUsedOrCanceled.selector, alice, NONCE);
    }

    function refusedAt(uint256 time, bytes memory data, bytes memory refusal) private {
        vm.warp(time);
        refused(data, refusal);
        vm.warp(NOW);
    }

    function refused(bytes memory data, bytes memory refusal) private {
        (bool done, bytes memory answer) = submit(data);
        isTrue(!done && keccak256(answer) == keccak256(refusal), "not refused for this reason");
    }

    /// @dev By the payee, who may submit all of them.
    function submit(bytes memory data) private returns (bool, bytes memory) {
        vm.prank(BOB);
        return address(coin).call(data);
    }
}
