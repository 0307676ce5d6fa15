package io.morelli.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {

  /** So many at random, of some 28,000, would hardly all differ. */
  private static final int MANY = 1_000;

  @Test
  void noPortIsFoundTwice() throws BindException {
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      assertThat(ports.add(Ports.free(0, "a test"))).isTrue();
    }
  }
}
