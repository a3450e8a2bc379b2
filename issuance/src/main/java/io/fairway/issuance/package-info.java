/// Stablecoins as a business: mint, redeem, reserve pools, segregation.
@org.jspecify.annotations.NullMarked
package io.fairway.issuance;
