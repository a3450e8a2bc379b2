package io.fairway.screening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Screening against the built-in list, whose names are made up.
class ScreeningTest {
  private static final Screening LISTS = Screening.builtIn();

  /// `-` is clean; otherwise the entry that must be the best match.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Orlando Thaddeus Vexley          | 900001
          VEXLEY, Orlando                  | 900001
          Mr. Orlando Vexley               | 900001
          Orlando  Thaddeus Vexlye         | 900001
          OrlandoThaddeusVexley            | 900001
          Orlando Thaddeus Vex ley         | 900001
          The Lamplighter of Quill         | 900001
          The Lamplighters of Quill        | -
          Orlando Bloomfield               | -
          Vexley                           | -
          Isolde Wrenfield Mordaunt        | 900002
          Ísolde Wrenfield Mordaunt        | 900002
          Isolde Wrenfield Smith           | -
          Quarrendon Deep Trading Limited  | 900003
          QUARRENDON DEEP TRADING CO LTD   | 900003
          Quarrendon Deep Trading GmbH     | 900003
          Shallow Deep Trading Co., Ltd.   | -
          Trading Co., Ltd.                | -
          Прокофий Аркадиевич Желтовской   | 900004
          Prokofi Arkadievich Zheltovskoi  | 900004
          Halbrecht Ferro-Metall G.m.b.H.  | 900005
          Basim al Tannuri                 | 900006
          Basim Ghalib Altannuri           | 900006
          Bright Gannet                    | 900007
          Brighter Gannet                  | -
          欧阳 庆轩                         | 900008
          Ouyang Qing Xuan                 | 900008
          Grace Nakamura                   | -
          """)
  void findsWhoIsListed(String name, String entry) {
    Screened answer = LISTS.screen(name, null);
    switch (answer) {
      case Screened.Hit hit -> assertThat(hit.best().entryId()).as(hit.toString()).isEqualTo(entry);
      case Screened.Clean() -> assertThat("-").isEqualTo(entry);
      case Screened.Unreadable(String why) -> throw new AssertionError(why);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``     | no letters
          ` `    | no letters
          ???    | no letters
          \u0000 | no letters
          """)
  void whatCannotBeReadIsNotClean(String name, String why) {
    assertThat(LISTS.screen(name, null))
        .isInstanceOfSatisfying(
            Screened.Unreadable.class, no -> assertThat(no.why()).contains(why));
  }

  @Test
  void whatIsTooLongIsNotClean() {
    assertThat(LISTS.screen("a".repeat(Screening.NAME_CHARS_MAX + 1), null))
        .isInstanceOf(Screened.Unreadable.class);
    assertThat(LISTS.screen("ab ".repeat(Screening.NAME_WORDS_MAX) + "c d", null))
        .isInstanceOf(Screened.Clean.class);
    String words =
        IntStream.range(0, 49)
            .mapToObj(i -> "w" + (char) ('a' + i % 26) + i)
            .reduce("", (a, b) -> a + " " + b);
    assertThat(LISTS.screen(words, null)).isInstanceOf(Screened.Unreadable.class);
  }

  @Test
  void aMatchExplainsItself() {
    Screened.Hit hit = (Screened.Hit) LISTS.screen("Orlando Thaddeus Vexlye", "IS");
    Match match = hit.best();
    assertThat(match.country()).isEqualTo(Match.CountryEvidence.SAME);
    assertThat(match.parts())
        .extracting(part -> part.asked() + "~" + part.listed())
        .contains("orlando~orlando");
    assertThat(match.explain())
        .contains(match.listedName())
        .contains("900001")
        .contains("country same");
  }

  /// Evidence adds: a country never hides a match, whatever it is.
  @Test
  void noCountryHidesANameAndTheSameCountryLiftsANearMiss() {
    for (String country : new String[] {null, "IS", "GB", "CN", "XX"}) {
      assertThat(LISTS.screen("Isolde Wrenfield Mordaunt", country))
          .isInstanceOf(Screened.Hit.class);
    }
    int without = best(LISTS.screen("Isolda Mordaunt", null, 700));
    int same = best(LISTS.screen("Isolda Mordaunt", "GB", 700));
    int other = best(LISTS.screen("Isolda Mordaunt", "FR", 700));
    assertThat(same).isEqualTo(without + Screening.SAME_COUNTRY_PERMILLE);
    assertThat(other).isEqualTo(without);
    assertThat(LISTS.screen("Isolda Mordaunt", "GB", same)).isInstanceOf(Screened.Hit.class);
    assertThat(LISTS.screen("Isolda Mordaunt", null, same)).isInstanceOf(Screened.Clean.class);
  }

  private static int best(Screened answer) {
    return ((Screened.Hit) answer).best().scorePermille();
  }

  @Test
  void oneMisspellingInANameOfTwoIsStillFound() {
    long seed = Long.getLong("fairway.seed", System.nanoTime());
    System.out.println("ScreeningTest: replay with -Dfairway.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      StringBuilder name = new StringBuilder("Isolde Wrenfield Mordaunt");
      int at = random.nextInt(1, name.length() - 1);
      if (name.charAt(at) == ' ' || name.charAt(at + 1) == ' ') {
        continue;
      }
      char swapped = name.charAt(at);
      name.setCharAt(at, name.charAt(at + 1));
      name.setCharAt(at + 1, swapped);
      assertThat(LISTS.screen(name.toString(), null))
          .as("seed " + seed + ": " + name)
          .isInstanceOf(Screened.Hit.class);
    }
  }

  @Test
  void manyThreadsGetTheSameAnswers() throws Exception {
    List<String> names = List.of("Orlando Vexlye", "Grace Nakamura", "Ouyang Qing Xuan", "???");
    List<Screened> alone =
        names.stream().map(name -> Screening.builtIn().screen(name, "IS")).toList();
    Screening shared = Screening.builtIn();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<Screened>>> answers =
          IntStream.range(0, 64)
              .mapToObj(i ->
                  threads.submit(() -> names.stream().map(n -> shared.screen(n, "IS")).toList()))
              .toList();
      for (Future<List<Screened>> answer : answers) {
        assertThat(answer.get()).isEqualTo(alone);
      }
    }
  }

  @Test
  void theBuiltInListSaysThatItIsMadeUp() {
    assertThat(LISTS.version()).matches("fictional:[0-9a-f]{12}");
    assertThat(LISTS.report().used()).allMatch(used -> used.list().contains("fictional"));
    assertThatThrownBy(() -> LISTS.screen("x", null, 100)).hasMessageContaining("threshold");
  }
}
