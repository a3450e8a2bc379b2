package io.fairway.chain.deploy;

import io.fairway.chain.ChainUnavailable;
import io.fairway.chain.gateway.Signing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/// Where the contracts stand, known before they are there: a contract's address follows from the
/// deployer and its nonce. A coin must know its gate and the gate its coin, so at least one of them
/// is named before it exists. What is on record keeps its nonce; what is not gets the deployer's
/// next ones, in the order of the steps.
final class DeploymentPlan {
  private final String deployer;
  private final Map<String, Long> nonces;

  private DeploymentPlan(String deployer, Map<String, Long> nonces) {
    this.deployer = deployer;
    this.nonces = nonces;
  }

  /// @param deployer an address that signs nothing but deployments
  /// @param steps business keys of deployments, in the order in which they are handed over
  /// @throws IllegalStateException when the record has deployments that are none of the steps
  static DeploymentPlan of(DataSource database, String deployer, List<String> steps) {
    Map<String, Long> recorded = new HashMap<>();
    long next;
    try (Connection connection = database.getConnection()) {
      next = read(connection, deployer, recorded);
    } catch (SQLException problem) {
      throw new ChainUnavailable(
          "the record of deployments does not answer: " + problem.getMessage(), problem);
    }
    Set<String> others = new TreeSet<>(recorded.keySet());
    others.removeAll(Set.copyOf(steps));
    if (others.stream().anyMatch(step -> !step.contains(":"))) {
      throw new IllegalStateException(
          "the record has contracts of an earlier kind, %s: begin a new chain in another directory"
              .formatted(others));
    }
    Map<String, Long> nonces = new LinkedHashMap<>();
    for (String step : steps) {
      Long known = recorded.get(step);
      nonces.put(step, known == null ? next++ : known);
    }
    return new DeploymentPlan(deployer, nonces);
  }

  private static long read(Connection connection, String deployer, Map<String, Long> recorded)
      throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                SELECT key, nonce FROM chain.transaction
                 WHERE kind = 'DEPLOY' AND nonce IS NOT NULL
                   AND (result IS NULL OR result = 'SUCCEEDED')
                """);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        recorded.put(row.getString(1), row.getLong(2));
      }
    }
    try (PreparedStatement select =
        connection.prepareStatement("SELECT next_nonce FROM chain.sender WHERE address = ?")) {
      select.setString(1, deployer);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /// The address of what a step deploys.
  String address(String step) {
    return Signing.contractAddress(deployer, Objects.requireNonNull(nonces.get(step), step));
  }
}
