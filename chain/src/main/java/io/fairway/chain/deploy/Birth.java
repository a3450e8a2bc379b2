package io.fairway.chain.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairway.chain.Hash32;
import io.fairway.chain.gateway.Signing;
import io.fairway.chain.rpc.JsonRpc;
import io.fairway.chain.rpc.JsonRpc.Answer;
import io.fairway.chain.rpc.JsonRpc.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// The transaction that, as the plan says, made a contract, as the nodes tell it. What they tell is
/// read without trust: what is no number or address is none, and is refused where it is needed.
///
/// @param name of the contract, such as `FHKD.gate` or `Safe court`
/// @param address of the contract
/// @param hash of the transaction
/// @param sent the transaction, and `receipt` of it
record Birth(String name, String address, Hash32 hash, JsonNode sent, JsonNode receipt) {
  private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{40}");

  /// Fifteen digits always fit a positive long.
  private static final Pattern NUMBER = Pattern.compile("0x[0-9a-f]{1,15}");

  private static final int CALLS = 2;

  /// What the plan says of a birth.
  record Said(String name, String address, Hash32 hash) {}

  /// Asks the nodes for the transactions that are said to have made contracts, in their order.
  static List<Birth> ask(JsonRpc rpc, List<Said> all) {
    List<Call> calls = new ArrayList<>();
    for (Said one : all) {
      calls.add(Call.of("eth_getTransactionByHash", one.hash.toString()));
      calls.add(Call.of("eth_getTransactionReceipt", one.hash.toString()));
    }
    List<Answer> answers = rpc.batch(calls);
    List<Birth> births = new ArrayList<>();
    for (int place = 0; place < all.size(); place++) {
      Said one = all.get(place);
      births.add(
          new Birth(
              one.name,
              one.address,
              one.hash,
              answers.get(place * CALLS).value(),
              answers.get(place * CALLS + 1).value()));
    }
    return births;
  }

  /// A number that a node tells; empty when it is none.
  static OptionalLong number(JsonNode node) {
    String text = text(node);
    return NUMBER.matcher(text).matches()
        ? OptionalLong.of(Long.parseLong(text, 2, text.length(), 16))
        : OptionalLong.empty();
  }

  static boolean isAddress(String text) {
    return ADDRESS.matcher(text).matches();
  }

  /// Digits in lower case, as everything here has them; empty when it is no text.
  static String text(JsonNode node) {
    return node.isTextual() ? node.asText().toLowerCase(Locale.ROOT) : "";
  }

  /// What the transaction carried.
  String input() {
    return text(sent.path("input"));
  }

  /// Whom it went to; empty when it creates.
  String to() {
    return text(sent.path("to"));
  }

  OptionalLong block() {
    return number(receipt.path("blockNumber"));
  }

  /// Why it is no transaction that happened; empty when it did, and is final.
  ///
  /// @param last the newest final block
  Optional<String> notDone(long last) {
    String known = hash.toString();
    if (!text(sent.path("hash")).equals(known)
        || !text(receipt.path("transactionHash")).equals(known)) {
      return Optional.of("the network has no such transaction, or not its receipt");
    }
    OptionalLong block = block();
    if (block.isEmpty() || block.getAsLong() > last) {
      return Optional.of("it is not final after block " + last);
    }
    String status = text(receipt.path("status"));
    return status.equals("0x1")
        ? Optional.empty()
        : Optional.of("its status is '%s'; expected 0x1, success".formatted(status));
  }

  /// Why it did not create the contract at this address; empty when it did.
  Optional<String> createdOther() {
    if (!sent.path("to").isNull() && !sent.path("to").isMissingNode()) {
      return Optional.of(
          "it went to %s; expected one without a receiver, which creates".formatted(to()));
    }
    String sender = text(sent.path("from"));
    OptionalLong nonce = number(sent.path("nonce"));
    if (!isAddress(sender) || nonce.isEmpty()) {
      return Optional.of("the nodes do not tell its sender and nonce");
    }
    // The address follows from sender and nonce, which the nodes must agree on; a receipt's
    // contractAddress is only a word of the node that answered.
    String created = Signing.contractAddress(sender, nonce.getAsLong());
    return created.equals(address)
        ? Optional.empty()
        : Optional.of("it created %s; expected %s".formatted(created, address));
  }

  /// A refusal as a whole sentence.
  String told(String why) {
    return "%s %s, made by transaction %s: %s".formatted(name, address, hash, why);
  }
}
