package io.morelli.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.deformation.Deformations;
import io.morelli.local.client.PictureFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuestionTest {

  @TempDir Path folder;

  @Test
  void asksLabelledPictures() throws IOException {
    Files.writeString(folder.resolve("q.jpg"), "picture");
    Path csv = folder.resolve("queries.csv");
    Files.writeString(csv, "image_id,note,query_file\nmona-lisa,x,q.jpg\n,nothing,q.jpg\n");
    List<Question> questions = Question.fromCsv(csv);
    assertThat(questions)
        .extracting(Question::expected)
        .containsExactly(Optional.of("mona-lisa"), Optional.empty());
    assertThat(questions.get(0).source().read()).asString().isEqualTo("picture");
  }

  @Test
  void asksEveryDeformationAndTheSameOnesForASeed() throws IOException {
    PaintedPictures.write(folder, 2);
    List<PictureFile> pictures = PictureFile.of(List.of(folder));
    int count = Deformations.standard().size();
    List<Question> questions = Question.deformed(pictures, count, 5);
    assertThat(questions)
        .extracting(question -> question.about().substring(question.about().indexOf(", ") + 2))
        .containsExactlyElementsOf(Deformations.standard().stream().map(Object::toString).toList());
    assertThat(questions.get(0).source().read())
        .isEqualTo(Question.deformed(pictures, count, 5).get(0).source().read());
  }
}
