package io.morelli.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.image.OpenCv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfKeyPoint;
import org.opencv.features2d.ORB;
import org.opencv.imgcodecs.Imgcodecs;

class PaintedPicturesTest {

  @TempDir Path folder;

  @Test
  void areAlwaysTheSameAndAllDifferent() {
    Set<Integer> hashes = new HashSet<>();
    for (int number = 0; number < 24; number++) {
      byte[] jpeg = PaintedPictures.jpeg(number);
      assertThat(PaintedPictures.jpeg(number)).isEqualTo(jpeg);
      hashes.add(Arrays.hashCode(jpeg));
    }
    assertThat(hashes).hasSize(24);
  }

  @Test
  void haveTextureEnoughToBeVerified() {
    OpenCv.load();
    ORB orb = ORB.create(500);
    assertThat(IntStream.range(0, 200))
        .allSatisfy(
            number -> {
              MatOfByte encoded = new MatOfByte(PaintedPictures.jpeg(number));
              Mat grey = Imgcodecs.imdecode(encoded, Imgcodecs.IMREAD_GRAYSCALE);
              MatOfKeyPoint keyPoints = new MatOfKeyPoint();
              orb.detect(grey, keyPoints);
              assertThat(keyPoints.total())
                  .as(PaintedPictures.fileName(number))
                  .isGreaterThanOrEqualTo(300);
              encoded.release();
              grey.release();
              keyPoints.release();
            });
  }

  @Test
  void areWrittenOnce() throws IOException {
    PaintedPictures.write(folder, 3);
    PaintedPictures.write(folder, 4);
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "landscape-000.jpg", "stilllife-001.jpg", "composition-002.jpg", "portrait-003.jpg");
  }
}
