package io.morelli.local.demo.painting;

/** Something to paint. */
@FunctionalInterface
interface Motif {

  void paint(Canvas canvas);
}
