package dev.cairn.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Measurements as JSON, with every sample. */
final class ResultJson {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ResultJson() {}

  /** {@return one object with the machine and a list of figures} */
  static String of(String machine, List<Measurement> measurements) {
    ObjectNode root = JSON.createObjectNode();
    root.put("machine", machine);
    ArrayNode figures = root.putArray("figures");
    measurements.forEach(measured -> add(figures.addObject(), measured));
    return root.toPrettyString();
  }

  private static void add(ObjectNode object, Measurement measured) {
    Figure figure = measured.figure();
    object.put("figure", figure.name());
    object.put("unit", figure.unit().toString());
    object.put("ours", measured.ourMedian());
    measured.peerMedian().ifPresent(median -> object.put("peer", median));
    measured.ratio().ifPresent(ratio -> object.put("ratio", ratio));
    measured
        .interval()
        .ifPresent(
            interval -> object.putArray("interval").add(interval.low()).add(interval.high()));
    figure.goal().leastRatio().ifPresent(least -> object.put("goal", least));
    figure.goal().most().ifPresent(most -> object.put("most", most));
    object.put("misses", measured.misses());
    samples(object.putArray("oursSamples"), measured.ours());
    samples(object.putArray("peerSamples"), measured.peer());
  }

  private static void samples(ArrayNode array, double[] samples) {
    for (double sample : samples) {
      array.add(sample);
    }
  }
}
