package io.fairway.chain.permission;

import static io.fairway.chain.Chains.WAIT;
import static io.fairway.chain.Chains.coins;
import static io.fairway.chain.Chains.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.Chains;
import io.fairway.chain.Controls;
import io.fairway.chain.EvmChain;
import io.fairway.chain.Hash32;
import io.fairway.chain.Keys;
import io.fairway.chain.MintOrder;
import io.fairway.chain.Redemption;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.Escrow;
import io.fairway.chain.abi.Contracts.MintGate;
import io.fairway.chain.abi.Contracts.Stablecoin;
import io.fairway.chain.abi.Erc1967;
import io.fairway.chain.abi.RoleNames;
import io.fairway.chain.abi.TypedData;
import io.fairway.chain.deploy.Calls;
import io.fairway.chain.development.DevelopmentChain;
import io.fairway.chain.keys.vault.DevelopmentKeys;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.watch.Watcher;
import io.fairway.money.Asset;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/// The operations that no other test performs, each for real: through the gateway, on Anvil, with
/// its effect read from the chain.
class OperationsTest {
  private static final Asset COIN = Asset.FHKD;
  private static final String NEWCOMER = "0x" + "0e".repeat(20);

  @TempDir Path folder;

  private DataSource database;
  private DevelopmentChain development;
  private EvmChain chain;
  private Controls controls;
  private Keys keys;
  private JsonRpc rpc;
  private String holder;

  @BeforeEach
  void start() {
    database = Chains.database();
    development = Chains.start(folder, database);
    chain = development.chain();
    controls = chain.controls(WAIT);
    keys = DevelopmentKeys.open(folder);
    rpc = new JsonRpc(development.anvil().rpc(), Duration.ofSeconds(5));
    holder = chain.address("L001");
    Chains.fund(chain, "100");
  }

  @AfterEach
  void stop() {
    rpc.close();
    development.close();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "BURN",
        "REDEEM",
        "SEIZE",
        "RESCUE",
        "DISALLOW",
        "CONFIGURE",
        "UPGRADE",
        "GRANT_ROLE",
        "REVOKE_ROLE",
        "ESCROW"
      })
  void isPerformedOnTheChain(TokenOperation operation) throws Exception {
    try (Watcher watcher = chain.watcher(database)) {
      switch (operation) {
        case BURN -> burn();
        case REDEEM -> redeem();
        case SEIZE -> seize();
        case RESCUE -> rescue();
        case DISALLOW -> disallow();
        case CONFIGURE -> configure();
        case UPGRADE -> upgrade();
        case GRANT_ROLE -> grant();
        case REVOKE_ROLE -> revoke();
        case ESCROW -> escrow();
        default -> throw new AssertionError("performed by another test: " + operation);
      }
      watcher.step();
      assertThat(watcher.alarms()).isEmpty();
      assertThat(watcher.supplyFacts("FHKD", -1).getLast().fromEvents())
          .isEqualTo(BigInteger.valueOf(chain.observe(COIN, List.of()).supply().units()));
    }
    assertGasStaysUnderWhatWasSigned(operation);
  }

  private void burn() {
    String burner = keys.address(Keys.BURNER);
    controls.allow(id("allow the burner"), COIN, burner);
    pay(burner, "30");
    controls.burn(id("burn"), coins("12.5"));
    assertThat(units(burner)).isEqualTo(17_500_000);
    assertThat(chain.observe(COIN, List.of()).supply()).isEqualTo(coins("87.5"));
  }

  private void redeem() {
    Redemption redemption =
        chain.redemption(holder, coins("40"), id("redeem"), Instant.now().plusSeconds(600));
    String another =
        MintOrder.approval(keys.sign(Keys.participant("O001"), redemption.signingHash()));
    assertThatThrownBy(() -> controls.redeem(redemption, another))
        .hasMessageContaining("InvalidSignature(" + holder);
    Redemption own =
        chain.redemption(holder, coins("40"), id("redeem 2"), Instant.now().plusSeconds(600));
    String signature = MintOrder.approval(keys.sign(Keys.participant("L001"), own.signingHash()));
    controls.redeem(own, signature);
    controls.redeem(own, signature);
    assertThat(units(holder)).as("once").isEqualTo(60_000_000);
    assertThat(chain.observe(COIN, List.of()).supply()).isEqualTo(coins("60"));
  }

  private void seize() {
    String custody = chain.address("P001");
    controls.custody(id("custody"), COIN, custody, true);
    assertThatThrownBy(
            () -> controls.seize(id("too early"), holder, custody, coins("25"), id("case 7")))
        .hasMessageContaining("NotFrozen(");
    controls.freeze(id("freeze"), COIN, holder);
    controls.seize(id("seize"), holder, custody, coins("25"), id("case 7"));
    assertThat(units(custody)).isEqualTo(25_000_000);
    assertThat(units(holder)).isEqualTo(75_000_000);
    assertThat(chain.observe(COIN, List.of()).supply()).as("still there").isEqualTo(coins("100"));
  }

  private void rescue() {
    // By mistake, coins of one currency come to the contract of another, and to the escrow.
    String other = chain.coin(Asset.FUSD);
    controls.allow(id("the slip"), COIN, other);
    pay(other, "3");
    pay(chain.escrow(), "2");
    controls.rescueFromCoin(id("rescue from the coin"), Asset.FUSD, holder, coins("3"));
    controls.rescueFromEscrow(id("rescue from the escrow"), holder, coins("2"));
    assertThat(units(other)).isZero();
    assertThat(units(chain.escrow())).isZero();
    assertThat(units(holder)).isEqualTo(100_000_000);
  }

  private void disallow() {
    String gone = chain.address("P001");
    controls.disallow(id("disallow"), COIN, gone);
    assertThat(
            Stablecoin.IsDisallowed.returned(
                ask(chain.coin(COIN), new Stablecoin.IsDisallowed(gone))))
        .isTrue();
    assertThat(Stablecoin.CanHold.returned(ask(chain.coin(COIN), new Stablecoin.CanHold(gone))))
        .isFalse();
  }

  private void configure() {
    controls.custody(id("custody"), COIN, holder, true);
    assertThat(
            Stablecoin.IsCustody.returned(ask(chain.coin(COIN), new Stablecoin.IsCustody(holder))))
        .isTrue();
    BigInteger open = BigInteger.TWO;
    chain.perform(
        id("open"),
        Keys.LIMIT_MANAGER,
        chain.coin(COIN),
        new Stablecoin.SetCirculation(open),
        Approvals.NONE,
        WAIT);
    assertThat(Stablecoin.Circulation.returned(ask(chain.coin(COIN), new Stablecoin.Circulation())))
        .isEqualTo(open);
  }

  private void upgrade() {
    String code = deployed(stablecoin(COIN));
    String before = implementation(chain.coin(COIN));
    controls.upgrade(id("upgrade"), chain.coin(COIN), code);
    assertThat(implementation(chain.coin(COIN))).isEqualTo(code).isNotEqualTo(before);
    assertThat(units(holder)).as("nothing is lost").isEqualTo(100_000_000);
  }

  private void grant() {
    controls.grantRole(id("grant"), chain.coin(COIN), Keys.FREEZER, NEWCOMER);
    assertThat(hasRole(Keys.FREEZER, NEWCOMER)).isTrue();
  }

  private void revoke() {
    String freezer = keys.address(Keys.FREEZER);
    assertThat(hasRole(Keys.FREEZER, freezer)).isTrue();
    controls.revokeRole(id("revoke"), chain.coin(COIN), Keys.FREEZER, freezer);
    assertThat(hasRole(Keys.FREEZER, freezer)).isFalse();
    assertThatThrownBy(() -> controls.freeze(id("too late"), COIN, holder))
        .hasMessageContaining("AccessControlUnauthorizedAccount(");
  }

  /// A buyer signs, the operator opens the hold; a part is captured and the rest released; a second
  /// hold runs out.
  private void escrow() {
    String shop = chain.address("O001");
    Escrow.Terms terms = terms("40", shop, Duration.ofHours(1), "order 1");
    perform("open", new Escrow.AuthoriseBySignature(terms, consent(terms)));
    assertThat(units(chain.escrow())).isEqualTo(40_000_000);
    perform("capture", new Escrow.Capture(terms, BigInteger.valueOf(15_000_000)));
    perform("release", new Escrow.Release(terms));
    assertThat(units(shop)).isEqualTo(15_000_000);
    assertThat(units(holder)).isEqualTo(85_000_000);
    Escrow.Terms late = terms("10", shop, Duration.ofMinutes(10), "order 2");
    perform("open the second", new Escrow.AuthoriseBySignature(late, consent(late)));
    assertThatThrownBy(() -> perform("too early", new Escrow.Expire(late)))
        .hasMessageContaining("HoldNotExpired(");
    rpc.call("evm_increaseTime", 601);
    rpc.call("evm_mine");
    perform("expire", new Escrow.Expire(late));
    assertThat(units(holder)).isEqualTo(85_000_000);
    assertThat(units(chain.escrow())).isZero();
  }

  private void perform(String order, Abi.Call call) {
    chain.perform(id(order), Keys.OPERATOR, chain.escrow(), call, Approvals.NONE, WAIT);
  }

  private Escrow.Terms terms(String amount, String payee, Duration time, String order) {
    return new Escrow.Terms(
        chain.coin(COIN),
        holder,
        payee,
        keys.address(Keys.OPERATOR),
        BigInteger.valueOf(coins(amount).units()),
        BigInteger.valueOf(Instant.now().plus(time).getEpochSecond()),
        id(order),
        id(order + " salt"));
  }

  private static String stablecoin(Asset coin) {
    return Stablecoin.deploy(Calls.name(coin), coin.code(), coin.code().substring(1));
  }

  /// What the buyer signs (EIP-3009): the coins may be received by the escrow for this hold.
  private String consent(Escrow.Terms terms) {
    Hash32 hold = Escrow.IdOf.returned(ask(chain.escrow(), new Escrow.IdOf(terms)));
    Hash32 hash =
        TypedData.signingHash(
            new TypedData.Domain(
                Calls.name(COIN), "2", ChainProfile.DEVELOPMENT_CHAIN_ID, chain.coin(COIN)),
            "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,"
                + "uint256 validBefore,bytes32 nonce)",
            "(address,address,uint256,uint256,uint256,bytes32)",
            List.of(
                holder, chain.escrow(), terms.amount(), BigInteger.ZERO, terms.expiresAt(), hold));
    return MintOrder.approval(keys.sign(Keys.participant("L001"), hash));
  }

  /// Code that is none of this release's, or another coin's, or nothing, is never put behind a
  /// proxy.
  @Test
  void onlyReleasedCodeOfTheSameContractIsUpgradedTo() {
    String coin = chain.coin(COIN);
    refused(NEWCOMER, "no code at " + NEWCOMER);
    refused(implementation(chain.settlement()), "is not the Stablecoin that this release compiled");
    refused(deployed(stablecoin(Asset.FUSD)), "is another coin's: name()");
    String released = deployed(stablecoin(COIN));
    String code = rpc.call("eth_getCode", released, "latest").asText();
    rpc.call("anvil_setCode", NEWCOMER, code.substring(0, code.length() - 2) + "00");
    rpc.call("evm_mine");
    refused(NEWCOMER, "is not the Stablecoin that this release compiled");
    assertThatThrownBy(() ->
            chain.perform(
                id("with a call"),
                Keys.UPGRADER,
                coin,
                new Stablecoin.UpgradeToAndCall(released, "0x12345678"),
                Approvals.NONE,
                WAIT))
        .hasMessageContaining("UPGRADE: an upgrade that calls 0x12345678; expected no call");
    String gateCode = deployed(MintGate.deploy(chain.coin(Asset.FUSD)));
    assertThatThrownBy(() -> controls.upgrade(id("gate"), chain.gate(COIN), gateCode))
        .hasMessageContaining("is another coin's: coin()");
    assertThat(implementation(coin)).isNotEqualTo(released);
    controls.upgrade(id("released"), coin, released);
    assertThat(implementation(coin)).isEqualTo(released);
  }

  /// The same question as before a deployment: who audited this code?
  @ParameterizedTest
  @ValueSource(strings = {"PRODUCTION", "PILOT"})
  void anUpgradeNeedsTheAuditOfItsEnvironment(ChainProfile.Environment environment) {
    String coin = chain.coin(COIN);
    Abi.Call call = new Stablecoin.UpgradeToAndCall(deployed(stablecoin(COIN)), "0x");
    UpgradeCheck check =
        new UpgradeCheck(io.fairway.chain.abi.ReleasedCode.ofBuild(), ReleaseGate.ofBuild());
    long newest = JsonRpc.quantity(rpc.call("eth_blockNumber"));
    assertThat(
            check.refusal(
                "Stablecoin",
                coin,
                call,
                ChainView.at(rpc, newest),
                new UpgradeCheck.Dated(environment, java.time.LocalDate.of(9999, 1, 1))))
        .isEqualTo(
            environment == ChainProfile.Environment.PRODUCTION
                ? java.util.Optional.of("Stablecoin: a self-review is not enough in production")
                : java.util.Optional.empty());
  }

  private void refused(String implementation, String why) {
    assertThatThrownBy(
            () -> controls.upgrade(id("upgrade to " + why), chain.coin(COIN), implementation))
        .hasMessageContaining("UPGRADE: ")
        .hasMessageContaining(why);
  }

  /// Puts code on the chain as anyone may.
  private String deployed(String creation) {
    rpc.call("anvil_setBalance", NEWCOMER, Chains.RICH);
    rpc.call("anvil_impersonateAccount", NEWCOMER);
    String hash =
        rpc.call("eth_sendTransaction", Map.of("from", NEWCOMER, "data", creation)).asText();
    rpc.call("evm_mine");
    rpc.call("anvil_stopImpersonatingAccount", NEWCOMER);
    return rpc.call("eth_getTransactionReceipt", hash).path("contractAddress").asText();
  }

  private String implementation(String proxy) {
    return Abi.addressOf(
        rpc.call("eth_getStorageAt", proxy, Erc1967.IMPLEMENTATION, "latest").asText());
  }

  private boolean hasRole(String key, String account) {
    return Stablecoin.HasRole.returned(
        ask(chain.coin(COIN), new Stablecoin.HasRole(RoleNames.ofKey(key), account)));
  }

  private String ask(String contract, Abi.Call call) {
    return rpc.call("eth_call", Map.of("to", contract, "data", call.encode()), "latest").asText();
  }

  private long units(String account) {
    return Stablecoin.BalanceOf.returned(ask(chain.coin(COIN), new Stablecoin.BalanceOf(account)))
        .longValueExact();
  }

  /// A holder pays from its own wallet, which is no act of the house.
  private void pay(String to, String amount) {
    Abi.Call call = new Stablecoin.Transfer(to, BigInteger.valueOf(coins(amount).units()));
    rpc.call("anvil_impersonateAccount", holder);
    rpc.call("eth_sendTransaction", JsonRpc.message(holder, chain.coin(COIN), call.encode()));
    rpc.call("evm_mine");
    rpc.call("anvil_stopImpersonatingAccount", holder);
  }

  /// The limits are formulas: an operation that came near its own would fail one day.
  private void assertGasStaysUnderWhatWasSigned(TokenOperation operation) throws Exception {
    Map<Long, Long> used = new HashMap<>();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT s.raw, t.gas_used FROM chain.transaction t JOIN chain.signed s USING (sequence)"
                    + " WHERE t.result = 'SUCCEEDED' AND t.operation = '"
                    + operation
                    + "'")) {
      while (row.next()) {
        String hash = Numeric.toHexString(Hash.sha3(row.getBytes(1)));
        JsonNode mined = rpc.call("eth_getTransactionByHash", hash);
        used.put(row.getLong(2), JsonRpc.quantity(mined.path("gas")));
      }
    }
    assertThat(used).as("%s was performed", operation).isNotEmpty();
    used.forEach((gas, limit) -> {
      System.out.printf("%s | %s | %s%n", operation, gas, limit);
      assertThat(gas).isLessThan(limit * 9 / 10);
    });
  }
}
