package io.morelli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledPictureTest {

  @TempDir private Path folder;

  private Path csv;

  @BeforeEach
  void picture() throws IOException {
    Files.createFile(folder.resolve("a.jpg"));
    csv = folder.resolve("labels.csv");
  }

  @Test
  void columnsComeInAnyOrder() throws IOException {
    Files.writeString(csv, "image_id,note,query_file\n mona-lisa,x,a.jpg \n,nothing,a.jpg\n");
    Path file = folder.resolve("a.jpg");
    assertThat(LabelledPicture.read(csv))
        .containsExactly(
            new LabelledPicture("a.jpg", file, Optional.of("mona-lisa")),
            new LabelledPicture("a.jpg", file, Optional.empty()));
  }

  @Test
  void namesTheColumnsThatItNeeds() throws IOException {
    Files.writeString(csv, "file,id\n");
    assertRefused("labels.csv", "query_file", "image_id");
  }

  @Test
  void namesALineThatIsTooShort() throws IOException {
    Files.writeString(csv, "query_file,image_id\na.jpg,a\na.jpg\n");
    assertRefused("labels.csv, line 3");
  }

  @Test
  void namesAFileThatIsNotThere() throws IOException {
    Files.writeString(csv, "query_file,image_id\nnowhere.jpg,a\n");
    assertRefused("labels.csv, line 2", "nowhere.jpg");
  }

  private void assertRefused(String... named) {
    assertThatThrownBy(() -> LabelledPicture.read(csv))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(named);
  }
}
