package io.fairway.rails;

import io.fairway.money.Asset;
import io.fairway.money.Money;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.UUID;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// Reads one document by pulling: bounded in size and depth, without document types or entities of
/// its own, and in the namespace that its kind demands.
final class XmlIn {
  /// The largest document that is read, in bytes.
  static final int SIZE_MAX = 32 << 20;

  private static final int DEPTH_MAX = 40;
  private static final XMLInputFactory FACTORY = factory();

  /// Handles one child element; what it leaves unread is skipped.
  interface Child {
    void read(String name) throws XMLStreamException;
  }

  private final MessageKind kind;
  private final XMLStreamReader in;
  private final ArrayDeque<String> path = new ArrayDeque<>();

  private XmlIn(MessageKind kind, byte[] bytes) throws XMLStreamException {
    this.kind = kind;
    synchronized (FACTORY) {
      this.in = FACTORY.createXMLStreamReader(new ByteArrayInputStream(bytes), "UTF-8");
    }
  }

  /// Reads a whole document; `children` gets the elements directly below its root.
  ///
  /// @throws BadMessage when it is not one of that kind
  static void read(MessageKind kind, byte[] bytes, Reading reading) {
    if (bytes.length > SIZE_MAX) {
      throw new BadMessage(
          kind.id() + ": " + bytes.length + " bytes, at most " + SIZE_MAX + " are read");
    }
    try {
      XmlIn in = new XmlIn(kind, bytes);
      in.root();
      in.children(name -> reading.child(in, name));
      while (in.in.hasNext()) {
        in.advance();
      }
    } catch (XMLStreamException e) {
      throw new BadMessage(kind.id() + ": not well-formed XML: " + oneLine(e), e);
    }
  }

  /// What is done with each element below the root.
  interface Reading {
    void child(XmlIn in, String name) throws XMLStreamException;
  }

  /// Calls `child` with the name of each child of the element at which the reader stands, and
  /// leaves it at that element's end.
  void children(Child child) throws XMLStreamException {
    int depth = path.size();
    while (true) {
      int event = advance();
      if (event == XMLStreamConstants.END_ELEMENT && path.size() < depth) {
        return;
      }
      if (event == XMLStreamConstants.START_ELEMENT) {
        child.read(in.getLocalName());
        while (path.size() > depth) {
          advance();
        }
      }
    }
  }

  /// The text of a leaf; a child element inside it is an error.
  String text() throws XMLStreamException {
    StringBuilder more = null;
    String first = "";
    while (true) {
      switch (advance()) {
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (more != null) {
            more.append(in.getText());
          } else if (first.isEmpty()) {
            first = in.getText();
          } else {
            more = new StringBuilder(first).append(in.getText());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          return more == null ? first : more.toString();
        }
        case XMLStreamConstants.START_ELEMENT -> throw bad("text expected, found an element");
        default -> {
          // comments and processing instructions say nothing
        }
      }
    }
  }

  String id() throws XMLStreamException {
    String leaf = in.getLocalName();
    String text = text();
    if (!Iso.isId(text)) {
      throw bad(leaf, "1 to 35 characters expected, found '" + shown(text) + "'");
    }
    return text;
  }

  String bic() throws XMLStreamException {
    String leaf = in.getLocalName();
    String text = text();
    if (!Iso.isBic(text)) {
      throw bad(leaf, "a BIC of 8 or 11 characters expected, found '" + shown(text) + "'");
    }
    return text;
  }

  UUID uetr() throws XMLStreamException {
    String leaf = in.getLocalName();
    String text = text();
    if (!Iso.isUetr(text)) {
      throw bad(leaf, "a UUID of version 4 in small letters expected, found '" + shown(text) + "'");
    }
    return UUID.fromString(text);
  }

  BigDecimal decimal() throws XMLStreamException {
    String leaf = in.getLocalName();
    String text = text().strip();
    if (!Iso.isDecimal(text)) {
      throw bad(leaf, "a decimal number expected, found '" + shown(text) + "'");
    }
    return new BigDecimal(text);
  }

  int count() throws XMLStreamException {
    String leaf = in.getLocalName();
    BigDecimal value = decimal();
    try {
      return value.intValueExact();
    } catch (ArithmeticException e) {
      throw bad(leaf, "a whole number expected, found '" + value + "'");
    }
  }

  LocalDate date() throws XMLStreamException {
    String leaf = in.getLocalName();
    String text = text().strip();
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw bad(leaf, "a date expected, found '" + shown(text) + "'");
    }
  }

  OffsetDateTime dateTime() throws XMLStreamException {
    String leaf = in.getLocalName();
    String text = text().strip();
    try {
      return OffsetDateTime.parse(text);
    } catch (DateTimeParseException e) {
      throw bad(leaf, "a date and time with offset expected, found '" + shown(text) + "'");
    }
  }

  /// An amount in the currency of its `Ccy`, with no more decimals than that currency has.
  Money amount() throws XMLStreamException {
    String leaf = in.getLocalName();
    String currency = in.getAttributeValue(null, "Ccy");
    Asset asset =
        currency == null || currency.length() != 3 || currency.equals("CNH")
            ? null
            : Asset.find(currency).orElse(null);
    if (asset == null) {
      throw bad("an ISO 4217 currency expected in Ccy, found '" + shown(currency) + "'");
    }
    BigDecimal value = decimal();
    if (!Iso.isAmount(value, asset)) {
      throw bad(
          leaf,
          "an amount with at most %d decimals and %d digits expected, found '%s'"
              .formatted(asset.decimals(), Iso.AMOUNT_DIGITS_MAX, value));
    }
    return Money.of(asset, value);
  }

  BadMessage bad(String what) {
    return new BadMessage(kind.id() + " " + where() + ": " + what);
  }

  /// The complaint about a leaf that was just read.
  private BadMessage bad(String leaf, String what) {
    path.push(leaf);
    return bad(what);
  }

  /// The path of the element at which the reader stands, with the line in the document.
  private String where() {
    StringBuilder text = new StringBuilder();
    for (Iterator<String> names = path.descendingIterator(); names.hasNext(); ) {
      text.append('/').append(names.next());
    }
    return text.append(" (line ").append(in.getLocation().getLineNumber()).append(')').toString();
  }

  private void root() throws XMLStreamException {
    while (path.isEmpty()) {
      advance();
    }
    String found = in.getLocalName();
    String namespace = in.getNamespaceURI();
    if (!found.equals(kind.root()) || !kind.namespace().equals(namespace)) {
      throw bad(
          "root %s in %s expected, found %s in %s"
              .formatted(kind.root(), kind.namespace(), shown(found), shown(namespace)));
    }
  }

  private int advance() throws XMLStreamException {
    int event = in.next();
    switch (event) {
      case XMLStreamConstants.START_ELEMENT -> {
        path.push(in.getLocalName());
        if (path.size() > DEPTH_MAX) {
          throw bad("elements nested deeper than " + DEPTH_MAX);
        }
      }
      case XMLStreamConstants.END_ELEMENT -> path.pop();
      case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
          throw bad("a document type or entity of its own is not allowed");
      default -> {
        // text, comments, processing instructions
      }
    }
    return event;
  }

  private static String shown(@Nullable String text) {
    int max = 60;
    return text == null ? "nothing" : text.length() <= max ? text : text.substring(0, max) + "…";
  }

  private static String oneLine(XMLStreamException e) {
    return String.valueOf(e.getMessage()).replace('\n', ' ');
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    return factory;
  }
}
