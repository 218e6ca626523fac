import { createTelemetry } from 'inferometer';
import {
  CHART_VARIABLES_CSS,
  type Chart,
  type LineChart,
  listCharts,
  makeChart,
  renderSvg,
} from 'inferometer/chart';
import { historyOf } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { ALL_CHARTS, CHARTS } from '../charts.ts';
import { recordedService } from '../recordings.ts';

/** FNV-1a of the text. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

/** Elements by name, with their attributes and the text directly in them; throws where tags do not match. */
function elementsOf(svg: string) {
  const found: {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
    text: string;
  }[] = [];
  const open: (typeof found)[number][] = [];
  const token = /<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  let at = 0;
  for (let match = token.exec(svg); match !== null; match = token.exec(svg)) {
    at = token.lastIndex;
    const [, closes, name = '', attributes = '', closed, text] = match;
    if (text !== undefined) {
      const last = open.at(-1);
      if (last !== undefined) last.text += unescaped(text);
    } else if (closes) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes another element`);
    } else {
      const pairs = [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)];
      const element = {
        name,
        attributes: Object.fromEntries(pairs.map(([, key, value]) => [key, unescaped(value as string)])),
        text: '',
      };
      found.push(element);
      if (!closed) open.push(element);
    }
  }
  if (at !== svg.length || open.length > 0)
    throw new Error(`not well-formed at ${at}: ${svg.slice(at, at + 60)}`);
  return found;
}

function unescaped(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" };
  return text.replace(/&([^;]*);/g, (_, name: string) => {
    const character = named[name];
    if (character === undefined) throw new Error(`&${name}; is no entity of XML`);
    return character;
  });
}

const textsOf = (svg: string) => elementsOf(svg).filter(({ name }) => name === 'text');

for (const chart of ALL_CHARTS) {
  test(`${chart.id}: well-formed, of the size that was asked for, with title and description for who does not see it`, () => {
    for (const [widthPx, heightPx] of [
      [200, 100],
      [390, 300],
      [1200, 800],
      [8000, 8000],
    ] as const) {
      const elements = elementsOf(renderSvg(chart, { widthPx, heightPx, theme: 'dark' }));
      const [svg, title, description] = elements;
      assert.is(svg?.attributes.width, `${widthPx}`);
      assert.is(svg?.attributes.viewBox, `0 0 ${widthPx} ${heightPx}`);
      assert.is(svg?.attributes.role, 'img');
      assert.is(svg?.attributes['aria-labelledby'], `${title?.attributes.id} ${description?.attributes.id}`);
      assert.is(title?.text, chart.title);
      assert.ok(description?.text.startsWith(chart.description));
      for (const { attributes } of elements) {
        for (const [key, value] of Object.entries(attributes)) {
          assert.ok(!/NaN|undefined|Infinity/.test(value), `${key}="${value}"`);
          assert.ok(!['style', 'class', 'onload', 'xlink:href'].includes(key), key);
          if (key === 'href') assert.match(value, /^data:image\/png;base64,/);
        }
      }
    }
  });

  test(`${chart.id}: the same bytes in every runtime`, () => {
    // Where the look of charts is changed on purpose, the message has the new one.
    assert.is(hashOf(renderSvg(chart)), HASHES[chart.id], chart.id);
  });

  test(`${chart.id}: what went through JSON, with null for NaN, is drawn the same`, () => {
    assert.is(renderSvg(JSON.parse(JSON.stringify(chart)) as Chart), renderSvg(chart));
  });
}

const HASHES: Readonly<Record<string, string>> = {
  lines: '4f97e458',
  heatmap: 'f5ef58f5',
  bars: '49c29b43',
  distribution: '8035faac',
  lanes: '34869a06',
};

test('values can be read back from a line, by its axis', () => {
  const chart = CHARTS.lines;
  const svg = renderSvg(chart, { heightPx: 800 });
  const ticks = textsOf(svg)
    .filter(({ attributes, text }) => attributes['text-anchor'] === 'end' && /^\d+$/.test(text))
    .map(({ attributes, text }) => ({ y: Number(attributes.y) - 3.5, value: Number(text) }));
  const [first, last] = [ticks[0], ticks.at(-1)];
  if (first === undefined || last === undefined) throw new Error('an axis without ticks');
  const valueAt = (y: number) =>
    first.value + ((y - first.y) / (last.y - first.y)) * (last.value - first.value);
  const [, conv] = chart.lines;
  const path = elementsOf(svg).find(
    ({ name, attributes }) =>
      name === 'path' && attributes.stroke === '#d55e00' && attributes.d?.includes('L'),
  );
  const points = [...(path?.attributes.d ?? '').matchAll(/[ML]([\d.]+),([\d.]+)/g)].map(([, , y]) =>
    Number(y),
  );
  assert.is(points.length, conv.values.length);
  for (const [i, y] of points.entries()) {
    assert.ok(Math.abs(valueAt(y) - (conv.values[i] as number)) < 0.05, `${i}: ${valueAt(y)}`);
  }
});

test('marks and limits can be read back, with their names, and lie where their values are', () => {
  for (const chart of [CHARTS.lines, CHARTS.heatmap]) {
    const svg = renderSvg(chart);
    for (const { label, value } of [...('marks' in chart ? chart.marks : []), ...chart.limits]) {
      const elements = elementsOf(svg);
      assert.ok(
        elements.some(({ attributes }) => attributes['data-mark'] === value.toPrecision(6)),
        label,
      );
      assert.ok(
        elements.some(({ name, text }) => name === 'title' && text === label),
        label,
      );
      assert.ok(
        textsOf(svg).some(({ text }) => text === label),
        label,
      );
    }
  }
});

test('a line is fainter from and to positions of few values', () => {
  const few = elementsOf(renderSvg(CHARTS.lines)).find(
    ({ attributes }) => attributes.stroke === '#0072b2' && attributes['stroke-opacity'] === '0.4',
  );
  // One alone, and three in a row: a piece each.
  const pieces = few?.attributes.d
    ?.split('M')
    .slice(1)
    .map((piece) => piece.split('L').length);
  assert.equal(pieces, [3, 5]);
});

test('a gap is a gap, and a value between two gaps is a dot', () => {
  const elements = elementsOf(renderSvg(CHARTS.lines));
  const dense = elements.find(
    ({ attributes }) =>
      attributes.stroke === '#0072b2' &&
      attributes['stroke-width'] === '1.8' &&
      attributes['stroke-opacity'] === undefined,
  );
  // Where values are few, the line is broken for a fainter one: once alone, once for three.
  assert.is((dense?.attributes.d?.match(/M/g) ?? []).length, 3 + 2);
  assert.is(elements.filter(({ name }) => name === 'circle').length, 1);
});

test('six lines are named at their ends, seven in a legend, and no two names overlap', () => {
  const withLines = (count: number): LineChart => ({
    ...CHARTS.lines,
    lines: Array.from({ length: count }, (_, i) => ({
      label: `line ${i}`,
      color: i,
      values: CHARTS.lines.positions.map(() => 10 + i / 100),
    })),
  });
  const placesOf = (count: number) =>
    textsOf(renderSvg(withLines(count), { widthPx: 600 }))
      .filter(({ text }) => text.startsWith('line '))
      .map(({ attributes }) => ({ x: Number(attributes.x), y: Number(attributes.y) }));
  const six = placesOf(6);
  assert.is(new Set(six.map(({ x }) => x)).size, 1);
  const heights = six.map(({ y }) => y).sort((a, b) => a - b);
  assert.ok(
    heights.every((y, i) => i === 0 || y - (heights[i - 1] as number) >= 13.9),
    heights.join(),
  );
  const seven = placesOf(7);
  assert.is(seven.length, 7);
  assert.ok(
    seven.every(({ y }) => y < 80),
    'a legend is above the plot',
  );
});

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><image href="https://evil.test/x"/>',
  'a\u0000b\u001b[31m\u202e gpj',
  '\ud800 half',
  ']]>&lt;!ENTITY x "y">',
  'שלום עולם',
  '模型-一',
  'n'.repeat(80),
  '__proto__',
  'no character \ufffe of XML',
];

test('names of others stay text, whatever is in them', () => {
  const lines: LineChart = {
    ...CHARTS.lines,
    title: HOSTILE.join(),
    description: HOSTILE.join(),
    notes: HOSTILE,
    lines: HOSTILE.map((label, i) => ({ label, color: i, values: CHARTS.lines.positions.map(() => i) })),
  };
  const bars = {
    ...CHARTS.bars,
    names: HOSTILE,
    bars: [{ label: HOSTILE[0] as string, color: 0, values: HOSTILE.map((_, i) => i) }],
    emphasized: [1],
  };
  const lanes = { ...CHARTS.lanes, lanes: HOSTILE.map((label) => ({ ...CHARTS.lanes.lanes[0], label })) };
  const distribution = {
    ...CHARTS.distribution,
    outlines: HOSTILE.map((label) => ({ ...CHARTS.distribution.outlines[0], label })),
  };
  for (const chart of [lines, bars, lanes, distribution]) {
    for (const widthPx of [200, 390, 1200]) {
      const elements = elementsOf(renderSvg(chart, { widthPx }));
      assert.equal(
        elements.filter(
          ({ name, attributes }) =>
            name === 'script' || (name === 'image' && attributes.href?.startsWith('http')),
        ),
        [],
      );
      assert.ok(elements.every(({ text }) => !/[\p{Cc}\p{Cf}\p{Cs}\ufffe\uffff]/u.test(text)));
    }
  }
});

test('a name of 80 characters is cut in the middle, and whole in the title of its label', () => {
  const label = `model-${'x'.repeat(68)}-tiny`;
  const chart: LineChart = {
    ...CHARTS.lines,
    lines: [{ label, color: 0, values: CHARTS.lines.positions.map(() => 1) }],
  };
  const elements = elementsOf(renderSvg(chart, { widthPx: 390 }));
  assert.ok(elements.some(({ name, text }) => name === 'title' && text === label));
  const shown = elements
    .filter(({ name, text }) => name === 'text' && text.includes('…'))
    .map(({ text }) => text);
  assert.is(shown.length, 1);
  assert.match(shown[0] as string, /^model-x+…x*-tiny$/);
});

test('time is told in UTC, or in the zone of the reader, which is named', () => {
  const utc = textsOf(renderSvg(CHARTS.lines)).map(({ text }) => text);
  assert.ok(utc.includes('12:00') && utc.includes('29 November 2026, UTC'), utc.join());
  const kolkata = textsOf(renderSvg(CHARTS.lines, { timeZone: 'Asia/Kolkata' })).map(({ text }) => text);
  assert.ok(kolkata.includes('17:30') && kolkata.includes('29 November 2026, Asia/Kolkata'), kolkata.join());
});

test('no axis has more than six ticks, and a logarithmic one says so', async () => {
  const history = historyOf(await recordedService({ minutes: 3 }));
  for (const { id } of listCharts()) {
    const chart = await makeChart(id, history, id === 'metric' ? { metric: 'inference_seconds' } : {});
    for (const widthPx of [390, 1920]) {
      const svg = renderSvg(chart, { widthPx, heightPx: 600 });
      const texts = textsOf(svg);
      const upright = texts.filter(
        ({ attributes }) => attributes['text-anchor'] === 'end' && attributes['font-size'] === '11',
      );
      if (chart.kind !== 'lanes' && chart.kind !== 'bars')
        assert.ok(upright.length <= 6, `${id}: ${upright.map(({ text }) => text)}`);
      if ('y' in chart && chart.y.scale === 'log' && !chart.isEmpty) {
        assert.ok(
          texts.some(({ text }) => text.endsWith(', log scale')),
          id,
        );
      }
    }
  }
});

test('the largest and the smallest numbers there are end no process, and have a place in every picture', async () => {
  for (const values of [
    [Number.MAX_VALUE],
    [0.01, Number.MAX_VALUE],
    [5e-324],
    [5e-324, 1e308],
    [0, -1e308],
  ]) {
    using telemetry = createTelemetry({ logLevel: 'silent' });
    for (const value of values) {
      telemetry.inference({ modelId: 'glyphs' }).record(value);
      telemetry.recordTrainingStats({ modelId: 'glyphs', epoch: 1, loss: value, gradientNorm: value });
    }
    for (const id of ['latency-heatmap', 'latency-percentiles', 'latency-distribution', 'training-curves']) {
      const svg = renderSvg(await makeChart(id, historyOf(telemetry)));
      assert.not.match(svg, /NaN|Infinity/, `${id} of ${values}`);
    }
  }
});

test('where nothing was recorded the picture says so, in a frame of the same size', async () => {
  const telemetry = createTelemetry();
  const svg = renderSvg(await makeChart('latency-heatmap', historyOf(telemetry)), {
    widthPx: 640,
    heightPx: 300,
  });
  const [frame] = elementsOf(svg);
  assert.is(frame?.attributes.height, '300');
  assert.ok(textsOf(svg).some(({ text }) => text === 'No data'));
  assert.ok(textsOf(svg).some(({ text }) => text === 'Latency: nothing recorded'));
  telemetry.dispose();
});

test('in a page every colour is a property of the page, for both grounds', () => {
  const used = new Set<string>();
  for (const chart of ALL_CHARTS) {
    for (const [, name] of renderSvg(chart, { theme: 'auto' }).matchAll(/var\((--chart-[\w-]+),/g))
      used.add(name as string);
  }
  assert.ok(used.size > 5);
  for (const name of used) assert.is(CHART_VARIABLES_CSS.split(`${name}:`).length - 1, 2, name);
});

test('what cannot be an option is refused, with what could', () => {
  const refused: readonly (readonly [options: object, words: RegExp])[] = [
    [{ width: 3 }, /Did you mean widthPx\?/],
    [{ widthPx: 10 }, /"widthPx" expected a whole number from 200 to 8000, got 10/],
    [{ theme: 'blue' }, /"theme" expected one of light, dark, auto/],
    [{ timeZone: 'Mars/Olympus' }, /"timeZone" expected a zone of IANA/],
  ];
  for (const [options, words] of refused) {
    assert.match(assert.throwsCode(() => renderSvg(CHARTS.lines, options), 'CHART_OPTION').message, words);
  }
});

test('ids of two pictures on one page differ', () => {
  const idsOf = (svg: string) => elementsOf(svg).flatMap(({ attributes }) => attributes.id ?? []);
  const ids = [
    ...idsOf(renderSvg(CHARTS.lines)),
    ...idsOf(renderSvg(CHARTS.bars)),
    ...idsOf(renderSvg(CHARTS.lines, { idPrefix: 'second "' })),
  ];
  assert.is(new Set(ids).size, ids.length);
});
