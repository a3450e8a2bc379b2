package io.fairway.screening;

import java.util.Arrays;

/// A growing list of numbers without boxes.
final class IntList {
  static final IntList EMPTY = new IntList();

  private int[] values = {};
  private int size;

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.max(2, size * 2));
    }
    values[size++] = value;
  }

  int get(int at) {
    return values[at];
  }

  int size() {
    return size;
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
