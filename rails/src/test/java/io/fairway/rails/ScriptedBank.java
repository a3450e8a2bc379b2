package io.fairway.rails;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A bank that says whatever the test wants it to say.
final class ScriptedBank implements BankPort {
  private final LinkedBlockingQueue<Delivery> says = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<BankMessage> taken = new LinkedBlockingQueue<>();
  private final AtomicLong tickets = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();

  void say(BankMessage message) {
    says.add(new Delivery(tickets.incrementAndGet(), message));
  }

  /// How many deliveries are on record on the other side.
  long acknowledged() {
    return acknowledged.get();
  }

  long said() {
    return tickets.get();
  }

  /// The next message that arrived.
  BankMessage taken() throws InterruptedException {
    BankMessage message = taken.poll(30, TimeUnit.SECONDS);
    if (message == null) {
      throw new IllegalStateException("nothing was sent");
    }
    return message;
  }

  @Override
  public void connect() {
    // always there
  }

  @Override
  public void send(List<BankMessage> messages) {
    taken.addAll(messages);
  }

  @Override
  public List<Delivery> receive(int messagesMax, Duration wait) throws InterruptedException {
    List<Delivery> deliveries = new ArrayList<>();
    Delivery first = says.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      deliveries.add(first);
      says.drainTo(deliveries, messagesMax - 1);
    }
    return deliveries;
  }

  @Override
  public void acknowledge(List<Delivery> deliveries) {
    acknowledged.addAndGet(deliveries.size());
  }

  @Override
  public void close() {
    // holds nothing
  }
}
