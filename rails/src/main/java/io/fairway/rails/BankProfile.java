package io.fairway.rails;

import io.fairway.money.Invariant;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How one bank is spoken to.
///
/// @param ourBic whom the bank knows us as: sender of the messages, instructing agent
/// @param bankBic the bank: receiver of the messages, instructed agent
/// @param businessService `BizSvc` of the header; networks move its suffix with their yearly
///   release
/// @param transactionsPerMessageMax 1 gives the one-per-message form of CBPR+; more gives batches
///   with control sum, as domestic schemes use them; at most [#TRANSACTIONS_MAX]
/// @param latinOnly text is kept to the Latin characters that CBPR+ allows; otherwise it travels as
///   it is
/// @param resendAfter a bank that is silent for so long is sent the same message again
/// @param chargesMax more charges on one payment than this, in its currency, are not believed
/// @param schemas a folder of the operator's own copies of the schemas, named `<kind>.xsd`; when
///   given, every message sent is held against them before it leaves
public record BankProfile(
    String ourBic,
    String bankBic,
    String businessService,
    int transactionsPerMessageMax,
    boolean latinOnly,
    Duration resendAfter,
    BigDecimal chargesMax,
    @Nullable Path schemas) {

  /// The most transactions in one message.
  public static final int TRANSACTIONS_MAX = 10_000;

  private static final int BATCH = 100;
  private static final Duration RESEND_AFTER = Duration.ofSeconds(15);
  private static final BigDecimal CHARGES_MAX = new BigDecimal("100.00");

  public BankProfile {
    Invariant.check(Iso.isBic(ourBic), "our BIC is not 8 or 11 characters of ISO 9362: %s", ourBic);
    Invariant.check(
        Iso.isBic(bankBic), "the bank's BIC is not 8 or 11 characters of ISO 9362: %s", bankBic);
    Invariant.check(
        !businessService.isEmpty() && businessService.length() <= Iso.ID_LENGTH_MAX,
        "business service has 1 to 35 characters: %s",
        businessService);
    Invariant.check(
        transactionsPerMessageMax >= 1 && transactionsPerMessageMax <= TRANSACTIONS_MAX,
        "transactions per message: %s",
        transactionsPerMessageMax);
    Invariant.check(resendAfter.isPositive(), "resend after: %s", resendAfter);
    Invariant.check(chargesMax.signum() >= 0, "charges at most: %s", chargesMax);
  }

  /// Batches of up to 100 in full Unicode, the way of a domestic scheme such as Hong Kong's FPS.
  /// The business service names this profile, not a network's: set the bank's own.
  public static BankProfile hongKongBatch(String ourBic, String bankBic) {
    return new BankProfile(
        ourBic, bankBic, "fairway.hk.batch.01", BATCH, false, RESEND_AFTER, CHARGES_MAX, null);
  }

  /// One transaction a message, Latin text: the form of Swift's CBPR+.
  public static BankProfile crossBorder(String ourBic, String bankBic) {
    return new BankProfile(
        ourBic, bankBic, "swift.cbprplus.02", 1, true, RESEND_AFTER, CHARGES_MAX, null);
  }

  /// The same with another batch size.
  public BankProfile withTransactionsPerMessageMax(int max) {
    return new BankProfile(
        ourBic, bankBic, businessService, max, latinOnly, resendAfter, chargesMax, schemas);
  }

  /// The same with another time after which a silent bank is asked again.
  public BankProfile withResendAfter(Duration after) {
    return new BankProfile(
        ourBic,
        bankBic,
        businessService,
        transactionsPerMessageMax,
        latinOnly,
        after,
        chargesMax,
        schemas);
  }

  /// The same with the operator's folder of schemas.
  public BankProfile withSchemas(Path folder) {
    return new BankProfile(
        ourBic,
        bankBic,
        businessService,
        transactionsPerMessageMax,
        latinOnly,
        resendAfter,
        chargesMax,
        folder);
  }
}
