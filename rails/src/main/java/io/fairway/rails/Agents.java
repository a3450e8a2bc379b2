package io.fairway.rails;

import javax.xml.stream.XMLStreamException;

/// Reads the parts that several kinds of message share.
final class Agents {
  private Agents() {}

  /// The BIC of an agent: the reader stands at the element around `FinInstnId`.
  static String bic(XmlIn in) throws XMLStreamException {
    String[] bic = {""};
    in.children(institution ->
        in.children(name -> {
          if (name.equals("BICFI")) {
            bic[0] = in.bic();
          }
        }));
    return bic[0];
  }

  /// The number of an account: the reader stands at the element around `Id`.
  static String account(XmlIn in) throws XMLStreamException {
    String[] number = {""};
    in.children(part -> {
      if (part.equals("Id")) {
        number[0] = accountId(in);
      }
    });
    return number[0];
  }

  /// The number in an account's `Id`, at which the reader stands.
  static String accountId(XmlIn in) throws XMLStreamException {
    String[] number = {""};
    in.children(choice -> number[0] = choice.equals("IBAN") ? iban(in) : other(in));
    return number[0];
  }

  private static String iban(XmlIn in) throws XMLStreamException {
    String text = in.text();
    if (!Iso.isIban(text)) {
      throw in.bad("IBAN: not a valid IBAN: '" + text + "'");
    }
    return text;
  }

  private static String other(XmlIn in) throws XMLStreamException {
    String[] number = {""};
    in.children(name -> {
      if (name.equals("Id")) {
        number[0] = in.text();
      }
    });
    return number[0];
  }
}
