package io.fairway.chain.gateway;

import io.fairway.chain.permission.Approval;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/// Keeps, beside a transaction, who approved it and the signatures by which they did.
final class ApprovalRecords {
  private ApprovalRecords() {}

  static void keep(Connection connection, StoredTransaction saved, List<Approval> approvals)
      throws SQLException {
    List<Approval> signed = approvals.stream().filter(Approval::isSigned).toList();
    if (signed.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO chain.approval VALUES (?, ?, ?)")) {
      for (Approval approval : signed) {
        insert.setLong(1, saved.sequence());
        insert.setString(2, approval.person());
        insert.setBytes(3, approval.signatureBytes());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
