package io.fairway.rails;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every claim of a bank on every state of a payment, and what becomes of it.
class OpenPaymentTest {
  private static final BigDecimal CHARGES_MAX = new BigDecimal("100.00");

  @ParameterizedTest
  @CsvSource({
    // what is on record, what the bank claims now, verdict, final then
    "NOTHING,            ACSC,                 Completed,         false",
    "NOTHING,            ACCC,                 Completed,         false",
    "NOTHING,            RJCT AC04,            Rejected,          true",
    "NOTHING,            DEBIT CNY 10.00 0.50, Debited,           false",
    "NOTHING,            PDNG,                 passing,           false",
    "NOTHING,            ACSP,                 passing,           false",
    "NOTHING,            PART,                 passing,           false",
    "NOTHING,            OOPS,                 UNKNOWN_STATUS,    false",
    "NOTHING,            DEBIT CNY 10.01 0.50, WRONG_AMOUNT,      false",
    "NOTHING,            DEBIT HKD 10.00 0.50, WRONG_AMOUNT,      false",
    "NOTHING,            DEBIT CNY 10.00 100,  Debited,           false",
    "NOTHING,            DEBIT CNY 10.00 100.01, WRONG_CHARGES,   false",
    "NOTHING,            OTHER CNY 10.00 0.50, WRONG_ACCOUNT,     false",
    "COMPLETED,          DEBIT CNY 10.00 0.50, Debited,           true",
    "COMPLETED,          ACSC,                 DUPLICATE_ANSWER,  false",
    "COMPLETED,          ACCC,                 passing,           false",
    "COMPLETED,          RJCT AC04,            CONTRADICTION,     false",
    "REJECTED,           ACSC,                 CONTRADICTION,     true",
    "REJECTED,           RJCT AC04,            DUPLICATE_ANSWER,  true",
    "REJECTED,           RJCT AC01,            CONTRADICTION,     true",
    "REJECTED,           DEBIT CNY 10.00 0.50, CONTRADICTION,     true",
    "DEBITED,            ACSC,                 Completed,         true",
    "DEBITED,            RJCT AC04,            CONTRADICTION,     false",
    "DEBITED,            DEBIT CNY 10.00 0.50, DEBITED_TWICE,     false",
    "COMPLETED+DEBITED,  DEBIT CNY 10.00 0.50, DEBITED_TWICE,     true",
    "COMPLETED+DEBITED,  RJCT AC04,            CONTRADICTION,     true",
    "COMPLETED+DEBITED,  PDNG,                 passing,           true",
  })
  void judge(String record, String claim, String verdict, boolean isFinal) {
    OpenPayment payment = payment(record);
    OpenPayment.Verdict got = payment.judge(report(claim), "M-2", CHARGES_MAX);
    String name =
        switch (got) {
          case OpenPayment.Verdict.Believed(BankAnswer answer) -> {
            payment.add(answer);
            yield answer.getClass().getSimpleName();
          }
          case OpenPayment.Verdict.Passing passing -> "passing";
          case OpenPayment.Verdict.Doubted(Finding.Code code, String detail) -> {
            assertThat(detail).isNotBlank();
            yield code.name();
          }
        };
    assertThat(name).isEqualTo(verdict);
    assertThat(payment.isFinal()).isEqualTo(isFinal);
  }

  private static OpenPayment payment(String record) {
    Money amount = new Money(Asset.CNH, 1_000);
    OpenPayment payment = new OpenPayment(Samples.FIRST, amount, Transfers.OUR_ACCOUNT);
    for (String part : record.split("\\+", -1)) {
      switch (part) {
        case "COMPLETED" -> payment.add(new BankAnswer.Completed(Samples.FIRST, "M-1"));
        case "REJECTED" ->
            payment.add(new BankAnswer.Rejected(Samples.FIRST, "M-1", "AC04", "closed"));
        case "DEBITED" ->
            payment.add(
                new BankAnswer.Debited(Samples.FIRST, "M-1", amount, new Money(Asset.CNH, 50)));
        default -> assertThat(part).isEqualTo("NOTHING");
      }
    }
    return payment;
  }

  private static Report report(String claim) {
    String[] word = claim.split(" ", -1);
    if (!word[0].equals("DEBIT") && !word[0].equals("OTHER")) {
      String reason = word.length > 1 ? word[1] : "";
      return new Report.Status(
          Samples.FIRST, new StatusMessage.Status(word[0], reason, "as the bank says"));
    }
    Asset asset = Asset.of(word[1]);
    return new Report.Debit(
        Samples.FIRST,
        word[0].equals("OTHER") ? "999" : Transfers.OUR_ACCOUNT,
        Money.of(asset, new BigDecimal(word[2])),
        Money.of(asset, new BigDecimal(word[3])));
  }
}
