package io.morelli.local.demo;

import io.morelli.deformation.Deformation;
import io.morelli.deformation.Deformations;
import io.morelli.experiment.LabelledPicture;
import io.morelli.image.RgbImage;
import io.morelli.local.client.PictureFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A picture to ask for, and what the answer should be.
 *
 * @param about what the picture is, for people: {@code mona-lisa, rotated by 15°}
 * @param source of the picture's bytes
 * @param expected id of the image that should be found; empty if none should
 */
record Question(String about, Source source, Optional<String> expected) {

  private static final float JPEG_QUALITY = 0.92f;

  /** Makes the picture when it is asked, so that a thousand questions do not fill the memory. */
  @FunctionalInterface
  interface Source {
    byte[] read() throws IOException;
  }

  /**
   * Deformed copies of pictures: every standard deformation in turn, of pictures by chance.
   *
   * @param seed chooses pictures and what deformations leave to chance
   */
  static List<Question> deformed(List<PictureFile> pictures, int count, long seed) {
    Random random = new Random(seed);
    List<Deformation> deformations = Deformations.standard();
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PictureFile picture = pictures.get(random.nextInt(pictures.size()));
      Deformation deformation = deformations.get(i % deformations.size());
      long chance = random.nextLong();
      questions.add(
          new Question(
              picture.id() + ", " + deformation.name(),
              () -> deform(picture.path(), deformation, chance),
              Optional.of(picture.id())));
    }
    return questions;
  }

  /** Pictures that were not published. */
  static List<Question> absent(List<PictureFile> pictures) {
    return pictures.stream()
        .map(
            picture ->
                new Question(
                    picture.id() + ", not published",
                    () -> Files.readAllBytes(picture.path()),
                    Optional.empty()))
        .toList();
  }

  /**
   * Questions from a CSV file of labelled pictures; where it names no image, none should be found.
   *
   * @throws IOException as {@link LabelledPicture#read}
   */
  static List<Question> fromCsv(Path csv) throws IOException {
    return LabelledPicture.read(csv).stream()
        .map(
            picture ->
                new Question(
                    picture.name(), () -> Files.readAllBytes(picture.file()), picture.id()))
        .toList();
  }

  private static byte[] deform(Path picture, Deformation deformation, long seed)
      throws IOException {
    RgbImage original = Pictures.decode(Files.readAllBytes(picture));
    return Jpeg.encode(deformation.apply(original, seed).toBufferedImage(), JPEG_QUALITY);
  }
}
