import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Writes iterations.json: what org.hdrhistogram:HdrHistogram 2.2.2 answers about a few histograms.
 *
 *     javac -cp HdrHistogram-2.2.2.jar -d classes Iterations.java
 *     java -cp HdrHistogram-2.2.2.jar:classes Iterations > iterations.json
 */
public final class Iterations {
  private static final double[] PERCENTILES = {0, 0.1, 7, 10, 25, 50, 75, 90, 99, 99.9, 100};

  public static void main(String[] arguments) {
    Random random = new Random(1);
    List<String> cases = new ArrayList<>();
    cases.add(describe("small", 3, 1, 0, 7, whole(random, 40, 2000)));
    cases.add(describe("wide", 2, 1, 0, 1000, lognormal(random, 60, 25_000)));
    cases.add(describe("units of a thousand", 3, 1000, 3_600_000_000L, 50_000, lognormal(random, 60, 250_000)));
    cases.add(describe("one digit", 1, 1, 1_000_000, 100, lognormal(random, 60, 3_000)));
    cases.add(describe("five digits", 5, 1, 0, 10_000, lognormal(random, 30, 40_000)));
    cases.add(describe("zeros", 3, 1, 0, 3, new long[] {0, 0, 0, 1, 2, 3, 10}));
    cases.add(describe("one value", 3, 1, 0, 100, new long[] {1234}));
    cases.add(describe("to 2^53", 2, 1, 0, 1L << 40, new long[] {1, 1L << 40, (1L << 52) - 1, 1L << 52}));
    System.out.println("[\n" + String.join(",\n", cases) + "\n]");
  }

  private static long[] whole(Random random, int n, int bound) {
    return random.ints(n, 0, bound).asLongStream().toArray();
  }

  private static long[] lognormal(Random random, int n, double median) {
    long[] values = new long[n];
    for (int i = 0; i < n; i++) values[i] = (long) (median * Math.exp(random.nextGaussian()));
    return values;
  }

  private static Histogram make(int digits, long lowest, long highest) {
    return highest == 0 ? new Histogram(digits) : new Histogram(lowest, highest, digits);
  }

  private static String describe(String name, int digits, long lowest, long highest, long interval, long[] values) {
    Histogram histogram = make(digits, lowest, highest);
    Histogram expecting = make(digits, lowest, highest);
    List<String> numbers = new ArrayList<>();
    for (long value : values) {
      numbers.add(Long.toString(value));
      histogram.recordValue(value);
      expecting.recordValueWithExpectedInterval(value, interval);
    }
    List<String> quantiles = new ArrayList<>();
    for (double percentile : PERCENTILES) {
      quantiles.add("[" + percentile + "," + histogram.getValueAtPercentile(percentile) + "]");
    }
    long width = Math.max(1, histogram.getMaxValue() / 20);
    return "{\"name\":\"" + name + "\",\"significantDigits\":" + digits + ",\"lowestDiscernible\":" + lowest
        + ",\"highestTrackable\":" + highest + ",\"expectedInterval\":" + interval
        + ",\n\"values\":[" + String.join(",", numbers) + "]"
        + ",\n\"highest\":" + histogram.getHighestTrackableValue() + ",\"min\":" + histogram.getMinValue()
        + ",\"max\":" + histogram.getMaxValue() + ",\"mean\":" + histogram.getMean()
        + ",\"stdDev\":" + histogram.getStdDeviation()
        + ",\n\"percentiles\":[" + String.join(",", quantiles) + "]"
        + ",\n\"linearWidth\":" + width
        + ",\n\"recorded\":" + steps(histogram.recordedValues())
        + ",\n\"linear\":" + steps(histogram.linearBucketValues(width))
        + ",\n\"logarithmic\":" + steps(histogram.logarithmicBucketValues(lowest, 2))
        + ",\n\"percentileSteps\":" + steps(histogram.percentiles(5))
        + ",\n\"allValuesCount\":" + count(histogram.allValues())
        + ",\n\"corrected\":" + buckets(histogram.copyCorrectedForCoordinatedOmission(interval))
        + ",\n\"expecting\":" + buckets(expecting) + "}";
  }

  private static String steps(Iterable<HistogramIterationValue> values) {
    List<String> steps = new ArrayList<>();
    for (HistogramIterationValue step : values) {
      steps.add("[" + step.getValueIteratedFrom() + "," + step.getValueIteratedTo() + ","
          + step.getCountAtValueIteratedTo() + "," + step.getCountAddedInThisIterationStep() + ","
          + step.getTotalCountToThisValue() + "," + step.getTotalValueToThisValue() + ","
          + step.getPercentile() + "," + step.getPercentileLevelIteratedTo() + "]");
    }
    return "[" + String.join(",", steps) + "]";
  }

  private static int count(Iterable<HistogramIterationValue> values) {
    int count = 0;
    for (HistogramIterationValue step : values) count++;
    return count;
  }

  /** Lowest value and count of each bucket in use: at most 60 of them, from the top. */
  private static String buckets(Histogram histogram) {
    List<String> buckets = new ArrayList<>();
    for (HistogramIterationValue step : histogram.recordedValues()) {
      buckets.add("[" + histogram.lowestEquivalentValue(step.getValueIteratedTo()) + ","
          + step.getCountAtValueIteratedTo() + "]");
    }
    int from = Math.max(0, buckets.size() - 60);
    return "{\"count\":" + histogram.getTotalCount() + ",\"buckets\":["
        + String.join(",", buckets.subList(from, buckets.size())) + "]}";
  }
}
