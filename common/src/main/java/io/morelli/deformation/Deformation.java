package io.morelli.deformation;

import io.morelli.image.OpenCv;
import io.morelli.image.RgbImage;
import java.util.Random;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/**
 * Something that happens to pictures and that a search must see through. The same picture and seed
 * give the same result. Thread-safe; needs OpenCV's native library.
 */
public final class Deformation {

  private final String name;
  private final Operation operation;

  Deformation(String name, Operation operation) {
    this.name = name;
    this.operation = operation;
  }

  /** For people, such as {@code rotated by 15°}. */
  public String name() {
    return name;
  }

  /**
   * The deformed picture.
   *
   * @param seed decides what the deformation leaves to chance, such as where it crops
   */
  public RgbImage apply(RgbImage image, long seed) {
    OpenCv.load();
    try (MatScope scope = new MatScope()) {
      Mat rgb = scope.own(new Mat(image.height(), image.width(), CvType.CV_8UC3));
      rgb.put(0, 0, image.rgb());
      Mat deformed = operation.apply(rgb, new Random(seed), scope);
      byte[] bytes = new byte[3 * deformed.cols() * deformed.rows()];
      deformed.get(0, 0, bytes);
      return new RgbImage(deformed.cols(), deformed.rows(), bytes);
    }
  }

  /** This one and then another. */
  public Deformation then(Deformation next) {
    return new Deformation(
        name + ", " + next.name,
        (rgb, random, scope) ->
            next.operation.apply(operation.apply(rgb, random, scope), random, scope));
  }

  @Override
  public String toString() {
    return name;
  }
}
