// The clients of OpenAI, Anthropic and Vercel as they are published, against a server that streams, fails, stalls, dies and
// answers 429: every public way of reading an answer gives the same with telemetry as without it, and one record that is
// right.
import { assert, test } from '../harness.ts';
import { resultsOf, runtimes } from './ai-clients/runtimes.ts';
import { installPackages } from './install.ts';

const FOLDER = 'test/interop/ai-clients';

interface Way {
  readonly name: string;
  readonly plain: unknown;
  readonly watched: unknown;
  readonly right: unknown;
  readonly recorded: unknown;
}

for (const [name, runtime] of Object.entries(runtimes)) {
  test(`${name}: however an answer is read, it is the same, and recorded once`, () => {
    installPackages(FOLDER, '@anthropic-ai/sdk', '--ignore-scripts');
    const ways = resultsOf<Way>(runtime, `${FOLDER}/read.mjs`, runtime.packages);
    assert.ok(ways.length > 40, `${ways.length} ways`);
    for (const { name: way, plain, watched, right, recorded } of ways) {
      assert.equal(watched, plain, `${way}: what was read`);
      assert.equal(recorded, right, `${way}: what was recorded`);
    }
  });
}
