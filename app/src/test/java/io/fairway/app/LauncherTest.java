package io.fairway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real `fairway` script in a checkout whose `mvnw` and JDK only write down how they were
/// called.
class LauncherTest {
  private static final Path SCRIPT = Path.of("").toAbsolutePath().resolveSibling("fairway");
  private static final int SECONDS_MAX = 60;

  @TempDir Path temp;

  private Path checkout;
  private Path jdk;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = Files.createDirectories(temp.resolve("a checkout"));
    jdk = Files.createDirectories(temp.resolve("jdk"));
    script(checkout.resolve("fairway"), Files.readString(SCRIPT));
    Files.createDirectories(checkout.resolve(".mvn"));
    Files.createDirectories(checkout.resolve("contracts"));
    Files.createDirectories(checkout.resolve("mappings"));
    Files.createDirectories(checkout.resolve("app/src/main/java"));
    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    Files.writeString(checkout.resolve("app/pom.xml"), "<project/>");
    Files.writeString(checkout.resolve("app/src/main/java/Main.java"), "class Main {}");
    script(
        checkout.resolve("mvnw"),
        """
        #!/bin/bash
        echo "$*" >> mvnw.calls
        [[ -f broken ]] && { echo "error: Main.java:1 broken"; exit 1; }
        mkdir -p app/target/lib app/target/surefire-reports bench/target
        touch app/target/app-1.jar app/target/lib/lib.jar bench/target/bench-1.jar
        echo '<testsuite name="x" tests="3" errors="0" skipped="1" failures="0">' > app/target/surefire-reports/TEST-x.xml
        """);
    script(
        jdk.resolve("bin/java"),
        "#!/bin/bash\nshift 2\nfor a in \"$@\"; do echo \"[$a]\"; done\nexit 7\n");
    script(jdk.resolve("bin/javac"), "#!/bin/bash\n");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Result(int code, String out, String err) {}

  private Process start(Path launcher, Path log, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(temp.toFile())
            .redirectOutput(log.resolveSibling(log.getFileName() + ".out").toFile())
            .redirectError(log.resolveSibling(log.getFileName() + ".err").toFile());
    builder.environment().put("FAIRWAY_JAVA_HOME", jdk.toString());
    builder.environment().remove("FAIRWAY_JAVA_OPTS");
    return builder.start();
  }

  private Result wait(Process process, Path log) throws Exception {
    assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    return new Result(
        process.exitValue(),
        Files.readString(log.resolveSibling(log.getFileName() + ".out"), StandardCharsets.UTF_8),
        Files.readString(log.resolveSibling(log.getFileName() + ".err"), StandardCharsets.UTF_8));
  }

  private Result run(Path launcher, String... args) throws Exception {
    return wait(start(launcher, temp.resolve("log"), args), temp.resolve("log"));
  }

  private Result run(String... args) throws Exception {
    return run(checkout.resolve("fairway"), args);
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(checkout.resolve("mvnw.calls"));
  }

  @Test
  void buildsOnceAndHandsEveryArgumentAndTheExitCodeThrough() throws Exception {
    Result first = run("settle", "a file.csv", "--out", "");
    Result second = run("settle", "a file.csv", "--out", "");
    assertThat(first.code()).isEqualTo(7);
    assertThat(first.out()).isEqualTo("[settle]\n[a file.csv]\n[--out]\n[]\n");
    assertThat(first.err()).contains("building").contains("built in");
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(second.err()).isEmpty();
    assertThat(builds()).hasSize(1);
    assertThat(Files.readString(checkout.resolve("target/fairway.args")))
        .contains("app/target/app-1.jar:", "app/target/lib/lib.jar", "bench/target/bench-1.jar");
  }

  @Test
  void buildsAgainWhenASourceIsChangedAddedOrRemoved() throws Exception {
    run("--version");
    Path added = checkout.resolve("app/src/main/java/Added.java");
    Files.writeString(added, "class Added {}");
    run("--version");
    Files.writeString(added, "class Added { }");
    run("--version");
    Files.delete(added);
    run("--version");
    run("--version");
    assertThat(builds()).hasSize(4);
  }

  @Test
  void worksThroughASymlinkFromAnywhere() throws Exception {
    Path link = Files.createDirectories(temp.resolve("bin")).resolve("fw");
    Files.createSymbolicLink(link, Path.of("../a checkout/fairway"));
    assertThat(run(link, "doctor").out()).isEqualTo("[doctor]\n");
  }

  @Test
  void aFailedBuildShowsItsEndAndIsTriedAgain() throws Exception {
    Files.createFile(checkout.resolve("broken"));
    Result failed = run("settle");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).contains("Main.java:1 broken").contains("build.log");
    Files.delete(checkout.resolve("broken"));
    assertThat(run("settle").code()).isEqualTo(7);
  }

  @Test
  void launchesAtTheSameTimeBuildOnce() throws Exception {
    List<Process> launches = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      launches.add(start(checkout.resolve("fairway"), temp.resolve("log" + i), "doctor"));
    }
    for (int i = 0; i < launches.size(); i++) {
      assertThat(wait(launches.get(i), temp.resolve("log" + i)).out()).isEqualTo("[doctor]\n");
    }
    assertThat(builds()).hasSize(1);
  }

  @Test
  void anOldJdkIsRefusedWithAWayOut() throws Exception {
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Result result = run("settle");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains(jdk.toString()).contains("not a JDK 25");
    assertThat(checkout.resolve("mvnw.calls")).doesNotExist();
  }

  @Test
  void testRunsVerifyWithMoreArgumentsAndCloses() throws Exception {
    Result result = run("test", "-pl", "ledger");
    assertThat(result.code()).isZero();
    assertThat(builds()).singleElement().asString().contains("verify -pl ledger");
    assertThat(result.err()).contains("stage");
    assertThat(result.out()).endsWith("Tests run: 3, Failures: 0, Errors: 0, Skipped: 1\n");
  }

  @Test
  void aFailingTestRunFails() throws Exception {
    Files.createFile(checkout.resolve("broken"));
    assertThat(run("test").code()).isEqualTo(1);
  }
}
