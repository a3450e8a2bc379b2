package io.fairway.chain.development;

import io.fairway.chain.EvmChain;
import io.fairway.chain.keys.vault.DevelopmentKeys;
import io.fairway.chain.profile.ChainProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/// A whole development chain in a folder: Anvil, keys and gateway. What an embedded Fairway and the
/// tests of every room start.
public final class DevelopmentChain implements AutoCloseable {
  private final Anvil anvil;
  private final EvmChain chain;

  private DevelopmentChain(Anvil anvil, EvmChain chain) {
    this.anvil = anvil;
    this.chain = chain;
  }

  /// Starts the chain of a folder, or begins one there.
  ///
  /// @param contracts the project's `contracts` folder; [Anvil#findContracts()] finds it in a build
  /// @param database whose schema `chain` is the gateway's
  /// @param blockTime 1 s as a user runs it; tests use less
  /// @param participants ids such as `L001`
  public static DevelopmentChain start(
      Path contracts,
      Path folder,
      DataSource database,
      Duration blockTime,
      List<String> participants) {
    Anvil anvil = Anvil.start(contracts, folder, blockTime);
    try {
      EvmChain chain =
          EvmChain.open(
              ChainProfile.development(anvil.rpc(), blockTime),
              database,
              DevelopmentKeys.open(folder),
              participants);
      return new DevelopmentChain(anvil, chain);
    } catch (RuntimeException problem) {
      anvil.close();
      throw problem;
    }
  }

  public EvmChain chain() {
    return chain;
  }

  public Anvil anvil() {
    return anvil;
  }

  @Override
  public void close() {
    chain.close();
    anvil.close();
  }
}
