package io.fairway.rails;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/// The operator's own copies of the schemas, which Fairway does not ship: it has rules of its own,
/// and the schemas are the registration authority's to give out.
public final class OperatorSchemas {
  private final Map<MessageKind, Schema> schemas = new EnumMap<>(MessageKind.class);

  private OperatorSchemas() {}

  /// Reads every `<kind>.xsd` of the folder, such as `pacs.008.001.08.xsd`.
  ///
  /// @throws IOException when there is none, or one is no schema
  public static OperatorSchemas open(Path folder) throws IOException {
    OperatorSchemas all = new OperatorSchemas();
    for (MessageKind kind : MessageKind.values()) {
      Path file = folder.resolve(kind.id() + ".xsd");
      if (Files.isRegularFile(file)) {
        all.schemas.put(kind, compile(file));
      }
    }
    if (all.schemas.isEmpty()) {
      throw new IOException(
          "no schema found in " + folder + ": files named like pacs.008.001.08.xsd expected");
    }
    return all;
  }

  /// What the schemas have against a message, header and document; null when nothing, or when the
  /// folder holds no schema for them.
  public @Nullable String complaint(MessageKind kind, BankMessage message) {
    String header = complaint(MessageKind.HEAD_001, message.header());
    return header != null ? header : complaint(kind, message.document());
  }

  private @Nullable String complaint(MessageKind kind, byte[] document) {
    Schema schema = schemas.get(kind);
    if (schema == null) {
      return null;
    }
    try {
      Validator validator = schema.newValidator();
      validator.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      validator.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      validator.validate(new StreamSource(new ByteArrayInputStream(document)));
      return null;
    } catch (SAXParseException e) {
      return kind.id() + " line " + e.getLineNumber() + ": " + e.getMessage();
    } catch (SAXException | IOException e) {
      return kind.id() + ": " + e.getMessage();
    }
  }

  private static Schema compile(Path file) throws IOException {
    try {
      SchemaFactory factory = SchemaFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      return factory.newSchema(file.toFile());
    } catch (SAXException e) {
      throw new IOException(file + " is no schema: " + e.getMessage(), e);
    }
  }
}
