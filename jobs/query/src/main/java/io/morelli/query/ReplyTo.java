package io.morelli.query;

import io.morelli.message.Header;
import java.util.List;

/**
 * Where an answer goes.
 *
 * @param topic on the allow-list
 * @param partition null lets Kafka choose, and so does one that is not there
 * @param correlation the request's correlation id, byte for byte; null if it had none
 * @param correlationId the same for people
 * @param echo the request's headers that mean nothing to us, to be returned
 */
public record ReplyTo(
    String topic, Integer partition, byte[] correlation, String correlationId, List<Header> echo) {}
