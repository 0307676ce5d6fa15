package io.morelli.local.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotDuplicatesTest {

  @TempDir Path folder;

  @Test
  void readsTwoIdsALine() throws IOException {
    Path file = Files.writeString(folder.resolve("pairs"), "b\ta\n\n  \nold/one\tnew one\n");
    assertThat(NotDuplicates.read(file))
        .containsExactlyInAnyOrder(new IdPair("a", "b"), new IdPair("new one", "old/one"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a\t", "a\ta", "a\tb\tc", "a b"})
  void namesALineThatIsNotTwoIds(String line) throws IOException {
    Path file = Files.writeString(folder.resolve("pairs"), "x\ty\n" + line + "\n");
    assertThatThrownBy(() -> NotDuplicates.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(file.toString(), "line 2", line);
  }
}
