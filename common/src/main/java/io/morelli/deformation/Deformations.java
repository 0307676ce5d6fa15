package io.morelli.deformation;

import java.util.List;

/** The deformations that the demo and {@code morelli bench} apply. */
public final class Deformations {

  private Deformations() {}

  /** One or more of every family, from easy to hard within a family; names are unique. */
  public static List<Deformation> standard() {
    return List.of(
        Geometry.rotated(5),
        Geometry.rotated(15),
        Geometry.rotated(45),
        Geometry.quarterTurns(1),
        Geometry.quarterTurns(2),
        Geometry.quarterTurns(3),
        Geometry.mirrored(),
        Geometry.cropped(0.75),
        Geometry.cropped(0.5),
        Geometry.cropped(0.3),
        Geometry.scaled(0.5),
        Geometry.scaled(0.25),
        Geometry.perspective(0.15),
        Geometry.perspective(0.25),
        Geometry.sheared(0.2),
        Quality.jpeg(30),
        Quality.jpeg(10),
        Quality.blurred(1.5),
        Quality.blurred(3),
        Quality.noisy(15),
        Colour.brightness(0.5),
        Colour.brightness(1.5),
        Colour.contrast(0.5),
        Colour.contrast(1.6),
        Colour.saturation(0.4),
        Colour.hue(60),
        Colour.grey(),
        Setting.bordered(0.15),
        Setting.captioned(),
        Setting.withinAnother(0.4),
        Setting.onMuseumWall(),
        Geometry.rotated(10).then(Geometry.cropped(0.6)).then(Quality.jpeg(40)));
  }
}
