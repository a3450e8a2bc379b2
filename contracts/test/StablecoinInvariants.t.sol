// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IStablecoin} from "../src/IStablecoin.sol";
import {Stablecoin} from "../src/Stablecoin.sol";
import {CoinGround} from "./CoinGround.sol";
import {Ground} from "./Vm.sol";
import {Signer} from "./Signer.sol";

/// @notice Acts on the coin as everyone, at random, and keeps its own books: they know nothing of the coin's code.
contract CoinActor is CoinGround, Signer {
    uint256 public constant ACCOUNTS = 5; // the last one is custody

    Stablecoin public immutable coin;
    uint256 public minted;
    uint256 public burned;
    uint256 public acts;
    mapping(uint256 account => uint256) public balance;
    mapping(uint256 account => uint256) public frozenSum;
    mapping(uint256 account => bool) public frozen;
    bool public frozenMoved;
    bool public freeRefused;
    bool public wronglySeized;
    uint256 private _nonce;

    constructor() {
        coin = newCoin("Fairway HKD", "FHKD", "HKD");
        for (uint256 i = 0; i < ACCOUNTS; i++) allow(coin, account(i));
        allow(coin, BURNER);
        setCustody(coin, account(ACCOUNTS - 1), true);
    }

    function account(uint256 index) public pure returns (address) {
        return vm.addr(0x1000 + index);
    }

    function free(uint256 index) public view returns (uint256) {
        if (frozen[index]) return 0;
        return balance[index] > frozenSum[index] ? balance[index] - frozenSum[index] : 0;
    }

    function mint(uint256 to, uint256 amount) external {
        (to, amount) = (to % ACCOUNTS, amount % (COIN_CAP / 16));
        vm.prank(MINTER);
        try coin.mint(MINTER, account(to), amount) {
            (minted, balance[to]) = (minted + amount, balance[to] + amount);
            acts++;
        } catch {}
    }

    function transfer(uint256 from, uint256 to, uint256 amount) external {
        (from, to) = (from % ACCOUNTS, to % ACCOUNTS);
        amount = amount % (balance[from] + 2);
        vm.prank(account(from));
        try coin.transfer(account(to), amount) {
            moved(from, to, amount);
        } catch {
            freeRefused = freeRefused || (amount <= free(from) && !frozen[from] && !frozen[to]);
        }
    }

    function authorize(uint256 from, uint256 to, uint256 amount) external {
        (from, to) = (from % ACCOUNTS, to % ACCOUNTS);
        amount = amount % (balance[from] + 2);
        Authorization memory a =
            Authorization(account(from), account(to), amount, 0, type(uint256).max, bytes32(++_nonce));
        bytes memory consent = signature(0x1000 + from, transferDigest(address(coin), a));
        try coin.transferWithAuthorization(a.from, a.to, a.value, 0, type(uint256).max, a.nonce, consent) {
            moved(from, to, amount);
        } catch {}
    }

    function spend(uint256 from, uint256 to, uint256 amount) external {
        (from, to) = (from % ACCOUNTS, to % ACCOUNTS);
        amount = amount % (balance[from] + 2);
        vm.prank(account(from));
        try coin.approve(account(to), amount) {} catch {}
        uint256 allowed = coin.allowance(account(from), account(to));
        vm.prank(account(to));
        try coin.transferFrom(account(from), account(to), amount) {
            moved(from, to, amount);
            frozenMoved = frozenMoved || allowed < amount;
        } catch {}
    }

    function redeem(uint256 from, uint256 amount) external {
        from = from % ACCOUNTS;
        amount = amount % (balance[from] + 2);
        uint256 nonce = ++_nonce;
        bytes32 message = redeemDigest(address(coin), account(from), amount, "order", nonce, type(uint256).max);
        IStablecoin.Redemption memory r =
            IStablecoin.Redemption(account(from), amount, "order", nonce, type(uint256).max);
        vm.prank(BURNER);
        try coin.redeem(r, signature(0x1000 + from, message)) {
            frozenMoved = frozenMoved || amount > free(from);
            (burned, balance[from]) = (burned + amount, balance[from] - amount);
            acts++;
        } catch {}
    }

    function burn(uint256 amount) external {
        amount = amount % 1e12;
        vm.prank(MINTER);
        try coin.mint(MINTER, BURNER, amount) {
            minted += amount;
            vm.prank(BURNER);
            coin.burn(amount);
            burned += amount;
        } catch {}
    }

    function freeze(uint256 index, uint8 how) external {
        index = index % ACCOUNTS;
        if (how % 3 == 0) freeze(coin, account(index));
        else unfreeze(coin, account(index));
        frozen[index] = how % 3 == 0;
    }

    function freezeSum(uint256 index, uint256 sum) external {
        index = index % ACCOUNTS;
        sum = sum % (balance[index] * 2 + 2);
        freezeSum(coin, account(index), sum);
        frozenSum[index] = sum;
    }

    function seize(uint256 from, uint256 to, uint256 amount) external {
        (from, to) = (from % ACCOUNTS, to % 4 == 0 ? from % ACCOUNTS : ACCOUNTS - 1);
        amount = 1 + amount % (balance[from] + 2);
        vm.prank(SEIZER);
        try coin.seize(account(from), account(to), amount, "case") {
            bool seizable = frozen[from] || amount <= frozenSum[from];
            wronglySeized = wronglySeized || !seizable || from == to || to != ACCOUNTS - 1 || frozen[to];
            (balance[from], balance[to]) = (balance[from] - amount, balance[to] + amount);
            frozenSum[from] -= amount < frozenSum[from] ? amount : frozenSum[from];
            acts++;
        } catch {}
    }

    function moved(uint256 from, uint256 to, uint256 amount) private {
        frozenMoved = frozenMoved || amount > free(from) || frozen[from] || frozen[to];
        balance[from] -= amount;
        balance[to] += amount;
        acts++;
    }
}

/// @notice What holds of the coin after any sequence of acts, by whomever.
contract StablecoinInvariantsTest is Ground {
    CoinActor private actor;

    function setUp() public {
        actor = new CoinActor();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actor);
    }

    function invariant_SupplyIsWhatWasMintedLessBurned() public view {
        uint256 supply = actor.coin().totalSupply();
        equal(supply, actor.minted() - actor.burned(), "supply");
        isTrue(supply <= actor.coin().supplyCap(), "cap");
        uint256 sum = 0;
        for (uint256 i = 0; i < actor.ACCOUNTS(); i++) sum += actor.coin().balanceOf(actor.account(i));
        equal(sum + actor.coin().balanceOf(BURNER), supply, "the sum of balances is the supply");
    }

    /// The books lower a frozen sum where the freezer sets it and by what is seized out of it, in no other act.
    function invariant_AFrozenSumFallsOnlyByTheFreezerOrBySeizure() public view {
        for (uint256 i = 0; i < actor.ACCOUNTS(); i++) {
            equal(actor.coin().frozenSum(actor.account(i)), actor.frozenSum(i), "frozen sum");
        }
    }

    function invariant_EveryWordIsAsTheBooksSay() public view {
        for (uint256 i = 0; i < actor.ACCOUNTS(); i++) {
            address account = actor.account(i);
            equal(actor.coin().balanceOf(account), actor.balance(i), "balance");
            isTrue(actor.coin().isFrozen(account) == actor.frozen(i), "frozen");
            equal(actor.coin().availableBalanceOf(account), actor.free(i), "available");
            isTrue(actor.coin().isAllowed(account), "still allowed");
        }
    }

    function invariant_FrozenNeverMovesAndFreeAlwaysDoes() public view {
        isTrue(!actor.frozenMoved(), "frozen coins moved");
        isTrue(!actor.freeRefused(), "free coins did not move");
        isTrue(!actor.wronglySeized(), "seized what was not frozen, or elsewhere than into custody");
    }

    /// The acts do act: invariants over acts that all fail would hold of anything.
    function test_TheActorActs() public {
        actor.mint(0, 1_000);
        actor.mint(1, 1_000);
        actor.transfer(0, 1, 1);
        actor.authorize(0, 1, 2);
        actor.spend(0, 1, 3);
        actor.redeem(0, 4);
        actor.freezeSum(0, 700);
        actor.seize(0, 1, 599);
        actor.freeze(1, 0);
        actor.seize(1, 1, 9);
        equal(actor.acts(), 8, "acts that went through");
        equal(actor.frozenSum(0), 100, "frozen sum after the seizure");
        equal(actor.coin().frozenSum(actor.account(0)), 100, "and in the coin");
    }
}
