package io.morelli.operators;

import io.morelli.message.ErrorCode;
import io.morelli.message.KafkaRecord;
import io.morelli.message.RejectedException;

/**
 * A record that cannot be worked on, with the reason.
 *
 * @param record as it came
 * @param stage where it was turned down
 * @param code the reason, for programs
 * @param message the reason, for people
 */
public record DeadLetter(KafkaRecord record, String stage, ErrorCode code, String message) {

  public static DeadLetter of(KafkaRecord record, String stage, RejectedException reason) {
    return new DeadLetter(record, stage, reason.code(), reason.getMessage());
  }
}
