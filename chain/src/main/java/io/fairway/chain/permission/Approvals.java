package io.fairway.chain.permission;

import java.util.List;

/// Where people's approvals come from: asked once for each act, just before the gateway decides.
/// What is answered is checked; see [Approvers]. One that keeps acts for people to look at answers
/// nothing at first, and the act is refused until they have signed.
@FunctionalInterface
public interface Approvals {
  /// Nobody approves anything. A development chain then approves by itself.
  Approvals NONE = _ -> List.of();

  /// What people approved of an act.
  List<Approval> of(Act act);

  /// Approvals that were given for the one act that follows.
  static Approvals given(Approval... approvals) {
    List<Approval> all = List.of(approvals);
    return _ -> all;
  }
}
