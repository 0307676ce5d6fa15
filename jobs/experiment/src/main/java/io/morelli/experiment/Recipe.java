package io.morelli.experiment;

import io.morelli.deformation.Deformation;
import java.util.Random;
import java.util.function.Function;

/**
 * A kind of deformation, such as "rotated", that draws its amount by chance.
 *
 * @param name for people; unique among all recipes
 * @param draw the deformation with an amount by chance
 */
record Recipe(String name, Function<Random, Deformation> draw) {}
