import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.HdrHistogram.DoubleHistogram;
import org.HdrHistogram.Histogram;

/**
 * Java's HdrHistogram: `Histogram` over whole microseconds, or `DoubleHistogram` over seconds; three
 * significant digits. Speaks the conversation of bench/native/protocol.h.
 *
 *     java -cp HdrHistogram.jar:classes Record long|double VALUES WARM_UP_MS SAMPLE_MS
 */
public final class Record {
  private interface Recorder {
    void pass();

    long count();

    double secondsAt(double percentile);
  }

  private static final class LongRecorder implements Recorder {
    private final Histogram histogram = new Histogram(1, 3_600_000_000L, 3);
    private final long[] microseconds;

    LongRecorder(double[] seconds) {
      microseconds = new long[seconds.length];
      for (int i = 0; i < seconds.length; i++) microseconds[i] = Math.round(seconds[i] * 1e6);
    }

    public void pass() {
      for (long value : microseconds) histogram.recordValue(value);
    }

    public long count() {
      return histogram.getTotalCount();
    }

    public double secondsAt(double percentile) {
      return histogram.getValueAtPercentile(percentile) * 1e-6;
    }
  }

  private static final class DoubleRecorder implements Recorder {
    private final DoubleHistogram histogram = new DoubleHistogram(3);
    private final double[] seconds;

    DoubleRecorder(double[] seconds) {
      this.seconds = seconds;
    }

    public void pass() {
      for (double value : seconds) histogram.recordValue(value);
    }

    public long count() {
      return histogram.getTotalCount();
    }

    public double secondsAt(double percentile) {
      return histogram.getValueAtPercentile(percentile);
    }
  }

  private static double timedMs(Recorder recorder, long passes) {
    long start = System.nanoTime();
    for (long i = 0; i < passes; i++) recorder.pass();
    return (System.nanoTime() - start) * 1e-6;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 4) {
      System.err.println("usage: Record long|double <values> <warm-up ms> <sample ms>");
      System.exit(2);
    }
    byte[] bytes = Files.readAllBytes(Path.of(arguments[1]));
    double[] seconds = new double[bytes.length / Double.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(seconds);
    double warmUpMs = Double.parseDouble(arguments[2]);
    double sampleMs = Double.parseDouble(arguments[3]);
    Recorder recorder =
        arguments[0].equals("double") ? new DoubleRecorder(seconds) : new LongRecorder(seconds);

    recorder.pass();
    System.out.printf(
        Locale.ROOT,
        "{\"facts\":{\"count\":%d,\"quantiles\":{\"0.5\":%.9g,\"0.9\":%.9g,\"0.99\":%.9g}}}%n",
        recorder.count(), recorder.secondsAt(50), recorder.secondsAt(90), recorder.secondsAt(99));

    long passes = 1;
    long done = 1;
    double spent = 0;
    while (spent < warmUpMs) {
      double elapsed = timedMs(recorder, passes);
      done += passes;
      spent += elapsed;
      if (elapsed < sampleMs) {
        passes = elapsed > 0.1 ? (long) (passes * sampleMs / elapsed) + 1 : passes * 8;
      }
    }

    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      if (!line.equals("sample")) {
        System.out.printf("{\"count\":%d,\"expected\":%d}%n", recorder.count(), done * seconds.length);
        break;
      }
      recorder.pass(); // the caches were somebody else's meanwhile
      double elapsed = timedMs(recorder, passes);
      done += passes + 1;
      System.out.printf(Locale.ROOT, "%.6f%n", elapsed * 1e6 / (passes * (double) seconds.length));
    }
  }
}
