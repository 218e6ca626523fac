// What the package of WebLLM does where there is no GPU: it refuses, and so it does with telemetry. Prints what came of it.
import * as webllm from '@mlc-ai/web-llm';
import { instrumentWebLlm } from '../../../dist/integrations/web-llm.js';
import { compared, countsBy } from './record.mjs';

const ASK = { messages: [{ role: 'user', content: 'x' }] };
const nameOf = (promise) =>
  promise.then(
    () => 'ok',
    (error) => error.name ?? String(error),
  );
const [{ model_id: modelId }] = webllm.prebuiltAppConfig.model_list;

const ways = {
  'an engine': [
    async (engine) => [
      engine instanceof webllm.MLCEngine,
      typeof engine.chat.completions.create,
      typeof engine.unload,
    ],
    { outcomes: {} },
  ],
  'a model that nobody has': [
    async (engine) => nameOf(engine.reload('no-such-model')),
    { outcomes: { error: 1 } },
  ],
  'a question to no model': [
    async (engine) => nameOf(engine.chat.completions.create(ASK)),
    { outcomes: { error: 1 } },
  ],
  'a stream of no model': [
    async (engine) => nameOf(engine.chat.completions.create({ ...ASK, stream: true })),
    { outcomes: { error: 1 } },
  ],
  'questions side by side': [
    async (engine) => Promise.all([1, 2, 3].map(() => nameOf(engine.chat.completions.create(ASK)))),
    { outcomes: { error: 3 } },
  ],
  'nothing to interrupt': [async (engine) => (await engine.interruptGenerate()) ?? null, { outcomes: {} }],
};

const results = await compared(
  ways,
  (telemetry) => {
    const engine = new webllm.MLCEngine({ logLevel: 'SILENT' });
    return telemetry ? instrumentWebLlm(telemetry, engine, { modelId }) : engine;
  },
  (telemetry) => ({ outcomes: countsBy(telemetry, 'aiml_operations_total', 'status') }),
);
console.log(`RESULTS ${JSON.stringify(results)}`);
process.exit(0);
