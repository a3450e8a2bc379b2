package io.fairway.rails;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A connection to a bank that can be cut: it counts and keeps what was sent, loses messages before
/// the bank sees them, forgets acknowledgements and repeats itself.
final class BankWires implements BankPort {
  private final BankPort bank;
  private final Random random;
  private final double trouble;
  private final List<BankMessage> sent = new ArrayList<>();
  private volatile boolean cut;

  BankWires(BankPort bank) {
    this(bank, new Random(0), 0);
  }

  /// @param trouble the share of calls that go wrong, 0 to 1
  BankWires(BankPort bank, Random random, double trouble) {
    this.bank = bank;
    this.random = random;
    this.trouble = trouble;
  }

  /// Everything that was handed over, whether or not it arrived.
  List<BankMessage> sent() {
    synchronized (sent) {
      return List.copyOf(sent);
    }
  }

  /// While cut, nothing gets through in either direction.
  void cut(boolean now) {
    cut = now;
  }

  @Override
  public void connect() {
    bank.connect();
  }

  @Override
  public void send(List<BankMessage> messages) throws InterruptedException {
    synchronized (sent) {
      sent.addAll(messages);
    }
    fail();
    List<BankMessage> through = new ArrayList<>();
    for (BankMessage message : messages) {
      if (!trouble()) {
        through.add(message);
      }
      if (trouble()) {
        through.add(message);
      }
    }
    bank.send(through);
    fail();
  }

  @Override
  public List<Delivery> receive(int messagesMax, Duration wait) throws InterruptedException {
    fail();
    List<Delivery> deliveries = new ArrayList<>(bank.receive(messagesMax, wait));
    if (trouble()) {
      deliveries.addAll(List.copyOf(deliveries));
    }
    return deliveries;
  }

  @Override
  public void acknowledge(List<Delivery> deliveries) {
    fail();
    bank.acknowledge(deliveries);
  }

  @Override
  public void close() {
    bank.close();
  }

  private void fail() {
    if (cut || trouble()) {
      throw new BankUnavailable("the wire is cut", null);
    }
  }

  private boolean trouble() {
    synchronized (random) {
      return random.nextDouble() < trouble;
    }
  }
}
