/// Policy, limits, recorded decisions; asks screening.
///
/// Front door: [io.fairway.compliance.Compliance], opened by
/// [io.fairway.compliance.PolicyCompliance]. `Rules` is the policy's order of checks,
/// `DecisionStore` the record.
@org.jspecify.annotations.NullMarked
package io.fairway.compliance;
