package io.morelli.query;

import io.morelli.decision.Thresholds;
import io.morelli.features.KeyPoints;
import io.morelli.image.Region;
import io.morelli.index.IndexedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the index found for the views of a query, with the views that each is compared with. */
final class Contenders {

  /**
   * A guessed region that is not the most similar view is compared if its cosine is at least this
   * much. There are many guesses, and most show something else: what was found by one had 0.28 or
   * more (docs/geometry.md).
   */
  private static final double GUESS_COSINE = 0.2;

  private static final Logger LOG = LoggerFactory.getLogger(Contenders.class);

  private final Query query;
  private final Thresholds thresholds;

  Contenders(Query query, Thresholds thresholds) {
    this.query = query;
    this.thresholds = thresholds;
  }

  /**
   * @param found by the vectors of the query's views
   * @param excluded id of the picture that is asked for itself; null for none
   * @return the most similar pictures, by falling cosine of their best view
   */
  List<Contender> of(List<IndexedImage> found, String excluded, int topN) {
    return found.stream()
        .filter(image -> !image.id().equals(excluded))
        .filter(Contenders::isReadable)
        .map(this::contender)
        .filter(contender -> !contender.views().isEmpty())
        .sorted(Comparator.comparingDouble(Contender::cosine).reversed())
        .limit(topN)
        .toList();
  }

  /** What one picture of the index has lost must not keep the others from being found. */
  private static boolean isReadable(IndexedImage image) {
    try {
      KeyPoints.packedCount(image.features());
      return true;
    } catch (IllegalArgumentException e) {
      LOG.warn("Image {} cannot be compared: {}", image.id(), e.getMessage());
      return false;
    }
  }

  private Contender contender(IndexedImage image) {
    int keyPoints = KeyPoints.packedCount(image.features());
    List<QueryView> views = query.views();
    double[] cosines = new double[views.size()];
    List<Integer> usable = new ArrayList<>();
    for (int view = 0; view < cosines.length; view++) {
      cosines[view] = dot(views.get(view).vector(), image.vector());
      // Some part of a room is like many a simple picture: a guessed region needs key points.
      if (keyPoints >= thresholds.minKeyPoints() || !isGuess(views.get(view).region())) {
        usable.add(view);
      }
    }
    usable.sort(Comparator.comparingDouble(view -> -cosines[view]));
    // The view that is most similar by its vector is often not the one that shows the most key
    // points, so all are compared that the search rule could accept.
    List<Integer> compared =
        usable.stream()
            .filter(view -> view.equals(usable.get(0)) || cosines[view] >= leastCosine(view))
            .toList();
    int best = compared.isEmpty() ? 0 : compared.get(0);
    return new Contender(image, keyPoints, cosines[best], compared, best, null);
  }

  private double leastCosine(int view) {
    return isGuess(query.views().get(view).region())
        ? Math.max(GUESS_COSINE, thresholds.lowCosine())
        : thresholds.lowCosine();
  }

  private boolean isGuess(Region region) {
    return !region.equals(query.request().options().asked());
  }

  /** The cosine of unit vectors. */
  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
