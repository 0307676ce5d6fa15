package io.morelli.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.morelli.local.client.PictureFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPlanTest {

  private static final int PICTURES = 20;
  private static final int ABSENT = 2;

  @TempDir Path pictures;
  @TempDir Path folder;

  @BeforeEach
  void makePictures() throws IOException {
    for (int i = 0; i < PICTURES; i++) {
      Files.createFile(pictures.resolve("picture-%02d.jpg".formatted(i)));
    }
  }

  @Test
  void whatIsHeldBackIsAskedAndNotPublished() throws IOException {
    DemoPlan plan = plan(Optional.empty());
    assertThat(plan.published()).hasSize(PICTURES - ABSENT);
    assertThat(plan.questions()).hasSize(3 + ABSENT);
    assertThat(plan.questions().stream().filter(question -> question.expected().isEmpty()))
        .hasSize(ABSENT)
        .allSatisfy(
            question ->
                assertThat(plan.published())
                    .noneMatch(picture -> question.about().startsWith(picture.id())));
  }

  @Test
  void plansThatPublishOthersHaveAnotherKey() throws IOException {
    DemoPlan plan = plan(Optional.empty());
    assertThat(plan(Optional.empty()).key()).isEqualTo(plan.key());

    DemoPlan further = plan(Optional.of(askFor(heldBack(plan))));
    assertThat(further.published()).extracting(PictureFile::id).contains(heldBack(plan));
    assertThat(further.key()).isNotEqualTo(plan.key());

    Files.delete(plan.published().get(0).path());
    assertThat(plan(Optional.empty()).key()).isNotEqualTo(plan.key());
  }

  @Test
  void aQuestionForAPictureThatIsNotThereIsRefused() {
    assertThatIOException()
        .isThrownBy(() -> plan(Optional.of(askFor("nowhere"))))
        .withMessageContaining("'nowhere'");
  }

  private DemoPlan plan(Optional<Path> queries) throws IOException {
    return DemoPlan.of(new DemoPlan.Settings(List.of(pictures), queries, 3, ABSENT, 1));
  }

  private String heldBack(DemoPlan plan) throws IOException {
    return PictureFile.of(List.of(pictures)).stream()
        .filter(picture -> !plan.published().contains(picture))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private Path askFor(String id) throws IOException {
    Files.write(folder.resolve("query.jpg"), new byte[0]);
    return Files.writeString(
        folder.resolve("queries.csv"), "query_file,image_id\nquery.jpg,%s\n".formatted(id));
  }
}
