package io.morelli.message;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A Kafka record header.
 *
 * @param name never null
 * @param value may be null, as in Kafka
 */
public record Header(String name, byte[] value) {

  public Header {
    Objects.requireNonNull(name, "name");
  }

  public static Header of(String name, String value) {
    return new Header(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
