package io.morelli.experiment;

import io.morelli.image.ImageDecoder;
import io.morelli.image.ImageLimits;
import io.morelli.image.RgbImage;
import io.morelli.message.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Makes the pictures of questions, the same each time. Thread-safe. */
final class QuestionPictures {

  private static final int JPEG_QUALITY = 92;

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  /** The bytes to ask with: the file's own, or the deformed picture as JPEG. */
  byte[] read(Question question) throws IOException {
    byte[] encoded = Files.readAllBytes(Path.of(question.file()));
    if (question.recipe() == null) {
      return encoded;
    }
    try {
      return Jpeg.encode(deform(decoder.decode(encoded).image(), question), JPEG_QUALITY);
    } catch (RejectedException e) {
      // Asked as it is, the picture meets the job's own decoder, and the answer names the error.
      return encoded;
    }
  }

  private static RgbImage deform(RgbImage image, Question question) {
    Random random = new Random(question.seed());
    return Recipes.named(question.recipe()).draw().apply(random).apply(image, random.nextLong());
  }
}
