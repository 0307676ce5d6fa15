package io.morelli.local.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockedFolderTest {

  @TempDir Path directory;

  private Path folder;

  @BeforeEach
  void fill() throws Exception {
    folder = directory.resolve("checkpoints");
    Files.createDirectories(folder.resolve("job"));
    Files.writeString(folder.resolve("job").resolve("1"), "one");
  }

  @Test
  void nothingCanBeWrittenBelowItUntilItIsClosed() throws Exception {
    try (BlockedFolder blocked = new BlockedFolder(folder)) {
      assertThat(blocked).isNotNull();
      assertThatIOException().isThrownBy(() -> Files.createDirectories(folder.resolve("job")));
    }
    assertThat(folder.resolve("job").resolve("1")).hasContent("one");
    Files.writeString(folder.resolve("job").resolve("2"), "two");
  }

  @Test
  void whatCameIntoTheFolderBetweenIsKept() throws Exception {
    BlockedFolder blocked = new BlockedFolder(folder);
    // As a writer does who is faster than the one who blocks.
    Files.delete(folder);
    Files.createDirectories(folder.resolve("job").resolve("empty"));
    Files.writeString(folder.resolve("job").resolve("2"), "two");
    blocked.close();
    assertThat(folder.resolve("job").resolve("1")).hasContent("one");
    assertThat(folder.resolve("job").resolve("2")).hasContent("two");
    assertThat(directory).isDirectoryNotContaining("glob:**-aside");
  }
}
