// HdrHistogram in Java, the reference of the encodings and logs: what either writes the other reads, to the same
// counts, and what both write of the same values is the same, byte for byte. Java's side is hdr-java/HdrPeer.java.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  compressHdr,
  decompressHdr,
  HdrLogWriter,
  HistogramLogWriter,
  JsHistogram,
  readHdrLog,
} from 'inferometer/hdr';
import { decodeDoubleHdr, decodeHdr, encodeHdr, HdrHistogram, type HdrSnapshot } from 'inferometer/histogram';
import { assert, skip, test } from '../harness.ts';
import { normalFrom } from '../histogram/oracle.ts';

const JAR = '/usr/share/java/hdrhistogram.jar';
const PACKAGE = 'libhdrhistogram-java';
const LOGS = 'test/vectors/hdr';

interface Recipe {
  readonly significantDigits: number;
  readonly lowestDiscernible?: number;
  readonly highestTrackable?: number;
  readonly autoResize?: boolean;
  /** Value and count. */
  readonly values: readonly (readonly [number, number])[];
}

function lognormal(seed: number, n: number, median: number): [number, number][] {
  const normal = normalFrom(seed);
  return Array.from({ length: n }, () => [Math.round(median * Math.exp(2 * normal())), 1]);
}

const octaves = Array.from({ length: 53 }, (_, k): [number, number] => [2 ** k, k + 1]);
const recipes: Record<string, Recipe> = {
  empty: { significantDigits: 3, values: [] },
  one: { significantDigits: 3, values: [[42, 1]] },
  zeros: { significantDigits: 2, values: [[0, 1000]] },
  'first-and-last': {
    significantDigits: 3,
    values: [
      [0, 1],
      [2 ** 53 - 1, 1],
    ],
  },
  'beyond-2-53': {
    significantDigits: 3,
    values: [
      [1, 1],
      [2 ** 62, 3],
      [2 ** 63 - 1024, 1],
    ],
  },
  'all-octaves': { significantDigits: 3, values: octaves },
  'below-octaves': { significantDigits: 5, values: octaves.slice(0, 36).map(([value, n]) => [value - 1, n]) },
  'heavy-counts': {
    significantDigits: 1,
    values: [
      [5, 2 ** 31],
      [7, 2 ** 40],
      [900, 2 ** 53],
      [1300, 127],
      [70_000, 64],
    ],
  },
  microseconds: {
    significantDigits: 2,
    lowestDiscernible: 1000,
    highestTrackable: 3.6e12,
    autoResize: false,
    values: lognormal(1, 3000, 2e6),
  },
  'odd-unit': {
    significantDigits: 3,
    lowestDiscernible: 777,
    highestTrackable: 1e9,
    values: lognormal(2, 3000, 1e6),
  },
  latencies: { significantDigits: 3, values: lognormal(3, 5000, 3000) },
  'one-digit': { significantDigits: 1, values: lognormal(4, 3000, 1e5) },
  'four-digits': { significantDigits: 4, values: lognormal(5, 3000, 1e5) },
  'five-digits': { significantDigits: 5, values: lognormal(6, 3000, 1e4) },
  'whole-range': {
    significantDigits: 2,
    highestTrackable: 2 ** 63,
    autoResize: false,
    values: lognormal(7, 500, 1e9),
  },
};

function cooked(name: string): HdrSnapshot {
  const { values, ...options } = recipes[name] as Recipe;
  using histogram = new HdrHistogram({ highestTrackable: 2, autoResize: true, ...options });
  for (const [value, times] of values) histogram.record(value, times);
  return histogram.snapshot();
}

function recipeLine(name: string): string {
  const {
    significantDigits,
    lowestDiscernible = 1,
    highestTrackable = 2,
    autoResize = true,
    values,
  } = recipes[name] as Recipe;
  const long = (value: number) => (value >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(value));
  const recorded = values.map(([value, times]) => `${long(value)}x${times}`);
  return [name, significantDigits, lowestDiscernible, long(highestTrackable), autoResize, ...recorded].join(
    ' ',
  );
}

let folder: string | undefined;
let missing: string | undefined;

/** The folder in which Java has written and read everything. */
function peer(): string {
  if (missing) skip(missing);
  if (folder) return folder;
  missing = missingPeer();
  if (missing) skip(missing);
  const made = mkdtempSync(join(tmpdir(), 'inferometer-hdr-java-'));
  process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  writeFileSync(join(made, 'recipes.txt'), Object.keys(recipes).map(recipeLine).join('\n'));
  for (const name of Object.keys(recipes)) {
    const encoded = encodeHdr(cooked(name));
    writeFileSync(join(made, `ours-${name}.hdr`), encoded);
    writeFileSync(join(made, `ours-${name}.hdrz`), compressHdr(encoded));
  }
  for (const log of readdirSync(LOGS).filter((file) => file.endsWith('.hlog')))
    copyFileSync(join(LOGS, log), join(made, log));
  writeFileSync(join(made, 'ours.hlog'), ourLog());
  writeFileSync(join(made, 'surface.hlog'), surfaceLog());
  execFileSync('java', ['-cp', JAR, 'test/interop/hdr-java/HdrPeer.java', made], { stdio: 'inherit' });
  folder = made;
  return made;
}

/** What is not on this machine, once it was installed if that is allowed. */
function missingPeer(): string | undefined {
  if (spawnSync('java', ['-version']).status !== 0)
    return 'java is not here: apt install default-jdk-headless';
  if (existsSync(JAR)) return undefined;
  if (process.getuid?.() === 0) {
    spawnSync('apt-get', ['update']);
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', PACKAGE]);
  }
  return existsSync(JAR) ? undefined : `HdrHistogram for Java is not here: apt install ${PACKAGE}`;
}

function ourLog(): string {
  let text = '';
  const log = new HdrLogWriter(
    (lines) => {
      text += lines;
    },
    { baseTimeUnixMs: 1_700_000_000_000 },
  );
  log.comment('[made by a test]');
  log.formatVersion();
  log.startTime(1_700_000_000_250);
  log.baseTime();
  log.legend();
  for (const [i, name] of Object.keys(recipes).entries()) {
    const startedAtUnixMs = 1_700_000_000_250 + 1000 * i;
    log.interval(cooked(name), {
      startedAtUnixMs,
      endedAtUnixMs: startedAtUnixMs + 1000,
      tag: i % 3 === 1 ? 'every-third' : undefined,
    });
  }
  return text;
}

/** A log through the surface of hdr-histogram-js. */
function surfaceLog(): string {
  let text = '';
  const writer = new HistogramLogWriter((lines) => {
    text += lines;
  });
  const histogram = JsHistogram.decode(encodeHdr(cooked('latencies')));
  histogram.tag = 'A';
  writer.outputLogFormatVersion();
  writer.outputStartTime(1_700_000_000_000);
  writer.outputLegend();
  writer.outputIntervalHistogram(histogram, 5, 6);
  return text;
}

/** A line of a reading, as numbers where it has them. */
function numbers(line: string): unknown[] {
  return line
    .trim()
    .split(/[ :]/)
    .filter((word) => word !== '')
    .map((word) => (Number.isNaN(Number(word)) ? word : Number(word)));
}

function javaReading(file: string): unknown[][] {
  return readFileSync(join(peer(), `${file}.txt`), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map(numbers);
}

/** A histogram as HdrPeer.java describes it. */
function reading(snapshot: HdrSnapshot): unknown[][] {
  const { significantDigits, lowestDiscernible, highestTrackable, count } = snapshot;
  const histogram = JsHistogram.decode(encodeHdr(snapshot));
  const { offset, counts } = snapshot.counts;
  return [
    [
      ...[significantDigits, lowestDiscernible, highestTrackable, count],
      ...[50, 99, 99.9, 100].map((percentile) => histogram.getValueAtPercentile(percentile)),
    ],
    Array.from(counts).flatMap((times, i) => (times > 0 ? [offset + i, times] : [])),
  ];
}

for (const name of Object.keys(recipes)) {
  test(`${name}: the bytes are the same, and each reads the other's`, () => {
    const encoded = encodeHdr(cooked(name));
    const ofJava = (suffix: string) => Uint8Array.from(readFileSync(join(peer(), `java-${name}.${suffix}`)));
    assert.equal(Array.from(ofJava('hdr')), Array.from(encoded));
    assert.equal(decompressHdr(ofJava('hdrz')), encoded);
    const expected = reading(decodeHdr(ofJava('hdr')));
    for (const file of [`java-${name}.hdr`, `java-${name}.hdrz`, `ours-${name}.hdr`, `ours-${name}.hdrz`])
      assert.equal(javaReading(file), expected, file);
  });
}

test('a DoubleHistogram is read to the same values', () => {
  const expected = javaReading('java-double.hdr')[0];
  for (const suffix of ['hdr', 'hdrz']) {
    const bytes = Uint8Array.from(readFileSync(join(peer(), `java-double.${suffix}`)));
    const decoded = decodeDoubleHdr(suffix === 'hdr' ? bytes : decompressHdr(bytes));
    const { integers, integerToDoubleRatio } = decoded;
    const [, ...quantiles] = (reading(integers)[0] as number[]).slice(3);
    assert.equal(
      [decoded.significantDigits, integers.count, ...quantiles.map((value) => value * integerToDoubleRatio)],
      expected,
    );
    assert.is(decoded.highestToLowestRatio, 1_000_000);
  }
});

for (const log of [
  ...readdirSync(LOGS).filter((file) => file.endsWith('.hlog')),
  'java.hlog',
  'ours.hlog',
  'surface.hlog',
]) {
  test(`${log}: both read the same intervals, tags, times and counts`, () => {
    const text = readFileSync(join(peer(), log), 'utf8');
    const ofJava = javaReading(log);
    let intervals = 0;
    for (const {
      tag = 'null',
      startedAtUnixMs,
      endedAtUnixMs,
      histogram,
      integerToDoubleRatio,
    } of readHdrLog(text)) {
      const [javaTag, start, end] = ofJava.shift() as [string, number, number];
      assert.is(tag, javaTag);
      // Java cuts what is left of a millisecond after multiplying by 1000.
      assert.ok(Math.abs(startedAtUnixMs - start) <= 1 && Math.abs(endedAtUnixMs - end) <= 1);
      if (integerToDoubleRatio === 1) assert.equal([ofJava.shift(), ofJava.shift()], reading(histogram));
      else assert.is((ofJava.shift() as number[])[1], histogram.count);
      intervals++;
    }
    assert.ok(intervals > 0);
    assert.equal(ofJava, []);
  });
}

test('the lines that Java and we write differ in nothing but deflate', () => {
  const written = readFileSync(join(peer(), 'java.hlog'), 'utf8').split('\n');
  const intervals = [...readHdrLog(written.join('\n'))].slice(0, 5);
  let text = '';
  const log = new HdrLogWriter(
    (line) => {
      text += line;
    },
    { baseTimeUnixMs: 1_700_000_000_000 },
  );
  for (const interval of intervals) log.interval(interval.histogram, interval);
  const head = (line: string) => line.slice(0, line.indexOf('HISTF'));
  assert.equal(text.split('\n').slice(0, 5).map(head), written.slice(5, 10).map(head));
});
