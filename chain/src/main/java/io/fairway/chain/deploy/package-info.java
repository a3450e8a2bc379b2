/// How a chain is opened: its contracts are made where Fairway deploys by itself, and found and
/// inspected where people deployed.
///
/// ```
///   Opening --> Deploying: DeploymentPlan, Calls --intents--> gateway    --> Deployment
///           +-> Adopting:  Inspection, CheckWords  (by the profile's plan) --> Deployment
/// ```
///
/// Start reading at [io.fairway.chain.deploy.Opening].
@org.jspecify.annotations.NullMarked
package io.fairway.chain.deploy;
