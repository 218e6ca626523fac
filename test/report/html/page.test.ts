// The page of a report: whole without a network, safe whatever names say, and readable by whoever reads it.
import { createTelemetry } from 'inferometer';
import { buildReport, generateMetricsReport, renderReport, reportSecurityPolicy } from 'inferometer/report';
import { assert, test } from '../../harness.ts';
import { busyHour } from '../busy-hour.ts';
import { ordinaryRun } from '../recorded.ts';

const busy = generateMetricsReport(busyHour().telemetry, { format: 'html' });

test('the page needs nothing but itself: no script, no network, no file beside it', () => {
  assert.match(busy, /^<!doctype html>\n<html lang="en">/);
  const elements = new Set([...busy.matchAll(/<([a-z][\w-]*)/gi)].map(([, name]) => name));
  for (const name of ['script', 'link', 'iframe', 'object', 'embed', 'form', 'base', 'foreignObject']) {
    if (name !== 'link') assert.not.ok(elements.has(name), name);
  }
  assert.equal(busy.match(/<link[^>]*>/g), ['<link rel="icon" href="data:,">']);
  for (const [, address] of busy.matchAll(/\s(?:href|src|xlink:href|action|poster|srcset)="([^"]*)"/g)) {
    assert.match(address as string, /^(#|data:,$|data:image\/png;base64,)/);
  }
  assert.not.match(busy, /\s(on\w+|style)=/i);
  assert.not.match(busy, /@import|url\((?!#)/);
});

test('its security policy lets its own style through, and nothing else', async () => {
  const policy = reportSecurityPolicy();
  assert.ok(busy.includes(`<meta http-equiv="Content-Security-Policy" content="${policy}">`));
  assert.match(policy, /^default-src 'none'; /);
  assert.not.match(policy, /unsafe|\*|https?:/);
  const [, style] = /<style>([\s\S]*?)<\/style>/.exec(busy) as unknown as [string, string];
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style)));
  assert.ok(policy.includes(`style-src 'sha256-${btoa(String.fromCharCode(...digest))}'`));
  assert.is(busy.match(/<style/g)?.length, 1);
});

test('what deserves attention comes first, with an icon and a word each', () => {
  const headings = [...busy.matchAll(/<h2[^>]*>([^<]*)/g)].map(([, heading]) => heading);
  assert.equal(headings.slice(0, 2), ['Recommendations', 'Summary']);
  const findings = [
    ...busy.matchAll(
      /<li class="(high|medium)">\n<p class="severity"><svg [\s\S]*?<\/svg><span>(\w+)<\/span>/g,
    ),
  ];
  assert.ok(findings.length >= 5);
  for (const [, severity, word] of findings) assert.is(word?.toLowerCase(), severity);
  for (const [, id] of busy.matchAll(/<a href="#([^"]+)">See /g))
    assert.ok(busy.includes(`<section id="${id}"`), id);
});

test('the range and the environment stand under the title', () => {
  const header = busy.slice(busy.indexOf('<header>'), busy.indexOf('</header>'));
  assert.match(header, /<h1>AI\/ML Performance Report<\/h1>/);
  assert.match(header, /<dt>Range<\/dt><dd>2026-11-29 08:00:00 to 09:00:00 UTC<\/dd>/);
  assert.match(header, /<dt>Environment<\/dt><dd>(?:[^<]*\d[^<]*|workerd); inferometer \d+\.\d+\.\d+/);
  assert.match(busy, /<title>AI\/ML Performance Report, 2026-11-29 08:00:00 to 09:00:00 UTC<\/title>/);
});

test('each kind of work has its pictures, and begins a page of its own', () => {
  const sections = busy.split('<section ').slice(1);
  const titled = [
    'models',
    'inference',
    'streams',
    'training',
    'datasets',
    'workers',
    'storage',
    'objectives',
  ];
  for (const id of titled) {
    const section = sections.find((one) => one.startsWith(`id="${id}"`)) ?? '';
    assert.match(section, /<figure /, id);
    const [, caption] = /<figcaption>([^<]+)<\/figcaption>/.exec(section) ?? [];
    assert.match(caption ?? '', /\d/, `${id}: a title with its figures`);
    assert.match(section, /<svg [^>]*role="img" aria-labelledby=/);
  }
  const isNewPage = (id: string) => sections.some((one) => one.startsWith(`id="${id}" class="page"`));
  assert.equal(['summary', 'inference', 'storage', 'workers', 'failures'].map(isNewPage), [
    false,
    true,
    true,
    false,
    false,
  ]);
});

test('ids are unique, and what names something is there', () => {
  const ids = [...busy.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id as string);
  assert.equal(
    ids.filter((id, i) => ids.indexOf(id) !== i),
    [],
  );
  for (const [, names] of busy.matchAll(/aria-labelledby="([^"]*)"/g)) {
    for (const id of (names as string).split(' ')) assert.ok(ids.includes(id), id);
  }
});

test('tables have headings for columns and rows, and scroll by themselves', () => {
  const tables =
    busy.match(/<div class="table" role="group" tabindex="0" aria-label[\s\S]*?<\/table>\n<\/div>/g) ?? [];
  assert.is(tables.length, busy.match(/<table>/g)?.length);
  for (const table of tables) {
    assert.match(table, /<thead><tr><th scope="col"/);
    assert.match(table, /<tbody>/);
  }
  assert.match(busy, /<tr><th scope="row">glyph-tiny<\/th>/);
});

test('a name is text, whatever is in it', () => {
  const name = `</title></style><script>alert(1)</script><img src=x onerror=alert(1)>"'&amp;\u0000\u202e${'x'.repeat(5000)}`;
  using telemetry = createTelemetry();
  telemetry.inference({ modelId: name }).record(0.7);
  telemetry.trackModelOperation({ operationType: 'model_load', modelId: name, framework: name }, () => {});
  telemetry.recordTrainingStats({ modelId: name, epoch: 0, loss: 1, metrics: { [name]: 1 } });
  telemetry.recordTrainingStats({ modelId: name, epoch: 1, loss: 2, metrics: { [name]: 2 } });
  telemetry.recordWorkerUtilization({ workerId: name, utilization: 0.1 });
  telemetry.start('inference', { modelId: name }).fail(Object.assign(new Error('x'), { name }));
  const page = generateMetricsReport(telemetry, { format: 'html' });
  const quotesAside = page.replaceAll(/="[^"]*"/g, '');
  const [outside] = quotesAside.match(/<(?!\/?(?:[a-z]\w*|!doctype)\b)|<[a-z][^>]*\s(on\w+|src)\b/gi) ?? [];
  assert.is(outside, undefined);
  const elements = new Set([...quotesAside.matchAll(/<([a-z]\w*)/gi)].map(([, element]) => element));
  for (const element of ['script', 'img', 'iframe']) assert.not.ok(elements.has(element), element);
  assert.is(page.match(/<\/style>/g)?.length, 1);
  assert.match(page, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
  assert.not.ok(page.includes('\u202e') || page.includes('\0'));
  assert.ok(page.length < 200_000, `${page.length}`);
});

test('a report of nothing is a page that says so', () => {
  using telemetry = createTelemetry();
  const page = generateMetricsReport(telemetry, { format: 'html' });
  assert.match(page, /Nothing was recorded yet\./);
  assert.not.match(page, /NaN|undefined|<figure/);
});

test('a snapshot that went through a worker gives the same page, a document too', () => {
  const snapshot = ordinaryRun().snapshot();
  const page = generateMetricsReport(snapshot, { format: 'html' });
  assert.is(generateMetricsReport(structuredClone(snapshot), { format: 'html' }), page);
  assert.is(renderReport(buildReport(snapshot), 'html'), page);
});

test('a course is drawn, with its ends said', () => {
  const page = generateMetricsReport(ordinaryRun(), { format: 'html' });
  assert.match(
    page,
    /<svg class="course"[^>]* role="img" aria-label="3 values, from 2 to 0.5"><path d="M2\.0 2\.0L44\.0 [\d.]+L86\.0 16\.0"\/>/,
  );
});
