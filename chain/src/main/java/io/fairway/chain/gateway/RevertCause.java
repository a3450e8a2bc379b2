package io.fairway.chain.gateway;

import io.fairway.chain.Hash32;
import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts;
import io.fairway.chain.abi.Contracts.Settlement;
import io.fairway.chain.abi.RoleNames;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Why a call reverted, in the contract's own words: the error's name and its arguments.
///
/// @param common true when the cause lies outside the call and would stop every other one like it:
///   sending on would only burn gas
public record RevertCause(String text, boolean common) {

  private static final String NO_ROLE = "AccessControlUnauthorizedAccount";

  /// A pause, a missing role, an authority's freeze, who is not listed or registered, a
  /// participant's withdrawn consent, a bucket that refills, a reserve that was not stated, a time
  /// that has not come. What is not named here lies in the call itself.
  private static final Set<String> COMMON =
      Set.of(
          "FunctionPaused",
          "SettlementPaused",
          "GatePaused",
          "EscrowPaused",
          NO_ROLE,
          "AccountFrozen",
          "AccountNotAllowed",
          "NotParticipant",
          "NotDestination",
          "ERC20InsufficientAllowance",
          "BucketExceeded",
          "AttestationStale",
          "AttestationFromFuture",
          "ProposalNotReady",
          "ReserveTooSmall");

  private static final Pattern WORD = Pattern.compile("0x[0-9a-f]{64}");
  private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]*");
  private static final int SELECTOR_DIGITS = 8;
  private static final String ERROR_STRING = "08c379a0";
  private static final String PANIC = "4e487b71";

  /// Reads what a reverted call returned.
  ///
  /// @param data `0x` and hexadecimal digits; `0x` alone when the contract said nothing
  public static RevertCause of(String data) {
    if (!HEX.matcher(data).matches()) {
      return new RevertCause("reverted with what is not hexadecimal", false);
    }
    if (data.length() < 2 + SELECTOR_DIGITS) {
      return new RevertCause("reverted without a reason", false);
    }
    return Contracts.ALL.stream()
        .flatMap(contract -> contract.fault(data).stream())
        .findFirst()
        .map(fault -> new RevertCause(words(fault), isCommon(fault)))
        .or(() -> truncated(data))
        .orElseGet(() -> standard(data));
  }

  /// Who lacks a role wants its name, not its hash.
  private static String words(Abi.Fault fault) {
    return fault.type().name().equals(NO_ROLE)
        ? WORD.matcher(fault.text()).replaceAll(word -> RoleNames.read(Hash32.parse(word.group())))
        : fault.text();
  }

  private static boolean isCommon(Abi.Fault fault) {
    // A coin that was never set in the settlement may move nothing, whatever the window.
    return COMMON.contains(fault.type().name())
        || (fault instanceof Settlement.WindowMaxExceededError(_, _, BigInteger max)
            && max.signum() == 0);
  }

  /// A node may cut off what was returned.
  private static Optional<RevertCause> truncated(String data) {
    return Contracts.ALL.stream()
        .flatMap(contract -> contract.faultName(data).stream())
        .findFirst()
        .map(name -> new RevertCause(name + "(...)", COMMON.contains(name)));
  }

  /// What the language itself reverts with.
  private static RevertCause standard(String data) {
    String selector = data.substring(2, 2 + SELECTOR_DIGITS);
    String arguments = data.substring(2 + SELECTOR_DIGITS);
    return new RevertCause(
        switch (selector) {
          case ERROR_STRING -> "Error(0x" + arguments + ")";
          case PANIC ->
              arguments.isEmpty() ? "Panic" : "Panic(" + new BigInteger(arguments, 16) + ")";
          default -> "an unknown error 0x" + selector;
        },
        false);
  }

  static RevertCause outOfGas() {
    return new RevertCause("out of gas", false);
  }
}
