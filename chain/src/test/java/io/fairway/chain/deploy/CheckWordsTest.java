package io.fairway.chain.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairway.chain.abi.Abi;
import io.fairway.chain.abi.Contracts.DeploymentCheck;
import org.junit.jupiter.api.Test;

/// What the deployment check refuses is told as a sentence.
class CheckWordsTest {
  @Test
  void everyRefusalOfTheCheckHasASentence() {
    assertThat(CheckWords.errors())
        .containsExactlyInAnyOrderElementsOf(
            DeploymentCheck.ABI.faults().stream().map(Abi.FaultType::name).toList());
  }
}
