package io.morelli.features;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.stream.IntStream;

/**
 * Chooses key points that cover a picture evenly: always the strongest one left of the cell that
 * has the fewest. The strongest of all would crowd where a picture has the most contrast, and leave
 * a crop of another part with nothing to match (as in ORB-SLAM: Mur-Artal et al., IEEE Transactions
 * on Robotics, 2015).
 */
final class EvenSelection {

  /** Cells of a square picture; of another one about as many. */
  private static final int CELLS = 64;

  private EvenSelection() {}

  /**
   * @param x of each key point, pixels
   * @param y likewise
   * @param response strength of each key point
   * @param count to choose
   * @return positions of the chosen ones, the strongest first; all of them if there are no more
   */
  static int[] choose(float[] x, float[] y, float[] response, int width, int height, int count) {
    Comparator<Integer> strongestFirst = Comparator.comparingDouble(i -> -response[i]);
    int[] order =
        IntStream.range(0, x.length)
            .boxed()
            .sorted(strongestFirst)
            .mapToInt(Integer::intValue)
            .toArray();
    if (order.length <= count) {
      return order;
    }
    int columns = Math.max(1, (int) Math.round(Math.sqrt((double) CELLS * width / height)));
    int rows = Math.max(1, Math.round((float) CELLS / columns));
    List<Queue<Integer>> cells = new ArrayList<>();
    for (int cell = 0; cell < columns * rows; cell++) {
      cells.add(new ArrayDeque<>());
    }
    for (int i : order) {
      int column = Math.min(columns - 1, (int) (x[i] / width * columns));
      int row = Math.min(rows - 1, (int) (y[i] / height * rows));
      cells.get(row * columns + column).add(i);
    }
    return fewestFirst(cells, count).stream()
        .sorted(strongestFirst)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** A cell and how many were taken from it. */
  private record Cell(int number, int taken) {}

  private static List<Integer> fewestFirst(List<Queue<Integer>> cells, int count) {
    PriorityQueue<Cell> waiting =
        new PriorityQueue<>(Comparator.comparingInt(Cell::taken).thenComparingInt(Cell::number));
    for (int number = 0; number < cells.size(); number++) {
      if (!cells.get(number).isEmpty()) {
        waiting.add(new Cell(number, 0));
      }
    }
    List<Integer> chosen = new ArrayList<>(count);
    while (chosen.size() < count) {
      Cell cell = waiting.remove();
      Queue<Integer> left = cells.get(cell.number());
      chosen.add(left.remove());
      if (!left.isEmpty()) {
        waiting.add(new Cell(cell.number(), cell.taken() + 1));
      }
    }
    return chosen;
  }
}
