package io.fairway.ledger;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a transfer is for: the leg's name in its id, and the `code` that the ledger keeps. Debit →
/// credit in the comments.
public enum TransferCode {
  /// platform:P → provider:L, what is left of the buyer's money after the fee.
  PAY_IN_NET("payInNet", 1),
  /// platform:P → fee:platform.
  FEE("fee", 2),
  /// wallet:L → wallet:O, the coins that the payout institution needs.
  BRIDGE("bridge", 3),
  /// wallet:L → rounding, what the bridge leaves over.
  BRIDGE_ROUNDING("bridgeRounding", 4),
  /// payoutInstitution:O → seller:S.
  PROCEEDS("proceeds", 5),
  /// seller:S → payoutInstitution:O.
  REFUND_PROCEEDS("refundProceeds", 11),
  /// wallet:O → wallet:L.
  REFUND_BRIDGE("refundBridge", 12),
  /// wallet:O → rounding.
  REFUND_ROUNDING("refundRounding", 13),
  /// provider:L → platform:P, the buyer's money back.
  REFUND_NET("refundNet", 14),
  /// fee:platform → platform:P, when the policy returns the fee.
  REFUND_FEE("refundFee", 15),
  /// seller:S → inPayout:B.
  PAYOUT("payout", 21),
  /// inPayout:B → bank:B, on the bank's debit advice.
  DEBIT_ADVICE("debitAdvice", 22),
  /// cost:bank → bank:B.
  CHARGES("charges", 23),
  /// suspense → bank:B, what the bank debited beyond the payment.
  DEBIT_EXCESS("debitExcess", 24),
  /// platform:P → blocked.
  LEGAL_BLOCK("legalBlock", 31),
  /// bank:B → platform:P, provider:L or payoutInstitution:O.
  FUNDING("funding", 41),
  /// pool → buffer, the issuer's own money.
  BUFFER_FUNDING("bufferFunding", 42),
  /// pool → bank:B, the backing of coins moved into segregation.
  SEGREGATION("segregation", 43),
  /// provider:L → par.
  MINT_PAR("mintPar", 44),
  /// issued → wallet:L.
  MINT("mint", 45),
  /// bank:B → pool, the backing of a mint that the chain refused.
  RELEASE("release", 46);

  private static final Map<Integer, TransferCode> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(TransferCode::code, Function.identity()));

  private final String leg;
  private final int code;

  TransferCode(String leg, int code) {
    this.leg = leg;
    this.code = code;
  }

  /// The leg's name in the transfer's id.
  public String leg() {
    return leg;
  }

  /// The `code` of the transfer on the ledger.
  public int code() {
    return code;
  }

  /// The meaning of that number.
  ///
  /// @throws IllegalArgumentException when it has none
  public static TransferCode of(int code) {
    TransferCode found = BY_CODE.get(code);
    if (found == null) {
      throw new IllegalArgumentException("no transfer code: " + code);
    }
    return found;
  }
}
