/// The words of the house: asset, money, rate, rounding. Depends on nothing.
@org.jspecify.annotations.NullMarked
package io.fairway.money;
