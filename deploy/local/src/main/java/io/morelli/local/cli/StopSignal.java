package io.morelli.local.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Turns Ctrl-C into an interrupt of the thread that made this, and keeps the JVM alive until it is
 * closed. Made before the things that are to be stopped in order, it is closed after them.
 */
final class StopSignal implements AutoCloseable {

  private final CountDownLatch stopped = new CountDownLatch(1);

  StopSignal() {
    Thread worker = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (stopped.getCount() > 0) {
                    worker.interrupt();
                  }
                  awaitStopped();
                },
                "stop-signal"));
  }

  /** Returns when Ctrl-C is pressed. */
  void await() {
    try {
      stopped.await();
    } catch (InterruptedException e) {
      // This is the signal; what follows must not be interrupted.
    }
  }

  private void awaitStopped() {
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopped.countDown();
  }
}
