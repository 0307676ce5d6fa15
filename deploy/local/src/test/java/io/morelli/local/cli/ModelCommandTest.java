package io.morelli.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.morelli.embedding.ModelFile;
import io.morelli.local.demo.PaintedPictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelCommandTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void showsTheShippedModel() throws IOException {
    assertThat(execute("show")).isEqualTo(ExitCode.OK);

    try (InputStream expected = getClass().getResourceAsStream("model-show.txt")) {
      assertThat(out.toString())
          .isEqualTo(
              new String(expected.readAllBytes(), StandardCharsets.UTF_8)
                  .replace("VERSION", ModelFile.locate(ModelFile.DEFAULT).info().version()));
    }
  }

  @Test
  void showsItToPrograms() throws IOException {
    assertThat(execute("show", "--json")).isEqualTo(ExitCode.OK);

    JsonNode model = new ObjectMapper().readTree(out.toString());
    assertThat(model.path("version").asText())
        .isEqualTo(ModelFile.locate(ModelFile.DEFAULT).info().version());
    assertThat(model.path("layers")).hasSize(16);
    assertThat(model.path("pooling").path("classes").asInt()).isEqualTo(8);
    assertThat(model.path("thresholds").path("highCosine").asDouble()).isPositive();
    assertThat(model.path("provenance").path("licence").asText()).isEqualTo("CC BY 4.0");
  }

  @Test
  void namesAModelThatIsNone() {
    assertThat(execute("show", folder.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("cannot read program.pt").hasLineCount(1);
  }

  @Test
  void drawsMapsOfThePicturesThatItCanRead() throws IOException {
    PaintedPictures.write(folder.resolve("pictures"), 2);
    Files.writeString(folder.resolve("pictures/broken.jpg"), "no picture");
    Path drawings = folder.resolve("cam");

    assertThat(
            execute(
                "cam", folder.resolve("pictures").toString(), "--classes=2", "--out=" + drawings))
        .isEqualTo(ExitCode.INCOMPLETE);

    assertThat(err.toString()).contains("broken.jpg: ").hasLineCount(1);
    String name = "3-" + PaintedPictures.fileName(1).replace(".jpg", "-cam.png");
    BufferedImage figure = ImageIO.read(drawings.resolve(name).toFile());
    assertThat(figure.getWidth()).isGreaterThan(3 * figure.getHeight() / 2);
    assertThat(drawings).isDirectoryContaining("glob:**000-cam.png");
    assertThat(out.toString()).contains(name, " %");
  }

  /** Reading a process's own memory from its beginning is an error of the system. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void drawsTheOtherPicturesWhereAFileCannotBeRead() throws IOException {
    PaintedPictures.write(folder.resolve("pictures"), 2);
    String pictures = folder.resolve("pictures").toString();
    Path drawings = folder.resolve("cam");

    assertThat(execute("cam", "/proc/self/mem", pictures, "--out=" + drawings))
        .isEqualTo(ExitCode.INCOMPLETE);

    assertThat(err.toString()).contains("/proc/self/mem: java.io.IOException").hasLineCount(1);
    // They are drawn in the order of their ids: landscape-000, mem, still-life-001.
    assertThat(drawings).isDirectoryContaining("glob:**000-cam.png");
    assertThat(drawings).isDirectoryContaining("glob:**001-cam.png");
  }

  @Test
  void refusesMoreClassesThanTheModelHas() throws IOException {
    PaintedPictures.write(folder, 1);
    Path picture = folder.resolve(PaintedPictures.fileName(0));

    assertThat(execute("cam", picture.toString(), "--classes=1001", "--out=" + folder))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("has 1 to 1000").hasLineCount(1);
  }

  @Test
  void fitsAModelThatTheOtherCommandsTake() throws IOException {
    Path pictures = folder.resolve("mine");
    PaintedPictures.write(pictures, 20);
    Path model = folder.resolve("models/mine");
    String[] fit = {"fit-whitening", pictures.toString(), "--dimension=8", "--out=" + model};

    assertThat(execute(fit)).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains("name       mine", "vector     8 numbers", "fitted on 20 pictures");

    assertThat(execute("show", model.toString())).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains("projection  8 x 512", "morelli experiment --fit", "1,000, with names");

    Path picture = pictures.resolve(PaintedPictures.fileName(0));
    Path drawings = folder.resolve("cam");
    assertThat(execute("cam", picture.toString(), "--model=" + model, "--out=" + drawings))
        .isEqualTo(ExitCode.OK);

    assertThat(execute(fit)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(model + " exists already");
  }

  @Test
  void refusesTooFewPictures() throws IOException {
    PaintedPictures.write(folder.resolve("few"), 3);

    assertThat(execute("fit-whitening", folder.resolve("few").toString(), "--out=" + folder + "/m"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("3 pictures cannot fit 256 dimensions").hasLineCount(1);
  }

  @Test
  void refusesWeightsThatAreNone() throws IOException {
    Path weights = Files.writeString(folder.resolve("vgg16.pth"), "<html>404</html>");

    assertThat(execute("import", weights.toString(), "--out=" + folder.resolve("m")))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("vgg16.pth is neither a state dict").hasLineCount(1);
    assertThat(execute("import", "absent.pth", "--out=" + folder.resolve("m")))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("no such file or folder: absent.pth");
    assertThat(folder.resolve("m")).doesNotExist();
  }

  private int execute(String... args) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    String[] all = new String[args.length + 1];
    all[0] = "model";
    System.arraycopy(args, 0, all, 1, args.length);
    return commandLine.execute(all);
  }
}
