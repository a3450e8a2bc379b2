package io.fairway.rails;

import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Reads the file that says how the bank twin behaves.
final class TwinSettings {
  private static final String REJECT = "reject.";
  private static final String KNOWN = "delay.ms, charge, reject.<account>, silent";
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,6})?");

  private final Path file;
  private Duration delay = BankTwin.Settings.DELAY;
  private BigDecimal charge = BankTwin.Settings.CHARGE;
  private final Map<String, String> rejections = new HashMap<>();
  private final Set<String> silent = new HashSet<>();

  private TwinSettings(Path file) {
    this.file = file;
  }

  static BankTwin.Settings read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    TwinSettings settings = new TwinSettings(file);
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      settings.set(key, properties.getProperty(key).strip());
    }
    return new BankTwin.Settings(
        settings.delay, settings.charge, settings.rejections, settings.silent);
  }

  private void set(String key, String value) throws IOException {
    if (key.equals("delay.ms")) {
      check(DIGITS.matcher(value).matches(), key, value, "whole milliseconds such as 50");
      delay = Duration.ofMillis(Long.parseLong(value));
    } else if (key.equals("charge")) {
      check(DECIMAL.matcher(value).matches(), key, value, "a decimal such as 0.50");
      charge = new BigDecimal(value);
    } else if (key.equals("silent")) {
      for (String account : value.split(",", -1)) {
        check(Iso.isAccount(account.strip()), key, value, "account numbers separated by commas");
        silent.add(account.strip());
      }
    } else if (key.startsWith(REJECT)) {
      String account = key.substring(REJECT.length());
      check(Iso.isAccount(account), key, value, "an account number after " + REJECT);
      check(Iso.isReason(value), key, value, "an ISO status reason such as AC04");
      rejections.put(account, value);
    } else {
      throw new IOException(file + ": unknown key " + key + ", expected one of " + KNOWN);
    }
  }

  private void check(boolean holds, String key, String value, String expected) throws IOException {
    if (!holds) {
      throw new IOException(file + ": " + key + " = " + value + ": " + expected + " expected");
    }
  }
}
