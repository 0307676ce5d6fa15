package io.morelli.experiment;

/** Is told how far a task is. Called from the thread that runs the experiment. */
@FunctionalInterface
public interface Progress {

  /**
   * @param task for people; a new name is a new task
   * @param done of {@code total} steps
   */
  void at(String task, long done, long total);
}
