// The demo of the log as a user starts it.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { assert, test } from '../../harness.ts';

function start(...args: string[]) {
  return spawnSync(process.execPath, ['examples/wal/start.mjs', ...args], { encoding: 'utf8' });
}

test('C example: --operations and --delay, and the report of what the log did', () => {
  const { status, stdout, stderr } = start('--operations', '20', '--delay', '0');
  assert.is(status, 0, stderr);
  assert.match(stdout, /^## Storage$/m);
  assert.match(stdout, /^\| add +\| remote +\| /m);
});

test('C example: --server serves the dashboard, the API and the metrics until Ctrl-C', async () => {
  const args = ['examples/wal/start.mjs', '--operations', '5', '--delay', '0', '--server', '--port', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const exitCode = new Promise((resolve) => child.once('close', resolve));
  let url = '';
  for await (const line of createInterface({ input: child.stderr })) {
    url = /^The dashboard: (.+)\/$/.exec(line)?.[1] ?? url;
    if (line === 'Ctrl-C ends the server.') break;
  }
  assert.match(await (await fetch(`${url}/`)).text(), /<title>Inferometer/);
  assert.match(await (await fetch(`${url}/aiml-report?format=markdown`)).text(), /^## Storage$/m);
  assert.match(await (await fetch(`${url}/metrics`)).text(), /^wal_operation_count_total\{.*\} \d+$/m);
  child.kill('SIGINT');
  assert.is(await exitCode, 0);
});

test('a bad flag is one line that says what is wrong, and exit 2', () => {
  for (const [args, problem] of [
    [['--operations', '0'], /--operations must be a whole number from 1, got "0"/],
    [['--delay', 'long'], /--delay must be seconds/],
    [['--port', 'high'], /--port must be a whole number from 0 to 65535, got "high"/],
    [['--nothing'], /nothing/],
  ] as const) {
    const { status, stderr } = start(...args);
    assert.is(status, 2);
    assert.match(stderr, problem);
  }
  assert.match(start('--help').stdout, '--operations');
});
