package io.fairway.chain;

import io.fairway.chain.permission.Act;
import io.fairway.chain.permission.Approval;
import io.fairway.chain.permission.Approvals;
import io.fairway.chain.permission.Approvers;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Sign;

/// The people who approve in tests, each with a real key.
public final class People {
  public static final List<String> NAMES = List.of("anna", "ben", "cora");

  private People() {}

  /// All of them, for every operation.
  public static Approvers known() {
    return Approvers.forAll(addresses());
  }

  public static Map<String, String> addresses() {
    return NAMES.stream().collect(Collectors.toMap(name -> name, People::address));
  }

  public static String address(String name) {
    return "0x" + org.web3j.crypto.Keys.getAddress(key(name));
  }

  /// Signs whatever is put before these people.
  public static Approvals approve(String... names) {
    return act -> Stream.of(names).map(name -> approval(name, act)).toList();
  }

  public static Approval approval(String name, Act act) {
    return approval(name, key(name), act.hash());
  }

  public static Approval approval(String name, ECKeyPair key, Hash32 hash) {
    Sign.SignatureData signature = Sign.signMessage(hash.bytes(), key, false);
    byte[] bytes = new byte[65];
    System.arraycopy(signature.getR(), 0, bytes, 0, 32);
    System.arraycopy(signature.getS(), 0, bytes, 32, 32);
    bytes[64] = (byte) (signature.getV()[0] - 27);
    return Approval.of(name, bytes);
  }

  public static ECKeyPair key(String name) {
    return ECKeyPair.create(
        new BigInteger(
            1, Hash.sha3(("person " + name).getBytes(java.nio.charset.StandardCharsets.UTF_8))));
  }
}
