// Java's side of hdr-java.interop.ts, run as a source file: java -cp hdrhistogram.jar HdrPeer.java <folder>
//
// It writes what it made, and what it makes of every file that the other side left in the folder:
//   java-<case>.hdr, java-<case>.hdrz    a histogram, encoded and compressed, by the recipe of the case
//   java.hlog                            a log of them
//   <file>.txt                           its reading of any .hdr, .hdrz or .hlog file
// A reading is text: a line "digits lowest highest count p50 p99 p99.9 max", then "index:count" of every count
// above zero. In a log each interval begins with a line "tag start end".
import java.io.*;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import org.HdrHistogram.*;

public class HdrPeer {
    static Path folder;

    public static void main(String[] args) throws Exception {
        folder = Path.of(args[0]);
        for (String line : Files.readAllLines(folder.resolve("recipes.txt"))) writeRecipe(line.split(" "));
        writeDouble();
        writeLog();
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.{hdr,hdrz,hlog}")) {
            for (Path file : found) files.add(file);
        }
        for (Path file : files) Files.writeString(Path.of(file + ".txt"), read(file));
    }

    /** A recipe: name digits lowest highest autoResize, then value or valuexcount ... */
    static Histogram cook(String[] recipe) {
        Histogram histogram = new Histogram(Long.parseLong(recipe[2]), Long.parseLong(recipe[3]), Integer.parseInt(recipe[1]));
        histogram.setAutoResize(Boolean.parseBoolean(recipe[4]));
        for (int i = 5; i < recipe.length; i++) {
            String[] parts = recipe[i].split("x");
            histogram.recordValueWithCount(Long.parseLong(parts[0]), parts.length > 1 ? Long.parseLong(parts[1]) : 1);
        }
        return histogram;
    }

    static void writeRecipe(String[] recipe) throws Exception {
        write("java-" + recipe[0], cook(recipe));
    }

    static void write(String name, EncodableHistogram histogram) throws Exception {
        ByteBuffer encoded = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        if (histogram instanceof Histogram) ((Histogram) histogram).encodeIntoByteBuffer(encoded);
        else ((DoubleHistogram) histogram).encodeIntoByteBuffer(encoded);
        writeBytes(name + ".hdr", encoded);
        ByteBuffer compressed = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity() + 64);
        histogram.encodeIntoCompressedByteBuffer(compressed, 9);
        writeBytes(name + ".hdrz", compressed);
    }

    static void writeBytes(String name, ByteBuffer buffer) throws IOException {
        Files.write(folder.resolve(name), Arrays.copyOf(buffer.array(), buffer.position()));
    }

    static void writeDouble() throws Exception {
        DoubleHistogram histogram = new DoubleHistogram(1_000_000, 3);
        for (int i = 1; i <= 1000; i++) histogram.recordValue(i * 0.001);
        write("java-double", histogram);
    }

    static void writeLog() throws Exception {
        try (PrintStream out = new PrintStream(folder.resolve("java.hlog").toFile())) {
            HistogramLogWriter writer = new HistogramLogWriter(out);
            writer.outputComment("[made by HdrPeer.java]");
            writer.outputLogFormatVersion();
            writer.outputStartTime(1_700_000_000_250L);
            writer.outputBaseTime(1_700_000_000_000L);
            writer.setBaseTime(1_700_000_000_000L);
            writer.outputLegend();
            for (int i = 0; i < 5; i++) {
                Histogram histogram = new Histogram(3);
                for (int j = 0; j < 100; j++) histogram.recordValue((long) (i + 1) * 1_000_000 + j * 12_345);
                histogram.setStartTimeStamp(1_700_000_000_250L + i * 1000);
                histogram.setEndTimeStamp(1_700_000_001_250L + i * 1000);
                if (i % 2 == 1) histogram.setTag("odd");
                writer.outputIntervalHistogram(histogram);
            }
            DoubleHistogram seconds = new DoubleHistogram(2);
            seconds.recordValue(0.125);
            seconds.setStartTimeStamp(1_700_000_005_250L);
            seconds.setEndTimeStamp(1_700_000_006_250L);
            writer.outputIntervalHistogram(seconds);
        }
    }

    static String read(Path file) throws Exception {
        String name = file.toString();
        if (name.endsWith(".hlog")) return readLog(file);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        boolean isCompressed = name.endsWith(".hdrz");
        if (name.contains("double")) {
            return describe(isCompressed
                ? DoubleHistogram.decodeFromCompressedByteBuffer(bytes, 0)
                : DoubleHistogram.decodeFromByteBuffer(bytes, 0));
        }
        return describe(isCompressed
            ? Histogram.decodeFromCompressedByteBuffer(bytes, 0)
            : Histogram.decodeFromByteBuffer(bytes, 0));
    }

    static String readLog(Path file) throws Exception {
        StringBuilder text = new StringBuilder();
        try (InputStream in = Files.newInputStream(file)) {
            HistogramLogReader reader = new HistogramLogReader(in);
            EncodableHistogram interval;
            while ((interval = reader.nextIntervalHistogram()) != null) {
                text.append(interval.getTag()).append(' ').append(interval.getStartTimeStamp()).append(' ')
                    .append(interval.getEndTimeStamp()).append('\n');
                text.append(interval instanceof Histogram ? describe((Histogram) interval) : describe((DoubleHistogram) interval));
            }
        }
        return text.toString();
    }

    static String describe(Histogram histogram) {
        StringBuilder text = new StringBuilder();
        text.append(histogram.getNumberOfSignificantValueDigits()).append(' ')
            .append(histogram.getLowestDiscernibleValue()).append(' ')
            .append(histogram.getHighestTrackableValue()).append(' ')
            .append(histogram.getTotalCount());
        for (double percentile : new double[] {50, 99, 99.9}) text.append(' ').append(histogram.getValueAtPercentile(percentile));
        text.append(' ').append(histogram.getMaxValue()).append('\n');
        int index = 0;
        for (HistogramIterationValue step : histogram.allValues()) {
            if (step.getCountAtValueIteratedTo() > 0) text.append(index).append(':').append(step.getCountAtValueIteratedTo()).append(' ');
            index++;
        }
        return text.append('\n').toString();
    }

    static String describe(DoubleHistogram histogram) {
        StringBuilder text = new StringBuilder();
        text.append(histogram.getNumberOfSignificantValueDigits()).append(' ').append(histogram.getTotalCount());
        for (double percentile : new double[] {50, 99, 99.9}) text.append(' ').append(histogram.getValueAtPercentile(percentile));
        return text.append(' ').append(histogram.getMaxValue()).append('\n').toString();
    }
}
