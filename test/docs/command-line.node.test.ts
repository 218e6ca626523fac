// The page of the command line shows what commands print.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { removeScratch, run } from '../cli/run.ts';
import { assert, test } from '../harness.ts';

const page = readFileSync('docs/command-line.md', 'utf8');
const blocks = [...page.matchAll(/```text\n\$ inferometer ([^\n]*)\n([\s\S]*?)\n```/g)].map(
  ([, line = '']) => ({ line }),
);

test('what docs/command-line.md shows of commands is what they print', () => {
  assert.is(blocks.length, 23);
  const { stderr, status } = spawnSync(process.execPath, ['scripts/docs/command-line.mjs', '--check']);
  assert.equal([String(stderr), status], ['', 0]);
});

test('every command has its place in the page', async () => {
  const { stdout } = await run(['complete', '--', '']);
  for (const name of stdout
    .split('\n')
    .flatMap((line) => (line.includes('\t') ? [line.split('\t')[0] as string] : []))) {
    assert.ok(
      blocks.some(({ line }) => line === `${name} --help`),
      name,
    );
  }
  removeScratch();
});
