package io.morelli.operators;

import java.util.Map;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Passwords that stand elsewhere, in Kafka's notation (KIP-297): {@code ${env:NAME}}, an
 * environment variable; {@code ${file:/path:key}}, an entry of a properties file; {@code
 * ${directory:/folder:name}}, a file of its own, as Kubernetes mounts a secret. The client looks
 * them up where it runs, so that an option holds the placeholder only, in its job graph as in a
 * log.
 */
public final class Secrets {

  private Secrets() {}

  /** Properties that make any Kafka client look its placeholders up. */
  public static Map<String, String> providers() {
    return Map.of(
        "config.providers", "env,file,directory",
        "config.providers.env.class", EnvVarConfigProvider.class.getName(),
        "config.providers.file.class", FileConfigProvider.class.getName(),
        "config.providers.directory.class", DirectoryConfigProvider.class.getName());
  }
}
