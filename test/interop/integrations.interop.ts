// Integrations with clients of models, with the packages as they are published, in every runtime of theirs: what a caller sees is
// what it sees without telemetry, and what is recorded is what the server that was asked has counted by itself.
import { test } from '../harness.ts';
import { holdToLedgers, runtimes } from './ai-clients/runtimes.ts';
import { installPackages } from './install.ts';

const FOLDER = 'test/interop/ai-clients';

for (const [name, runtime] of Object.entries(runtimes)) {
  test(`${name}: what integrations record is what the server counted`, () => {
    installPackages(FOLDER, 'ai-openai-7', '--ignore-scripts');
    holdToLedgers(runtime, `${FOLDER}/integrations.mjs`, runtime.packages);
  });
}
