// The page of the command line shows the help that the command prints.
import { readFileSync } from 'node:fs';
import { removeScratch, run } from '../cli/run.ts';
import { assert, test } from '../harness.ts';

const page = readFileSync('docs/command-line.md', 'utf8');
const blocks = [...page.matchAll(/```text\n\$ inferometer ([^\n]*)\n([\s\S]*?)\n```/g)].map(
  ([, line = '', shown = '']) => ({ line, shown }),
);

test('every help in docs/command-line.md is the one that the command prints', async () => {
  const helps = blocks.filter(({ line }) => line.endsWith('--help') || line === 'metircs');
  assert.is(helps.length, 12);
  for (const { line, shown } of helps) {
    const { stdout, stderr } = await run(line.split(' '));
    assert.is(shown, (stdout + stderr).trimEnd(), line);
  }
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
