package io.fairway.chain.deploy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One thing that is looked at before a chain opens, and what it came to.
///
/// @param subject what was looked at, such as `FHKD.gate` or `Safe court`
/// @param address of it; empty for what has none
/// @param checked what of it, such as `birth`
/// @param words why it is not `OK`, as one sentence; empty when it is
public record Finding(
    String subject, String address, String checked, Verdict verdict, String words) {

  /// What a finding means for an opening.
  public enum Verdict {
    OK,
    /// The chain opens and does less.
    LIMITED,
    /// The chain does not open.
    REFUSED
  }

  /// @param refusal why a chain with this does not open; empty when nothing is wrong
  static Finding of(String subject, String address, String checked, Optional<String> refusal) {
    return new Finding(
        subject,
        address,
        checked,
        refusal.isPresent() ? Verdict.REFUSED : Verdict.OK,
        refusal.orElse(""));
  }

  public boolean isRefused() {
    return verdict == Verdict.REFUSED;
  }

  /// The words of those that do not let a chain open.
  public static Stream<String> refusals(List<Finding> findings) {
    return findings.stream().filter(Finding::isRefused).map(Finding::words);
  }
}
