// Every command of the API page is run as it stands there, but for the address, against a server that listens.
import { spawn, spawnSync } from 'node:child_process';
import { createTelemetry, type Telemetry } from 'inferometer';
import { apiPageAssets, type OperationId, operations } from 'inferometer/api';
import { createClient } from 'inferometer/client';
import { serve, type TelemetryServer } from 'inferometer/http';
import { recordEverything } from '../contract/everything.ts';
import { assert, skip, test } from '../harness.ts';
import { requireSchema } from './validated.ts';

const pages = await apiPageAssets();
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** What stands under an operation, as somebody would copy it. */
function commandOf(id: OperationId): string {
  const article = new RegExp(`<article id="${id}"[\\s\\S]*?</article>`).exec(
    pages.get('api.html')?.body ?? '',
  )?.[0];
  const code = /<code class="curl">([\s\S]*?)<\/code>/.exec(article ?? '')?.[1] ?? '';
  return code.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] as string);
}

async function serving(use: (server: TelemetryServer) => Promise<void>): Promise<void> {
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent', labelNames: ['tenant', 'provider'] });
  await recordEverything(telemetry);
  const ingest = { keys: ['write-only-key-of-my-app'], origins: ['*'] };
  const server = await serve(telemetry, { port: 0, ingest });
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

test('every example of a request is answered, by curl as it stands', async () => {
  if (spawnSync('curl', ['--version']).status !== 0) skip('curl is not installed');
  await serving(async ({ url }) => {
    // What the examples of the document name is there under other names.
    const { report_id } = await createClient({ url }).makeReport();
    const asset = [...pages.keys()].find((path) => path.endsWith('.js')) as string;
    for (const { id, mediaTypes } of Object.values(operations)) {
      const command = commandOf(id)
        .replace('http://localhost:8000', url)
        .replace('report_1714953237_12345', report_id)
        .replace('assets/page-5f2c91d0.js', asset);
      const { status, stdout, stderr } = await run(
        `${command} --silent --show-error --fail-with-body --write-out '%{stderr}%{content_type}'`,
      );
      assert.is(status, 0, `${command}\n${stderr}\n${stdout.slice(0, 500)}`);
      const type = stderr.split(';', 1)[0] ?? '';
      assert.ok(mediaTypes.includes(type), `${command} gives ${type}`);
      if (type === 'application/json' && id !== 'getOpenApi') {
        assert.is(JSON.parse(stdout).success, true, id);
      }
    }
  });
});

test('a command that is refused says which parameter, and what is allowed', async () => {
  if (spawnSync('curl', ['--version']).status !== 0) skip('curl is not installed');
  await serving(async ({ url }) => {
    const command = commandOf('getChart')
      .replace('http://localhost:8000', url)
      .replace('latency-percentiles', 'latency');
    const { stdout } = await run(`${command} --silent`);
    requireSchema(command, '#/components/schemas/ErrorAnswer', JSON.parse(stdout));
    assert.is(JSON.parse(stdout).parameter, 'chart');
  });
});

/** The server is of this process: it must have its turns. */
async function run(command: string): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const child = spawn('sh', ['-c', command]);
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => {
    texts.stdout += data;
  });
  child.stderr.on('data', (data) => {
    texts.stderr += data;
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, ...texts };
}
