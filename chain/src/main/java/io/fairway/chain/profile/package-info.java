/// What must be known of a network before it is used: data, not code. Its nodes, fees and finality,
/// the limits of its contracts, and where people deployed, who stands behind which power.
///
/// Start reading at [io.fairway.chain.profile.ChainProfile]. The profiles that come with Fairway
/// are JSON files beside it; `Fields` refuses what is missing, wrong or unknown in one.
@org.jspecify.annotations.NullMarked
package io.fairway.chain.profile;
