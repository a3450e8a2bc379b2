package io.fairway.app.verify;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// What the bank says that it did, read from the bytes of its messages by a reader of its own:
/// statuses from pacs.002, debits from camt.054.
final class BankBook {
  private static final String STATUS = "TxInfAndSts";
  private static final String ENTRY = "Ntry";
  private static final XMLInputFactory XML = factory();

  private final Map<UUID, Said> byUetr = new HashMap<>();
  private long messages;

  /// What was said of one payment.
  static final class Said {
    int completed;
    int rejected;
    int debits;
    BigDecimal debited = BigDecimal.ZERO;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }

  /// Reads one message.
  void take(byte[] document) {
    messages++;
    try {
      XMLStreamReader reader = XML.createXMLStreamReader(new ByteArrayInputStream(document));
      Deque<String> path = new ArrayDeque<>();
      Map<String, String> part = new HashMap<>();
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            path.push(reader.getLocalName());
            if (Set.of(STATUS, ENTRY).contains(reader.getLocalName())) {
              part.clear();
            }
          }
          case XMLStreamConstants.CHARACTERS -> {
            if (!reader.isWhiteSpace() && path.size() > 1) {
              part.merge(key(path), reader.getText(), String::concat);
            }
          }
          case XMLStreamConstants.END_ELEMENT -> end(path.pop(), part);
          default -> {}
        }
      }
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a message of the bank cannot be read: " + e.getMessage(), e);
    }
  }

  /// An element and its parent: `Ntry/Amt` is not `Rcrd/Amt`.
  private static String key(Deque<String> path) {
    String[] names = path.toArray(String[]::new);
    return names[1] + "/" + names[0];
  }

  private void end(String element, Map<String, String> part) {
    if (element.equals(STATUS)) {
      Said said = said(part.get(STATUS + "/OrgnlUETR"));
      switch (part.getOrDefault(STATUS + "/TxSts", "")) {
        case "ACSC" -> said.completed++;
        case "RJCT" -> said.rejected++;
        default -> {}
      }
    } else if (element.equals(ENTRY) && "DBIT".equals(part.get(ENTRY + "/CdtDbtInd"))) {
      Said said = said(part.get("Refs/UETR"));
      said.debits++;
      said.debited = said.debited.add(new BigDecimal(part.getOrDefault(ENTRY + "/Amt", "0")));
    }
  }

  private Said said(@org.jspecify.annotations.Nullable String uetr) {
    if (uetr == null) {
      throw new IllegalStateException("a message of the bank names no UETR");
    }
    return byUetr.computeIfAbsent(UUID.fromString(uetr), key -> new Said());
  }

  /// What was said of every payment that was mentioned.
  Map<UUID, Said> all() {
    return byUetr;
  }

  /// What was said of one, nothing by default.
  Said of(UUID uetr) {
    return byUetr.getOrDefault(uetr, new Said());
  }

  long messages() {
    return messages;
  }
}
