package io.fairway.screening;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Country names, as the lists write them, to ISO 3166-1 alpha-2.
final class Countries {
  private static final Map<String, String> BY_NAME = byName();

  private Countries() {}

  static @Nullable String code(String text) {
    return BY_NAME.get(key(text));
  }

  private static String key(String text) {
    return NameText.fold(text).replace(" ", "");
  }

  private static Map<String, String> byName() {
    Map<String, String> codes = new HashMap<>(1024);
    for (String code : Locale.getISOCountries()) {
      codes.put(key(Locale.of("", code).getDisplayCountry(Locale.ENGLISH)), code);
      codes.put(key(code), code);
    }
    String[][] others = {
      {"Korea, North", "KP"},
      {"North Korea", "KP"},
      {"Democratic People's Republic of Korea", "KP"},
      {"Korea, South", "KR"},
      {"Republic of Korea", "KR"},
      {"Burma", "MM"},
      {"Myanmar", "MM"},
      {"Iran (Islamic Republic of)", "IR"},
      {"Islamic Republic of Iran", "IR"},
      {"Syrian Arab Republic", "SY"},
      {"Russian Federation", "RU"},
      {"Hong Kong", "HK"},
      {"Macau", "MO"},
      {"Congo, Democratic Republic of the", "CD"},
      {"Democratic Republic of the Congo", "CD"},
      {"Congo, Republic of the", "CG"},
      {"Cote d Ivoire", "CI"},
      {"Czech Republic", "CZ"},
      {"Turkey", "TR"},
      {"Turkiye", "TR"},
      {"Bahamas, The", "BS"},
      {"Gambia, The", "GM"},
      {"West Bank", "PS"},
      {"Region: Gaza", "PS"},
      {"Palestinian", "PS"},
      {"State of Palestine", "PS"},
      {"United Republic of Tanzania", "TZ"},
      {"United Kingdom of Great Britain and Northern Ireland", "GB"},
      {"UK", "GB"},
      {"United States of America", "US"},
      {"Viet Nam", "VN"},
      {"Cape Verde", "CV"},
      {"Macedonia, The Former Yugoslav Republic of", "MK"},
      {"Brunei Darussalam", "BN"},
      {"Lao People's Democratic Republic", "LA"},
      {"Republic of Moldova", "MD"},
      {"Venezuela (Bolivarian Republic of)", "VE"},
      {"Swaziland", "SZ"},
      {"Region: Crimea", "UA"},
    };
    for (String[] other : others) {
      codes.put(key(other[0]), other[1]);
    }
    return Map.copyOf(codes);
  }
}
