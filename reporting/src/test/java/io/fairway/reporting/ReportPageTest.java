package io.fairway.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
  @TempDir Path out;

  @Test
  void writesEverything() throws Exception {
    String keep = System.getProperty("fairway.sample.out");
    Path folder = keep == null ? out : Path.of(keep);
    RunFacts facts = Sample.run(7, 2025);
    Summary summary = Reporting.write(folder, facts, Sample.checks(facts));
    System.out.println(summary.text());
    System.out.println(summary.json());
    assertThat(Files.readString(folder.resolve("report.html"))).contains("</html>");
  }
}
