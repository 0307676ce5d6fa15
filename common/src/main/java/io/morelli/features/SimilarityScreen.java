package io.morelli.features;

import java.util.List;

/**
 * Says quickly whether the geometry of some matches is worth a closer look: whether four of them
 * roughly agree on one similarity (shift, turn, uniform scale), which a homography of a real match
 * is nearly, at least in a part of the picture. Tries every pair of matches, so chance plays no
 * part; mirrored pictures fail as they must.
 */
final class SimilarityScreen {

  private static final int LEAST_MATCHES = 4;

  /** Unrelated pictures rarely have more, and the time grows with the third power. */
  private static final int MOST_MATCHES = 40;

  /** Pixels; wide, as perspective bends a similarity. */
  private static final float TOLERANCE = 16;

  /** Two points nearer to each other, in pixels, say too little about turn and scale. */
  private static final float LEAST_SPREAD = 8;

  private SimilarityScreen() {}

  static boolean passes(KeyPoints query, KeyPoints candidate, List<Match> matches) {
    int n = matches.size();
    if (n < LEAST_MATCHES || n > MOST_MATCHES) {
      return n > MOST_MATCHES;
    }
    // A picture's point as x and y: from the query, to the candidate.
    float[] fromX = new float[n];
    float[] fromY = new float[n];
    float[] toX = new float[n];
    float[] toY = new float[n];
    for (int i = 0; i < n; i++) {
      Match match = matches.get(i);
      fromX[i] = query.x(match.query());
      fromY[i] = query.y(match.query());
      toX[i] = candidate.x(match.candidate());
      toY[i] = candidate.y(match.candidate());
    }
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        if (agreeing(fromX, fromY, toX, toY, i, j) >= LEAST_MATCHES) {
          return true;
        }
      }
    }
    return false;
  }

  /** How many matches agree with the similarity that two of them define, those two included. */
  private static int agreeing(
      float[] fromX, float[] fromY, float[] toX, float[] toY, int i, int j) {
    float ux = fromX[j] - fromX[i];
    float uy = fromY[j] - fromY[i];
    float vx = toX[j] - toX[i];
    float vy = toY[j] - toY[i];
    float square = ux * ux + uy * uy;
    if (Math.min(square, vx * vx + vy * vy) < LEAST_SPREAD * LEAST_SPREAD) {
      return 0;
    }
    // Turn and scale as one complex number: v / u.
    float real = (vx * ux + vy * uy) / square;
    float imaginary = (vy * ux - vx * uy) / square;
    int agreeing = 0;
    for (int k = 0; k < fromX.length; k++) {
      float dx = fromX[k] - fromX[i];
      float dy = fromY[k] - fromY[i];
      float errorX = toX[i] + real * dx - imaginary * dy - toX[k];
      float errorY = toY[i] + imaginary * dx + real * dy - toY[k];
      agreeing += errorX * errorX + errorY * errorY <= TOLERANCE * TOLERANCE ? 1 : 0;
    }
    return agreeing;
  }
}
