package io.fairway.rails;

import io.fairway.money.Money;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Writes one document into memory, element by element.
final class XmlOut {
  private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

  /// Characters first, bytes at the end: over a byte stream the JDK writes byte by byte.
  private final StringWriter text;

  private final XMLStreamWriter out;

  XmlOut(MessageKind kind, int sizeGuess) {
    text = new StringWriter(sizeGuess);
    try {
      synchronized (FACTORY) {
        out = FACTORY.createXMLStreamWriter(text);
      }
      out.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
      out.writeStartElement(kind.root());
      out.writeDefaultNamespace(kind.namespace());
    } catch (XMLStreamException e) {
      throw unwritable(e);
    }
  }

  XmlOut open(String name) {
    try {
      out.writeStartElement(name);
      return this;
    } catch (XMLStreamException e) {
      throw unwritable(e);
    }
  }

  XmlOut close() {
    try {
      out.writeEndElement();
      return this;
    } catch (XMLStreamException e) {
      throw unwritable(e);
    }
  }

  XmlOut leaf(String name, String text) {
    try {
      out.writeStartElement(name);
      out.writeCharacters(text);
      out.writeEndElement();
      return this;
    } catch (XMLStreamException e) {
      throw unwritable(e);
    }
  }

  /// The leaf, unless it is empty: the schemas know no empty text.
  XmlOut leafUnlessEmpty(String name, String text) {
    return text.isEmpty() ? this : leaf(name, text);
  }

  /// An amount with as many decimals as its currency has.
  XmlOut amount(String name, Money amount) {
    try {
      out.writeStartElement(name);
      out.writeAttribute("Ccy", amount.asset().isoCode());
      out.writeCharacters(amount.decimal().toPlainString());
      out.writeEndElement();
      return this;
    } catch (XMLStreamException e) {
      throw unwritable(e);
    }
  }

  XmlOut agent(String name, String bic) {
    return open(name).open("FinInstnId").leaf("BICFI", bic).close().close();
  }

  /// A valid IBAN as such, every other number as it is.
  XmlOut account(String name, String number) {
    open(name).open("Id");
    if (Iso.isIban(number)) {
      leaf("IBAN", number);
    } else {
      open("Othr").leaf("Id", number).close();
    }
    return close().close();
  }

  byte[] finish() {
    try {
      out.writeEndDocument();
      out.close();
      return text.toString().getBytes(StandardCharsets.UTF_8);
    } catch (XMLStreamException e) {
      throw unwritable(e);
    }
  }

  private static IllegalStateException unwritable(XMLStreamException e) {
    return new IllegalStateException("writing XML into memory failed", e);
  }
}
