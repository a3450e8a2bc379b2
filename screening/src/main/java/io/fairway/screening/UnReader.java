package io.fairway.screening;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads the UN Security Council's consolidated list. A document type, and with it every entity
/// trick, is refused.
final class UnReader {
  /// Longest text of one element, in characters.
  private static final int TEXT_CHARS_MAX = 65_536;

  /// Aliases that stand in one element: `Husain Salimi; Hosain Salimi`, `a) ...; b) ...`.
  private static final Pattern ALIASES = Pattern.compile("\\s*;\\s*|\\s+(?=[b-z]\\)\\s)");

  private static final Pattern LETTERED = Pattern.compile("^[a-z]\\)\\s*");

  private final List<Entry> entries = new ArrayList<>();
  private final Deque<String> path = new ArrayDeque<>();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder primary = new StringBuilder();
  private String reference = "";
  private String quality = "";
  private Entry entry = new Entry("", "");
  private boolean closed;

  private UnReader() {}

  /// @throws ListException when the text is not the whole document, naming the line
  static List<Entry> read(byte[] bytes) throws ListException {
    UnReader reader = new UnReader();
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
      while (xml.hasNext()) {
        reader.take(xml, xml.next());
      }
    } catch (XMLStreamException e) {
      throw new ListException(
          "not whole XML, line " + e.getLocation().getLineNumber() + ": " + firstLine(e));
    }
    if (!reader.closed) {
      throw new ListException("no </CONSOLIDATED_LIST> was found");
    }
    return reader.entries;
  }

  private static String firstLine(XMLStreamException e) {
    String message = String.valueOf(e.getMessage());
    return message.substring(message.lastIndexOf('\n') + 1).replaceFirst("^Message: ", "");
  }

  private void take(XMLStreamReader xml, int event) throws ListException {
    switch (event) {
      case XMLStreamConstants.START_ELEMENT -> open(xml.getLocalName(), xml);
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
        text.append(xml.getText());
        if (text.length() > TEXT_CHARS_MAX) {
          throw new ListException(
              "a text over " + TEXT_CHARS_MAX + " characters, line " + line(xml));
        }
      }
      case XMLStreamConstants.END_ELEMENT -> close(xml.getLocalName());
      case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
          throw new ListException("a document type or entity, which is refused, line " + line(xml));
      default -> {
        // Comments, processing instructions and the document's own start and end say nothing.
      }
    }
  }

  private static int line(XMLStreamReader xml) {
    return xml.getLocation().getLineNumber();
  }

  private void open(String name, XMLStreamReader xml) throws ListException {
    if (path.isEmpty() && !name.equals("CONSOLIDATED_LIST")) {
      throw new ListException("root <" + name + ">, expected <CONSOLIDATED_LIST>");
    }
    path.push(name);
    text.setLength(0);
    if (path.size() == 3 && (name.equals("INDIVIDUAL") || name.equals("ENTITY"))) {
      entry = new Entry("line " + line(xml), ListKind.UN.listName);
      entry.kind = name.equals("ENTITY") ? Entry.Kind.ORGANISATION : Entry.Kind.PERSON;
      primary.setLength(0);
      reference = "";
    }
  }

  private void close(String name) {
    path.pop();
    String value = text.toString().strip();
    text.setLength(0);
    String parent = path.isEmpty() ? "" : path.peek();
    switch (name) {
      case "FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME" ->
          primary.append(value.isEmpty() ? "" : " " + value);
      case "REFERENCE_NUMBER" -> reference = value;
      case "NAME_ORIGINAL_SCRIPT" -> name(value, false);
      case "QUALITY" -> quality = value;
      case "ALIAS_NAME" -> aliases(value);
      case "VALUE" -> country(parent.equals("NATIONALITY") ? value : "");
      case "COUNTRY" -> country(parent.endsWith("_ADDRESS") ? value : "");
      case "INDIVIDUAL", "ENTITY" -> finish();
      case "CONSOLIDATED_LIST" -> closed = true;
      default -> {
        // The other elements (documents, dates, comments) are not compared.
      }
    }
  }

  private void aliases(String value) {
    for (String alias : ALIASES.split(value, -1)) {
      name(LETTERED.matcher(alias).replaceFirst(""), quality.equalsIgnoreCase("Low"));
    }
    quality = "";
  }

  private void name(String value, boolean weak) {
    if (!value.isBlank()) {
      entry.names.add(new Entry.ListedName(value, weak));
    }
  }

  private void country(String value) {
    String code = value.isEmpty() ? null : Countries.code(value);
    if (code != null) {
      entry.countries.add(code);
    }
  }

  private void finish() {
    Entry whole = new Entry(reference.isEmpty() ? entry.id : reference, entry.listName);
    whole.kind = entry.kind;
    if (!primary.isEmpty()) {
      whole.names.add(new Entry.ListedName(primary.toString().strip(), false));
    }
    whole.names.addAll(entry.names);
    whole.countries.addAll(entry.countries);
    entries.add(whole);
  }
}
