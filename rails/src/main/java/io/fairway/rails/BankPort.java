package io.fairway.rails;

import java.time.Duration;
import java.util.List;

/// The connection to one bank, as a pair of queues. Delivery in both directions is at least once:
/// the bank takes a payment once however often it is sent, and we take an answer once however often
/// it arrives.
///
/// Nothing that comes through it is believed before it is checked.
public interface BankPort extends AutoCloseable {

  /// A message from the bank, to be acknowledged under its ticket.
  ///
  /// @param ticket the connection's own number for it
  record Delivery(long ticket, BankMessage message) {}

  /// Begins a session: answers that were never acknowledged are delivered again.
  ///
  /// @throws BankUnavailable when the bank cannot be reached
  void connect();

  /// Hands messages to the bank. That it returns is no promise: only an answer is.
  ///
  /// @throws BankUnavailable when the bank cannot be reached; some may have been taken
  void send(List<BankMessage> messages) throws InterruptedException;

  /// Takes what the bank has to say; empty when it says nothing within `wait`.
  ///
  /// @param messagesMax at most so many
  /// @throws BankUnavailable when the bank cannot be reached
  List<Delivery> receive(int messagesMax, Duration wait) throws InterruptedException;

  /// Says that these are on record here and need not be delivered again.
  ///
  /// @throws BankUnavailable when the bank cannot be reached; they will then come again
  void acknowledge(List<Delivery> deliveries);

  @Override
  void close();
}
