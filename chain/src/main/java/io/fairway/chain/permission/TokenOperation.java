package io.fairway.chain.permission;

/// Everything that Fairway ever does to its contracts. Nothing else is signed. What each needs
/// (risk, quorum, signers, preconditions, limits) and which functions it consists of is data:
/// `token-operations.json`, see [OperationPolicy].
public enum TokenOperation {
  DEPLOY,
  CONFIGURE,
  MINT,
  PROPOSE_MINT,
  EXECUTE_MINT,
  CANCEL_MINT,
  BURN,
  REDEEM,
  UPGRADE,
  PAUSE,
  UNPAUSE,
  FREEZE,
  UNFREEZE,
  FREEZE_SUM,
  SEIZE,
  RESCUE,
  ALLOW,
  DISALLOW,
  SET_LIMITS,
  GRANT_ROLE,
  REVOKE_ROLE,
  ATTEST,
  SETTLE,
  REGISTER_PARTICIPANT,
  APPROVE,
  ESCROW
}
