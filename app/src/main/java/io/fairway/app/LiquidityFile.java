package io.fairway.app;

import io.fairway.issuance.Funding;
import io.fairway.ledger.Chart;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.order.Participant;
import io.fairway.payments.order.Parties;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads opening fundings: a CSV file with the header `party_id,currency,amount`. The party is a
/// platform, the provider or the payout institution of the parties file, or `issuer`.
///
/// The provider names `FHKD` for coins, which it gets at par for as much HKD, or a currency for
/// bank money such as it needs for refunds. The issuer's money is HKD, the buffer of the reserve;
/// it stands before the coins that it covers.
final class LiquidityFile {
  private static final String HEADER = "party_id,currency,amount";
  private static final int COLUMNS = 3;
  private static final Asset COIN = Asset.FHKD;
  private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,6})?");

  private final Path file;
  private final Parties parties;
  private final String providerAddress;

  private LiquidityFile(Path file, Parties parties, String providerAddress) {
    this.file = file;
    this.parties = parties;
    this.providerAddress = providerAddress;
  }

  /// @throws InputProblem naming the line and what was expected
  static List<Funding> read(Path file, Parties parties, String providerAddress) {
    return new LiquidityFile(file, parties, providerAddress).read();
  }

  /// Of the whole file, in lower-case hex.
  static String sha256(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new InputProblem(file + ": cannot be read (" + e.getMessage() + ")", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private List<Funding> read() {
    if (!Files.isRegularFile(file)) {
      throw new InputProblem(file + ": no such file; expected a CSV file of opening fundings");
    }
    List<String> lines = lines();
    if (lines.isEmpty()) {
      throw new InputProblem(file + ": it is empty; expected the header " + HEADER);
    }
    check(lines.getFirst().strip().equals(HEADER), 1, lines.getFirst(), HEADER);
    List<Funding> fundings = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        fundings.add(funding(i + 1, lines.get(i).strip()));
      }
    }
    return fundings;
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new InputProblem(file + ": it is not UTF-8; expected CSV in UTF-8", e);
    } catch (IOException e) {
      throw new InputProblem(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private Funding funding(int line, String text) {
    List<String> row = List.of(text.split(",", -1));
    check(row.size() == COLUMNS, line, text, COLUMNS + " columns");
    Optional<Asset> named = Asset.find(row.get(1));
    check(named.isPresent(), line, row.get(1), "a currency such as GBP, or FHKD");
    Asset asset = named.get();
    Asset money = asset.isCoin() ? Chart.peg(asset) : asset;
    String id = row.get(0);
    if (id.equals(House.ISSUER)) {
      check(asset.equals(Chart.peg(COIN)), line, asset, Chart.peg(COIN).code());
      return new Funding.Buffer(COIN, amount(line, row.get(2), money));
    }
    Participant provider = parties.provider();
    if (id.equals(provider.id()) && asset.equals(COIN)) {
      return new Funding.Coins(
          id, OpeningMoney.bic(provider), providerAddress, COIN, amount(line, row.get(2), money));
    }
    check(!asset.isCoin(), line, asset, "bank money; only the provider has coins, of " + COIN);
    if (id.equals(provider.id())) {
      return new Funding.Provider(id, OpeningMoney.bic(provider), amount(line, row.get(2), money));
    }
    Participant payout = parties.payout();
    if (id.equals(payout.id())) {
      return new Funding.Payout(id, OpeningMoney.bic(payout), amount(line, row.get(2), money));
    }
    Optional<Participant> platform =
        parties.platforms().stream().filter(p -> p.id().equals(id)).findAny();
    check(platform.isPresent(), line, id, "a platform, the provider, the payout or issuer");
    return new Funding.Platform(
        id, OpeningMoney.bic(platform.get()), amount(line, row.get(2), money));
  }

  private Money amount(int line, String text, Asset asset) {
    check(AMOUNT.matcher(text).matches(), line, text, "an amount such as 1000.00");
    BigDecimal decimal = new BigDecimal(text);
    check(
        decimal.stripTrailingZeros().scale() <= asset.decimals() && decimal.signum() > 0,
        line,
        text,
        "more than zero with at most " + asset.decimals() + " decimals");
    return Money.of(asset, decimal);
  }

  private void check(boolean right, int line, Object found, String expected) {
    if (!right) {
      throw new InputProblem(file + ", line " + line + ": " + found + "; expected " + expected);
    }
  }
}
