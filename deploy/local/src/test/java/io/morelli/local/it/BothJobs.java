package io.morelli.local.it;

import io.morelli.ingest.IngestJob;
import io.morelli.query.QueryJob;

/**
 * The main methods of both jobs in one process, since a Lucene index belongs to one, with the same
 * options; without a cluster, Flink runs each on one of its own.
 */
final class BothJobs {

  private BothJobs() {}

  /**
   * @param args the file of options, and the ports of the two dashboards
   */
  public static void main(String[] args) throws Exception {
    Thread ingest = new Thread(() -> run(IngestJob::main, args[0], args[1]), "ingest");
    ingest.setDaemon(true);
    ingest.start();
    run(QueryJob::main, args[0], args[2]);
  }

  private interface Job {
    void main(String[] args) throws Exception;
  }

  private static void run(Job job, String file, String port) {
    try {
      job.main(
          new String[] {
            "--config", file, "--rest.bind-port", port, "--rest.bind-address", "localhost"
          });
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
