/// Tests of reference rates and quotes.
@org.jspecify.annotations.NullMarked
package io.fairway.payments.pricing;
