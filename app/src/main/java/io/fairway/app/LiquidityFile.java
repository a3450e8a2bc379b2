package io.fairway.app;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.fairway.ledger.Chart;
import io.fairway.money.Asset;
import io.fairway.money.Money;
import io.fairway.payments.order.Parties;
import io.fairway.payments.order.Participant;
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
/// platform, the provider or the payout institution of the parties file, or `issuer`. The provider's
/// and the issuer's money is in the currency that the coin is pegged to (HKD): the provider's becomes
/// coins, the issuer's is the buffer of the reserve.
final class LiquidityFile {
  private static final List<String> HEADER = List.of("party_id", "currency", "amount");
  private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,6})?");

  private final Path file;
  private final Parties parties;

  private LiquidityFile(Path file, Parties parties) {
    this.file = file;
    this.parties = parties;
  }

  /// @throws InputProblem naming the line and what was expected
  static List<OpeningMoney.Opening> read(Path file, Parties parties) {
    return new LiquidityFile(file, parties).read();
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

  private List<OpeningMoney.Opening> read() {
    if (!Files.isRegularFile(file)) {
      throw new InputProblem(file + ": no such file; expected a CSV file of opening fundings");
    }
    List<OpeningMoney.Opening> openings = new ArrayList<>();
    try (CsvReader<CsvRecord> rows = CsvReader.builder().ofCsvRecord(file)) {
      boolean header = true;
      for (CsvRecord row : rows) {
        if (header) {
          check(row.getFields().equals(HEADER), row, row.getFields(), String.join(",", HEADER));
          header = false;
        } else {
          openings.add(opening(row));
        }
      }
      if (header) {
        throw new InputProblem(file + ": it is empty; expected the header party_id,currency,amount");
      }
    } catch (CharacterCodingException | CsvParseException e) {
      throw new InputProblem(file + ": " + e.getMessage() + "; expected CSV in UTF-8", e);
    } catch (IOException e) {
      throw new InputProblem(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
    return openings;
  }

  private OpeningMoney.Opening opening(CsvRecord row) {
    check(row.getFieldCount() == HEADER.size(), row, row.getFields(), "3 columns");
    OpeningMoney.Role role = role(row);
    Optional<Asset> asset = Asset.find(row.getField(1)).filter(found -> !found.isCoin());
    check(asset.isPresent(), row, row.getField(1), "a currency such as GBP");
    Asset peg = Chart.peg(Asset.FHKD);
    boolean pegged = role == OpeningMoney.Role.PROVIDER || role == OpeningMoney.Role.ISSUER;
    check(!pegged || asset.get().equals(peg), row, row.getField(1), peg.code());
    String amount = row.getField(2);
    check(AMOUNT.matcher(amount).matches(), row, amount, "an amount such as 1000.00");
    BigDecimal decimal = new BigDecimal(amount);
    check(
        decimal.stripTrailingZeros().scale() <= asset.get().decimals() && decimal.signum() > 0,
        row,
        amount,
        "more than zero with at most " + asset.get().decimals() + " decimals");
    return new OpeningMoney.Opening(row.getField(0), role, Money.of(asset.get(), decimal));
  }

  private OpeningMoney.Role role(CsvRecord row) {
    String id = row.getField(0);
    if (id.equals(House.ISSUER)) {
      return OpeningMoney.Role.ISSUER;
    }
    if (id.equals(parties.provider().id())) {
      return OpeningMoney.Role.PROVIDER;
    }
    if (id.equals(parties.payout().id())) {
      return OpeningMoney.Role.PAYOUT;
    }
    List<String> platforms = parties.platforms().stream().map(Participant::id).toList();
    check(platforms.contains(id), row, id, "a platform, the provider, the payout or issuer");
    return OpeningMoney.Role.PLATFORM;
  }

  private void check(boolean right, CsvRecord row, Object found, String expected) {
    if (!right) {
      throw new InputProblem(
          file
              + ", line "
              + row.getStartingLineNumber()
              + ": "
              + found
              + "; expected "
              + expected);
    }
  }
}
