package io.fairway.ledger;

import java.util.List;

/// How a call to the ledger ended, within the time that its caller gave it. Nothing else happens.
public sealed interface Outcome {

  /// The batch was applied and is durable; one result for each transfer, in their order: posted or
  /// refused.
  record Answered(List<CreateTransferResult> results) implements Outcome {
    public Answered {
      results = List.copyOf(results);
    }
  }

  /// Nothing was sent: the ledger takes no more at present. The same call may be made again later.
  ///
  /// @param why in words
  record BackPressured(String why) implements Outcome {}

  /// The batch was sent, but no answer came in time: it may have been applied, or may yet be.
  /// [DefiniteLedger#resolve] settles it. The same batch sent again posts what was not posted and
  /// answers `exists` for what was; but of a linked chain that was posted it answers `exists` for
  /// the first transfer and `linked_event_failed` for the rest, which is no refusal.
  ///
  /// @param ids of the batch's transfers, in their order
  /// @param why in words
  record Unknown(List<Id128> ids, String why) implements Outcome {
    public Unknown {
      ids = List.copyOf(ids);
    }
  }
}
