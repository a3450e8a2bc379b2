package io.fairway.ledger.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.fairway.ledger.Account;
import io.fairway.ledger.BatchRoot;
import io.fairway.ledger.Id128;
import io.fairway.ledger.Inclusion;
import io.fairway.ledger.Transfer;
import io.fairway.ledger.TransferFlags;
import io.fairway.ledger.proof.ProofCheck;
import io.fairway.ledger.proof.Roots;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofTest {
  private static final Id128 A = new Id128(0, 1);
  private static final Id128 B = new Id128(0, 2);

  private static LocalLedger ledger() {
    LocalLedger ledger = new LocalLedger().at(1000);
    ledger.createAccounts(List.of(Account.open(A, 1, 1, 0), Account.open(B, 1, 1, 0)));
    return ledger;
  }

  private static Transfer transfer(long id) {
    return new Transfer(
        new Id128(9, id), A, B, id * 7, Id128.ZERO, new Id128(3, id), 5, 6, 0, 1, 2, 0, 0);
  }

  private static List<Transfer> transfers(int first, int count) {
    List<Transfer> list = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      list.add(transfer(i));
    }
    return list;
  }

  /// Hashes and hexadecimal digits as the format says, written without the ledger's own code.
  @Test
  void rootsAndChainAreWhatTheFormatSays() throws Exception {
    LocalLedger ledger = ledger();
    ledger.at(2000).createTransfers(transfers(1, 3));
    String zero = "0".repeat(64);
    String first = node(account(1, 1001), account(2, 1002));
    String chain0 = hash("02", zero, first, long16(0), long16(1002), "00000002");
    String second = node(node(leaf(1, 2001), leaf(2, 2002)), leaf(3, 2003));
    String chain1 = hash("02", chain0, second, long16(1), long16(2003), "00000003");
    assertThat(ledger.roots(0, 10))
        .containsExactly(
            new BatchRoot(0, 1002, 2, first, chain0), new BatchRoot(1, 2003, 3, second, chain1));
  }

  @Test
  void everyTransferOfEverySizeOfBatchIsProven() {
    LocalLedger ledger = ledger();
    int next = 1;
    for (int size : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33}) {
      ledger.createTransfers(transfers(next, size));
      next += size;
    }
    ledger.createTransfers(
        List.of(
            Transfer.of(new Id128(8, 1), A, B, 9, 1, 1, TransferFlags.PENDING),
            Transfer.post(new Id128(8, 2), new Id128(8, 1), 0)));
    List<BatchRoot> roots = ledger.roots(0, 1000);
    String trusted = roots.getLast().chain();
    List<Id128> ids = new ArrayList<>(List.of(new Id128(8, 1), new Id128(8, 2)));
    transfers(1, next - 1).forEach(t -> ids.add(t.id()));
    for (Id128 id : ids) {
      Inclusion proof = prove(ledger, id);
      int batch = (int) proof.batch().index();
      assertThat(roots.get(batch)).isEqualTo(proof.batch());
      String own = proof.text(List.of());
      assertThat(ProofCheck.refusal(own, proof.batch().chain())).isEmpty();
      String text = proof.text(roots.subList(batch + 1, roots.size()));
      assertThat(ProofCheck.refusal(text, trusted)).isEmpty();
    }
    assertThat(ledger.prove(new Id128(8, 99))).isNull();
  }

  @Test
  void everyFlippedBitIsRefused() {
    LocalLedger ledger = ledger();
    for (int i = 0; i < 4; i++) {
      ledger.createTransfers(transfers(1 + 5 * i, 5));
    }
    List<BatchRoot> roots = ledger.roots(0, 10);
    Inclusion proof = prove(ledger, new Id128(9, 8));
    String trusted = roots.getLast().chain();
    String text = proof.text(roots.subList(3, roots.size()));
    assertThat(ProofCheck.refusal(text, trusted)).isEmpty();
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      String damaged = new String(bytes, StandardCharsets.ISO_8859_1);
      assertThat(ProofCheck.refusal(damaged, trusted)).as("bit %s", bit).isNotEmpty();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
    assertThat(ProofCheck.refusal(text, roots.getFirst().chain())).startsWith("it leads to");
    assertThat(ProofCheck.refusal("", trusted)).isNotEmpty();
    assertThat(ProofCheck.refusal("\n", trusted)).isNotEmpty();
  }

  /// No proof of one run is taken by the roots of another, and expiries are leaves too.
  @Test
  void randomRunsAreProven() {
    SplittableRandom random = new SplittableRandom(4);
    RandomEvents events = new RandomEvents(4);
    LocalLedger ledger = new LocalLedger();
    for (int i = 0; i < 400; i++) {
      long time = events.logTime();
      ledger.at(time);
      if (i % 5 == 0) {
        ledger.createAccounts(events.accounts(time));
      } else {
        ledger.createTransfers(events.transfers(time));
      }
    }
    List<BatchRoot> roots = ledger.roots(0, 1000);
    LocalLedger restored = LocalLedger.restore(ledger.snapshot());
    assertThat(restored.roots(0, 1000)).isEqualTo(roots);
    ScannedHistory scanned = new ScannedHistory(ledger.machine().committed());
    assertThat(scanned.events).anyMatch(ScannedHistory.Event::expiry);
    for (int i = 0; i < 50; i++) {
      Transfer t = scanned.events.get(random.nextInt(scanned.events.size())).transfer();
      Inclusion proof = prove(ledger, t.id());
      assertThat(proof.transfer()).isEqualTo(t);
      int after = (int) proof.batch().index() + 1;
      String text = proof.text(roots.subList(after, roots.size()));
      assertThat(ProofCheck.refusal(text, roots.getLast().chain())).isEmpty();
    }
  }

  /// A customer has the one file and a JDK.
  @Test
  void theCheckerRunsAlone(@TempDir Path directory) throws Exception {
    LocalLedger ledger = ledger();
    ledger.createTransfers(transfers(1, 10));
    Inclusion proof = prove(ledger, new Id128(9, 4));
    Path file = Files.writeString(directory.resolve("proof.txt"), proof.text(List.of()));
    Path source = Path.of("src/main/java/io/fairway/ledger/proof/ProofCheck.java");
    assertThat(run(source, file, proof.batch().chain()))
        .isEqualTo("0 yes: the transfer is in the ledger");
    assertThat(run(source, file, "0".repeat(64))).startsWith("1 no: it leads to the chain value");
  }

  @Test
  void aLeafAllocatesNothing() {
    LocalLedger ledger = ledger();
    Roots roots = new Roots(ledger.machine().committed(), Storage.direct(1 << 20));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int batch = 0; batch < 20; batch++) {
      ledger.createTransfers(transfers(1 + batch * 100, 100));
      long before = threads.getCurrentThreadAllocatedBytes();
      roots.doWork(1000);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(roots.batches()).isEqualTo(21);
    assertThat(least).isZero();
  }

  private static Inclusion prove(LocalLedger ledger, Id128 id) {
    return Objects.requireNonNull(ledger.prove(id));
  }

  private static String run(Path source, Path file, String chain) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(java, source.toString(), file.toString(), chain)
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + out.strip();
  }

  private static String leaf(long id, long timestamp) throws Exception {
    return hash(
        "0054",
        long16(9) + long16(id),
        long16(0) + long16(1),
        long16(0) + long16(2),
        long16(id * 7),
        long16(3) + long16(id),
        long16(5),
        "00000006",
        "00000000",
        "00000001",
        "0002",
        "0000",
        long16(timestamp));
  }

  private static String account(long id, long timestamp) throws Exception {
    return hash(
        "0041",
        long16(0) + long16(id),
        "0".repeat(32),
        long16(0),
        "00000000",
        "00000001",
        "0001",
        "0000",
        long16(timestamp));
  }

  private static String node(String left, String right) throws Exception {
    return hash("01", left, right);
  }

  private static String long16(long value) {
    return HexFormat.of().toHexDigits(value);
  }

  private static String hash(String... parts) throws Exception {
    byte[] bytes = HexFormat.of().parseHex(String.join("", parts));
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
