package io.fairway.money.planted;

/// A name that says nothing.
public final class MoneyManager {
  private MoneyManager() {}
}
