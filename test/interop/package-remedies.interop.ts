// Every remedy that an error names is done as it is written, by somebody who has the package and nothing else: the error comes, the
// command is run, and then it works.
import { execSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, skip, test } from '../harness.ts';
import { name, npm, peerDependencies, project, tarball } from './consumer/project.ts';

interface Remedy {
  readonly code: string;
  /** What needs the packages; prints `works` at the end. */
  readonly program: string;
  /** Packages that do as well as those that the error names, in place of one of them. */
  readonly instead?: Readonly<Record<string, string>>;
}

const MAKE = `import { createTelemetry } from '${name}'; const telemetry = createTelemetry({ logLevel: 'silent' });`;

const tracing = (exporter: string) => `${MAKE}
  import { setupTracing } from '${name}/opentelemetry';
  const tracing = await setupTracing({ telemetry, exporter: '${exporter}', endpoint: 'http://127.0.0.1:1' });
  telemetry.dispose();
  await tracing.shutdown().catch(() => {});`;

const REMEDIES: Readonly<Record<string, Remedy>> = {
  'metrics in the registry of prom-client': {
    code: 'PROMETHEUS_PEER_MISSING',
    program: `${MAKE} import { connectPromClient } from '${name}/prometheus'; await connectPromClient(telemetry);`,
    instead: { 'prom-client': '@prometheus-io/client' },
  },
  'a chart as PNG': {
    code: 'CHART_PNG_PEER',
    program: `${MAKE} import { chartOfSnapshot, renderPng } from '${name}/chart';
      telemetry.recordTrainingStats({ modelId: 'm', epoch: 0, loss: 1 });
      const png = await renderPng(chartOfSnapshot('training-curves', telemetry.snapshot()));
      if (png[1] !== 0x50) throw new Error('no PNG');`,
  },
  'traces by the console': {
    code: 'OPENTELEMETRY_PEER_MISSING',
    program: `${MAKE} import { setupTracing } from '${name}/opentelemetry';
      const tracing = await setupTracing({ telemetry, exporter: 'console' }); await tracing.shutdown();`,
    instead: { '@opentelemetry/sdk-trace-base': '@opentelemetry/sdk-trace' },
  },
  'traces by OTLP': {
    code: 'OPENTELEMETRY_PEER_MISSING',
    program: tracing('otlp'),
    instead: { '@opentelemetry/exporter-trace-otlp-proto': '@opentelemetry/exporter-trace-otlp-http' },
  },
  'traces by Zipkin': { code: 'OPENTELEMETRY_PEER_MISSING', program: tracing('zipkin') },
  'traces of a provider that is there': {
    code: 'OPENTELEMETRY_PEER_MISSING',
    program: `${MAKE} import { createTracing } from '${name}/opentelemetry'; await createTracing(telemetry);`,
  },
  'logs by OpenTelemetry': {
    code: 'OPENTELEMETRY_PEER_MISSING',
    program: `${MAKE} import { createOpenTelemetryLogger } from '${name}/opentelemetry';
      const logger = await createOpenTelemetryLogger(); logger.info({}, 'x');`,
  },
};

/** What nobody is told to install: without it contexts do not cross an await, and all else works. */
const NEVER_MISSED = ['@opentelemetry/context-async-hooks'];

const installed = new Set<string>();

for (const [what, { code, program, instead = {} }] of Object.entries(REMEDIES)) {
  for (const [from, to] of [['', ''], ...Object.entries(instead)] as [string, string][]) {
    test(`${what}: the remedy is run as it is written${to && `, with ${to}`}`, () => {
      const folder = consumerFolder(`${what} ${to}`);
      let commands = 0;
      // All that is missing is named at once: installed one by one, versions may not fit.
      for (;;) {
        const { isDone, said } = attempt(folder, program);
        if (isDone) break;
        assert.match(said, code);
        const [command] = /npm install [^.,\n]+/.exec(said) ?? [];
        assert.ok(command !== undefined, said);
        commands += 1;
        assert.ok(commands <= 1, `after ${commands - 1} commands: ${said}`);
        const chosen = from === '' ? command : command?.replace(from, to);
        for (const one of chosen?.split(' ').slice(2) ?? []) installed.add(one);
        try {
          execSync(`${chosen} --no-audit --no-fund`, { cwd: folder, stdio: 'pipe' });
        } catch (error) {
          skip(`packages cannot be installed: ${(error as Error).message.slice(0, 400)}`);
        }
      }
      assert.ok(commands > 0, 'nothing was missing');
      // At once: to remove all of them together takes longer than a file may take to end.
      rmSync(folder, { recursive: true, force: true });
    });
  }
}

test('every error that says what to install is in the table, and every peer was installed by one', () => {
  const codes = readFileSync('docs/errors.md', 'utf8')
    .split(/^## /m)
    .filter((section) => /npm install|‹INSTALL›/.test(section))
    .map((section) => section.split('\n')[0] as string);
  assert.equal(codes.sort(), [...new Set(Object.values(REMEDIES).map(({ code }) => code))].sort());
  assert.equal(
    Object.keys(peerDependencies).filter((peer) => !installed.has(peer)),
    NEVER_MISSED,
  );
});

/** The package as it is installed, and nothing else. */
function consumerFolder(what: string): string {
  const folder = join(project, 'remedies', what.replace(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  npm(folder, 'install', '--no-audit', '--no-fund', tarball);
  return folder;
}

function attempt(folder: string, program: string): { isDone: boolean; said: string } {
  const failing = `process.on('uncaughtException', (error) => {
    console.log(error.code, error.message);
    process.exit(1);
  });`;
  writeFileSync(
    join(folder, 'program.mjs'),
    `${failing}\n${program}\nconsole.log('works');\nprocess.exit();`,
  );
  const { stdout, stderr } = spawnSync(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8' });
  return { isDone: stdout.trim().endsWith('works'), said: `${stdout}${stderr}` };
}
