package io.fairway.payments.order;

final class Unbuilt {
  private Unbuilt() {}

  @SuppressWarnings("TypeParameterUnusedInFormals") // gone with the first implementation
  static <T> T yet(String what) {
    while (true) {
      if (what.length() < 100) {
        throw new UnsupportedOperationException(what);
      }
    }
  }
}
