package io.morelli.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFileTest {

  @TempDir Path folder;

  @Test
  void namesPicturesByTheirPathBelowTheFolder() throws IOException {
    touch("b.v2.PNG");
    touch("old/masters/mona-lisa.jpg");
    touch("old/notes.txt");
    touch("old/.thumb.jpg");

    assertThat(PictureFile.of(List.of(folder)))
        .containsExactly(
            new PictureFile("b.v2", folder.resolve("b.v2.PNG")),
            new PictureFile("old/masters/mona-lisa", folder.resolve("old/masters/mona-lisa.jpg")));
  }

  @Test
  void takesANamedFileWhateverItsName() throws IOException {
    Path file = touch("old/notes.txt");
    assertThat(PictureFile.of(List.of(file, file))).containsExactly(new PictureFile("notes", file));
  }

  @Test
  void refusesTwoFilesWithOneId() throws IOException {
    Path jpeg = touch("x.jpg");
    Path png = touch("x.png");
    assertThatThrownBy(() -> PictureFile.of(List.of(folder)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'x'")
        .hasMessageContaining(jpeg.toString())
        .hasMessageContaining(png.toString());
  }

  @Test
  void namesAMissingPath() {
    assertThatThrownBy(() -> PictureFile.of(List.of(folder.resolve("absent"))))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("absent");
  }

  @Test
  void refusesAnIdThatIsTooLong() {
    assertThatThrownBy(() -> new PictureFile("é".repeat(129), folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 256 bytes");
  }

  private Path touch(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }
}
