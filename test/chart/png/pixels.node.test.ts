// What charts look like, held against pictures that somebody has looked at. After a change of looks that is meant:
// UPDATE_REFERENCES=1 npm test -- pixels, then look at test/chart/references/.
import { readFileSync, writeFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { type LineChart, renderPng, renderSvg } from 'inferometer/chart';
import { assert, test } from '../../harness.ts';
import { ALL_CHARTS, CHARTS } from '../charts.ts';
import { type Decoded, decodedPng } from './decoded.ts';

const SIZE = { widthInches: 4, heightInches: 2.4, dpi: 75 } as const;

/** How much of a picture may differ at all, and how much on average: text is drawn a little differently by versions of resvg. */
const [MAX_SHARE, MAX_MEAN] = [0.01, 1];

for (const chart of ALL_CHARTS) {
  for (const theme of ['light', 'dark'] as const) {
    test(`${chart.id}, ${theme}: looks as it did`, async () => {
      const png = await renderPng(chart, { ...SIZE, theme });
      const file = new URL(`../../../test/chart/references/${chart.id}-${theme}.png`, import.meta.url);
      if (process.env.UPDATE_REFERENCES) writeFileSync(file, png);
      const { share, mean } = differenceOf(decodedPng(png), decodedPng(readFileSync(file)));
      assert.ok(
        share <= MAX_SHARE && mean <= MAX_MEAN,
        `${(100 * share).toFixed(2)} % differ, by ${mean.toFixed(2)} on average`,
      );
    });
  }
}

test('a step longer than the range is drawn in the middle of what there is of it, area and all', async () => {
  const [start, position] = [CHARTS.lines.x.startUnixMs + 7000, CHARTS.lines.x.startUnixMs];
  const chart: LineChart = {
    ...CHARTS.lines,
    x: { scale: 'time', startUnixMs: start, endUnixMs: start + 4000 },
    positions: [position],
    stepSeconds: 60,
    lines: [{ label: 'p50', color: 0, values: [1] }],
    areas: [{ label: 'p50 to p95', low: [1], high: [2], color: 1 }],
  };
  const circle = renderSvg(chart, { widthPx: 800 }).match(/<circle cx="([\d.]+)"/);
  assert.ok(Number(circle?.[1]) > 300 && Number(circle?.[1]) < 500, circle?.[1] ?? 'no dot');
  assert.is(decodedPng(await renderPng(chart)).width, 1200);
});

test('another chart looks different', async () => {
  const [lines, bars] = await Promise.all([CHARTS.lines, CHARTS.bars].map((chart) => renderPng(chart, SIZE)));
  const { share } = differenceOf(decodedPng(lines as Uint8Array), decodedPng(bars as Uint8Array));
  assert.ok(share > 5 * MAX_SHARE, `${share}`);
});

test('a picture is as large as its inches say, at any density', async () => {
  for (const [dpi, expected] of [
    [100, [1200, 800]],
    [50, [600, 400]],
  ] as const) {
    const { width, height } = decodedPng(await renderPng(CHARTS.bars, { dpi }));
    assert.equal([width, height], expected);
  }
});

test('each cell of a heatmap has the colour of its count, and no other', async () => {
  const [, base64 = ''] = renderSvg(CHARTS.heatmap).match(/href="data:image\/png;base64,([^"]+)"/) ?? [];
  const png = Buffer.from(base64, 'base64');
  // Our own writer: one byte for each cell, the highest row first, unfiltered.
  const { counts, positions, bounds } = CHARTS.heatmap;
  const [columns, rows] = [positions.length, bounds.length - 1];
  assert.equal([png.readUInt32BE(16), png.readUInt32BE(20)], [columns, rows]);
  const at = png.indexOf('IDAT');
  const cells = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  const heats = new Map<number, number>();
  for (const [i, count] of counts.entries()) {
    const row = rows - 1 - (i % rows);
    const heat = cells[row * (columns + 1) + 1 + Math.floor(i / rows)] as number;
    assert.is(heats.get(count) ?? heat, heat, `count ${count}`);
    heats.set(count, heat);
  }
  const inOrder = [...heats].sort(([a], [b]) => a - b).map(([, heat]) => heat);
  assert.is(inOrder[0], 0);
  assert.equal(
    [...inOrder].sort((a, b) => a - b),
    inOrder,
  );
});

function differenceOf(one: Decoded, other: Decoded) {
  assert.equal([one.width, one.height], [other.width, other.height]);
  let [different, sum] = [0, 0];
  for (let i = 0; i < one.pixels.length; i += 4) {
    let most = 0;
    for (let channel = 0; channel < 4; channel++) {
      most = Math.max(
        most,
        Math.abs((one.pixels[i + channel] as number) - (other.pixels[i + channel] as number)),
      );
    }
    if (most > 32) different += 1;
    sum += most;
  }
  return { share: different / (one.pixels.length / 4), mean: sum / (one.pixels.length / 4) };
}
