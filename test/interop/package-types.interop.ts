// The declarations of the package, checked by the compilers of users in the settings that programs have.
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '../harness.ts';
import { installCompilers, typeCheck, typeCheckLines, versions, WORKERS_TYPES } from './consumer/compiler.ts';
import { modules, name, ours, programPeers, project, projectWith } from './consumer/project.ts';

/** What needs the types of a peer, and whose these are. All else needs none. */
const typePeers: Readonly<Record<string, string>> = { [`${name}/opentelemetry`]: '@opentelemetry/api' };

const free = modules.filter((subpath) => !(subpath in typePeers));
const CONSUMER = [
  ...free.map((subpath, i) => `import * as module${i} from '${subpath}';`),
  `import { Histogram, type ExponentialSnapshot } from '${name}/histogram';`,
  'const histogram: Histogram = new Histogram({ scale: 5 });',
  'histogram.record(0.25, 2);',
  'const snapshot: ExponentialSnapshot = histogram.snapshot();',
  '// @ts-expect-error: a scale is a number',
  "new Histogram({ scale: '5' });",
  `export default [snapshot, ${free.map((_, i) => `module${i}`).join(', ')}];`,
];

/** What programs have of types, by where they run. */
const PLACES: Readonly<
  Record<string, { readonly lib: readonly string[]; readonly types: readonly string[] }>
> = {
  'the DOM': { lib: ['es2023', 'dom'], types: [] },
  'no types at all': { lib: ['es2022'], types: [] },
  'the types of Node alone': { lib: ['es2023'], types: ['node'] },
  'the types of workers alone': { lib: ['es2023'], types: ['@cloudflare/workers-types'] },
};

for (const version of versions) {
  for (const [place, settings] of Object.entries(PLACES)) {
    // The older ones take ten times as long: what differs between places is seen by the newest.
    if (version !== '7' && place !== 'the types of Node alone') continue;
    test(`TypeScript ${version}, with ${place}: every entry type-checks`, () => {
      installCompilers();
      const folder = projectWith('types', {
        ...ours('@types/node'),
        '@cloudflare/workers-types': WORKERS_TYPES,
      });
      typeCheckLines(folder, CONSUMER, { version, ...settings });
    });
  }

  test(`TypeScript ${version}: a program that calls every export type-checks`, () => {
    const folder = projectWith('program', ours(...programPeers));
    for (const file of readdirSync('test/interop/package')) {
      if (file.endsWith('.ts')) cpSync(join('test/interop/package', file), join(folder, file));
    }
    typeCheck(folder, { version, types: ['node'], files: ['main.ts'] });
  });
}

test('types of the web are those of the program', () => {
  // Types that have become `any` would take everything.
  const lines = [
    `import { loadKernel } from '${name}/histogram';`,
    `import { createClient } from '${name}/client';`,
    `import { createMetricsHandler } from '${name}/prometheus';`,
    `import { createTelemetry } from '${name}';`,
    "loadKernel(new URL('https://example.org/kernel.wasm'));",
    'loadKernel(new Uint8Array(8));',
    "const answer: Promise<Response> = createMetricsHandler(createTelemetry())(new Request('http://localhost/'));",
    '// @ts-expect-error: an address is no number',
    'createClient({ url: 1 });',
    '// @ts-expect-error: a text is no request',
    "createMetricsHandler(createTelemetry())('http://localhost/');",
    'export default answer;',
  ];
  typeCheckLines(project, lines);
  const folder = projectWith('program', ours(...programPeers));
  typeCheckLines(folder, lines, { lib: ['es2023'], types: ['node'] });
});

test('moduleResolution bundler type-checks, too', () => {
  typeCheckLines(project, CONSUMER, { module: 'esnext' });
});

for (const [subpath, peer] of Object.entries(typePeers)) {
  test(`${subpath} type-checks beside ${peer} alone`, () => {
    typeCheckLines(projectWith('peer', ours(peer)), [
      `import * as room from '${subpath}';`,
      `import * as peer from '${peer}';`,
      'export default [room, peer];',
    ]);
  });
}

test('require() type-checks, too', () => {
  const lines = [
    `import inferometer = require('${name}');`,
    'const telemetry: inferometer.Telemetry = inferometer.createTelemetry();',
    'telemetry.trackInference({ modelId: "m" }, () => 1);',
  ];
  typeCheckLines(project, lines, { file: 'consumer.cts' });
});
