/// Policy, limits, cases; asks screening.
@org.jspecify.annotations.NullMarked
package io.fairway.compliance;
