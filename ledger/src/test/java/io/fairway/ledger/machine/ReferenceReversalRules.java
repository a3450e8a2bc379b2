package io.fairway.ledger.machine;

import static io.fairway.ledger.TransferFlags.*;
import static io.fairway.ledger.machine.ReferenceState.*;

import io.fairway.ledger.CreateTransferStatus;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What a reversal adds to the codes, and what it means once its original is known.
final class ReferenceReversalRules {
  private ReferenceReversalRules() {}

  static void add(
      Map<CreateTransferStatus, BooleanSupplier> rules, Transfer t, ReferenceState state) {
    int others =
        PENDING
            | POST_PENDING_TRANSFER
            | VOID_PENDING_TRANSFER
            | BALANCING_DEBIT
            | BALANCING_CREDIT
            | CLOSING_DEBIT
            | CLOSING_CREDIT;
    rules.put(CreateTransferStatus.FLAGS_ARE_MUTUALLY_EXCLUSIVE, () -> (t.flags() & others) != 0);
    rules.put(
        CreateTransferStatus.PENDING_ID_MUST_NOT_BE_ZERO, () -> t.pendingId().equals(Id128.ZERO));
    rules.put(
        CreateTransferStatus.PENDING_ID_MUST_NOT_BE_INT_MAX, () -> t.pendingId().equals(Id128.MAX));
    rules.put(
        CreateTransferStatus.PENDING_ID_MUST_BE_DIFFERENT, () -> t.pendingId().equals(t.id()));
    rules.put(CreateTransferStatus.TIMEOUT_RESERVED_FOR_PENDING_TRANSFER, () -> t.timeout() != 0);
    @Nullable Transfer o = state.transfers.get(t.pendingId());
    rules.put(CreateTransferStatus.ORIGINAL_TRANSFER_NOT_FOUND, () -> o == null);
    if (o == null) {
      return;
    }
    rules.put(
        CreateTransferStatus.ORIGINAL_TRANSFER_NOT_POSTED,
        () -> has(o, PENDING) || has(o, VOID_PENDING_TRANSFER));
    rules.put(CreateTransferStatus.ORIGINAL_TRANSFER_IS_A_REVERSAL, () -> has(o, REVERSAL));
    rules.put(
        CreateTransferStatus.ORIGINAL_TRANSFER_HAS_DIFFERENT_DEBIT_ACCOUNT_ID,
        () -> given(t.debitAccountId()) && !t.debitAccountId().equals(o.creditAccountId()));
    rules.put(
        CreateTransferStatus.ORIGINAL_TRANSFER_HAS_DIFFERENT_CREDIT_ACCOUNT_ID,
        () -> given(t.creditAccountId()) && !t.creditAccountId().equals(o.debitAccountId()));
    rules.put(
        CreateTransferStatus.ORIGINAL_TRANSFER_HAS_DIFFERENT_LEDGER,
        () -> t.ledger() != 0 && t.ledger() != o.ledger());
    rules.put(
        CreateTransferStatus.ORIGINAL_TRANSFER_HAS_DIFFERENT_AMOUNT,
        () -> !unsigned(t.amount()).equals(ALL) && t.amount() != o.amount());
    rules.put(
        CreateTransferStatus.ORIGINAL_TRANSFER_ALREADY_REVERSED,
        () -> state.reversed.contains(o.id()));
  }

  /// The reversal with nothing left out.
  static Transfer whole(Transfer t, Transfer o) {
    return new Transfer(
        t.id(),
        o.creditAccountId(),
        o.debitAccountId(),
        o.amount(),
        t.pendingId(),
        given(t.userData128()) ? t.userData128() : o.userData128(),
        t.userData64() != 0 ? t.userData64() : o.userData64(),
        t.userData32() != 0 ? t.userData32() : o.userData32(),
        0,
        o.ledger(),
        t.code() != 0 ? t.code() : o.code(),
        t.flags(),
        t.timestamp());
  }
}
