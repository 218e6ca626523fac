// LangChain and MCP as they are published, in every runtime of theirs: as integrations.interop.ts.
import { test } from '../harness.ts';
import { holdToLedgers, runtimes } from './ai-clients/runtimes.ts';
import { installPackages } from './install.ts';

const FOLDER = 'test/interop/agents';

for (const [name, runtime] of Object.entries(runtimes)) {
  test(`${name}: what integrations record is what the server counted`, () => {
    installPackages(FOLDER, '@langchain/openai', '--ignore-scripts');
    holdToLedgers(runtime, `${FOLDER}/integrations.mjs`, []);
  });
}
