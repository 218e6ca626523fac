// Nothing stands in for a property that may not change: a frozen client was taken, and none of its calls was recorded.
import { createTelemetry, getInferenceMetrics, instrument } from 'inferometer';
import { assert, test } from '../harness.ts';

const ask = { operationType: 'inference', modelId: 'm' } as const;

test('a frozen client is refused where its calls would be lost', () => {
  const telemetry = createTelemetry();
  const client = Object.freeze({ answer: 42, ask: () => 42, chat: Object.freeze({ ask: () => 42 }) });
  for (const build of [
    () => instrument(telemetry, client, { operations: { ask } }),
    () => instrument(telemetry, client, { operations: { 'chat.ask': ask } }),
    () => instrument(telemetry, { ...client }, { operations: { 'chat.ask': ask } }),
    () => instrument(telemetry, client, { backend: 's3' }),
    () => instrument(telemetry, Object.freeze({ embeddings: { create: () => 42 } })),
  ]) {
    assert.throwsCode(build, 'TELEMETRY_INSTRUMENT_NOTHING');
  }
});

test('one that inherits its methods is recorded, and so is what the message says to do', () => {
  class Client {
    readonly #answer = 42;
    readonly url = 'https://example.com';
    ask(): number {
      return this.#answer;
    }
  }
  const telemetry = createTelemetry();
  const frozen = Object.freeze({ ask: () => 42 });
  for (const client of [Object.freeze(new Client()), { ...frozen }, Object.create(frozen) as Client]) {
    assert.is(instrument(telemetry, client, { operations: { ask } }).ask(), 42);
  }
  assert.is(instrument(telemetry, Object.freeze(new Client()), { backend: 's3' }).ask(), 42);
  instrument(telemetry, frozen, { backend: 's3', operations: { ask: false } });
  assert.is(getInferenceMetrics(telemetry, 'm')?.outcomes.inference?.ok, 3);
});
