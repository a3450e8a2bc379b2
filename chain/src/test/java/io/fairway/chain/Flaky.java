package io.fairway.chain;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A real database of which the answer to one commit gets lost: done, and told as failed.
final class Flaky {
  private final DataSource real;
  private final AtomicInteger lost = new AtomicInteger();
  private volatile @Nullable String statement;

  Flaky(DataSource real) {
    this.real = real;
  }

  void loseNextCommitOf(String sql) {
    statement = sql;
  }

  int lost() {
    return lost.get();
  }

  DataSource source() {
    return (DataSource)
        proxy(
            DataSource.class,
            (method, arguments) -> {
              Object result = invoke(real, method, arguments);
              return result instanceof Connection connection ? flaky(connection) : result;
            });
  }

  private Connection flaky(Connection connection) {
    AtomicBoolean meant = new AtomicBoolean();
    return (Connection)
        proxy(
            Connection.class,
            (method, arguments) -> {
              String wanted = statement;
              if (method.getName().equals("prepareStatement")
                  && wanted != null
                  && ((String) arguments[0]).contains(wanted)) {
                meant.set(true);
              }
              Object result = invoke(connection, method, arguments);
              if (method.getName().equals("commit") && meant.getAndSet(false)) {
                statement = null;
                lost.incrementAndGet();
                throw new SQLException("the connection was reset after the commit");
              }
              return result;
            });
  }

  private interface Call {
    Object on(Method method, Object[] arguments) throws Throwable;
  }

  private static Object proxy(Class<?> type, Call call) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (_, method, arguments) -> call.on(method, arguments));
  }

  private static Object invoke(Object on, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException problem) {
      throw problem.getCause();
    }
  }
}
