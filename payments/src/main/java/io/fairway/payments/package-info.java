/// Order, pricing, posting rules, payout, and the Journey.
@org.jspecify.annotations.NullMarked
package io.fairway.payments;
