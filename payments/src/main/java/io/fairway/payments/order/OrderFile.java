package io.fairway.payments.order;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// An order file, read once from top to bottom in constant memory.
///
/// Each order of the file gives exactly one [OrderLine]; so the outcomes of a run sum to
/// [#ordersRead()]. In most files an order is a row. In a file of line items the rows of one order
/// are one order, and a row that was partly given back is two: the order and its refund.
///
/// Not safe for several threads.
public final class OrderFile implements Iterator<OrderLine>, AutoCloseable {

  private final Path path;
  private final String sha256;
  private final Mapping mapping;
  private final Lines lines;
  private final Rows rows;
  private final OrderParser parser;

  /// Orders that were read and not yet handed out: one row gives at most two.
  private final ArrayDeque<OrderLine> ready = new ArrayDeque<>(2);

  private @Nullable Row ahead;
  private boolean ended;
  private long ordersRead;
  private long continuationRows;

  private OrderFile(Path path, String sha256, Mapping mapping, Lines lines, List<String> header) {
    this.path = path;
    this.sha256 = sha256;
    this.mapping = mapping;
    this.lines = lines;
    this.rows = new Rows(lines, mapping.form().spanningQuotes(), header.size());
    this.parser = new OrderParser(mapping, header);
  }

  /// Opens a file, with the shipped mapping whose header it has.
  ///
  /// @throws UnreadableOrderFile when it is no file, is empty, is not text, or no mapping knows its
  ///   header
  public static OrderFile open(Path path) {
    return open(path, null);
  }

  /// Opens a file, read by this mapping, or by the shipped one whose header it has when null.
  ///
  /// @throws UnreadableOrderFile as [#open(Path)], or when the header is not the mapping's
  public static OrderFile open(Path path, @Nullable Mapping mapping) {
    if (!Files.isRegularFile(path)) {
      String what = Files.isDirectory(path) ? "it is a directory" : "no such file";
      throw new UnreadableOrderFile(path.toString(), what, "a CSV file of orders");
    }
    try {
      String sha256 = hash(path);
      InputStream in = Files.newInputStream(path);
      try {
        Lines lines = new Lines(in, digest());
        List<String> header = Header.read(path, lines);
        return new OrderFile(path, sha256, Header.mapping(path, header, mapping), lines, header);
      } catch (IOException | RuntimeException e) {
        in.close();
        throw e;
      }
    } catch (IOException e) {
      throw cannotRead(path, e);
    }
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !ended) {
      try {
        read();
      } catch (IOException e) {
        throw cannotRead(path, e);
      }
    }
    return !ready.isEmpty();
  }

  @Override
  public OrderLine next() {
    if (!hasNext()) {
      throw new NoSuchElementException("after the last order of " + path);
    }
    ordersRead++;
    return ready.remove();
  }

  /// The mapping by which it is read.
  public Mapping mapping() {
    return mapping;
  }

  /// SHA-256 of the whole file, in lower-case hex; known from the start.
  public String sha256() {
    return sha256;
  }

  /// Orders handed out so far: at the end, the number that outcomes must sum to.
  public long ordersRead() {
    return ordersRead;
  }

  /// Rows so far that only carry a further line item of the order before them.
  public long continuationRows() {
    return continuationRows;
  }

  /// Empty lines so far, which are no orders.
  public long blankLines() {
    return rows.blankLines();
  }

  @Override
  public void close() {
    try {
      rows.close();
    } catch (IOException e) {
      throw cannotRead(path, e);
    }
  }

  private void read() throws IOException {
    Row row = nextRow();
    switch (row) {
      case null -> end();
      case Row.Bad(long line, String reason, String detail) ->
          ready.add(new OrderLine.Malformed(line, null, reason, detail));
      case Row.Fields fields -> {
        OrderParser.Following following = following(fields);
        parser.parse(fields, following, ready);
      }
    }
  }

  /// Reads past the rows that carry further line items of this order.
  private OrderParser.Following following(Row.Fields first) throws IOException {
    if (!mapping.form().lineItems()) {
      return OrderParser.Following.NONE;
    }
    OrderParser.Following following = OrderParser.Following.NONE;
    for (Row row = nextRow(); row != null; row = nextRow()) {
      if (!(row instanceof Row.Fields fields) || !parser.isContinuation(first, fields)) {
        ahead = row;
        break;
      }
      continuationRows++;
      if (!parser.sameSeller(first, fields)) {
        following = OrderParser.Following.OTHER_SELLER;
      }
    }
    return following;
  }

  private @Nullable Row nextRow() throws IOException {
    Row row = ahead;
    ahead = null;
    return row != null ? row : rows.next();
  }

  private void end() {
    ended = true;
    if (!lines.sha256().equals(sha256)) {
      throw new UnreadableOrderFile(
          path.toString(), "it changed while it was read", "a file that nobody writes to");
    }
  }

  private static String hash(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      MessageDigest digest = digest();
      byte[] buffer = new byte[Lines.BYTES_MAX];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    }
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  private static UnreadableOrderFile cannotRead(Path path, IOException e) {
    return new UnreadableOrderFile(
        path.toString(), "it cannot be read (" + e.getMessage() + ")", "a readable CSV file");
  }
}
