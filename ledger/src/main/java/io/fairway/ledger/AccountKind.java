package io.fairway.ledger;

/// The kinds of accounts of the money model: the first word of an account's name, the code that the
/// ledger keeps, and the limit that the ledger enforces.
public enum AccountKind {
  /// Money that a platform captured from buyers.
  PLATFORM("platform", 100, AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS),
  /// What a liquidity provider has in bank money.
  PROVIDER("provider", 110, AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS),
  /// What a payout institution has in bank money.
  PAYOUT_INSTITUTION("payoutInstitution", 120, AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS),
  /// What a seller has earned and not yet been paid.
  SELLER("seller", 130, AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS),
  /// Money on its way out through a bank.
  IN_PAYOUT("inPayout", 140, AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS),
  /// Buyers' money under a legal block.
  BLOCKED("blocked", 150, AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS),
  /// Fees earned.
  FEE("fee", 160, AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS),
  /// Coins at a participant's registered address.
  WALLET("wallet", 170, AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS),
  /// Coins left over by rounding, at an address of the issuer.
  ROUNDING("rounding", 180, AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS),
  /// What is owed to the holders of a coin, in the money that it is pegged to.
  PAR("par", 200, AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS),
  /// The issuer's own money in the reserve pool.
  BUFFER("buffer", 210, AccountFlags.DEBITS_MUST_NOT_EXCEED_CREDITS),
  /// Coins issued: its debit balance is the supply.
  ISSUED("issued", 220, AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS),
  /// The segregated bank account of the reserve.
  POOL("pool", 230, AccountFlags.CREDITS_MUST_NOT_EXCEED_DEBITS),
  /// Our balance at a bank, a debit balance; no limit, because the bank's facts must be bookable.
  BANK("bank", 300, 0),
  /// What a bank reported and no payment explains: a finding.
  SUSPENSE("suspense", 310, 0),
  /// Costs borne by the operator.
  COST("cost", 320, 0);

  private final String word;
  private final int code;
  private final int flags;

  AccountKind(String word, int code, int flags) {
    this.word = word;
    this.code = code;
    this.flags = flags;
  }

  /// The first word of the account's name.
  public String word() {
    return word;
  }

  /// The `code` of the account on the ledger.
  public int code() {
    return code;
  }

  /// The [AccountFlags] of the account on the ledger.
  public int flags() {
    return flags;
  }
}
