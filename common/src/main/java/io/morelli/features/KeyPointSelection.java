package io.morelli.features;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.stream.IntStream;

/**
 * Chooses key points: the strongest, and some more where a picture has few. The strongest alone
 * crowd where the contrast is high, and leave a crop of another part with nothing to match (cells
 * as in ORB-SLAM: Mur-Artal et al., IEEE Transactions on Robotics, 2015; figures in
 * docs/geometry.md).
 */
final class KeyPointSelection {

  /** Share that is chosen by strength alone, of the first ones. */
  private static final double STRONGEST = 5.0 / 6;

  /** Cells of a square picture; of another one about as many. */
  private static final int CELLS = 64;

  private KeyPointSelection() {}

  /**
   * @param x of each key point, pixels, 0 to {@code width}
   * @param y likewise
   * @param response strength of each key point
   * @param first how many of the chosen ones shall be a good choice by themselves
   * @param count to choose, {@code first} or more
   * @return positions of the chosen ones, the strongest first, then those that fill the gaps; all
   *     key points if there are no more
   */
  static int[] choose(
      float[] x, float[] y, float[] response, int width, int height, int first, int count) {
    int[] order = strongestFirst(response);
    if (order.length <= first) {
      return order;
    }
    int columns = Math.max(1, (int) Math.round(Math.sqrt((double) CELLS * width / height)));
    int rows = Math.max(1, Math.round((float) CELLS / columns));
    List<Cell> cells =
        IntStream.range(0, columns * rows)
            .mapToObj(number -> new Cell(number, new ArrayDeque<>()))
            .toList();
    int strongest = (int) (STRONGEST * first);
    for (int rank = 0; rank < order.length; rank++) {
      int i = order[rank];
      int column = Math.min(columns - 1, (int) (x[i] / width * columns));
      int row = Math.min(rows - 1, (int) (y[i] / height * rows));
      Cell cell = cells.get(row * columns + column);
      if (rank < strongest) {
        cell.taken++;
      } else {
        cell.left.add(i);
      }
    }
    int filling = Math.min(count, order.length) - strongest;
    return IntStream.concat(
            IntStream.of(order).limit(strongest),
            fewestFirst(cells, filling).stream().mapToInt(i -> i))
        .toArray();
  }

  /** The strongest of the cell that has the fewest, again and again. */
  private static List<Integer> fewestFirst(List<Cell> cells, int count) {
    PriorityQueue<Cell> waiting =
        new PriorityQueue<>(
            Comparator.<Cell>comparingInt(cell -> cell.taken)
                .thenComparingInt(cell -> cell.number));
    cells.stream().filter(cell -> !cell.left.isEmpty()).forEach(waiting::add);
    List<Integer> chosen = new ArrayList<>(count);
    while (chosen.size() < count) {
      Cell cell = waiting.remove();
      chosen.add(cell.left.remove());
      cell.taken++;
      if (!cell.left.isEmpty()) {
        waiting.add(cell);
      }
    }
    return chosen;
  }

  private static int[] strongestFirst(float[] response) {
    return IntStream.range(0, response.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -response[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** A part of the picture. */
  private static final class Cell {
    private final int number;

    /** Strongest first. */
    private final Queue<Integer> left;

    private int taken;

    Cell(int number, Queue<Integer> left) {
      this.number = number;
      this.left = left;
    }
  }
}
