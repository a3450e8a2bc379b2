package io.fairway.chain.abi;

/// Where a proxy keeps what stands behind it, as ERC-1967 says.
public final class Erc1967 {
  /// The contract that every proxy of this house is.
  public static final String PROXY = "ERC1967Proxy";

  /// keccak256("eip1967.proxy.implementation") - 1.
  public static final String IMPLEMENTATION =
      "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";

  /// keccak256("eip1967.proxy.admin") - 1.
  public static final String ADMIN =
      "0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103";

  private Erc1967() {}
}
