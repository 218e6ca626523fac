// The demo of the log as a user starts it.
import { spawnSync } from 'node:child_process';
import { assert, test } from '../../harness.ts';

function start(...args: string[]) {
  return spawnSync(process.execPath, ['examples/wal/start.mjs', ...args], { encoding: 'utf8' });
}

test('it works through the log and prints the report', () => {
  const { status, stdout, stderr } = start('--operations', '20', '--delay', '0');
  assert.is(status, 0, stderr);
  assert.match(stdout, /^## Storage$/m);
  assert.match(stdout, /^\| add +\| remote +\| /m);
});

test('a bad flag is one line that says what is wrong, and exit 2', () => {
  for (const [args, problem] of [
    [['--operations', '0'], /--operations must be a whole number from 1, got "0"/],
    [['--delay', 'long'], /--delay must be seconds/],
    [['--nothing'], /nothing/],
  ] as const) {
    const { status, stderr } = start(...args);
    assert.is(status, 2);
    assert.match(stderr, problem);
  }
  assert.match(start('--help').stdout, '--operations');
});
