package io.morelli.local.stack;

import java.util.function.Consumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Flink job of the local stack.
 *
 * @param name by which it is known in the dashboard and finds its state again after a restart
 * @param graph adds the job's operators to the environment, which brings checkpointing and restart
 *     strategy along; executes nothing
 */
public record LocalJob(String name, Consumer<StreamExecutionEnvironment> graph) {}
