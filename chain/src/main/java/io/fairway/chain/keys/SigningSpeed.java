package io.fairway.chain.keys;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/// What a signature costs.
///
/// @param aloneMicros one after another
/// @param parallelMicros time divided by signatures, with sessions side by side
public record SigningSpeed(long aloneMicros, long parallelMicros) {
  private static final String KEY = "measure";
  private static final int WARM = 300;
  private static final int ROUNDS = 1_000;
  private static final long NANOS_A_MICRO = 1_000;

  /// Measures with a key that is made for it and destroyed afterwards.
  public static SigningSpeed measure(KeyRoom room, int sessions) {
    String name = KEY + "-" + (room.inventory().keys().size() + 1);
    KeyRecord key = room.create(name, List.of("measurement"));
    room.lease(key, WARM + ROUNDS + (long) ROUNDS * sessions);
    try (ExecutorService threads = Executors.newFixedThreadPool(sessions)) {
      sign(room, key, WARM);
      long begun = System.nanoTime();
      sign(room, key, ROUNDS);
      long alone = System.nanoTime() - begun;
      begun = System.nanoTime();
      CompletableFuture.allOf(
              IntStream.range(0, sessions)
                  .mapToObj(n -> CompletableFuture.runAsync(() -> sign(room, key, ROUNDS), threads))
                  .toArray(CompletableFuture[]::new))
          .join();
      long parallel = System.nanoTime() - begun;
      return new SigningSpeed(
          alone / ROUNDS / NANOS_A_MICRO, parallel / ((long) ROUNDS * sessions) / NANOS_A_MICRO);
    } finally {
      room.compromise(name, "the measurement is over");
      room.destroy(key.alias());
    }
  }

  private static void sign(KeyRoom room, KeyRecord key, int times) {
    for (int round = 0; round < times; round++) {
      room.vault().sign(key.alias(), Inventory.hash("message " + round));
    }
  }
}
