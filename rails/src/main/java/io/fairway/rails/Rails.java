package io.fairway.rails;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The way to bank money. Keeps every message that it sent and received; the message of a payment
/// is written before it is sent and sent again unchanged after a crash, never under a new id.
public interface Rails extends AutoCloseable {

  /// Asks the bank to make these payments and waits until each is answered for good, at most
  /// `wait`. Answers of a payment come in the order in which the bank gave them; `Completed` is
  /// complete once its `Debited` is there too. A payment without answers in the result is silent:
  /// call again with the same transfers to go on waiting; nothing is paid twice.
  Map<UUID, List<BankAnswer>> pay(List<CreditTransfer> transfers, Duration wait);

  @Override
  void close();
}
