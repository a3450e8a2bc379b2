package io.fairway.chain.keys;

/// Who does something, for the audit log.
///
/// @param id as the inventory knows the person
/// @param account of the operating system that it was done under
public record Person(String id, String account) {
  public Person {
    if (!id.matches("[A-Za-z0-9._@-]{1,64}")) {
      throw new KeyProblem(
          "'" + id + "' is no person's id; expected 1 to 64 letters, digits, '.', '_', '@' or '-'");
    }
  }

  /// Whoever runs this: the environment's `FAIRWAY_PERSON`, else the account.
  public static Person running() {
    String account = System.getProperty("user.name", "unknown");
    String named = System.getenv("FAIRWAY_PERSON");
    String id = (named == null ? account : named).replaceAll("[^A-Za-z0-9._@-]", "_");
    return new Person(id.substring(0, Math.min(id.length(), 64)), account);
  }

  /// The person at this machine.
  public static Person here(String id) {
    return new Person(id, System.getProperty("user.name", "?"));
  }

  @Override
  public String toString() {
    return id + " (account " + account + ")";
  }
}
