package io.fairway.chain.permission;

import io.fairway.chain.rpc.JsonRpc;
import java.util.Map;

/// The chain as it is after one block.
public interface ChainView {
  /// An account's code, `0x` and hexadecimal digits; `0x` alone when it has none.
  String code(String address);

  /// What a contract answers to a call that changes nothing.
  String ask(String contract, String data);

  /// The chain after a block.
  ///
  /// @param block a number; what is asked of it is a fact only when it is final
  static ChainView at(JsonRpc rpc, long block) {
    return new ChainView() {
      @Override
      public String code(String address) {
        return rpc.call("eth_getCode", address, JsonRpc.quantity(block)).asText();
      }

      @Override
      public String ask(String contract, String data) {
        Map<String, String> message = Map.of("to", contract, "data", data);
        return rpc.call("eth_call", message, JsonRpc.quantity(block)).asText();
      }
    };
  }
}
