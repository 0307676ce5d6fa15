package io.morelli.features;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Chooses key points: the strongest, and some more where a picture has few. The strongest alone
 * crowd where the contrast is high, and leave a crop of another part with nothing to match (cells
 * as in ORB-SLAM: Mur-Artal et al., IEEE Transactions on Robotics, 2015); and they are small, so
 * that a blurred photograph, in which only large ones are left, has nothing to match either
 * (figures in docs/geometry.md).
 */
final class KeyPointSelection {

  /** Share that is chosen by strength alone, of the first ones. */
  private static final double STRONGEST = 5.0 / 6;

  /** Cells of a square picture; of another one about as many. */
  private static final int CELLS = 64;

  /** From this octave on a key point is large: twice as large as the smallest, or larger. */
  private static final int LARGE = 4;

  private final FoundPoints found;
  private final int columns;
  private final int rows;

  /** Strongest first. */
  private final int[] order;

  private final boolean[] taken;
  private final int[] chosen;
  private int size;

  private KeyPointSelection(FoundPoints found, int count) {
    this.found = found;
    this.columns =
        Math.max(1, (int) Math.round(Math.sqrt((double) CELLS * found.width() / found.height())));
    this.rows = Math.max(1, Math.round((float) CELLS / columns));
    this.order = strongestFirst(found.response());
    this.taken = new boolean[order.length];
    this.chosen = new int[Math.min(count, order.length)];
  }

  /**
   * @param first how many of the chosen ones shall be a good choice by themselves
   * @param count to choose, {@code first} or more
   * @return positions of the chosen ones: the strongest, then those that fill the gaps between
   *     them, and beyond {@code first} the gaps among small and among large ones; all key points if
   *     there are no more
   */
  static int[] choose(FoundPoints found, int first, int count) {
    KeyPointSelection selection = new KeyPointSelection(found, count);
    if (selection.order.length <= first) {
      return selection.order;
    }
    IntStream.of(selection.order).limit((int) (STRONGEST * first)).forEach(selection::take);
    selection.fill(first, selection::cell, 1);
    selection.fill(
        selection.chosen.length, i -> 2 * selection.cell(i) + (selection.isLarge(i) ? 1 : 0), 2);
    return selection.chosen;
  }

  private void take(int i) {
    taken[i] = true;
    chosen[size++] = i;
  }

  private int cell(int i) {
    int column = Math.min(columns - 1, (int) (found.x()[i] / found.width() * columns));
    int row = Math.min(rows - 1, (int) (found.y()[i] / found.height() * rows));
    return row * columns + column;
  }

  private boolean isLarge(int i) {
    return found.octave()[i] >= LARGE;
  }

  /**
   * Takes the strongest of the part that has the fewest, again and again.
   *
   * @param until so many are chosen
   * @param part in which a key point lies, from 0
   * @param partsOfCell so many parts there are in each cell
   */
  private void fill(int until, IntUnaryOperator part, int partsOfCell) {
    if (size == until) {
      return;
    }
    Part[] parts = new Part[columns * rows * partsOfCell];
    for (int number = 0; number < parts.length; number++) {
      parts[number] = new Part(number);
    }
    for (int i : order) {
      Part of = parts[part.applyAsInt(i)];
      if (taken[i]) {
        of.taken++;
      } else {
        of.left.add(i);
      }
    }
    PriorityQueue<Part> waiting =
        new PriorityQueue<>(
            Comparator.<Part>comparingInt(of -> of.taken).thenComparingInt(of -> of.number));
    for (Part of : parts) {
      if (!of.left.isEmpty()) {
        waiting.add(of);
      }
    }
    while (size < until) {
      Part fewest = waiting.remove();
      take(fewest.left.remove());
      fewest.taken++;
      if (!fewest.left.isEmpty()) {
        waiting.add(fewest);
      }
    }
  }

  private static int[] strongestFirst(float[] response) {
    return IntStream.range(0, response.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -response[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Of the picture, or of its small or large key points. */
  private static final class Part {
    private final int number;

    /** Strongest first. */
    private final Queue<Integer> left = new ArrayDeque<>();

    private int taken;

    Part(int number) {
      this.number = number;
    }
  }
}
