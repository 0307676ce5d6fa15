package io.morelli.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobStateTest {

  @TempDir Path folder;

  private JobState state;

  @BeforeEach
  void nameTheFolders() {
    state = state("ingest");
  }

  @Test
  void aJobThatNeverRanHasNone() throws IOException {
    complete(state("query").checkpoints().resolve("chk-1"), 1);
    assertThat(state.newest()).isEmpty();
    Files.createDirectories(state.checkpoints());
    assertThat(state.newest()).isEmpty();
  }

  @Test
  void theNewestCheckpointOrSavepointCounts() throws IOException {
    Path checkpoint = complete(state.checkpoints().resolve("chk-1"), 1);
    assertThat(state.newest()).contains(checkpoint);
    Path savepoint = complete(state.savepoints().resolve("savepoint-a"), 2);
    assertThat(state.newest()).contains(savepoint);
    Path ofTheNextRun = complete(state.checkpoints().resolve("run").resolve("chk-1"), 3);
    assertThat(state.newest()).contains(ofTheNextRun);
  }

  @Test
  void aFolderWithoutMetadataIsNotComplete() throws IOException {
    Path complete = complete(state.checkpoints().resolve("chk-1"), 1);
    Path begun = Files.createDirectories(state.checkpoints().resolve("chk-2"));
    Files.createFile(begun.resolve("data"));
    assertThat(state.newest()).contains(complete);
  }

  private JobState state(String job) {
    return new JobState(job, folder.resolve("checkpoints"), folder.resolve("savepoints"));
  }

  private static Path complete(Path state, int minute) throws IOException {
    Path metadata = Files.createFile(Files.createDirectories(state).resolve("_metadata"));
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(60_000L * minute));
    return state;
  }
}
