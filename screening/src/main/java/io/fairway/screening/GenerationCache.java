package io.fairway.screening;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// A bounded cache for many threads: two generations, of which the older is dropped when the
/// younger is full. What is asked again moves to the younger one, so that what is in use stays.
final class GenerationCache<K, V> {
  private final int generationMax;
  private volatile ConcurrentHashMap<K, V> young = new ConcurrentHashMap<>();
  private volatile ConcurrentHashMap<K, V> old = new ConcurrentHashMap<>();

  /// @param generationMax about how many values a generation holds; the cache holds two
  GenerationCache(int generationMax) {
    this.generationMax = generationMax;
  }

  V get(K key, Function<K, V> compute) {
    V value = young.get(key);
    if (value != null) {
      return value;
    }
    value = old.get(key);
    if (value == null) {
      value = compute.apply(key);
    }
    if (young.size() >= generationMax) {
      turn();
    }
    young.put(key, value);
    return value;
  }

  private synchronized void turn() {
    if (young.size() >= generationMax) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
  }
}
