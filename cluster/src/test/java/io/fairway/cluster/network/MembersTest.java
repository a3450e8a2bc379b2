package io.fairway.cluster.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MembersTest {
  private static final String THREE = "0=127.0.0.1:9000,1=127.0.0.1:9100,2=127.0.0.1:9200";

  @Test
  void fivePortsFollowTheFirst() {
    assertThat(Members.parse(THREE).clusterMembers())
        .startsWith(
            "0,127.0.0.1:9000,127.0.0.1:9001,127.0.0.1:9002,127.0.0.1:9003,127.0.0.1:9004|1,")
        .contains("|2,127.0.0.1:9200,");
    assertThat(Members.parse(THREE).clientEndpoints())
        .isEqualTo("0=127.0.0.1:9000,1=127.0.0.1:9100,2=127.0.0.1:9200");
    assertThat(Members.parse(THREE)).hasToString(THREE);
  }

  @Test
  void datagramsAreLargeOnLoopbackOnly() {
    assertThat(Members.parse(THREE).mtuBytes()).isEqualTo(65_504);
    Members apart = Members.parse("0=10.0.0.1:9000,1=10.0.0.2:9000,2=10.0.0.3:9000");
    assertThat(apart.mtuBytes()).isEqualTo(1_408);
    assertThat(apart.withMtu(8_192).mtuBytes()).isEqualTo(8_192);
    assertThatThrownBy(() -> apart.withMtu(1_409)).hasMessageContaining("a multiple of 32");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0=a:1,1=b:1                 | a cluster has 1, 3 or 5 members, not 2",
        "1=a:9000                    | members must be named",
        "0=a:9000,2=b:9000,1=c:9000  | members must be named",
        "9000                        | members must be named",
        "0=a                         | a member's place is HOST:PORT",
        "0=:9000                     | a member's place is HOST:PORT",
        "0=a:0                       | a member needs 5 ports",
        "0=a:65532                   | a member needs 5 ports",
      })
  void whatIsWrongIsSaid(String text, String message) {
    assertThatThrownBy(() -> Members.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
