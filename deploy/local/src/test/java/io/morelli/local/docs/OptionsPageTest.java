package io.morelli.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.ingest.IngestOptions;
import io.morelli.operators.EmbeddingOptions;
import io.morelli.operators.IndexOptions;
import io.morelli.operators.KafkaOptions;
import io.morelli.operators.PictureOptions;
import io.morelli.operators.PoisonOptions;
import io.morelli.query.QueryOptions;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;
import org.junit.jupiter.api.Test;

/**
 * The page of options says what the options say. After a change of one, {@code
 * -Dmorelli.update-docs=true} writes the page anew.
 */
class OptionsPageTest {

  private static final Map<String, Class<?>> SECTIONS = sections();

  @Test
  void isUpToDate() throws IOException, IllegalAccessException {
    Path page = ProjectRoot.find().resolve("docs/options.md");
    String expected = page();
    if (Boolean.getBoolean("morelli.update-docs")) {
      Files.writeString(page, expected);
    }
    assertThat(page).content().isEqualTo(expected);
  }

  private static Map<String, Class<?>> sections() {
    Map<String, Class<?>> sections = new LinkedHashMap<>();
    sections.put("Kafka (both jobs)", KafkaOptions.class);
    sections.put("Pictures (both jobs)", PictureOptions.class);
    sections.put("Embedding (both jobs)", EmbeddingOptions.class);
    sections.put("Index (both jobs)", IndexOptions.class);
    sections.put("Records that kill their process (both jobs)", PoisonOptions.class);
    sections.put("Ingest job", IngestOptions.class);
    sections.put("Query job", QueryOptions.class);
    return sections;
  }

  private static String page() throws IllegalAccessException {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Options of the jobs

        A job takes them on its command line as `--key value`, or from a properties file that `--config FILE` names;
        the command line wins. Flink's own options (checkpoints, restarts, state) can be given the same way. Unless they are,
        the jobs make a checkpoint every 10 seconds and keep it when they are cancelled, go on whatever fails, and start
        again for ever, with pauses that grow from 1 to 15 seconds.

        The defaults of parallelism are those of a job that is submitted by hand; `morelli up` takes one subtask for each core.

        This page is generated from the options themselves.
        """);
    for (var section : SECTIONS.entrySet()) {
      page.append("\n## ").append(section.getKey()).append("\n\n");
      page.append("| key | default | type | what it says |\n|---|---|---|---|\n");
      for (Field field : section.getValue().getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
          page.append(row((ConfigOption<?>) field.get(null), valueType(field)));
        }
      }
    }
    return page.toString();
  }

  private static String row(ConfigOption<?> option, String type) {
    String description = new HtmlFormatter().format(option.description());
    assertThat(description).as("description of %s", option.key()).isNotBlank();
    return "| `%s` | %s | %s | %s |%n"
        .formatted(
            option.key(),
            option.hasDefaultValue() ? text(option.defaultValue()) : "none",
            option.hasDefaultValue() && option.defaultValue() instanceof Enum<?> constant
                ? constants(constant)
                : type,
            description.replace("|", "\\|"));
  }

  private static String constants(Enum<?> one) {
    return Arrays.stream(one.getDeclaringClass().getEnumConstants())
        .map(Object::toString)
        .collect(Collectors.joining(", "));
  }

  private static String valueType(Field option) {
    String type = option.getGenericType().getTypeName();
    return type.substring(type.indexOf('<') + 1, type.length() - 1)
        .replaceAll("[\\w.]+[.$](\\w+)", "$1")
        .replaceAll("<(.*)>", " of $1")
        .replace(", ", " to ")
        .replace("Map of String to String", "Map");
  }

  private static String text(Object value) {
    if (value instanceof List<?> list) {
      return list.isEmpty()
          ? "none"
          : list.stream().map(Object::toString).collect(Collectors.joining(";"));
    }
    if (value instanceof Map<?, ?> map && map.isEmpty()) {
      return "none";
    }
    if (value instanceof Duration duration) {
      return "`" + TimeUtils.formatWithHighestUnit(duration) + "`";
    }
    return value.equals("") ? "empty" : "`" + value + "`";
  }
}
