package io.fairway.app;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
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
  private static final List<String> HEADER = List.of("party_id", "currency", "amount");
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
    List<Funding> fundings = new ArrayList<>();
    try (CsvReader<CsvRecord> rows = CsvReader.builder().ofCsvRecord(file)) {
      boolean header = true;
      for (CsvRecord row : rows) {
        if (header) {
          check(row.getFields().equals(HEADER), row, row.getFields(), String.join(",", HEADER));
          header = false;
        } else {
          fundings.add(funding(row));
        }
      }
      if (header) {
        throw new InputProblem(
            file + ": it is empty; expected the header party_id,currency,amount");
      }
    } catch (CharacterCodingException | CsvParseException e) {
      throw new InputProblem(file + ": " + e.getMessage() + "; expected CSV in UTF-8", e);
    } catch (IOException e) {
      throw new InputProblem(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
    return fundings;
  }

  private Funding funding(CsvRecord row) {
    check(row.getFieldCount() == HEADER.size(), row, row.getFields(), "3 columns");
    Optional<Asset> named = Asset.find(row.getField(1));
    check(named.isPresent(), row, row.getField(1), "a currency such as GBP, or FHKD");
    Asset asset = named.get();
    Asset money = asset.isCoin() ? Chart.peg(asset) : asset;
    String id = row.getField(0);
    if (id.equals(House.ISSUER)) {
      check(asset.equals(Chart.peg(COIN)), row, asset, Chart.peg(COIN).code());
      return new Funding.Buffer(COIN, amount(row, money));
    }
    Participant provider = parties.provider();
    if (id.equals(provider.id()) && asset.equals(COIN)) {
      return new Funding.Coins(
          id, OpeningMoney.bic(provider), providerAddress, COIN, amount(row, money));
    }
    check(!asset.isCoin(), row, asset, "bank money; only the provider has coins, of " + COIN);
    if (id.equals(provider.id())) {
      return new Funding.Provider(id, OpeningMoney.bic(provider), amount(row, money));
    }
    Participant payout = parties.payout();
    if (id.equals(payout.id())) {
      return new Funding.Payout(id, OpeningMoney.bic(payout), amount(row, money));
    }
    Optional<Participant> platform =
        parties.platforms().stream().filter(p -> p.id().equals(id)).findAny();
    check(platform.isPresent(), row, id, "a platform, the provider, the payout or issuer");
    return new Funding.Platform(id, OpeningMoney.bic(platform.get()), amount(row, money));
  }

  private Money amount(CsvRecord row, Asset asset) {
    String text = row.getField(2);
    check(AMOUNT.matcher(text).matches(), row, text, "an amount such as 1000.00");
    BigDecimal decimal = new BigDecimal(text);
    check(
        decimal.stripTrailingZeros().scale() <= asset.decimals() && decimal.signum() > 0,
        row,
        text,
        "more than zero with at most " + asset.decimals() + " decimals");
    return Money.of(asset, decimal);
  }

  private void check(boolean right, CsvRecord row, Object found, String expected) {
    if (!right) {
      throw new InputProblem(
          file + ", line " + row.getStartingLineNumber() + ": " + found + "; expected " + expected);
    }
  }
}
