// However a server ends, but by SIGKILL: what it merged is in its store, and that it was merged is known when it is back.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTelemetry } from 'inferometer';
import { createHandler } from 'inferometer/http';
import { openStore } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { executableOf } from '../../runners/executables.mjs';
import { delta, KEY } from './pages.ts';

const PROGRAM = 'test/http/ingest/ending.mjs';

const RUNTIMES: Readonly<Record<string, readonly [string, ...string[]]>> = {
  Node: [process.execPath],
  Deno: [executableOf('deno'), 'run', '--quiet', '--allow-all'],
  Bun: [executableOf('bun'), 'run'],
};

for (const [runtime, [command, ...args]] of Object.entries(RUNTIMES)) {
  test(`${runtime}: an interval that came before the server ended counts once`, async () => {
    for (const way of ['exit', 'signal', 'idle']) {
      const place = await mkdtemp(join(tmpdir(), 'inferometer-ingest-'));
      try {
        const deltas = [
          delta(0, (page) => page.counter({ name: 'hits_total', help: 'H.' }).withLabels().add(1)),
        ];
        const body = JSON.stringify({ key: KEY, page: 'page-0001', deltas });
        const child = spawn(command, [...args, PROGRAM, place, way, body], { stdio: 'inherit' });
        await once(child, 'close');
        const store = await openStore({ path: place, writeOnExit: false });
        const telemetry = createTelemetry({ store, logLevel: 'silent' });
        const handler = createHandler(telemetry, { ingest: { keys: [KEY], origins: ['*'] } });
        const answer = await handler(
          new Request('http://localhost/ingest', {
            method: 'POST',
            headers: { 'content-type': 'text/plain;charset=UTF-8' },
            body,
          }),
        );
        const { merged, repeated } = await answer.json();
        assert.equal([merged, repeated], [0, 1], way);
        await handler.close();
        telemetry.dispose();
        await store.close();
        const rows = await store.query({ metric: 'hits_total' }).rows();
        assert.equal(
          rows.map(({ sum }) => sum),
          [1],
          way,
        );
      } finally {
        await rm(place, { recursive: true, force: true });
      }
    }
  });
}
