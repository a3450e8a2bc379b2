package io.fairway.chain.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairway.chain.Hash32;
import io.fairway.chain.keys.vault.Secp256k1;
import io.fairway.chain.keys.vault.Secrets;
import io.fairway.control.AuditEntry;
import io.fairway.control.AuditVerdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.TransactionEncoder;

/// Offline signing: a bundle is made here, read and signed on other machines, and what comes back
/// is checked here again, as if nobody had checked before.
public final class Bundles {
  private static final int CONFIRM_DIGITS = 8;
  private static final Set<String> DRAFT = Set.of("purpose", "function", "key", "payload");

  /// Goes before the bundle's hash in the log's event of a change that a bundle made.
  private static final String IN_BUNDLE = " in bundle ";

  private final KeyRoom room;
  private final Path keys;
  private final Path folder;

  /// @param room of the machine that this runs on
  /// @param folder of its keys; bundles that were made are kept in it
  public Bundles(KeyRoom room, Path folder) {
    this.room = room;
    this.keys = folder;
    this.folder = folder.resolve("bundles");
  }

  /// What came of an import.
  public sealed interface Imported {
    /// Enough have signed.
    ///
    /// @param result the signed transaction's bytes, or the holders' signatures side by side in the
    ///   order of their addresses, as a Safe wants them
    /// @param changed what the import changed in the inventory, in words; empty when nothing
    record Complete(List<String> signers, String result, String changed) implements Imported {}

    /// Not enough yet.
    record Waiting(List<String> signers, int required, boolean payloadSigned) implements Imported {}
  }

  /// A person at the machine, who is shown a bundle.
  @FunctionalInterface
  public interface Reading {
    /// Shows the bundle.
    ///
    /// @return what the person typed: the first eight digits of the hash, when it was read; null
    ///   when nobody answered
    @Nullable String typed(Bundle bundle);
  }

  /// Makes a bundle of a draft. The draft names a purpose, a function that has a quorum, a payload,
  /// and the key whose signature the chain wants.
  public Bundle make(Path draft, Person maker, Duration life) {
    return room.attempt(
        "BUNDLE",
        draft.toString(),
        () -> {
          ObjectNode root = Json.read(draft);
          Payload.fields(root, DRAFT);
          Payload payload = Payload.read(root.path("payload"));
          String signer = signer(room.inventory(), root, payload);
          Draft read =
              new Draft(Json.text(root, "purpose"), Json.text(root, "function"), signer, payload);
          return make(read, maker, life);
        });
  }

  /// Makes a bundle that gives a key other limits, once enough people signed.
  public Bundle limits(String name, KeyRecord.Limits limits, Person maker, Duration life) {
    return room.attempt(
        "BUNDLE",
        name,
        () -> {
          KeyRecord key = room.existing("BUNDLE", name);
          if (limits.equals(key.limits())) {
            throw new KeyProblem(
                "the limits of "
                    + key.alias()
                    + " are "
                    + limits
                    + " already, so nothing would change; expected other ones");
          }
          Payload.Limits change = new Payload.Limits(key.alias(), key.address(), limits);
          String purpose = "other limits for " + key.alias() + ", so far " + key.limits();
          return make(new Draft(purpose, Payload.Limits.FUNCTION, "", change), maker, life);
        });
  }

  private record Draft(String purpose, String function, String signer, Payload payload) {}

  private Bundle make(Draft draft, Person maker, Duration life) {
    Inventory inventory = room.inventory();
    Inventory.Quorum quorum = inventory.quorums().get(draft.function());
    if (quorum == null) {
      throw new KeyProblem(
          "the function "
              + draft.function()
              + " has no quorum; expected: ./fairway keys quorum "
              + draft.function()
              + " M PERSON PERSON ...");
    }
    Map<String, String> holders = new TreeMap<>();
    quorum
        .holders()
        .forEach(id -> holders.put(id, Objects.requireNonNull(inventory.people().get(id))));
    Instant now = room.now();
    Bundle bundle =
        new Bundle(
            draft.purpose(),
            draft.function(),
            maker.id(),
            now,
            now.plus(life),
            quorum.required(),
            holders,
            draft.signer(),
            draft.payload());
    keep(bundle.hash() + ".json", bundle.file());
    room.done("BUNDLE", bundle.hash().toString(), bundle.purpose());
    return bundle;
  }

  /// A key of this inventory by name, or one of another machine by its address. What the chain
  /// wants the holders' own signatures for has none, and naming one is a misunderstanding.
  private static String signer(Inventory inventory, ObjectNode draft, Payload payload) {
    if (!(payload instanceof Payload.Transaction)) {
      if (draft.has("key")) {
        throw new KeyProblem(
            "the draft names the key %s, and its payload is of the kind %s, which each holder signs with the holder's own key; expected no field key"
                .formatted(draft.path("key"), Json.text(draft.path("payload"), "kind")));
      }
      return "";
    }
    String key = Json.text(draft, "key");
    if (key.matches("0x[0-9a-f]{40}")) {
      return key;
    }
    KeyRecord record =
        inventory
            .current(key)
            .orElseThrow(
                () -> new KeyProblem("there is no key " + key + "; expected a name or an address"));
    String no = record.refusal(record.created(), 1);
    if (no != null) {
      throw new KeyProblem(no);
    }
    return record.address();
  }

  /// Shows a bundle to a person and signs it, on the machine that has the person's key.
  ///
  /// @throws KeyProblem when the bundle is not whole, or the person did not read it; that is in the
  ///   log of this machine
  public BundleSignature sign(Path file, Person person, Reading reading) {
    Bundle bundle = room.attempt("READ", file.toString(), () -> Bundle.read(file));
    return room.attempt(
        "SIGN", bundle.hash().toString(), () -> sign(bundle, person, reading.typed(bundle)));
  }

  private BundleSignature sign(Bundle bundle, Person person, @Nullable String seen) {
    bundle.mustBeFresh(room.now());
    if (seen == null) {
      throw new KeyProblem(
          "nobody confirmed what was shown; expected a console, or --confirm with the first "
              + CONFIRM_DIGITS
              + " digits of the bundle hash; nothing was signed");
    }
    if (!seen.equals(confirmation(bundle))) {
      throw new KeyProblem(
          "'"
              + seen
              + "' are not the first "
              + CONFIRM_DIGITS
              + " digits of the bundle's hash; nothing was signed");
    }
    String address = bundle.holders().get(person.id());
    if (address == null) {
      throw new KeyProblem(
          person.id()
              + " is no holder of this bundle; expected one of "
              + String.join(", ", bundle.holders().keySet()));
    }
    KeyRecord own =
        room.inventory()
            .ofAddress(address)
            .orElseThrow(() ->
                new KeyProblem(
                    "the key " + address + " of " + person.id() + " is not on this machine"));
    byte[] approval =
        room.signOffline(own, bundle.approvalHash(), "approves bundle " + bundle.hash());
    return new BundleSignature(
        bundle.hash(),
        person.id(),
        room.now(),
        "0x" + HexFormat.of().formatHex(approval),
        payload(bundle, own));
  }

  /// What the person must type.
  public static String confirmation(Bundle bundle) {
    return bundle.hash().toString().substring(2, 2 + CONFIRM_DIGITS);
  }

  private String payload(Bundle bundle, KeyRecord own) {
    KeyRecord key =
        bundle.signer().isEmpty() ? own : room.inventory().ofAddress(bundle.signer()).orElse(null);
    return key == null
        ? ""
        : "0x"
            + HexFormat.of()
                .formatHex(
                    room.signOffline(
                        key, bundle.signingHash(), "signs the payload of " + bundle.hash()));
  }

  /// Takes signatures in, checks everything anew, and puts them together when they are enough.
  ///
  /// @throws KeyProblem at the first thing that is not as it must be; nothing of this call counts
  public Imported take(Path bundleFile, List<Path> signatures) {
    return room.attempt(
        "IMPORT",
        bundleFile.toString(),
        () -> {
          Bundle bundle = madeHere(bundleFile);
          if (isDone(bundle)) {
            throw new KeyProblem("the bundle " + bundle.hash() + " was completed before");
          }
          mustStand(bundle);
          for (Path file : signatures) {
            BundleSignature signature = BundleSignature.read(file);
            check(bundle, signature);
            keep(bundle.hash() + "." + signature.person() + ".json", signature.file());
            room.done("IMPORT", bundle.hash().toString(), "signature of " + signature.person());
          }
          return finish(bundle);
        });
  }

  /// A bundle that enough have signed, checked again from its signatures.
  ///
  /// @param result as in [Imported.Complete]
  record Finished(Bundle bundle, List<String> signers, String result) {}

  Finished finished(Path bundleFile) {
    Bundle bundle = madeHere(bundleFile);
    List<BundleSignature> good = kept(bundle);
    if (!isDone(bundle) || !isEnough(bundle, good)) {
      throw new KeyProblem(
          "the bundle "
              + bundle.hash()
              + " still lacks signatures; expected: ./fairway keys import, with enough of them");
    }
    return new Finished(
        bundle, good.stream().map(BundleSignature::person).toList(), result(bundle, good));
  }

  /// The mark beside a bundle says at once that it was completed. Whoever takes it away does not
  /// take it out of the sealed log.
  private boolean isDone(Bundle bundle) {
    String hash = bundle.hash().toString();
    return Files.exists(folder.resolve(hash + ".done"))
        || isLogged(e -> e.action().equals("COMPLETE") && e.subject().equals(hash));
  }

  private boolean isLogged(Predicate<AuditEntry> wanted) {
    AtomicBoolean found = new AtomicBoolean();
    AuditVerdict verdict =
        KeyRoom.verify(
            keys,
            List.of(),
            entry -> {
              if (entry.outcome() == AuditEntry.Outcome.DONE && wanted.test(entry)) {
                found.set(true);
              }
            });
    if (verdict instanceof AuditVerdict.Broken(long _, String what)) {
      throw new KeyProblem("the audit log does not tell what was completed: " + what);
    }
    return found.get();
  }

  private Bundle madeHere(Path file) {
    Bundle bundle = Bundle.read(file);
    Path kept = folder.resolve(bundle.hash() + ".json");
    if (!Files.exists(kept)) {
      throw new KeyProblem("the bundle " + bundle.hash() + " was not made here");
    }
    if (!Bundle.read(kept).equals(bundle)) {
      throw new KeyProblem("the bundle " + bundle.hash() + " is not the one that was made here");
    }
    return bundle;
  }

  /// Is it still good, and are the people still who they were?
  void mustStand(Bundle bundle) {
    bundle.mustBeFresh(room.now());
    Inventory inventory = room.inventory();
    Inventory.Quorum quorum = inventory.quorums().get(bundle.function());
    if (quorum == null || bundle.required() < quorum.required()) {
      throw new KeyProblem("the quorum for " + bundle.function() + " is another one by now");
    }
    bundle
        .holders()
        .forEach((id, address) -> {
          if (!quorum.holders().contains(id) || !address.equals(inventory.people().get(id))) {
            throw new KeyProblem(
                id + " holds " + bundle.function() + " no more, or with another key");
          }
        });
    inventory
        .ofAddress(bundle.signer())
        .filter(key -> key.status() != KeyRecord.Status.ACTIVE)
        .ifPresent(key -> {
          throw new KeyProblem("the key " + key.alias() + " is " + key.status());
        });
  }

  private static void check(Bundle bundle, BundleSignature signature) {
    String who = signature.person();
    if (!signature.bundle().equals(bundle.hash())) {
      throw new KeyProblem(
          "the signature of "
              + who
              + " is for the bundle "
              + signature.bundle()
              + ", not "
              + bundle.hash());
    }
    String address = bundle.holders().get(who);
    if (address == null) {
      throw new KeyProblem(who + " is no holder of this bundle");
    }
    mustBe(who, "approval", signature.approval(), bundle.approvalHash(), address);
    String wanted = bundle.signer().isEmpty() ? address : bundle.signer();
    if (!signature.payload().isEmpty()) {
      mustBe(who, "payload signature", signature.payload(), bundle.signingHash(), wanted);
    } else if (bundle.signer().isEmpty()) {
      throw new KeyProblem("the signature of " + who + " over the typed data is missing");
    }
  }

  private static void mustBe(String who, String what, String hex, Hash32 hash, String address) {
    String signer = Secp256k1.signer(BundleSignature.bytes(hex), hash).orElse("nobody");
    if (!signer.equals(address)) {
      throw new KeyProblem(
          "the " + what + " that " + who + " brings is by " + signer + "; expected " + address);
    }
  }

  /// One a person, because they are kept by person and no two persons have the same key.
  private List<BundleSignature> kept(Bundle bundle) {
    List<BundleSignature> good = new ArrayList<>();
    for (String person : bundle.holders().keySet()) {
      Path file = folder.resolve(bundle.hash() + "." + person + ".json");
      if (Files.exists(file)) {
        BundleSignature signature = BundleSignature.read(file);
        check(bundle, signature);
        good.add(signature);
      }
    }
    return good;
  }

  private static boolean isEnough(Bundle bundle, List<BundleSignature> good) {
    return good.size() >= bundle.required() && isPayloadSigned(good);
  }

  private static boolean isPayloadSigned(List<BundleSignature> good) {
    return good.stream().anyMatch(signature -> !signature.payload().isEmpty());
  }

  private Imported finish(Bundle bundle) {
    List<BundleSignature> good = kept(bundle);
    List<String> signers = good.stream().map(BundleSignature::person).toList();
    if (!isEnough(bundle, good)) {
      return new Imported.Waiting(signers, bundle.required(), isPayloadSigned(good));
    }
    String result = result(bundle, good);
    String changed = "";
    String signedBy = "signed by " + String.join(", ", signers);
    if (bundle.payload() instanceof Payload.Limits change) {
      // Before it is marked as done: after a crash the import goes on here. The log knows whether
      // the limits changed before the crash; they may have changed again since.
      String why = IN_BUNDLE + bundle.hash();
      if (!isLogged(e -> e.action().equals("LIMITS") && e.detail().contains(why))) {
        room.limit(change, signedBy + why);
      }
      changed = change.key() + ": " + change.limits();
    }
    keep(bundle.hash() + ".done", result);
    room.done("COMPLETE", bundle.hash().toString(), signedBy + " for: " + bundle.purpose());
    return new Imported.Complete(signers, result, changed);
  }

  private static String result(Bundle bundle, List<BundleSignature> good) {
    return bundle.payload() instanceof Payload.Transaction transaction
        ? transaction(bundle, transaction, good)
        : sideBySide(bundle, good);
  }

  private static String transaction(
      Bundle bundle, Payload.Transaction transaction, List<BundleSignature> good) {
    byte[] signature =
        good.stream()
            .map(BundleSignature::payload)
            .filter(payload -> !payload.isEmpty())
            .map(BundleSignature::bytes)
            .findFirst()
            .orElseThrow();
    String raw = ChainView.Outgoing.signed(transaction.raw(), signature);
    // The bytes that will go out are read back: they must say what was seen.
    byte[] again = TransactionEncoder.encode(unsigned(raw, transaction));
    if (!Arrays.equals(again, TransactionEncoder.encode(transaction.raw()))) {
      throw new KeyProblem(
          "the signed bytes do not say what the bundle " + bundle.hash() + " says");
    }
    return raw;
  }

  private static org.web3j.crypto.RawTransaction unsigned(
      String raw, Payload.Transaction transaction) {
    var read = TransactionDecoder.decode(raw);
    if (!(read.getTransaction()
        instanceof org.web3j.crypto.transaction.type.Transaction1559 fees)) {
      throw new KeyProblem("the signed bytes are no EIP-1559 transaction");
    }
    return org.web3j.crypto.RawTransaction.createTransaction(
        fees.getChainId(),
        read.getNonce(),
        read.getGasLimit(),
        transaction.to().isEmpty() ? "" : read.getTo(),
        read.getValue(),
        read.getData(),
        fees.getMaxPriorityFeePerGas(),
        fees.getMaxFeePerGas());
  }

  /// A Safe wants v as 27 or 28 and the owners in ascending order.
  private static String sideBySide(Bundle bundle, List<BundleSignature> good) {
    StringBuilder all = new StringBuilder("0x");
    good.stream()
        .sorted(Comparator.comparing(s -> String.valueOf(bundle.holders().get(s.person()))))
        .forEach(s -> {
          byte[] signature = BundleSignature.bytes(s.payload());
          signature[64] += (byte) Sign.LOWER_REAL_V;
          all.append(HexFormat.of().formatHex(signature));
        });
    return all.toString();
  }

  /// A file beside the bundles; null when there is none.
  @Nullable String find(String name) {
    try {
      Path file = folder.resolve(name);
      return Files.exists(file) ? Files.readString(file) : null;
    } catch (IOException problem) {
      throw new UncheckedIOException(folder.resolve(name) + " cannot be read", problem);
    }
  }

  void keep(String name, String content) {
    try {
      Files.createDirectories(folder);
      Secrets.write(folder.resolve(name), content);
    } catch (IOException problem) {
      throw new UncheckedIOException(folder.resolve(name) + " cannot be written", problem);
    }
  }
}
