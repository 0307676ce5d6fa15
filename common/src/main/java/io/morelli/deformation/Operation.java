package io.morelli.deformation;

import java.util.Random;
import org.opencv.core.Mat;

/** What a deformation does to the pixels. */
@FunctionalInterface
interface Operation {

  /**
   * @param rgb 8-bit, three channels; left as it is
   * @param random the only source of chance
   * @param scope owns every matrix that is made, the result too
   * @return 8-bit, three channels
   */
  Mat apply(Mat rgb, Random random, MatScope scope);
}
