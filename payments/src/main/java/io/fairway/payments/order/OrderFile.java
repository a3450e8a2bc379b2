package io.fairway.payments.order;

import java.nio.file.Path;
import java.util.Iterator;

/// An order file, read once from top to bottom in constant memory.
public final class OrderFile implements Iterator<OrderLine>, AutoCloseable {

  private OrderFile() {}

  /// Opens a file, with the shipped mapping whose header it has.
  ///
  /// @throws UnreadableOrderFile when it is no file, is empty, is not text, or no mapping knows its
  ///   header
  public static OrderFile open(Path path) {
    return Unbuilt.yet("open ");
  }

  /// Opens a file, read by this mapping.
  ///
  /// @throws UnreadableOrderFile as [#open(Path)], or when the header is not the mapping's
  public static OrderFile open(Path path, Mapping mapping) {
    return Unbuilt.yet("open ");
  }

  @Override
  public boolean hasNext() {
    return false;
  }

  @Override
  public OrderLine next() {
    return Unbuilt.yet("next");
  }

  /// The mapping by which it is read.
  public Mapping mapping() {
    return Unbuilt.yet("mapping");
  }

  /// SHA-256 of the whole file, in lower-case hex; known from the start.
  public String sha256() {
    return Unbuilt.yet("sha256");
  }

  /// Orders handed out so far: at the end, the number that outcomes must sum to.
  public long ordersRead() {
    return 0;
  }

  @Override
  public void close() {}
}
