package io.fairway.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.ledger.Chart;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferCode;
import io.fairway.ledger.TransferFlags;
import io.fairway.money.Asset;
import io.fairway.money.InvariantViolation;
import io.fairway.money.Money;
import io.fairway.money.Rate;
import io.fairway.payments.Postings.Act;
import io.fairway.payments.Postings.Parts;
import io.fairway.payments.Postings.Posting;
import io.fairway.payments.pricing.Quote;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The posting rules of the money model, row by row.
class PostingsTest {
  private static final Asset GBP = Asset.of("GBP");
  private static final Act ACT = new Act("payment", "536365", 1);

  private static final Parts PARTS =
      new Parts(
          Chart.platform("P", GBP),
          Chart.provider("L", GBP),
          Chart.platformFee(GBP),
          Chart.wallet("L", Asset.FHKD),
          Chart.wallet("O", Asset.FHKD),
          Chart.rounding(Asset.FHKD),
          Chart.payoutInstitution("O", Asset.CNH),
          Chart.seller("S", Asset.CNH));

  /// The example of the design: GBP 139.12, pay-out CNH, and what happens at the edges of it.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sale                  | false | 139.10 | 0.02 | 1627.144615 | 0.001234 | 1459.96 | \
          platform:P→provider:L GBP 139.10; platform:P→fee:platform GBP 0.02; \
          wallet:L→wallet:O FHKD 1627.144615; wallet:L→rounding:issuer FHKD 0.001234; \
          payoutInstitution:O→seller:S CNH 1459.96
          sale without a fee    | false | 0.40   | 0.00 | 4.680000    | 0.000001 | 4.19    | \
          platform:P→provider:L GBP 0.40; wallet:L→wallet:O FHKD 4.680000; \
          wallet:L→rounding:issuer FHKD 0.000001; payoutInstitution:O→seller:S CNH 4.19
          sale without rounding | false | 99.98  | 0.02 | 1169.766000 | 0.000000 | 1049.58 | \
          platform:P→provider:L GBP 99.98; platform:P→fee:platform GBP 0.02; \
          wallet:L→wallet:O FHKD 1169.766000; payoutInstitution:O→seller:S CNH 1049.58
          refund                | true  | 139.12 | 0.00 | 1628.029534 | 0.004321 | 1461.35 | \
          seller:S→payoutInstitution:O CNH 1461.35; wallet:O→wallet:L FHKD 1628.029534; \
          wallet:O→rounding:issuer FHKD 0.004321; provider:L→platform:P GBP 139.12
          refund with its fee   | true  | 139.10 | 0.02 | 1627.795488 | 0.004321 | 1461.14 | \
          seller:S→payoutInstitution:O CNH 1461.14; wallet:O→wallet:L FHKD 1627.795488; \
          wallet:O→rounding:issuer FHKD 0.004321; provider:L→platform:P GBP 139.10; \
          fee:platform→platform:P GBP 0.02
          """)
  void reservationMovesEveryLegOrNothing(
      String name,
      boolean refund,
      BigDecimal net,
      BigDecimal fee,
      BigDecimal bridgeNet,
      BigDecimal rounding,
      BigDecimal out,
      String legs) {
    Quote quote = quote(refund, net, fee, bridgeNet, rounding, out);

    List<Posting> postings = Postings.reservation(PARTS, quote);
    assertThat(postings.stream().map(PostingsTest::shown).toList())
        .isEqualTo(Arrays.stream(legs.split("; ", -1)).map(String::strip).toList());
    assertThat(postings).extracting(Posting::code).isEqualTo(Postings.codes(quote));
    assertChain(Postings.hold(ACT, postings), postings.size(), TransferFlags.PENDING);
    assertChain(
        Postings.post(ACT, Postings.codes(quote)),
        postings.size(),
        TransferFlags.POST_PENDING_TRANSFER);
    assertChain(
        Postings.voiding(ACT, Postings.codes(quote)),
        postings.size(),
        TransferFlags.VOID_PENDING_TRANSFER);
  }

  /// What the bank debited against what it was asked to pay: a mismatch is a finding, in view.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          as asked           | 1459.96 | 1459.96 | 0.50 | \
          inPayout:B→bank:B:CNH CNH 1459.96; cost:bank→bank:B:CNH CNH 0.50
          without charges    | 1459.96 | 1459.96 | 0.00 | inPayout:B→bank:B:CNH CNH 1459.96
          more than asked    | 1459.96 | 1460.00 | 0.50 | \
          inPayout:B→bank:B:CNH CNH 1459.96; suspense→bank:B:CNH CNH 0.04; \
          cost:bank→bank:B:CNH CNH 0.50
          less than asked    | 1459.96 | 1400.00 | 0.00 | inPayout:B→bank:B:CNH CNH 1400.00
          """)
  void debitAdviceIsBookedAsTheBankSays(
      String name, BigDecimal payment, BigDecimal debited, BigDecimal charges, String legs) {
    List<Posting> postings =
        Postings.debitAdvice(
            Chart.inPayout("B", Asset.CNH),
            Chart.bank("B", Asset.CNH),
            cnh(payment),
            cnh(debited),
            cnh(charges));

    assertThat(postings.stream().map(PostingsTest::shown).toList())
        .isEqualTo(Arrays.stream(legs.split("; ", -1)).map(String::strip).toList());
    assertChain(Postings.direct(ACT, postings), postings.size(), 0);
  }

  @Test
  void payoutAndBlockAreOneLegEach() {
    assertThat(
            shown(
                Postings.payout(
                    Chart.seller("S", Asset.CNH), Chart.inPayout("B", Asset.CNH), cnh("5.00"))))
        .isEqualTo("seller:S→inPayout:B CNH 5.00");
    assertThat(shown(Postings.block(Chart.platform("P", GBP), gbp("139.12"))))
        .isEqualTo("platform:P→blocked GBP 139.12");
  }

  @Test
  void secondPhaseNamesTheHoldAndAnotherAttemptIsAnotherTransfer() {
    Id128 hold = Id128.ofTransfer("fairway", "payment", "536365", "proceeds", "hold", 1);
    Transfer post = Postings.post(ACT, List.of(TransferCode.PROCEEDS)).getFirst();
    Transfer voided = Postings.voiding(ACT, List.of(TransferCode.PROCEEDS)).getFirst();
    Transfer again =
        Postings.post(new Act("payment", "536365", 2), List.of(TransferCode.PROCEEDS)).getFirst();

    assertThat(post.pendingId()).isEqualTo(hold);
    assertThat(voided.pendingId()).isEqualTo(hold);
    assertThat(again.pendingId()).isNotEqualTo(hold);
    assertThat(List.of(post.id(), voided.id(), again.id(), hold)).doesNotHaveDuplicates();
  }

  @Test
  void legWithinTwoAssetsIsABug() {
    assertThatThrownBy(() ->
            new Posting(
                TransferCode.PROCEEDS,
                Chart.payoutInstitution("O", Asset.CNH),
                Chart.seller("S", Asset.of("HKD")),
                cnh("1.00")))
        .isInstanceOf(InvariantViolation.class);
  }

  /// All linked but the last; every id its own; the business reference on what carries amounts.
  private static void assertChain(List<Transfer> chain, int size, int flags) {
    assertThat(chain).hasSize(size);
    assertThat(chain).extracting(Transfer::id).doesNotHaveDuplicates();
    for (Transfer transfer : chain) {
      int linked = transfer.equals(chain.getLast()) ? 0 : TransferFlags.LINKED;
      assertThat(transfer.flags()).isEqualTo(flags | linked);
      assertThat(transfer.timeout()).as("holds of the journey have no timeout").isZero();
      if (transfer.pendingId().equals(Id128.ZERO)) {
        assertThat(transfer.userData128()).isEqualTo(Chart.reference("536365"));
        assertThat(transfer.amount()).isPositive();
      }
    }
  }

  private static Quote quote(
      boolean refund,
      BigDecimal net,
      BigDecimal fee,
      BigDecimal bridgeNet,
      BigDecimal rounding,
      BigDecimal out) {
    BigDecimal ten = BigDecimal.TEN;
    return new Quote(
        refund,
        Money.of(GBP, net.add(fee)),
        Money.of(GBP, fee),
        Money.of(GBP, net),
        new Rate(GBP, Asset.FHKD, ten),
        Money.of(Asset.FHKD, bridgeNet.add(rounding)),
        Money.of(Asset.FHKD, bridgeNet),
        Money.of(Asset.FHKD, rounding),
        new Rate(Asset.FHKD, Asset.CNH, BigDecimal.ONE),
        cnh(out),
        ten,
        new Rate(GBP, Asset.CNH, ten),
        LocalDate.parse("2026-01-09"),
        cnh(out),
        cnh("0.00"),
        Instant.parse("2026-01-09T10:00:00Z"));
  }

  private static String shown(Posting posting) {
    return posting.debit().name() + "→" + posting.credit().name() + " " + posting.amount();
  }

  private static Money cnh(String amount) {
    return cnh(new BigDecimal(amount));
  }

  private static Money cnh(BigDecimal amount) {
    return Money.of(Asset.CNH, amount);
  }

  private static Money gbp(String amount) {
    return Money.of(GBP, new BigDecimal(amount));
  }
}
