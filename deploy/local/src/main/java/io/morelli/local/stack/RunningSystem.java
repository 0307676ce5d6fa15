package io.morelli.local.stack;

import io.morelli.local.client.KafkaConnection;
import java.net.URI;

/** A Morelli that runs somewhere, with the topics of the wire contract. */
public interface RunningSystem {

  KafkaConnection kafka();

  /** Where Flink's dashboard and REST interface are. */
  URI dashboard();
}
