// The table in docs/runtimes.md: what passed where, as the test runner has kept it. What is around it is written by hand.
import { readFileSync } from 'node:fs';
import { readResults } from '../../test/runners/results.mjs';
import { labelOf, variants } from '../../test/runners/variants.mjs';

const NAMES = {
  node: 'Node',
  node22: 'Node',
  node24: 'Node',
  node26: 'Node',
  deno: 'Deno',
  bun: 'Bun',
  workerd: 'workerd',
  chromium: 'Chromium',
  firefox: 'Firefox',
  webkit: 'WebKitGTK',
};

const CONTEXTS = {
  worker: 'dedicated worker',
  'shared-worker': 'shared worker',
  'service-worker': 'service worker',
};

const BETWEEN = /(<!-- What passed where[^>]*-->\n).*(\n<!-- The end of it -->)/s;

export function runtimesPage() {
  const page = readFileSync(new URL('../../docs/runtimes.md', import.meta.url), 'utf8');
  return page.replace(BETWEEN, (_, before, after) => `${before}\n${table(readResults())}\n${after}`);
}

/** A row for each runtime; one without a result says so. */
function table(results) {
  const rows = [...new Set(variants.map(({ runtime }) => runtime))].map((runtime) => {
    const ran = variants.filter((variant) => variant.runtime === runtime && labelOf(variant) in results);
    const [whole, ...others] = ran;
    if (whole === undefined) return [nameOfRuntime(runtime), '–', 'no whole run is recorded yet', ''];
    const { version, files } = results[labelOf(whole)];
    const beside = others.map((variant) => `${nameOf(variant)} ${counts(results[labelOf(variant)])}`);
    return [
      NAMES[runtime],
      version,
      `${counts(results[labelOf(whole)])} in ${number(files)} files`,
      beside.join(', '),
    ];
  });
  const lines = [['', 'version', 'tests passed', 'and some of them'], ['---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function counts({ passed, skipped }) {
  return skipped === 0 ? number(passed) : `${number(passed)} (${number(skipped)} skipped)`;
}

/** With its number, where nothing else tells it. */
function nameOfRuntime(runtime) {
  return [NAMES[runtime], /\d+$/.exec(runtime)?.[0]].filter(Boolean).join(' ');
}

/** What tells a variant from the first of its runtime. */
function nameOf({ context, kernel, condition }) {
  if (context !== undefined) return CONTEXTS[context];
  return condition === 'development' ? 'development build' : `${kernel} kernel`;
}

function number(value) {
  return value.toLocaleString('en');
}
