package io.morelli.operators;

import io.morelli.index.ImageIndex;
import java.io.Serializable;

/**
 * Travels to the task managers and opens the index there. Subtasks of one JVM share a connection;
 * each closes its own handle.
 */
@FunctionalInterface
public interface IndexProvider extends Serializable {

  ImageIndex open();
}
