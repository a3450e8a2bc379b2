package io.fairway.ledger.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The naive ledger is worth its agreement only while it shares no rule with the state machine: its
/// classes know the ledger's words, the JDK and each other.
class ReferenceIndependenceTest {
  private static final String ROOM = "io/fairway/ledger/";
  private static final String MODEL = ROOM + "machine/Reference";
  private static final Set<String> WORDS =
      Set.of(
          "Account",
          "AccountFlags",
          "CreateAccountResult",
          "CreateAccountStatus",
          "CreateTransferResult",
          "CreateTransferStatus",
          "Id128",
          "Transfer",
          "TransferFlags");

  /// Constants and accessors are words; these would be rules.
  private static final Set<String> RULES = Set.of("isTransient");

  @Test
  void theNaiveLedgerKnowsTheWordsAlone() throws IOException {
    assertThat(foreignTo(ReferenceLedger.class)).isEmpty();
    assertThat(foreignTo(ReferenceState.class)).isEmpty();
    assertThat(foreignTo(ReferenceAccountRules.class)).isEmpty();
    assertThat(foreignTo(ReferenceTransferRules.class)).isEmpty();
    assertThat(foreignTo(ReferenceReversalRules.class)).isEmpty();
  }

  @Test
  void whatUsesTheMachineIsNoticed() throws IOException {
    assertThat(foreignTo(TransferRules.class)).contains(ROOM + "machine/ReversalRules");
    assertThat(foreignTo(StateMachine.class)).contains("isTransient");
  }

  private static Set<String> foreignTo(Class<?> part) throws IOException {
    Set<String> foreign = new TreeSet<>();
    for (PoolEntry entry : read(part).constantPool()) {
      if (entry instanceof ClassEntry known && isForeign(known.asInternalName())) {
        foreign.add(known.asInternalName());
      }
      if (entry instanceof MethodRefEntry method && RULES.contains(method.name().stringValue())) {
        foreign.add(method.name().stringValue());
      }
    }
    return foreign;
  }

  private static boolean isForeign(String name) {
    String plain = name.replaceAll("^\\[+L?", "").replace(";", "");
    return plain.startsWith(ROOM)
        && !plain.startsWith(MODEL)
        && !WORDS.contains(plain.substring(ROOM.length()));
  }

  private static ClassModel read(Class<?> type) throws IOException {
    String file = type.getName().replace('.', '/') + ".class";
    try (InputStream bytes = type.getClassLoader().getResourceAsStream(file)) {
      return ClassFile.of().parse(Objects.requireNonNull(bytes).readAllBytes());
    }
  }
}
