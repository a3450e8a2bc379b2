package io.fairway.chain.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/// Reads what a node answered, up to limits: a parsed answer takes many times the memory of its
/// bytes, and who sends millions of empty objects would end the process and not only the request.
///
/// The largest true answers are lists of logs and batches of receipts. A log takes some 700 bytes
/// and 30 tokens, so the limits allow 20,000 and more of them in one answer; who asks for more than
/// a node can tell asks for less the next time.
final class AnswerReader {
  /// The longest answer that is read.
  static final int BYTES_MAX = 16 << 20;

  /// Brackets, names of fields and values in an answer: some 23 bytes each when it is a true one.
  static final int TOKENS_MAX = 1_000_000;

  /// Levels of objects and lists. A trace nests two for each call inside a call.
  private static final int DEPTH_MAX = 256;

  /// A transaction's data in hexadecimal digits; nodes take no transaction above 128 KiB.
  private static final int TEXT_MAX = 4 << 20;

  /// Digits of a number; what is large on a chain is told as text.
  private static final int DIGITS_MAX = 100;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(BYTES_MAX)
                          .maxTokenCount(TOKENS_MAX)
                          .maxNestingDepth(DEPTH_MAX)
                          .maxStringLength(TEXT_MAX)
                          .maxNumberLength(DIGITS_MAX)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private AnswerReader() {}

  /// @throws IOException in words that name no address, when it is no JSON or more than is read
  static JsonNode read(byte[] answer) throws IOException {
    try {
      return JSON.readTree(answer);
    } catch (StreamConstraintsException tooMuch) {
      throw new IOException(
          "it answered more than is read (%,d tokens of JSON, %d levels, texts of %,d, numbers of %d)"
              .formatted(TOKENS_MAX, DEPTH_MAX, TEXT_MAX, DIGITS_MAX),
          tooMuch);
    } catch (JsonProcessingException _) {
      // The parser repeats the words that it met, which may be of the node's address.
      throw new IOException("it answered what is not JSON");
    }
  }
}
