/// Tests of reading order files and parties.
@org.jspecify.annotations.NullMarked
package io.fairway.payments.order;
