package io.fairway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairway.control.AuditEntry.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogTest {
  private static final int ENTRIES = 5;
  private static final AuditSeal SEAL = new MacSeal("key of the test");

  @TempDir Path folder;

  /// A keyed hash: enough to tell one who knows the key from one who does not.
  private record MacSeal(String key) implements AuditSeal {
    @Override
    public String seal(String text) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return java.util.HexFormat.of()
            .formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
      } catch (java.security.GeneralSecurityException problem) {
        throw new IllegalStateException(problem);
      }
    }

    @Override
    public boolean fits(String text, String seal) {
      return seal(text).equals(seal);
    }
  }

  @BeforeEach
  void write() {
    AuditLog log = open();
    for (int n = 1; n <= ENTRIES; n++) {
      log.append(event("k" + n));
    }
  }

  private AuditLog open() {
    return AuditLog.open(folder, SEAL, () -> Instant.parse("2026-01-02T03:04:05.678Z"));
  }

  private static AuditLog.Event event(String subject) {
    return new AuditLog.Event("alice", "SIGN", subject, Outcome.REFUSED, "a\tb\\n\nc\\");
  }

  private AuditVerdict verify(AuditLog.Anchor... anchors) {
    return AuditLog.verify(folder, SEAL, List.of(anchors), e -> {});
  }

  private Path log() {
    return folder.resolve("audit.log");
  }

  /// From the first line on, and after somebody copied the files back.
  @Test
  void onlyTheOwnerReadsIt() throws IOException {
    List<Path> files = List.of(log(), folder.resolve("audit.head"));
    for (Path file : files) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    }
    Files.writeString(folder.resolve("audit.head.part"), "of a crash");
    AuditLog again = open();
    for (Path file : files) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    again.append(event("after"));
    for (Path file : files) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(verify()).isInstanceOf(AuditVerdict.Sound.class);
  }

  @Test
  void aLogReadsBackAsItWasWritten() {
    List<AuditEntry> read = new ArrayList<>();
    AuditVerdict verdict = AuditLog.verify(folder, SEAL, List.of(), read::add);
    assertThat(verdict).isInstanceOf(AuditVerdict.Sound.class);
    assertThat(read).hasSize(ENTRIES).allMatch(e -> e.detail().equals("a\tb\\n\nc\\"));
    assertThat(read.getFirst().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(open().append(event("k6")).number()).isEqualTo(ENTRIES + 1L);
    assertThat(verify()).isInstanceOf(AuditVerdict.Sound.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void aRemovedLineIsFound(int removed) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(log()));
    lines.remove(removed);
    Files.write(log(), lines);
    // The last line alone is what a crash leaves: the sealed head still has it.
    if (removed == ENTRIES - 1) {
      assertThat(verify())
          .isInstanceOfSatisfying(
              AuditVerdict.Sound.class, s -> assertThat(s.unfinished()).isTrue());
      assertThat(open().append(event("k6")).number()).isEqualTo(ENTRIES + 1L);
      assertThat(Files.readAllLines(log())).hasSize(ENTRIES + 1);
    } else {
      assertBrokenAt(removed + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void reorderedLinesAreFound(int first) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(log()));
    Collections.swap(lines, first, first + 1);
    Files.write(log(), lines);
    assertBrokenAt(first + 1);
  }

  /// Every byte of the log, changed in turn.
  @Test
  void anyChangedByteIsFound() throws IOException {
    byte[] good = Files.readAllBytes(log());
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      Files.write(log(), bad);
      assertThat(verdictOrUnreadable()).as("byte %s", at).isNotInstanceOf(AuditVerdict.Sound.class);
    }
  }

  /// A byte that is no UTF-8 any more is not read at all, which is found as well.
  private Object verdictOrUnreadable() {
    try {
      return verify();
    } catch (java.io.UncheckedIOException unreadable) {
      return unreadable;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void aTailThatWasCutOffIsFoundAlthoughTheRestChains(int kept) throws IOException {
    List<String> lines = Files.readAllLines(log());
    Files.write(log(), lines.subList(0, kept));
    String head = lines.get(kept - 1) + "\n" + new MacSeal("another key").seal("x") + "\n";
    if (kept < ENTRIES - 1) {
      assertThat(verify()).isInstanceOf(AuditVerdict.Broken.class);
    }
    Files.writeString(folder.resolve("audit.head"), head);
    assertThat(verify())
        .isInstanceOfSatisfying(
            AuditVerdict.Broken.class, b -> assertThat(b.what()).contains("seal does not fit"));
    Files.delete(folder.resolve("audit.head"));
    assertThat(verify()).isInstanceOf(AuditVerdict.Broken.class);
  }

  /// Log and head together from an older copy: sealed, chained, and still found by an anchor.
  @Test
  void aWholeOldCopyIsFoundByAnAnchor() throws IOException {
    byte[] oldLog = Files.readAllBytes(log());
    byte[] oldHead = Files.readAllBytes(folder.resolve("audit.head"));
    AuditLog open = open();
    open.append(event("k6"));
    AuditLog.Anchor anchor = java.util.Objects.requireNonNull(open.anchor());
    assertThat(verify(anchor)).isInstanceOf(AuditVerdict.Sound.class);
    assertThat(AuditLog.Anchor.parse(anchor.toString())).contains(anchor);
    Files.write(log(), oldLog);
    Files.write(folder.resolve("audit.head"), oldHead);
    assertThat(verify()).isInstanceOf(AuditVerdict.Sound.class);
    assertThat(verify(anchor))
        .isInstanceOfSatisfying(
            AuditVerdict.Broken.class, b -> assertThat(b.what()).contains("rolled back"));
  }

  /// The state of the disk at every moment of an append: nothing, part of the line, all of it.
  @Test
  void aCrashAnywhereInAnAppendLeavesTheLineWholeOrNotAtAll() throws IOException {
    byte[] before = Files.readAllBytes(log());
    open().append(event("k6"));
    byte[] after = Files.readAllBytes(log());
    for (int length = before.length; length <= after.length; length++) {
      Files.write(log(), java.util.Arrays.copyOf(after, length));
      open();
      assertThat(Files.readAllBytes(log())).as("%s bytes", length).isEqualTo(after);
    }
  }

  @Test
  void nothingIsAppendedToABrokenLog() throws IOException {
    List<String> lines = Files.readAllLines(log());
    Files.write(log(), lines.subList(1, ENTRIES));
    assertThatThrownBy(this::open)
        .isInstanceOf(AuditBroken.class)
        .hasMessageContaining("entry 2 stands where entry 1 was expected");
  }

  private void assertBrokenAt(long line) {
    assertThat(verify())
        .isInstanceOfSatisfying(
            AuditVerdict.Broken.class, b -> assertThat(b.line()).isEqualTo(line));
  }
}
