// The table of endings in docs/streams.md says what happens.
import { readFileSync } from 'node:fs';
import {
  createTelemetry,
  getInferenceMetrics,
  getObjectives,
  getStreamMetrics,
  startStream,
  trackStream,
} from 'inferometer';
import { assert, collectGarbage, test } from '../harness.ts';

interface Row {
  readonly ending: string;
  readonly when: string;
  readonly outcome: string;
  readonly isFailure: boolean;
  readonly objective: string;
}

function endingRows(): Row[] {
  const page = readFileSync('docs/streams.md', 'utf8');
  const table = page.split('## How a stream ends')[1]?.split('\n\n')[1] ?? '';
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', ''));
  return table
    .split('\n')
    .slice(2)
    .map(cells)
    .map(([ending = '', when = '', outcome = '', failure, objective = '']) => ({
      ending,
      when,
      outcome,
      isFailure: failure === 'yes',
      objective,
    }));
}

async function* tokens(error?: unknown) {
  yield 'a';
  if (error !== undefined) throw error;
}

async function collected(telemetry: Telemetry): Promise<void> {
  for (let turn = 0; turn < 10 && getStreamMetrics(telemetry, modelId)?.active !== 0; turn++)
    await collectGarbage();
}

type Telemetry = ReturnType<typeof createTelemetry>;
const modelId = 'm';
const read = async (stream: AsyncIterable<unknown>) => {
  for await (const _ of stream);
};

/** By a word of `when`: how to get there. */
const WAYS: Readonly<Record<string, (telemetry: Telemetry) => unknown>> = {
  'was read to its end': (telemetry) => read(trackStream(telemetry, { modelId }, tokens())),
  'source threw': (telemetry) =>
    read(trackStream(telemetry, { modelId }, tokens(new Error('gone')))).catch(() => {}),
  'time ran out': (telemetry) => {
    const signal = AbortSignal.abort(new DOMException('too slow', 'TimeoutError'));
    return trackStream(telemetry, { modelId, signal }, tokens());
  },
  'gave up': (telemetry) => startStream(telemetry, { modelId }).abort(),
  'reader stopped': async (telemetry) => {
    for await (const _ of trackStream(telemetry, { modelId }, tokens())) break;
  },
  'neither read': (telemetry) => {
    trackStream(telemetry, { modelId }, tokens());
    return collected(telemetry);
  },
  'cannot be followed': async (telemetry) => {
    await (async () => {
      const locked = new ReadableStream({ start: (controller) => controller.close() });
      await trackStream(telemetry, { modelId }, () => {
        locked.getReader();
        return locked;
      });
    })();
    await collected(telemetry);
  },
};

const RESULTS: Readonly<Record<string, readonly [ofLoose: string, ofStrict: string]>> = {
  'kept, if all its bounds are': ['kept', 'missed'],
  missed: ['missed', 'missed'],
  'missed if its first token was late, else not counted': ['not counted', 'missed'],
};

for (const { ending, when, outcome, isFailure, objective } of endingRows()) {
  test(`${ending}: ${when}`, async () => {
    const way = Object.entries(WAYS).find(([words]) => when.includes(words))?.[1];
    assert.ok(way);
    // Of what nobody waited for, nobody knows whether its first token was late.
    const isAwaited = ending !== 'abandoned' && ending !== 'unfollowed';
    for (const [i, firstTokenWithinSeconds] of [60, 1e-9].entries()) {
      if (i === 1 && !isAwaited) continue;
      const telemetry = createTelemetry({
        objectives: [{ operationType: 'inference', firstTokenWithinSeconds, targetRatio: 0.9 }],
      });
      await way?.(telemetry);
      const metrics = getStreamMetrics(telemetry, modelId);
      const counts: Record<string, number | undefined> = {
        ...metrics?.endings,
        unfollowed: metrics?.unfollowed,
      };
      assert.is(counts[ending], 1);
      const outcomes = getInferenceMetrics(telemetry, modelId)?.outcomes.inference;
      assert.is(outcomes?.[outcome as 'ok'], 1);
      assert.is(outcomes?.error === 1, isFailure);
      const [judged] = getObjectives(telemetry);
      const result = judged?.count === 0 ? 'not counted' : judged?.good === 1 ? 'kept' : 'missed';
      assert.is(result, RESULTS[objective]?.[i as 0], `within ${firstTokenWithinSeconds} s`);
    }
  });
}

test('every ending has a row', () => {
  const counted = Object.keys(createdEndings());
  assert.equal([...new Set(endingRows().map(({ ending }) => ending))], [...counted, 'unfollowed']);

  function createdEndings() {
    const telemetry = createTelemetry();
    startStream(telemetry, { modelId }).end();
    return getStreamMetrics(telemetry, modelId)?.endings ?? {};
  }
});
