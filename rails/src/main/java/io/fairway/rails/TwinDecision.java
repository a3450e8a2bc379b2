package io.fairway.rails;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the bank twin does with a payment.
sealed interface TwinDecision {
  /// Paid.
  record Pay() implements TwinDecision {}

  /// Rejected, for a reason of ISO's external list.
  record Reject(String reason) implements TwinDecision {}

  /// No answer; decided when it is asked for again.
  record Silence() implements TwinDecision {}

  Pattern MAGIC_REJECTION = Pattern.compile(".*-([A-Z]{2}[0-9]{2})");
  String MAGIC_SILENCE = "-SILENT";

  /// By the creditor's account number alone.
  static TwinDecision of(String account, BankTwin.Settings settings) {
    if (account.endsWith(MAGIC_SILENCE) || settings.silent().contains(account)) {
      return new Silence();
    }
    String reason = settings.rejections().get(account);
    if (reason != null) {
      return new Reject(reason);
    }
    Matcher magic = MAGIC_REJECTION.matcher(account);
    return magic.matches() ? new Reject(magic.group(1)) : new Pay();
  }
}
