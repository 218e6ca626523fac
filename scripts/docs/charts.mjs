// docs/charts.md: every chart of the catalogue.
import { load } from './module.mjs';

const HEADINGS = {
  inference: 'Inference',
  stream: 'Streams of output',
  model: 'Models',
  training: 'Training',
  dataset: 'Datasets',
  distributed: 'Distributed training',
  storage: 'Storage',
  http: 'HTTP',
  objectives: 'Objectives',
  raw: 'Any metric',
};

const KINDS = {
  lines: 'lines',
  heatmap: 'heatmap',
  bars: 'bars',
  distribution: 'outlines',
  lanes: 'lanes',
};

const HEAD = `# Charts

\`inferometer/chart\` makes pictures of what was recorded: in the dashboard, in reports, over the REST API, and in your own
programs. A chart is plain data first (what it shows, its title, its numbers); painters give it a look. This page is generated
from the catalogue, \`src/chart/catalogue/\`, by \`npm run docs\`.

\`\`\`js
import { chartCsv, makeChart, renderPng, renderSvg } from 'inferometer/chart';
import { historyOf } from 'inferometer/store';

const chart = await makeChart('latency-heatmap', historyOf(telemetry), {
  modelId: 'glyphs',
  startTime: Date.now() - 3_600_000,
});
console.log(chart.title); // Latency of glyphs, p99 14.8 ms, 610 inferences in 1 h
await writeFile('latency.svg', renderSvg(chart, { widthPx: 1200, theme: 'dark' }));
await writeFile('latency.png', await renderPng(chart, { widthInches: 12, heightInches: 8 }));
await writeFile('latency.csv', chartCsv(chart));
\`\`\`

A source is \`historyOf(telemetry)\`, a store, or a reader of one. \`chartOfSnapshot(id, snapshot)\` makes those that are not
over time out of a snapshot alone, without waiting.

## What can be asked

| field | what it does |
|---|---|
| \`startTime\`, \`endTime\` | the range, half-open; what is left out is everything there is, up to now |
| \`stepSeconds\`, \`maxPoints\` | how long each step is. By itself a round length that gives at most 300 steps (\`maxPoints\`) and is not shorter than the intervals that were recorded |
| \`modelId\`, \`operationType\`, \`backendType\`, \`status\`, \`category\`, \`labels\` | which work, as everywhere |
| \`run\` | runs of training; of other charts the time and the model of one |
| \`metric\`, \`groupBy\`, \`aggregation\` | of \`metric\`: which one, by which labels, what of it; of \`training-curves\` the statistic |
| \`over\` | of training: \`'epoch'\`, or \`'time'\` of day |
| \`compare: 'previous'\` | the range before, as long as this one: faint and dashed |
| \`objectives\` | what was promised: of \`objective-budget\` what it is about, of latencies a line at each bound |
| \`thresholds\` | what findings judge by, as the telemetry's option of that name has it: a line at each that is near what is shown |
| \`names\` | of all that is shown together, from \`namesIn(snapshot)\`: a name has the same colour in each chart that is told the same names |
| \`signal\` | stops reading |

What holds for each of them:

- Percentiles come from merged histograms, never from other percentiles; \`errorRatio\` says how exact they are, and the notes do
  so in words: 1.1 % at the usual scale. Counts of a heatmap are exact: each row is a union of buckets.
- A step in which nothing was observed is a gap (NaN, in JSON null); one in which nothing happened is 0 where things are
  counted. An interval that spans several steps is shared among them.
- A percentile of fewer than 20 values is chance. Where nobody says how long steps are, they get longer until most of them hold
  20, up to a thirtieth of the range; positions that still have fewer are in \`few\` of their line, which is fainter there.
- Titles say of how much time their figures are, or that they are those at the end.
- Thresholds and objectives are \`limits\`: only those near the values, by their names, \`medium: p95 > 100 ms\`. In an SVG each is a
  group with its name as the title and \`data-mark\`, its value in base units.
- At most ten lines, the others as one, and a note that says so. Names (models, backends, runs) have colours, those of Okabe and
  Ito first, which the colour-blind tell apart; outcomes have theirs (green, orange, vermillion); percentiles and the sides of
  one thing (load and save, input and output) are shades of ink. On a heatmap lines differ by their dashes.
- Where nothing was recorded \`isEmpty\` is true, and the picture says so in a frame of the same size.

## Painters

\`renderSvg(chart, { widthPx, heightPx, theme, timeZone, isTitled, idPrefix })\` gives the same bytes in every runtime: no
script, no style, no link; title and description for screen readers; heatmaps as one embedded picture. With \`theme: 'auto'\` its
colours are custom properties of the page that it lies in: \`CHART_VARIABLES_CSS\` sets them for both grounds. Times are in UTC
unless \`timeZone\` names another zone.

\`renderPng(chart, { widthInches, heightInches, dpi, theme, timeZone, resvg, wasm })\` draws that SVG by
[@resvg/resvg-wasm](https://www.npmjs.com/package/@resvg/resvg-wasm), an optional peer (\`npm install @resvg/resvg-wasm\`), with
a font of ours. Node, Deno and Bun find it, and its Wasm, by themselves. Where packages are no files, in pages and in Workers, both are
handed in:

\`\`\`js
import * as resvg from '@resvg/resvg-wasm';
import wasm from '@resvg/resvg-wasm/index_bg.wasm'; // Workers give a WebAssembly.Module
const png = await renderPng(chart, { resvg, wasm });
\`\`\`

\`chartTable(chart)\` is the table behind a picture, for those who do not see it; \`chartCsv(chart)\` the same for programs, in
base units, and of a heatmap its cells. \`formatMeasurement\` writes a number as all of these do.
`;

export async function chartsPage() {
  const { CATALOGUE } = await load('src/chart/catalogue/catalogue.ts');
  const categories = [...new Set(CATALOGUE.map(({ category }) => category))];
  return `${HEAD}\n## The catalogue\n\nOf charts marked † the x axis is not time: they are of a range as a whole.\n\n${categories
    .map((category) => section(category, CATALOGUE))
    .join('\n')}`;
}

function section(category, catalogue) {
  const rows = catalogue.filter((row) => row.category === category).map(rowOf);
  return [
    `### ${HEADINGS[category]}\n`,
    '| id | what | kind | unit | filters |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function rowOf({ id, help, kind, unit, filters, ...made }) {
  const mark = 'overTime' in made ? '' : ' †';
  const list = filters.map((name) => `\`${name}\``).join(', ') || '–';
  return `| \`${id}\`${mark} | ${help} | ${KINDS[kind]} | ${unit.replaceAll('_', ' ')} | ${list} |`;
}
