package io.morelli.operators;

import io.morelli.features.OrbSettings;
import io.morelli.fetch.FetchPolicy;
import io.morelli.image.ImageLimits;
import io.morelli.picture.PictureSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;

/** What pictures are accepted, and where they may be fetched from. */
public final class PictureOptions {

  public static final ConfigOption<MemorySize> MAX_BYTES =
      ConfigOptions.key("picture.max-bytes")
          .memoryType()
          .defaultValue(new MemorySize(ImageLimits.DEFAULT.maxBytes()))
          .withDescription("Largest encoded picture; a larger one is TOO_LARGE.");

  public static final ConfigOption<Long> MAX_PIXELS =
      ConfigOptions.key("picture.max-pixels")
          .longType()
          .defaultValue(ImageLimits.DEFAULT.maxPixels())
          .withDescription(
              "Largest width times height; read from the header, before anything is decoded.");

  public static final ConfigOption<Integer> MIN_SIDE =
      ConfigOptions.key("picture.min-side")
          .intType()
          .defaultValue(ImageLimits.DEFAULT.minSide())
          .withDescription("Shortest side in pixels; a smaller picture is TOO_SIMPLE.");

  public static final ConfigOption<String> FETCH_ROOT =
      ConfigOptions.key("fetch.file-root")
          .stringType()
          .noDefaultValue()
          .withDescription("Folder below which file: URIs may be read. Without it none may.");

  public static final ConfigOption<List<String>> FETCH_HOSTS =
      ConfigOptions.key("fetch.hosts")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Hosts from which http: and https: URIs may be fetched, separated by semicolons.");

  public static final ConfigOption<Boolean> FETCH_PRIVATE =
      ConfigOptions.key("fetch.allow-private-addresses")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether an allowed host may lie in a private, link-local or loopback network.");

  public static final ConfigOption<Duration> FETCH_TIMEOUT =
      ConfigOptions.key("fetch.timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("Time for one picture, redirects and further tries included.");

  private static final int MAX_REDIRECTS = 3;

  private PictureOptions() {}

  /**
   * @param inputSize of the embedding model
   */
  public static PictureSettings settings(Configuration options, int inputSize) {
    ImageLimits limits =
        new ImageLimits(
            Math.toIntExact(options.get(MAX_BYTES).getBytes()),
            options.get(MAX_PIXELS),
            options.get(MIN_SIDE));
    FetchPolicy fetch =
        new FetchPolicy(
            options.get(FETCH_ROOT),
            Set.copyOf(options.get(FETCH_HOSTS)),
            options.get(FETCH_PRIVATE),
            options.get(FETCH_TIMEOUT),
            limits.maxBytes(),
            MAX_REDIRECTS);
    return new PictureSettings(limits, fetch, OrbSettings.DEFAULT, inputSize);
  }
}
