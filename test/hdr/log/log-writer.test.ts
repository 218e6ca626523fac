import { HdrLogWriter, readHdrLog } from 'inferometer/hdr';
import { HdrHistogram } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import pauses from '../../vectors/hdr/jHiccup-2.0.7S.logV2.hlog';

function written(write: (log: HdrLogWriter) => void, options = {}): string {
  let text = '';
  write(
    new HdrLogWriter((lines) => {
      text += lines;
    }, options),
  );
  return text;
}

function snapshotOf(...values: number[]) {
  using histogram = new HdrHistogram();
  histogram.recordMany(values);
  return histogram.snapshot();
}

test('a log begins as those of Java do', () => {
  const text = written((log) => {
    log.comment('[made by a test]');
    log.formatVersion();
    log.startTime(1_700_000_000_250);
    log.baseTime();
    log.legend();
  });
  assert.is(
    text,
    `#[made by a test]
#[Histogram log format version 1.3]
#[StartTime: 1700000000.250 (seconds since epoch), 2023-11-14T22:13:20.250Z]
#[BaseTime: 0.000 (seconds since epoch)]
"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"
`,
  );
});

test('an interval is a line', () => {
  const span = { startedAtUnixMs: 1_000_127, endedAtUnixMs: 1_001_134 };
  // 2,769,000 shares its count with everything up to 2,770,943; halves go up.
  const line = written((log) => log.interval(snapshotOf(2_769_000), span));
  assert.match(line, /^1000\.127,1\.007,2\.771,HISTFAAA\S+\n$/);
  const tagged = written((log) => log.interval(snapshotOf(1500), { ...span, tag: 'A' }), {
    maxValueUnitRatio: 1e3,
    baseTimeUnixMs: 1_000_000,
  });
  assert.match(tagged, /^Tag=A,0\.127,1\.007,1\.500,HISTFAAA\S+\n$/);
  assert.match(
    written((log) => log.interval(snapshotOf(), span)),
    /^1000\.127,1\.007,0\.000,HISTFAAA/,
  );
});

test('what is written is read', () => {
  const intervals = [...readHdrLog(pauses)].map((interval, i) => ({
    ...interval,
    tag: i % 2 ? 'odd' : undefined,
  }));
  for (const baseTimeUnixMs of [0, 1441812279_474]) {
    const text = written(
      (log) => {
        log.startTime(1441812279_474);
        if (baseTimeUnixMs) log.baseTime();
        for (const interval of intervals) log.interval(interval.histogram, interval);
      },
      { baseTimeUnixMs },
    );
    assert.equal([...readHdrLog(text)], intervals);
  }
});

test('a comment of several lines is several comments', () => {
  assert.is(
    written((log) => log.comment('one\r\ntwo\n1,1,1,HIST')),
    '#one\n#two\n#1,1,1,HIST\n',
  );
});

test('a tag that would break the line is refused', () => {
  const span = { startedAtUnixMs: 0, endedAtUnixMs: 1 };
  for (const tag of ['', 'a,b', 'a b', 'a\nb', 5 as never])
    assert.throwsCode(() => written((log) => log.interval(snapshotOf(1), { ...span, tag })), 'HDR_LOG_TAG');
});

test('times that are none are refused', () => {
  const span = { startedAtUnixMs: Number.NaN, endedAtUnixMs: 1 };
  assert.throwsCode(() => written((log) => log.interval(snapshotOf(1), span)), 'HDR_LOG_OPTION');
  assert.throwsCode(() => written((log) => log.startTime('now' as never)), 'HDR_LOG_OPTION');
  assert.throwsCode(() => written(() => {}, { baseTimeUnixMs: new Date() }), 'HDR_LOG_OPTION');
});
