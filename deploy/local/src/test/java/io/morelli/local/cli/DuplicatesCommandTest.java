package io.morelli.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.morelli.embedding.ModelFile;
import io.morelli.embedding.ModelInfo;
import io.morelli.features.KeyPointExtractor;
import io.morelli.features.OrbSettings;
import io.morelli.index.ImageIndex;
import io.morelli.index.IndexedImage;
import io.morelli.index.LuceneImageIndex;
import io.morelli.testing.TestPictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DuplicatesCommandTest {

  private static final ModelInfo MODEL = ModelFile.locate(ModelFile.DEFAULT).info();

  private final KeyPointExtractor extractor = new KeyPointExtractor(OrbSettings.DEFAULT);
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;
  private Path pictures;

  @BeforeEach
  void pictures() throws IOException {
    pictures = Files.createDirectory(folder.resolve("pictures"));
  }

  @Test
  void writesAPageAndJson() throws IOException {
    try (ImageIndex index = LuceneImageIndex.open(folder.resolve("index"), MODEL)) {
      add(index, "one", TestPictures.collage(1));
      add(index, "one <again>", TestPictures.rotated(TestPictures.collage(1), 5));
      add(index, "two", TestPictures.collage(2));
      index.flush();
      // The index stays open for writing, as that of a running system.
      assertThat(run()).as(err.toString()).isEqualTo(ExitCode.OK);
    }
    assertThat(out.toString()).contains("one   one <again>", "1 groups with 2 of 3 pictures");

    JsonNode json = new ObjectMapper().readTree(folder.resolve("d.json").toFile());
    assertThat(json.at("/pictures").asInt()).isEqualTo(3);
    assertThat(json.at("/thresholds/fewPoints").asInt()).isEqualTo(25);
    assertThat(json.at("/groups/0/pictures/1/id").asText()).isEqualTo("one <again>");
    assertThat(json.at("/groups/0/pairs/0/first").asText()).isEqualTo("one");
    assertThat(json.at("/groups/0/pairs/0/second").asText()).isEqualTo("one <again>");
    assertThat(json.at("/groups/0/pairs/0/matchingPoints").asInt()).isGreaterThanOrEqualTo(25);

    String page = Files.readString(folder.resolve("d.html"));
    assertThat(page)
        .contains("<b>one &lt;again&gt;</b>", "480 x 360", "artist: nobody")
        .doesNotContain("<again>", "<b>two</b>")
        .doesNotContainPattern("(src|href)=\"(?!data:)");
    assertThat(page.split("data:image/jpeg", -1)).hasSize(3);
  }

  @Test
  void saysThatThereAreNone() throws IOException {
    try (ImageIndex index = LuceneImageIndex.open(folder.resolve("index"), MODEL)) {
      add(index, "one", TestPictures.collage(1));
    }
    assertThat(run()).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(out.toString()).contains("0 groups with 0 of 1 pictures");
  }

  @Test
  void refusesAnIndexOfAnotherModel() {
    ModelInfo other =
        new ModelInfo("other", "0123", MODEL.inputSize(), MODEL.dimension(), MODEL.thresholds());
    LuceneImageIndex.open(folder.resolve("index"), other).close();
    assertThat(run()).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("0123", "--model").hasLineCount(1);
  }

  private int run() {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(
        "duplicates",
        "--index",
        "lucene://" + folder.resolve("index").toUri().getRawPath(),
        "--pictures",
        pictures.toString(),
        "--page",
        folder.resolve("d.html").toString(),
        "--json",
        folder.resolve("d.json").toString());
  }

  private void add(ImageIndex index, String id, BufferedImage picture) throws IOException {
    byte[] encoded = TestPictures.png(picture);
    Files.write(pictures.resolve(id + ".png"), encoded);
    float[] vector = new float[MODEL.dimension()];
    vector[0] = 1;
    index.upsert(
        List.of(
            new IndexedImage(
                id,
                vector,
                extractor.extract(TestPictures.rgb(picture)).pack(),
                Map.of("artist", "nobody"),
                picture.getWidth(),
                picture.getHeight(),
                "checksum of " + id,
                0)));
  }
}
