package io.fairway.ledger.machine;

import io.fairway.ledger.Account;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Makes a failing run small: drops steps, then events, then makes fields plain, as long as it
/// still fails, until nothing more can go.
final class Shrinker {
  /// So many replays at most; what is reached by then is answered.
  private static final int REPLAYS_MAX = 20_000;

  private final Predicate<List<Step>> fails;
  private List<Step> steps;
  private int replays;

  private Shrinker(List<Step> steps, Predicate<List<Step>> fails) {
    this.steps = steps;
    this.fails = fails;
  }

  /// A small run that fails; `steps` itself must.
  static List<Step> shrink(List<Step> steps, Predicate<List<Step>> fails) {
    Shrinker shrinker = new Shrinker(steps, fails);
    int size;
    do {
      size = shrinker.size();
      shrinker.dropSteps();
      shrinker.dropEvents();
      shrinker.simplify();
    } while (shrinker.size() < size);
    return shrinker.steps;
  }

  private int size() {
    return steps.size() + steps.stream().mapToInt(Step::events).sum();
  }

  private void dropSteps() {
    for (int width = Math.max(1, steps.size() / 2); width > 0; width /= 2) {
      for (int at = steps.size() - width; at >= 0; at -= width) {
        List<Step> shorter = new ArrayList<>(steps);
        shorter.subList(at, Math.min(at + width, shorter.size())).clear();
        keepIfItFails(shorter);
        at = Math.min(at, steps.size());
      }
    }
  }

  private void dropEvents() {
    for (int i = steps.size() - 1; i >= 0; i--) {
      for (int width = Math.max(1, steps.get(i).events() / 2); width > 0; width /= 2) {
        for (int at = steps.get(i).events() - width; at >= 0; at -= width) {
          replace(i, without(steps.get(i), at, width));
          at = Math.min(at, steps.get(i).events());
        }
      }
    }
  }

  private void simplify() {
    for (int i = 0; i < steps.size(); i++) {
      switch (steps.get(i)) {
        case Step.Accounts accounts -> {
          for (int e = 0; e < accounts.batch().size(); e++) {
            simplifyAccount(i, e);
          }
        }
        case Step.Transfers transfers -> {
          for (int e = 0; e < transfers.batch().size(); e++) {
            simplifyTransfer(i, e);
          }
        }
        default -> {}
      }
    }
  }

  private void simplifyAccount(int step, int event) {
    for (int flag = 1; flag < 1 << 16; flag <<= 1) {
      Step.Accounts now = (Step.Accounts) steps.get(step);
      Account a = now.batch().get(event);
      replace(step, new Step.Accounts(now.time(), with(now.batch(), event, plain(a, ~flag))));
    }
  }

  private static Account plain(Account a, int flags) {
    return new Account(
        a.id(), 0, 0, 0, 0, Id128.ZERO, 0, 0, a.ledger(), a.code(), a.flags() & flags, 0);
  }

  private void simplifyTransfer(int step, int event) {
    for (int field = 0; field < 9; field++) {
      int number = field;
      tryTransfer(step, event, t -> simpler(t, number));
    }
    for (int flag = 1; flag < 1 << 16; flag <<= 1) {
      int without = ~flag;
      tryTransfer(step, event, t -> t.withFlags(t.flags() & without));
    }
  }

  private void tryTransfer(int step, int event, UnaryOperator<Transfer> simpler) {
    Step.Transfers now = (Step.Transfers) steps.get(step);
    Transfer t = simpler.apply(now.batch().get(event));
    replace(step, new Step.Transfers(now.time(), with(now.batch(), event, t)));
  }

  private static Transfer simpler(Transfer t, int field) {
    return new Transfer(
        t.id(),
        field == 0 ? Id128.ZERO : t.debitAccountId(),
        field == 1 ? Id128.ZERO : t.creditAccountId(),
        field == 2 ? 1 : t.amount(),
        field == 3 ? Id128.ZERO : t.pendingId(),
        field == 4 ? Id128.ZERO : t.userData128(),
        field == 4 ? 0 : t.userData64(),
        field == 4 ? 0 : t.userData32(),
        field == 5 ? 0 : t.timeout(),
        field == 6 ? 0 : t.ledger(),
        field == 7 ? 0 : t.code(),
        t.flags(),
        field == 8 ? 0 : t.timestamp());
  }

  private static Step without(Step step, int at, int width) {
    return switch (step) {
      case Step.Accounts s -> new Step.Accounts(s.time(), cut(s.batch(), at, width));
      case Step.Transfers s -> new Step.Transfers(s.time(), cut(s.batch(), at, width));
      case Step.Resolve s -> new Step.Resolve(s.time(), cut(s.batch(), at, width));
      case Step.Read s -> s;
      case Step.Restore s -> s;
    };
  }

  private static <T> List<T> cut(List<T> list, int at, int width) {
    return Stream.concat(list.stream().limit(at), list.stream().skip((long) at + width)).toList();
  }

  private static <T> List<T> with(List<T> list, int at, T value) {
    List<T> changed = new ArrayList<>(list);
    changed.set(at, value);
    return changed;
  }

  private void replace(int index, Step step) {
    if (!step.equals(steps.get(index))) {
      keepIfItFails(with(steps, index, step));
    }
  }

  private void keepIfItFails(List<Step> candidate) {
    if (replays < REPLAYS_MAX && !candidate.isEmpty()) {
      replays++;
      if (fails.test(candidate)) {
        steps = candidate;
      }
    }
  }
}
