package io.morelli.local.cli;

/** What scripts can rely on. */
final class ExitCode {

  /** Everything was done, something was found. */
  static final int OK = 0;

  /** Nothing was found, or a part failed. */
  static final int INCOMPLETE = 1;

  /** The command cannot be understood, or names something that is not there. */
  static final int USAGE = 2;

  /** The system does not answer. */
  static final int UNREACHABLE = 3;

  private ExitCode() {}
}
