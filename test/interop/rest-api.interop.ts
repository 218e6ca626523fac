// The example of the source document WAL Telemetry API, in Python and unchanged, against a server of ours; and what its
// client sends beside that.
import { spawn, spawnSync } from 'node:child_process';
import { createTelemetry, storageHooks, type Telemetry } from 'inferometer';
import { serve, type TelemetryServer } from 'inferometer/http';
import { assert, skip, test } from '../harness.ts';

const FOLDER = 'test/interop/rest-api';
/** That of the document. */
const PORT = 8000;

async function serving(
  use: (server: TelemetryServer) => Promise<void>,
  options: { token?: string; port: number },
) {
  if (spawnSync('python3', ['-c', 'import requests']).status !== 0)
    skip('python3 has no requests: pip install requests');
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent' });
  const hooks = storageHooks(telemetry);
  for (const [operationId, status] of [
    ['1', 'completed'],
    ['2', 'completed'],
    ['3', 'failed'],
  ] as const) {
    hooks.operationStarted({ operationId, operationType: 'add', backend: 'ipfs' });
    hooks.statusChanged({ operationId, status });
  }
  let server: TelemetryServer;
  try {
    server = await serve(telemetry, options);
  } catch (error) {
    if ((error as { code?: string }).code !== 'RUNTIME_PORT_IN_USE') throw error;
    skip(`port ${options.port}, which the example asks, is in use`);
  }
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

/** What a program prints; the server, which is of this process, has its turns meanwhile. */
async function python(program: string, ...args: string[]): Promise<string> {
  const child = spawn('python3', [`${FOLDER}/${program}`, ...args], {
    env: { ...process.env, no_proxy: '*' },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  assert.is(status, 0, err);
  return out;
}

test('the example of the source document runs unchanged', async () => {
  await serving(
    async () => {
      const printed = await python('example.py');
      assert.match(printed, /^Latency metrics: \{'add:ipfs': \{'mean': [\d.e-]+, 'median': /m);
      assert.match(printed, /^Success rate: \{'add:ipfs': 0\.66666/m);
      assert.match(printed, /^Error rate: \{'add:ipfs': 0\.33333/m);
      assert.match(printed, /^Throughput: \{'overall': 3/m);
      assert.match(
        printed,
        /^Filtered metrics: \{'operation_latency': \{'add': \{'ipfs': \[\{'timestamp': /m,
      );
      const url = /^Report URL: (http:\S+\/report\.html)$/m.exec(printed)?.[1] as string;
      assert.ok(url, printed);
      for (let i = 0; i < 100; i++) {
        const response = await fetch(url);
        const page = await response.text();
        if (response.status === 200) {
          assert.match(page, /<html/);
          return;
        }
        assert.is(response.status, 503);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error('the report was not made in ten seconds');
    },
    { port: PORT },
  );
});

test('forms, one header for all answers, a bearer token and odd ranges are what Python’s clients send', async () => {
  const token = 'of-the-interoperability-test';
  await serving(async ({ url }) => assert.is(await python('client.py', url, token), 'ok\n'), {
    token,
    port: 0,
  });
});
