package io.fairway.screening;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GenerationCacheTest {

  @Test
  void forgetsWhatIsNotAskedAndKeepsWhatIs() {
    GenerationCache<Integer, Integer> cache = new GenerationCache<>(10);
    AtomicInteger computed = new AtomicInteger();
    for (int i = 1; i <= 1000; i++) {
      cache.get(i, k -> computed.incrementAndGet());
      cache.get(0, k -> computed.incrementAndGet());
    }
    assertThat(computed).as("1,000 different keys and one that is always in use").hasValue(1001);
    cache.get(1, k -> computed.incrementAndGet());
    assertThat(computed).as("the first key is forgotten").hasValue(1002);
  }
}
