package io.fairway.chain.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.chain.Chains;
import io.fairway.chain.Hash32;
import io.fairway.chain.Keys;
import io.fairway.chain.gateway.SignedCheck.Meant;
import io.fairway.chain.gateway.StoredTransaction.Signed;
import io.fairway.chain.keys.vault.DevelopmentKeys;
import io.fairway.chain.permission.Intent;
import io.fairway.chain.profile.ChainProfile;
import io.fairway.money.InvariantViolation;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is signed is what was meant.
class SignedCheckTest {
  private static final ChainProfile PROFILE =
      ChainProfile.development(URI.create("http://127.0.0.1:1"), Duration.ofSeconds(1));
  private static final String TO = "0x" + "5e".repeat(20);
  private static final long NONCE = 7;

  @TempDir Path folder;
  private Keys keys;
  private Signing signing;

  @BeforeEach
  void keys() {
    keys = DevelopmentKeys.open(folder);
    keys.prepare(Keys.ROLES);
    signing = new Signing(PROFILE, keys);
  }

  @Test
  void whatIsSignedPasses() {
    for (int length : new int[] {0, 1, 4, 55, 56, 300, 70_000}) {
      Signed signed = signing.sign(intent(data(length), TO), NONCE);
      assertThatCode(() -> SignedCheck.check(signed.raw(), meant(data(length)), PROFILE))
          .as("%s bytes", length)
          .doesNotThrowAnyException();
    }
    Signed deployment = signing.sign(intent(data(90), null), 0);
    Meant meant = new Meant(keys.address(Keys.SETTLER), 0, "", data(90), 100_000);
    assertThatCode(() -> SignedCheck.check(deployment.raw(), meant, PROFILE))
        .doesNotThrowAnyException();
  }

  static Stream<Arguments> others() {
    return Stream.of(
        other("nonce", m -> new Meant(m.sender(), 8, m.to(), m.data(), m.gasLimit())),
        other(
            "to is",
            m -> new Meant(m.sender(), m.nonce(), "0x" + "5f".repeat(20), m.data(), m.gasLimit())),
        other("to is", m -> new Meant(m.sender(), m.nonce(), "", m.data(), m.gasLimit())),
        other("data", m -> new Meant(m.sender(), m.nonce(), m.to(), m.data() + "00", m.gasLimit())),
        other("gas limit", m -> new Meant(m.sender(), m.nonce(), m.to(), m.data(), 100_001)),
        other("signer", m -> new Meant(TO, m.nonce(), m.to(), m.data(), m.gasLimit())));
  }

  private static Arguments other(String field, UnaryOperator<Meant> how) {
    return Arguments.of(field, how);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void anotherMeaningIsFound(String field, UnaryOperator<Meant> how) {
    Signed signed = signing.sign(intent(data(40), TO), NONCE);
    assertThatThrownBy(() -> SignedCheck.check(signed.raw(), how.apply(meant(data(40))), PROFILE))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("what was signed is not what was meant: " + field);
  }

  @Test
  void anotherChainAndTooHighFeesAreFound() {
    Signed signed = signing.sign(intent(data(40), TO), NONCE);
    assertThatThrownBy(() ->
            SignedCheck.check(signed.raw(), meant(data(40)), ChainProfile.named("consortium")))
        .hasMessageContaining("chain id is 31337, meant was 7220");
    ChainProfile.Fees fees = PROFILE.fees();
    ChainProfile cheap =
        withFees(
            new ChainProfile.Fees(
                1, 1, fees.maxFeePerGasWei() - 1, fees.gasLimitMax(), fees.bumpAfterBlocks()));
    assertThatThrownBy(() -> SignedCheck.check(signed.raw(), meant(data(40)), cheap))
        .hasMessageContaining("fee is 100000000000");
    ChainProfile small = withFees(new ChainProfile.Fees(1, 1, fees.feeCapPerGasWei(), 99_999, 1));
    assertThatThrownBy(() -> SignedCheck.check(signed.raw(), meant(data(40)), small))
        .hasMessageContaining("gas limit is 100000, meant was at most 99999");
  }

  /// Whatever single byte is altered, it is found: in the fields by comparison, in the signature by
  /// the signer that it recovers.
  @Test
  void everyAlteredByteIsFound() {
    Signed signed = signing.sign(intent(data(40), TO), NONCE);
    Random random = new Random(42);
    for (int at = 2; at < signed.raw().length(); at += 2) {
      int old = Integer.parseInt(signed.raw().substring(at, at + 2), 16);
      int changed = (old + 1 + random.nextInt(255)) & 0xff;
      String altered =
          signed.raw().substring(0, at)
              + "%02x".formatted(changed)
              + signed.raw().substring(at + 2);
      assertThat(altered).isNotEqualTo(signed.raw());
      assertThatThrownBy(() -> SignedCheck.check(altered, meant(data(40)), PROFILE))
          .as("byte %s, seed 42", at / 2 - 1)
          .isInstanceOf(InvariantViolation.class);
    }
  }

  /// A length that claims more than is there is refused by its digits, whatever it claims: no room
  /// is made for it.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x",
        "0x02",
        "0x0205",
        "0x02c1",
        "0x02fb7fffffff",
        "0x02ffffffffffffffffff",
        "0x02c6bb7fffffff01",
        "0x02c3bfffff",
        "0x02c2b901"
      })
  void aLengthThatLeavesTheBytesIsRefused(String raw) {
    assertThatThrownBy(() -> SignedCheck.check(raw, meant(data(40)), PROFILE))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("what was signed is not what was meant");
  }

  @Test
  void aKeyHolderThatSignsSomethingElseIsFoundBeforeAnythingIsStored() {
    Keys treacherous =
        new Keys() {
          @Override
          public void prepare(java.util.Collection<String> names) {
            keys.prepare(names);
          }

          @Override
          public String address(String name) {
            return keys.address(name);
          }

          @Override
          public byte[] sign(String name, Hash32 hash) {
            return keys.sign(Keys.MINTER, hash);
          }

          @Override
          public boolean forDevelopment() {
            return true;
          }
        };
    assertThatThrownBy(() -> new Signing(PROFILE, treacherous).sign(intent(data(4), TO), NONCE))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("signer is " + keys.address(Keys.MINTER));
  }

  @Test
  void aFeeIsNeverRaisedOverTheCap() {
    Signed signed = signing.sign(intent(data(4), TO), NONCE);
    StoredTransaction transaction = stored(signed);
    for (int bump = 0; bump < 40 && signing.mayBump(transaction); bump++) {
      transaction = stored(signing.bump(transaction, Long.MAX_VALUE / 4));
    }
    assertThat(signing.read(transaction.newest()).maxFeeWei())
        .isEqualTo(PROFILE.fees().feeCapPerGasWei());
  }

  private StoredTransaction stored(Signed signed) {
    return new StoredTransaction(
        1,
        intent(data(4), TO).name(),
        1,
        Chains.id("x"),
        Keys.SETTLER,
        keys.address(Keys.SETTLER),
        NONCE,
        List.of(signed),
        StoredTransaction.contentHash(TO, data(4)),
        null);
  }

  @Test
  void bytesThatSomeoneElseStoredAreNotSent() {
    StoredTransaction ours = stored(signing.sign(intent(data(4), TO), NONCE));
    assertThatCode(() -> signing.check(ours)).doesNotThrowAnyException();
    StoredTransaction exchanged = stored(signing.sign(intent(data(5), TO), NONCE));
    assertThatThrownBy(() -> signing.check(exchanged))
        .hasMessageContaining("not of the stored intent");
  }

  private static ChainProfile withFees(ChainProfile.Fees fees) {
    return new ChainProfile(
        PROFILE.name(),
        PROFILE.endpoints(),
        1,
        PROFILE.chainId(),
        PROFILE.confirmation(),
        PROFILE.blockTime(),
        PROFILE.pollInterval(),
        PROFILE.rpcTimeout(),
        PROFILE.reviewedOn(),
        PROFILE.reviewDueOn(),
        fees,
        PROFILE.coins(),
        PROFILE.limits(),
        PROFILE.contracts(),
        PROFILE.plan(),
        PROFILE.environment());
  }

  private Meant meant(String data) {
    return new Meant(keys.address(Keys.SETTLER), NONCE, TO, data, 100_000);
  }

  private static Intent intent(String data, @org.jspecify.annotations.Nullable String to) {
    return new Intent(
        Intent.Kind.CONTROL, "key", Chains.id("digest"), Keys.SETTLER, to, data, 100_000);
  }

  private static String data(int length) {
    return "0x" + "a7".repeat(length);
  }
}
