package io.morelli.local.duplicates;

import io.morelli.decision.SearchRule;
import io.morelli.decision.Thresholds;
import io.morelli.features.KeyPoints;
import io.morelli.features.Match;
import io.morelli.features.PairVerifier;
import io.morelli.features.PreparedQuery;
import io.morelli.features.VerifierSettings;
import io.morelli.index.Candidate;
import io.morelli.index.ImageIndex;
import io.morelli.index.IndexedImage;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds pictures that an index holds more than once: asks it for the neighbours of every picture,
 * verifies these by key points in both directions, and puts the pairs together to groups.
 *
 * <p>Memory: a few pictures at a time, and the pairs that were found.
 */
public final class DuplicateFinder {

  /** Pictures a search of the index; each brings its neighbours with their key points. */
  private static final int BATCH = 16;

  /**
   * The matching points must be spread over so much of both pictures. Two faces of the same pose,
   * painted in one manner, were seen to have 35 matching points, but within 1 to 9 % of the area;
   * true duplicates had 23 % or more.
   */
  private static final double LEAST_SHARE = 0.15;

  private final ImageIndex index;
  private final Settings settings;
  private final SearchRule rule;
  private final PairVerifier verifier = new PairVerifier(VerifierSettings.DEFAULT);
  private final Map<IdPair, DuplicatePair> pairs = new HashMap<>();
  private final Map<String, DuplicateGroup.Picture> pictures = new HashMap<>();
  private long compared;

  private DuplicateFinder(ImageIndex index, Settings settings) {
    this.index = index;
    this.settings = settings;
    this.rule = new SearchRule(settings.thresholds());
  }

  /**
   * What makes a pair.
   *
   * @param thresholds of the rule that must hold in both directions; besides, the matching points
   *     must be spread over a part of both pictures
   * @param neighbours of each picture that are verified, at least 1
   * @param different pairs that are known to differ
   */
  public record Settings(Thresholds thresholds, int neighbours, Set<IdPair> different) {

    public Settings {
      different = Set.copyOf(different);
      if (neighbours < 1) {
        throw new IllegalArgumentException("neighbours must be at least 1: " + neighbours);
      }
    }

    /**
     * With the thresholds of a model, but so many matching points at least: a search must recognise
     * a detail, while a duplicate shows the same in large part.
     */
    public static Settings of(
        Thresholds model, int minPoints, int neighbours, Set<IdPair> different) {
      return new Settings(
          new Thresholds(
              model.highCosine(),
              model.lowCosine(),
              model.minKeyPoints(),
              Math.max(minPoints, model.manyPoints()),
              Math.max(minPoints, model.fewPoints())),
          neighbours,
          different);
    }
  }

  /**
   * Compares all pictures of the index.
   *
   * @param progress called after each picture
   */
  public static DuplicateReport find(ImageIndex index, Settings settings, Runnable progress) {
    DuplicateFinder finder = new DuplicateFinder(index, settings);
    List<IndexedImage> batch = new ArrayList<>(BATCH);
    index.scan(
        image -> {
          batch.add(image);
          if (batch.size() == BATCH) {
            finder.compare(batch, progress);
            batch.clear();
          }
        });
    if (!batch.isEmpty()) {
      finder.compare(batch, progress);
    }
    return finder.report();
  }

  private DuplicateReport report() {
    List<DuplicateGroup> groups =
        Grouping.of(pairs.values(), settings.different()).stream()
            .map(
                group ->
                    new DuplicateGroup(
                        group.ids().stream().map(pictures::get).toList(), group.pairs()))
            .toList();
    return new DuplicateReport(compared, settings.thresholds(), groups);
  }

  private void compare(List<IndexedImage> batch, Runnable progress) {
    List<float[]> vectors = batch.stream().map(IndexedImage::vector).toList();
    // One more, as each picture is its own nearest neighbour.
    List<List<Candidate>> found = index.search(vectors, settings.neighbours() + 1, Map.of());
    for (int i = 0; i < batch.size(); i++) {
      compare(batch.get(i), found.get(i));
      compared++;
      progress.run();
    }
  }

  private void compare(IndexedImage image, List<Candidate> candidates) {
    try (PreparedQuery query = verifier.prepare(KeyPoints.unpack(image.features()))) {
      for (Candidate candidate : candidates) {
        if (!candidate.image().id().equals(image.id())) {
          compare(image, query, candidate);
        }
      }
    }
  }

  private void compare(IndexedImage image, PreparedQuery query, Candidate candidate) {
    IndexedImage other = candidate.image();
    IdPair ids = IdPair.of(image.id(), other.id());
    if (pairs.containsKey(ids) || settings.different().contains(ids)) {
      return;
    }
    boolean sameFile = image.checksum().equals(other.checksum());
    int points = matchingPoints(query, KeyPoints.unpack(other.features()), candidate.cosine());
    if (sameFile || points > 0) {
      pairs.put(ids, new DuplicatePair(ids, candidate.cosine(), points, sameFile));
      remember(image);
      remember(other);
    }
  }

  private void remember(IndexedImage image) {
    pictures.put(
        image.id(),
        new DuplicateGroup.Picture(image.id(), image.width(), image.height(), image.metadata()));
  }

  /** Of the direction that has fewer; 0 unless both make a match. */
  private int matchingPoints(PreparedQuery query, KeyPoints candidate, double cosine) {
    KeyPoints points = query.keyPoints();
    if (!rule.needsVerification(cosine, points.count(), candidate.count())) {
      return 0;
    }
    int there = matchingPoints(query, candidate, cosine, points.count());
    if (there == 0) {
      return 0;
    }
    try (PreparedQuery turned = verifier.prepare(candidate)) {
      return Math.min(there, matchingPoints(turned, points, cosine, candidate.count()));
    }
  }

  private int matchingPoints(
      PreparedQuery query, KeyPoints candidate, double cosine, int queryPoints) {
    int points = verifier.verify(query, candidate).matchingPoints();
    if (!rule.decide(cosine, queryPoints, candidate.count(), points, () -> false).match()) {
      return 0;
    }
    List<Match> consistent = verifier.explain(query, candidate).consistent();
    return shareWithin(candidate, consistent) < LEAST_SHARE ? 0 : points;
  }

  /** Share of the candidate's area that the upright rectangle around its matched points has. */
  private static double shareWithin(KeyPoints candidate, List<Match> matches) {
    Rectangle2D around = null;
    for (Match match : matches) {
      Rectangle2D point =
          new Rectangle2D.Double(
              candidate.x(match.candidate()), candidate.y(match.candidate()), 0, 0);
      around = around == null ? point : around.createUnion(point);
    }
    return around == null
        ? 0
        : around.getWidth() * around.getHeight() / candidate.width() / candidate.height();
  }
}
