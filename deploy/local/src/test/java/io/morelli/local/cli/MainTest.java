package io.morelli.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.local.broker.Ports;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "up",
        "down",
        "torture",
        "publish",
        "search",
        "delete",
        "status",
        "bench",
        "experiment",
        "index",
        "model",
        "explain",
        "duplicates"
      })
  void everyCommandHasHelp(String command) {
    assertThat(execute(command, "--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("Usage: morelli " + command, "Exit codes:");
  }

  @Test
  void aUsersMistakeIsAnsweredInALine() {
    assertThat(execute("search", folder.resolve("absent.jpg").toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("absent.jpg").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,0,2,1", "0,0,1", "a,b,c,d", "NaN,0,1,1"})
  void refusesACropThatIsNone(String crop) {
    assertThat(execute("search", "--crop", crop, "x.jpg")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--crop").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--kinds=upside-down", "--query-folder=absent", "--write=t.json"})
  void anExperimentThatMakesNoSenseIsRefused(String option) {
    String out = "--out=" + folder;
    assertThat(execute("experiment", folder.toString(), out, option)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(option.split("=")[0]).doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench --queries 0", "bench --pictures 0", "demo --in-flight 0"})
  void aCountThatMakesNoSenseIsRefusedAtOnce(String command) {
    String[] words = command.split(" ");
    assertThat(execute(words[0], words[1], words[2], "--data", folder.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(words[1], "0").hasLineCount(1);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void thereIsNothingToStopWhereNothingWasStarted() {
    assertThat(execute("down", "--data", folder.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(folder.toString()).hasLineCount(1);
  }

  @Test
  void namesAMilvusServerThatIsAbsent() {
    String absent = folder.resolve("milvus-server").toString();
    assertThat(execute("up", "--processes", "--data", folder.toString(), "--milvus-server", absent))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(absent).hasLineCount(1);
  }

  @Test
  void namesAKafkaThatDoesNotAnswer() throws BindException {
    int port = Ports.free(0, "nobody");
    assertThat(execute("delete", "x", "--brokers", "localhost:" + port))
        .isEqualTo(ExitCode.UNREACHABLE);
    assertThat(err.toString()).contains("localhost:" + port).hasLineCount(1);
  }

  @Test
  void showsTheStackTraceIfAsked() {
    String absent = folder.resolve("absent.jpg").toString();
    assertThat(execute("publish", "--verbose", absent)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("\tat ");
  }

  private int execute(String... args) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(args);
  }
}
