package io.fairway.ledger.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.ledger.Account;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.machine.StateMachine;
import io.fairway.ledger.machine.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class WireTest {
  private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES_MAX]);
  private final UnsafeBuffer reply = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES_MAX]);

  @Test
  void transfersComeBackAsTheyWent() {
    SplittableRandom random = new SplittableRandom(1);
    List<Transfer> sent = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      sent.add(
          new Transfer(
              id(random),
              id(random),
              id(random),
              number(random),
              id(random),
              id(random),
              number(random),
              (int) number(random),
              (int) number(random),
              (int) number(random),
              (int) number(random) & 0xffff,
              (int) number(random) & 0xffff,
              number(random)));
    }
    int length = new CommandWriter().transfers(sent, bytes, 0);
    TransferCodec codec = new TransferCodec();
    TransferEvent event = new TransferEvent();
    int at = 0;
    for (Transfer t : sent) {
      int measured = TransferCodec.measure(bytes, at, length - at);
      int decoded = codec.decode(bytes, at, event);
      assertThat(event.toTransfer()).isEqualTo(t);
      assertThat(decoded).isEqualTo(measured);
      at += decoded;
    }
    assertThat(at).isEqualTo(length);
  }

  @Test
  void accountsComeBackAsTheyWent() {
    SplittableRandom random = new SplittableRandom(2);
    AccountEvent event = new AccountEvent();
    for (int i = 0; i < 5000; i++) {
      Account a =
          new Account(
              id(random),
              number(random),
              number(random),
              number(random),
              number(random),
              id(random),
              number(random),
              (int) number(random),
              (int) number(random),
              (int) number(random) & 0xffff,
              (int) number(random) & 0xffff,
              number(random));
      int length = new CommandWriter().accounts(List.of(a), bytes, 0);
      assertThat(AccountCodec.measure(bytes, 0, length)).isEqualTo(length);
      assertThat(AccountCodec.measure(bytes, 0, length - 1)).isEqualTo(-1);
      assertThat(AccountCodec.decode(bytes, 0, event)).isEqualTo(length);
      assertThat(event.toAccount()).isEqualTo(a);
    }
  }

  @Test
  void anOrdinaryTransferTakesAtMost64Bytes() {
    List<Transfer> two =
        List.of(
            Transfer.of(new Id128(1, 1), new Id128(2, 2), new Id128(3, 3), 1L << 40, 344, 1, 0),
            Transfer.of(new Id128(1, 2), new Id128(2, 2), new Id128(3, 3), 1L << 40, 344, 1, 1));
    int first = new CommandWriter().transfers(two.subList(0, 1), bytes, 0);
    int both = new CommandWriter().transfers(two, bytes, 0);
    assertThat(both - first).isLessThanOrEqualTo(64).isEqualTo(60);
    assertThat(first).isEqualTo(64);
  }

  @Test
  void theLargestBatchFitsOneMessage() {
    assertThat(Wire.COMMAND_HEADER + (long) Wire.EVENTS_MAX * TransferCodec.BYTES_MAX)
        .isLessThanOrEqualTo(Wire.MESSAGE_BYTES_MAX);
    assertThat(Wire.COMMAND_HEADER + (long) Wire.EVENTS_MAX * AccountCodec.BYTES_MAX)
        .isLessThanOrEqualTo(Wire.MESSAGE_BYTES_MAX);
    assertThat(Wire.REPLY_HEADER + (long) Wire.EVENTS_MAX * TransferCodec.BYTES_MAX)
        .isLessThanOrEqualTo(Wire.MESSAGE_BYTES_MAX);
  }

  @Test
  void codesAndFlagsThatDoNotFitAreRefusedByTheWriter() {
    Transfer code = Transfer.of(Id128.MAX, Id128.MAX, Id128.MAX, 1, 1, 65_536, 0);
    Transfer flags = Transfer.of(Id128.MAX, Id128.MAX, Id128.MAX, 1, 1, 1, 65_536);
    assertThatThrownBy(() -> new CommandWriter().transfers(List.of(code), bytes, 0))
        .hasMessage("code must fit in 16 bits, was 65536");
    assertThatThrownBy(() -> new CommandWriter().transfers(List.of(flags), bytes, 0))
        .hasMessage("flags must fit in 16 bits, was 65536");
  }

  @Test
  void foreignBytesAreRefusedAndChangeNothing() {
    StateMachine ledger = new StateMachine(Storage.direct(1 << 14));
    int length = command();
    record Damage(int at, int value, Refusal refusal) {}
    List<Damage> table =
        List.of(
            new Damage(0, 0, Refusal.UNSUPPORTED_VERSION),
            new Damage(0, Wire.VERSION + 1, Refusal.UNSUPPORTED_VERSION),
            new Damage(2, 0, Refusal.UNKNOWN_OPERATION),
            new Damage(2, 99, Refusal.UNKNOWN_OPERATION),
            new Damage(2, -1, Refusal.UNKNOWN_OPERATION),
            new Damage(4, 3, Refusal.MALFORMED),
            new Damage(4, 1, Refusal.MALFORMED),
            new Damage(6, 1, Refusal.TOO_MANY_EVENTS),
            new Damage(7, -128, Refusal.TOO_MANY_EVENTS),
            new Damage(16, 3, Refusal.MALFORMED),
            new Damage(17, -1, Refusal.MALFORMED));
    for (Damage damage : table) {
      command();
      bytes.putByte(damage.at(), (byte) damage.value());
      ledger.apply(bytes, 0, length, 0, reply);
      assertThat(Replies.refusal(reply, 0)).as("%s", damage).isEqualTo(damage.refusal());
    }
    for (int cut = 0; cut < length; cut++) {
      command();
      ledger.apply(bytes, 0, cut, 0, reply);
      assertThat(Replies.refusal(reply, 0)).as("cut to %s", cut).isNotEqualTo(Refusal.NONE);
    }
    assertThat(ledger.transferCount()).isZero();
    command();
    ledger.apply(bytes, 0, length, 0, reply);
    assertThat(Replies.refusal(reply, 0)).isEqualTo(Refusal.NONE);
  }

  @Test
  void noBytesStopTheLedger() {
    StateMachine ledger = new StateMachine(Storage.direct(1 << 14));
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 20_000; round++) {
      int length = command();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes.putByte(random.nextInt(length), (byte) random.nextInt());
      }
      ledger.apply(bytes, 0, length, round, reply);
    }
    assertThat(ledger.commands()).isEqualTo(20_000);
  }

  private int command() {
    List<Transfer> two =
        List.of(
            Transfer.of(new Id128(1, 1), new Id128(2, 2), new Id128(3, 3), 7, 344, 1, 0),
            Transfer.of(new Id128(1, 2), new Id128(2, 2), new Id128(3, 3), 7, 344, 1, 0));
    CommandWriter.header(bytes, 0, Operation.CREATE_TRANSFERS, 2, 1);
    return Wire.COMMAND_HEADER + new CommandWriter().transfers(two, bytes, Wire.COMMAND_HEADER);
  }

  private static Id128 id(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> Id128.ZERO;
      case 1 -> new Id128(0, random.nextLong());
      default -> new Id128(random.nextLong(), random.nextLong());
    };
  }

  private static long number(SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> 0;
      case 2 -> 7;
      case 3 -> random.nextInt() & 0xffffffffL;
      default -> random.nextLong();
    };
  }
}
