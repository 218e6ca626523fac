import { type HdrLogInterval, HistogramLogReader, readHdrLog } from 'inferometer/hdr';
import { HdrHistogram } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import pausesV0 from '../../vectors/hdr/jHiccup-2.0.1.logV0.hlog';
import pausesV1 from '../../vectors/hdr/jHiccup-2.0.6.logV1.hlog';
import pausesV2 from '../../vectors/hdr/jHiccup-2.0.7S.logV2.hlog';
import tagged from '../../vectors/hdr/tagged-Log.logV2.hlog';

const FORTY_TWO = 'HISTFAAAAB542pNpmSzMwMDAxAABzFCaEUoz2X+AMIKZAEARAtM=';

function accumulated(intervals: Iterable<HdrLogInterval>, significantDigits: number): HdrHistogram {
  const whole = new HdrHistogram({ significantDigits });
  for (const { histogram } of intervals) whole.merge(histogram);
  return whole;
}

// As Java's own reader has them; see test/interop/hdr-java.interop.ts.
const logs = {
  V0: {
    text: pausesV0,
    intervals: 81,
    values: 61_256,
    startedAt: 1438869961_341,
    p999: 1510998015,
    max: 1569718271,
  },
  V1: {
    text: pausesV1,
    intervals: 88,
    values: 65_964,
    startedAt: 1438867590_418,
    p999: 1829765119,
    max: 1888485375,
  },
  V2: {
    text: pausesV2,
    intervals: 62,
    values: 48_761,
    startedAt: 1441812279_601,
    p999: 1745879039,
    max: 1796210687,
  },
};

for (const [version, { text, intervals, values, startedAt, p999, max }] of Object.entries(logs)) {
  test(`a log of jHiccup with histograms in ${version}`, () => {
    const read = [...readHdrLog(text)];
    assert.is(read.length, intervals);
    assert.is(
      read.reduce((sum, { histogram }) => sum + histogram.count, 0),
      values,
    );
    assert.is(read[0]?.startedAtUnixMs, startedAt);
    for (const { tag, histogram, integerToDoubleRatio } of read) {
      assert.is(tag, undefined);
      assert.is(integerToDoubleRatio, 1);
      assert.equal(
        [histogram.significantDigits, histogram.lowestDiscernible, histogram.highestTrackable],
        [2, 20_000, 3.6e12],
      );
    }
    using whole = accumulated(read, 3);
    assert.equal(whole.quantiles([0.999, 1]), [p999, max]);
  });
}

test('the intervals of a log add up at their own digits', () => {
  const whole = new HdrHistogram({
    significantDigits: 2,
    lowestDiscernible: 20_000,
    highestTrackable: 3.6e12,
  });
  for (const { histogram } of readHdrLog(pausesV2)) whole.merge(histogram);
  assert.equal(whole.quantiles([0.5, 0.99, 0.999]), [344_063, 1_434_451_967, 1_753_219_071]);
});

test('intervals carry their tags', () => {
  const read = [...readHdrLog(tagged)];
  const untagged = read.filter(({ tag }) => tag === undefined);
  const ofA = read.filter(({ tag }) => tag === 'A');
  assert.is(untagged.length + ofA.length, read.length);
  assert.is(read.length, 42);
  assert.equal(
    ofA.map(({ histogram }) => histogram),
    untagged.map(({ histogram }) => histogram),
  );
});

const times = (text: string) => {
  const [{ startedAtUnixMs, endedAtUnixMs }] = [...readHdrLog(text)] as [HdrLogInterval];
  return [startedAtUnixMs, endedAtUnixMs];
};

test('timestamps count from the base time', () => {
  const line = `0.127,1.007,2.769,${FORTY_TWO}`;
  assert.equal(
    times(`#[StartTime: 1441812279.474 (seconds since epoch)]\n#[BaseTime: 1441812123.123]\n${line}`),
    [1441812123_250, 1441812124_257],
  );
});

test('without a base time they count from the start if they lie more than a year before it', () => {
  const start = '#[StartTime: 1441812279.474 (seconds since epoch), Wed Sep 09 08:24:39 PDT 2015]';
  assert.equal(times(`${start}\n0.127,1.007,2.769,${FORTY_TWO}`), [1441812279_601, 1441812280_608]);
  assert.equal(times(`${start}\n1441812280.000,1,2,${FORTY_TWO}`), [1441812280_000, 1441812281_000]);
  const year = 365 * 24 * 3600;
  const atYear = 1441812279.474 - year;
  assert.equal(times(`${start}\n${atYear},1,2,${FORTY_TWO}`)[0], Math.round(atYear * 1000));
  assert.equal(
    times(`${start}\n${atYear - 1},1,2,${FORTY_TWO}`)[0],
    Math.round((atYear - 1 + 1441812279.474) * 1000),
  );
});

test('without a start they are what they are', () => {
  assert.equal(times(`0.127,1.007,2.769,${FORTY_TWO}`), [127, 1134]);
});

test('the first interval decides for all', () => {
  const text = `#[StartTime: 1441812279]\n1,1,2,${FORTY_TWO}\n1441812290,1,2,${FORTY_TWO}`;
  assert.equal(
    [...readHdrLog(text)].map(({ startedAtUnixMs }) => startedAtUnixMs),
    [1441812280_000, (1441812279 + 1441812290) * 1000],
  );
});

test('comments, legends, empty lines and every kind of line end are passed over', () => {
  const text = `#[a comment]\r\n# another, with a comma\r\r\n\n"StartTimestamp","Interval_Length"\n  1,1,2,${FORTY_TWO}  \r\n`;
  assert.is([...readHdrLog(text)].length, 1);
  assert.is([...readHdrLog('')].length, 0);
  assert.is([...readHdrLog(['#', `1,1,2,${FORTY_TWO}`])].length, 1);
});

test('a log of doubles says what an integer is worth', () => {
  const line =
    '5.250,1.000,0.000,DHISTwAAAAIAAAAAAAAAAhyEkxQAAAAheNqTaZkszMDAwMwAAUxQmhFCMf+3D4Cw/jMyAQBKswPg';
  const [{ histogram, integerToDoubleRatio }] = [...readHdrLog(line)] as [HdrLogInterval];
  using integers = HdrHistogram.from(histogram);
  assert.is(integers.quantile(0) * integerToDoubleRatio, 0.125);
});

for (const [what, line] of Object.entries({
  'no numbers': 'hello, world',
  'a field too few': '1,2,HISTFAAA',
  'no histogram': '1,2,3,',
  'a timestamp that is none': `yesterday,1,2,${FORTY_TWO}`,
  'a damaged histogram': `1,1,2,${FORTY_TWO.slice(0, -8)}`,
  'something that is not base64': '1,1,2,!!!!',
})) {
  test(`a line with ${what} is refused with its number`, () => {
    const read = () => [...readHdrLog(`#[comment]\n1,1,2,${FORTY_TWO}\n${line}`)];
    assert.match(assert.throwsCode(read, 'HDR_LOG_LINE').message, 'line 3');
  });
}

test('a line whose interval no date has is none, and spoils no other', () => {
  for (const beyond of ['1e300,1', '8.7e12,1', '-1e16,1', '1700000000,1e300']) {
    assert.throwsCode(() => [...readHdrLog(`${beyond},1,${FORTY_TWO}`)], 'HDR_LOG_LINE');
    const reader = new HistogramLogReader(`${beyond},1,${FORTY_TWO}\n1700000000,1,1,${FORTY_TWO}`);
    assert.throwsCode(() => reader.nextIntervalHistogram(), 'HDR_LOG_LINE');
    assert.is(reader.nextIntervalHistogram()?.startTimeStampMsec, 1_700_000_000_000);
  }
  const [interval] = readHdrLog(`#[StartTime: 1e300 (seconds since epoch)]\n1700000000,1,1,${FORTY_TWO}`);
  assert.is(interval?.startedAtUnixMs, 1_700_000_000_000);
});
