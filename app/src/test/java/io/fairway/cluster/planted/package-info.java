/// Violations planted to prove that the structure tests fail on them.
@org.jspecify.annotations.NullMarked
package io.fairway.cluster.planted;
