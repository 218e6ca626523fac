// A runtime that is not on the machine is skipped, with the way to get it, and counted: no run passes over it in silence.
import { spawnSync } from 'node:child_process';
import { assert, test } from '../harness.ts';

test('a browser that is not here', () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['test/run.mjs', 'same-bytes', '--runtime', 'webkit'],
    { encoding: 'utf8', env: { ...process.env, PATH: '', WEBKIT_DRIVER_PATH: '' } },
  );
  assert.match(stdout, /SKIPPED {2}webkit .*\n {2}WebKit is not here: apt install webkit2gtk-driver xvfb\n/);
  assert.is(stdout.trimEnd().split('\n').at(-1), '0 passed, 0 failed, 1 skipped');
  assert.is(status, 0);
});
