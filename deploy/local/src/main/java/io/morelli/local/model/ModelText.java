package io.morelli.local.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.morelli.decision.Thresholds;
import io.morelli.embedding.ModelDescription;
import io.morelli.embedding.ModelDescription.Layer;
import io.morelli.embedding.ModelInfo;
import io.morelli.embedding.Pooling;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A model in words and in JSON. */
public final class ModelText {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelText() {}

  /** Several lines for people. */
  public static String of(ModelDescription model) {
    ModelInfo info = model.info();
    StringBuilder text = new StringBuilder(info.name()).append('\n');
    line(text, "version", info.version());
    line(text, "input", format("%d x %d pixels, RGB", info.inputSize(), info.inputSize()));
    line(text, "vector", format("%d numbers, length 1", info.dimension()));
    String named = model.classesNamed() ? "with names" : "without names";
    line(text, "classes", format("%,d, %s", model.classes(), named));
    line(text, "pooling", model.pooling().map(ModelText::pooling).orElse("as the program has it"));
    line(text, "thresholds", thresholds(info.thresholds()));
    line(
        text,
        "files",
        format(
            "program %.1f kB, weights %.1f MB (%s)",
            model.programBytes() / 1e3, model.weightsBytes() / 1e6, storage(model)));
    if (!model.provenance().licence().isEmpty()) {
      line(text, "licence", model.provenance().licence());
    }
    model.provenance().sources().forEach(source -> line(text, "source", source));
    if (!model.provenance().note().isEmpty()) {
      line(text, "note", model.provenance().note());
    }
    text.append('\n').append(row("layer", "weights", "stored as", "parameters"));
    for (Layer layer : model.layers()) {
      text.append(
          row(
              layer.name(),
              layer.shape().stream().map(String::valueOf).collect(Collectors.joining(" x ")),
              layer.storage(),
              format("%,d", layer.parameters())));
    }
    return text.append(row("all", "", "", format("%,d", model.parameters()))).toString();
  }

  /** One object, on several lines. */
  public static String json(ModelDescription model) {
    ObjectNode node = JSON.valueToTree(model.info());
    node.put("classes", model.classes()).put("parameters", model.parameters());
    model.pooling().ifPresent(pooling -> node.set("pooling", JSON.valueToTree(pooling)));
    node.putObject("bytes")
        .put("program", model.programBytes())
        .put("weights", model.weightsBytes());
    node.set("provenance", JSON.valueToTree(model.provenance()));
    node.set("layers", JSON.valueToTree(model.layers()));
    return node.toPrettyString() + "\n";
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append(format("  %-11s %s\n", what, value));
  }

  private static String row(String layer, String weights, String storage, String parameters) {
    return format("  %-11s %-20s %-9s %12s\n", layer, weights, storage, parameters);
  }

  private static String pooling(Pooling pooling) {
    return format(
        "mean of exponent %s, weighted by the maps of the %d most probable classes + %s",
        pooling.exponent(), pooling.classes(), pooling.camFloor());
  }

  private static String thresholds(Thresholds thresholds) {
    return format(
        "T %s, t %s, K %d, N %d, n %d",
        thresholds.highCosine(),
        thresholds.lowCosine(),
        thresholds.minKeyPoints(),
        thresholds.manyPoints(),
        thresholds.fewPoints());
  }

  private static String storage(ModelDescription model) {
    List<String> formats = model.layers().stream().map(Layer::storage).distinct().toList();
    return String.join(" and ", formats);
  }

  /** The same on every machine. */
  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
