package io.fairway.payments.order;

import io.fairway.money.Asset;
import io.fairway.payments.order.Participant.Role;
import io.fairway.rails.BankAccount;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a parties file. Unlike an order, a party that cannot be read stops the run: without it the
/// journey would decide on half of what the user knows. Up to [#PROBLEMS_SHOWN_MAX] bad lines are
/// named at once.
final class PartiesReader {

  static final int PROBLEMS_SHOWN_MAX = 10;

  static final int TEXT_CHARS_MAX = 200;

  private static final List<String> HEADER =
      List.of(
          "party_id",
          "role",
          "name",
          "country",
          "town",
          "address",
          "bank_bic",
          "account",
          "account_currency",
          "platform");

  /// ISO 9362: 4 letters or digits of the institution, a country, 2 of the place, 3 of the branch.
  private static final Pattern BIC =
      Pattern.compile("[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?");

  /// ISO 20022 `Max34Text` of an account that is no IBAN.
  private static final Pattern ACCOUNT = Pattern.compile("[0-9A-Za-z/?:().,'+ -]{1,34}");

  private final Path path;
  private final List<Mapping> mappings;
  private final Map<String, Participant> byId = new HashMap<>();
  private final Map<String, Long> lineOf = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private PartiesReader(Path path, List<Mapping> mappings) {
    this.path = path;
    this.mappings = mappings;
  }

  static Parties read(Path path, List<Mapping> mappings) {
    if (!Files.isRegularFile(path)) {
      String what = Files.isDirectory(path) ? "it is a directory" : "no such file";
      throw new UnreadableFile(path.toString(), what, "a CSV file of parties");
    }
    PartiesReader reader = new PartiesReader(path, mappings);
    try (InputStream in = Files.newInputStream(path)) {
      return reader.read(new Lines(in, OrderFile.digest()));
    } catch (IOException e) {
      throw new UnreadableFile(
          path.toString(), "it cannot be read (" + e.getMessage() + ")", "a readable CSV file");
    }
  }

  private Parties read(Lines lines) throws IOException {
    List<String> header = Header.read(path, lines);
    if (!header.equals(HEADER)) {
      throw new UnreadableFile(
          path + ", line 1",
          "the header is " + Shown.of(String.join(",", header)),
          String.join(",", HEADER));
    }
    Rows rows = new Rows(lines, false, HEADER.size());
    for (Row row = rows.next(); row != null; row = rows.next()) {
      switch (row) {
        case Row.Bad(long line, String _, String detail) -> problem(line, detail);
        case Row.Fields fields -> party(fields);
      }
    }
    checkTogether();
    if (!problems.isEmpty()) {
      throw new UnreadableFile(path + ", " + String.join("\n" + path + ", ", problems));
    }
    return new Parties(byId);
  }

  private void party(Row.Fields row) {
    List<String> values = row.values();
    if (values.size() != HEADER.size()) {
      problem(row.line(), values.size() + " columns; expected " + HEADER.size());
      return;
    }
    for (String value : values) {
      if (value.length() > TEXT_CHARS_MAX || (!value.isEmpty() && !Cells.isId(value))) {
        problem(
            row.line(),
            Shown.of(value)
                + "; expected at most "
                + TEXT_CHARS_MAX
                + " characters that can be seen");
        return;
      }
    }
    String id = values.get(0);
    Role role = role(values.get(1));
    if (id.isEmpty() || values.get(2).isEmpty()) {
      problem(row.line(), "a party without an id or a name; expected both");
    } else if (role == null) {
      problem(
          row.line(),
          "the role is "
              + Shown.of(values.get(1))
              + "; expected buyer, seller, platform, provider or payout");
    } else if (lineOf.containsKey(id)) {
      problem(
          row.line(),
          "party "
              + Shown.of(id)
              + " stands on line "
              + lineOf.get(id)
              + " too; expected each id once");
    } else {
      lineOf.put(id, row.line());
      add(row, id, role);
    }
  }

  private void add(Row.Fields row, String id, Role role) {
    List<String> values = row.values();
    String countryText = values.get(3);
    String country = country(countryText);
    if (country == null || (role != Role.BUYER && !Countries.isCode(country))) {
      problem(
          row.line(),
          "the country is "
              + Shown.of(countryText)
              + "; expected ISO 3166-1 alpha-2 letters such as HK"
              + (role == Role.BUYER ? ", or a name of a mapping" : ""));
      return;
    }
    BankAccount account = null;
    Asset asset = null;
    if (role != Role.BUYER) {
      account = account(row);
      asset = accountAsset(row);
      if (account == null || asset == null) {
        return;
      }
    }
    byId.put(
        id,
        new Participant(
            id,
            role,
            values.get(2),
            Countries.isCode(country) ? country : null,
            values.get(4),
            values.get(5),
            account,
            asset,
            role == Role.SELLER ? values.get(9) : null));
  }

  private @Nullable BankAccount account(Row.Fields row) {
    String bic = row.values().get(6);
    String number = row.values().get(7);
    if (!BIC.matcher(bic).matches()) {
      problem(
          row.line(), "bank_bic is " + Shown.of(bic) + "; expected 8 or 11 characters of ISO 9362");
      return null;
    }
    if (!ACCOUNT.matcher(number).matches()) {
      problem(
          row.line(),
          "account is " + Shown.of(number) + "; expected 1 to 34 letters, digits or /-?:().,'+");
      return null;
    }
    return new BankAccount(bic, number);
  }

  private @Nullable Asset accountAsset(Row.Fields row) {
    String code = row.values().get(8);
    Asset asset = OrderParser.currency(code);
    if (asset == null) {
      problem(
          row.line(),
          "account_currency is " + Shown.of(code) + "; expected an ISO 4217 code or CNH");
    }
    return asset;
  }

  /// ISO letters, [Mapping#COUNTRY_UNSAID], or null when nobody knows the name. The first mapping
  /// that knows it decides.
  private @Nullable String country(String text) {
    if (text.isEmpty()) {
      return Mapping.COUNTRY_UNSAID;
    }
    for (Mapping mapping : mappings) {
      String country = mapping.country(text);
      if (country != null) {
        return country;
      }
    }
    return null;
  }

  private void checkTogether() {
    for (Participant party : byId.values()) {
      String platform = party.platform();
      if (platform == null) {
        continue;
      }
      Participant named = byId.get(platform);
      if (named == null || named.role() != Role.PLATFORM) {
        problem(
            lineOf.getOrDefault(party.id(), 0L),
            "seller "
                + Shown.of(party.id())
                + " names the platform "
                + Shown.of(platform)
                + "; expected a party of role platform");
      }
    }
    checkCount(Role.PROVIDER, "exactly one provider", 1);
    checkCount(Role.PAYOUT, "exactly one payout institution", 1);
    checkCount(Role.PLATFORM, "at least one platform", Integer.MAX_VALUE);
  }

  private void checkCount(Role role, String expected, int max) {
    long count = byId.values().stream().filter(party -> party.role() == role).count();
    if ((count < 1 || count > max) && problems.isEmpty()) {
      throw new UnreadableFile(
          path.toString(),
          count + " parties of role " + role.name().toLowerCase(Locale.ROOT),
          expected);
    }
  }

  private void problem(long line, String what) {
    if (problems.size() < PROBLEMS_SHOWN_MAX) {
      problems.add("line " + line + ": " + what);
    }
  }

  private static @Nullable Role role(String text) {
    for (Role role : Role.values()) {
      if (role.name().toLowerCase(Locale.ROOT).equals(text)) {
        return role;
      }
    }
    return null;
  }
}
