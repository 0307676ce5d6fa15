package io.morelli.experiment;

import io.morelli.deformation.Colour;
import io.morelli.deformation.Deformation;
import io.morelli.deformation.Geometry;
import io.morelli.deformation.Quality;
import io.morelli.deformation.Setting;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the experiment does to pictures, in three families. */
final class Recipes {

  private static final List<Recipe> GEOMETRIC =
      List.of(
          new Recipe("rotated by any angle", random -> Geometry.rotated(1 + random.nextInt(359))),
          new Recipe("turned by 90°, 180° or 270°", Recipes::quarterTurns),
          new Recipe("mirrored", random -> Geometry.mirrored()),
          new Recipe("shrunk to 25-80 %", random -> Geometry.scaled(between(random, 0.25, 0.8))),
          new Recipe("enlarged to 120-180 %", random -> Geometry.scaled(between(random, 1.2, 1.8))),
          new Recipe("cropped to 50-90 %", random -> Geometry.cropped(between(random, 0.5, 0.9))),
          new Recipe("cropped to 25-50 %", random -> Geometry.cropped(between(random, 0.25, 0.5))),
          new Recipe("in perspective", random -> Geometry.perspective(between(random, 0.05, 0.25))),
          new Recipe("sheared", Recipes::sheared),
          new Recipe(
              "rotated and cropped",
              random ->
                  Geometry.rotated(between(random, -45, 45))
                      .then(Geometry.cropped(between(random, 0.4, 0.8)))));

  private static final List<Recipe> PHOTOMETRIC =
      List.of(
          new Recipe("blurred", random -> Quality.blurred(between(random, 1, 3))),
          new Recipe("noisy", random -> Quality.noisy(between(random, 5, 20))),
          new Recipe("JPEG quality 10-40", random -> Quality.jpeg(10 + random.nextInt(31))),
          new Recipe("darker", random -> Colour.brightness(between(random, 0.4, 0.8))),
          new Recipe("brighter", random -> Colour.brightness(between(random, 1.2, 1.7))),
          new Recipe("less contrast", random -> Colour.contrast(between(random, 0.4, 0.8))),
          new Recipe("more contrast", random -> Colour.contrast(between(random, 1.2, 1.7))),
          new Recipe("paler", random -> Colour.saturation(between(random, 0.2, 0.7))),
          new Recipe("other hues", random -> Colour.hue(20 + random.nextInt(321))),
          new Recipe("grey", random -> Colour.grey()));

  private static final List<Recipe> HARD =
      List.of(
          new Recipe("with a border", random -> Setting.bordered(between(random, 0.08, 0.25))),
          new Recipe("with words over it", random -> Setting.captioned()),
          new Recipe(
              "part of another picture",
              random -> Setting.withinAnother(between(random, 0.25, 0.6))),
          new Recipe("on a museum wall", random -> Setting.onMuseumWall()),
          new Recipe("printed and photographed", Recipes::photographedPrint),
          new Recipe(
              "rotated, cropped and compressed",
              random ->
                  Geometry.rotated(between(random, -20, 20))
                      .then(Geometry.cropped(between(random, 0.4, 0.7)))
                      .then(Quality.jpeg(30 + random.nextInt(31)))));

  private Recipes() {}

  static List<Recipe> of(Collection<Family> families) {
    return families.stream().sorted().distinct().flatMap(family -> of(family).stream()).toList();
  }

  /**
   * @throws IllegalArgumentException if there is no recipe of that name
   */
  static Recipe named(String name) {
    return Stream.of(GEOMETRIC, PHOTOMETRIC, HARD)
        .flatMap(List::stream)
        .filter(recipe -> recipe.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such deformation: " + name));
  }

  private static List<Recipe> of(Family family) {
    return switch (family) {
      case GEOMETRIC -> GEOMETRIC;
      case PHOTOMETRIC -> PHOTOMETRIC;
      case HARD -> HARD;
    };
  }

  private static Deformation quarterTurns(Random random) {
    return Geometry.quarterTurns(1 + random.nextInt(3));
  }

  private static Deformation sheared(Random random) {
    double amount = between(random, 0.1, 0.35);
    return Geometry.sheared(random.nextBoolean() ? amount : -amount);
  }

  /** Coarse and pale as prints are, then askew, out of focus and noisy as snapshots are. */
  private static Deformation photographedPrint(Random random) {
    List<Function<Random, Deformation>> steps =
        List.of(
            r -> Colour.saturation(between(r, 0.5, 0.9)),
            r -> Colour.contrast(between(r, 0.6, 0.9)),
            r -> Geometry.scaled(between(r, 0.5, 0.8)),
            r -> Geometry.rotated(between(r, -8, 8)),
            r -> Geometry.perspective(between(r, 0.03, 0.12)),
            r -> Quality.blurred(between(r, 0.6, 1.2)),
            r -> Quality.noisy(between(r, 4, 10)),
            r -> Quality.jpeg(40 + r.nextInt(31)));
    return steps.stream().map(step -> step.apply(random)).reduce(Deformation::then).orElseThrow();
  }

  private static double between(Random random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }
}
