package io.morelli.operators;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Passwords that stand elsewhere, in Kafka's notation (KIP-297): {@code ${env:NAME}}, an
 * environment variable; {@code ${file:/path:key}}, an entry of a properties file; {@code
 * ${directory:/folder:name}}, a file of its own, as Kubernetes mounts a secret. They are looked up
 * where they are used, so that an option of a job holds the placeholder only, in its job graph as
 * in a log.
 */
public final class Secrets {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}]*}");

  private Secrets() {}

  /** Makes any Kafka client look its placeholders up. */
  public static Map<String, String> providers() {
    return Map.of(
        "config.providers", "env,file,directory",
        "config.providers.env.class", EnvVarConfigProvider.class.getName(),
        "config.providers.file.class", FileConfigProvider.class.getName(),
        "config.providers.directory.class", DirectoryConfigProvider.class.getName());
  }

  static boolean hasPlaceholder(String text) {
    return PLACEHOLDER.matcher(text).find();
  }

  /**
   * Looks them up here and now.
   *
   * @throws IllegalArgumentException naming a placeholder that stands for nothing
   */
  static String resolve(String text) {
    try (EnvVarConfigProvider env = new EnvVarConfigProvider();
        FileConfigProvider file = new FileConfigProvider();
        DirectoryConfigProvider directory = new DirectoryConfigProvider()) {
      env.configure(Map.of());
      file.configure(Map.of());
      directory.configure(Map.of());
      String resolved =
          new ConfigTransformer(Map.of("env", env, "file", file, "directory", directory))
              .transform(Map.of("text", text))
              .data()
              .get("text");
      Matcher unresolved = PLACEHOLDER.matcher(resolved);
      if (unresolved.find()) {
        throw new IllegalArgumentException(unresolved.group() + " stands for nothing here");
      }
      return resolved;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
