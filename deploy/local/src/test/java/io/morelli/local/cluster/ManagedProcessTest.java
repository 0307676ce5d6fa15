package io.morelli.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals")
class ManagedProcessTest {

  @TempDir Path directory;

  /** With a process below it, as Milvus has. */
  private ManagedProcess process() {
    return new ManagedProcess(
        "sleeper", directory, () -> new ProcessBuilder("sh", "-c", "sleep 600; true"));
  }

  @AfterEach
  void end() throws Exception {
    process().kill();
  }

  @Test
  void isFoundAgainByItsFile() throws Exception {
    ManagedProcess process = process();
    assertThat(process.isRunning()).isFalse();
    process.start();
    long pid = process.pid().orElseThrow();
    assertThat(process().pid()).contains(pid);
    process().start();
    assertThat(process.pid()).as("it runs already").contains(pid);
  }

  @Test
  void aProcessThatHasItsNumberIsAnotherOne() throws Exception {
    ManagedProcess process = process();
    process.start();
    long pid = process.pid().orElseThrow();
    ProcessHandle handle = ProcessHandle.of(pid).orElseThrow();
    Path file = directory.resolve("run").resolve("sleeper.pid");
    String right = Files.readString(file);
    Files.writeString(file, pid + " 1");
    assertThat(process.isRunning()).isFalse();
    assertThat(handle.isAlive()).isTrue();
    Files.writeString(file, right);
  }

  @Test
  void aClockThatWasSetALittleDoesNotMakeItAnotherOne() throws Exception {
    ManagedProcess process = process();
    process.start();
    Path file = directory.resolve("run").resolve("sleeper.pid");
    String[] entry = Files.readString(file).split(" ");
    Files.writeString(file, "%s %d".formatted(entry[0], Long.parseLong(entry[1]) + 1_500));
    assertThat(process.isRunning()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0\0\0\0", "1", "1 ", "one 2", "99999999999999999999 1", "\u00ff"})
  void aDamagedFileIsThatOfNoProcess(String content) throws Exception {
    Path file = Files.createDirectory(directory.resolve("run")).resolve("sleeper.pid");
    Files.writeString(file, content, StandardCharsets.ISO_8859_1);
    assertThat(process().isRunning()).isFalse();
  }

  @Test
  void killingItKillsWhatIsBelow() throws Exception {
    ManagedProcess process = process();
    process.start();
    ProcessHandle handle = ProcessHandle.of(process.pid().orElseThrow()).orElseThrow();
    await().until(() -> handle.children().findAny().isPresent());
    List<ProcessHandle> below = handle.descendants().toList();
    process.kill();
    assertThat(handle.isAlive()).isFalse();
    assertThat(below).noneMatch(ProcessHandle::isAlive);
    assertThat(process.isRunning()).isFalse();
  }

  @Test
  void standsStillAndGoesOn() throws Exception {
    ManagedProcess process = process();
    process.start();
    process.pause();
    assertThat(process.isRunning()).isTrue();
    process.resume();
    process.stop();
    assertThat(process.isRunning()).isFalse();
    assertThatIOException().isThrownBy(process::pause).withMessageContaining("sleeper");
  }
}
