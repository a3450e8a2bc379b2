/// Bank messages (ISO 20022) and the bank port.
@org.jspecify.annotations.NullMarked
package io.fairway.rails;
