package io.fairway.payments.order;

import io.fairway.payments.order.Mapping.Field;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the fields of a mapping are in the rows of one file.
final class Layout {

  private final int width;
  private final Map<Field, Integer> indexes = new EnumMap<>(Field.class);

  Layout(Mapping mapping, List<String> header) {
    this.width = header.size();
    for (Field field : Field.values()) {
      int index = mapping.indexOf(field, header);
      if (index >= 0) {
        indexes.put(field, index);
      }
    }
  }

  int width() {
    return width;
  }

  boolean has(Field field) {
    return indexes.containsKey(field);
  }

  /// The text of a field; empty when no column gives it.
  String text(Row.Fields row, Field field) {
    Integer index = indexes.get(field);
    return index == null ? "" : row.values().get(index);
  }

  /// The order's id of a row of any width, as far as it can be told.
  @Nullable String orderId(Row.Fields row) {
    int index = indexes.getOrDefault(Field.ORDER_ID, 0);
    String id = index < row.values().size() ? row.values().get(index) : "";
    return Cells.isId(id) ? id : null;
  }
}
