package io.fairway.issuance;

import io.fairway.chain.Chain;
import io.fairway.ledger.Ledger;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/// Real engines whose caller dies just before or just after a call.
final class Dying {

  /// The process is gone.
  static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final AtomicInteger left;

  /// @param callsBefore calls that are answered; the next one dies, before or after it is made
  Dying(int callsBefore) {
    this.left = new AtomicInteger(callsBefore);
  }

  Ledger ledger(Ledger real) {
    return dying(Ledger.class, real);
  }

  Chain chain(Chain real) {
    return dying(Chain.class, real);
  }

  private <T> T dying(Class<T> type, T real) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (left.decrementAndGet() < 0) {
                throw new Died();
              }
              try {
                Object answer = method.invoke(real, arguments);
                if (left.decrementAndGet() < 0) {
                  throw new Died();
                }
                return answer;
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
    return type.cast(proxy);
  }
}
