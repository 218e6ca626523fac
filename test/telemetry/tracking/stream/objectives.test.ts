// Goodput: a stream is good if it keeps every bound of an objective that is about it.
import fc from 'fast-check';
import { createTelemetry, getFindings, getObjectives, type Objective, trackStream } from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { sampleOf } from '../../support.ts';
import { Machine } from '../../time.ts';

interface Stream {
  readonly modelId: string;
  /** Before each token, in eighths of a second: doubles are exact there. */
  readonly gaps: readonly number[];
  readonly ending: 'completed' | 'failed' | 'returned';
}

function opened(objectives: readonly Objective[]) {
  const machine = new Machine();
  const telemetry = createTelemetry({ clock: machine, timer: machine, objectives });
  const run = async ({ modelId, gaps, ending }: Stream) => {
    const stream = trackStream(
      telemetry,
      { modelId },
      (async function* () {
        for (const gap of gaps) {
          machine.pass(gap / 8);
          yield 'token';
        }
        if (ending === 'failed') throw new Error('the model is gone');
      })(),
    );
    let left = gaps.length;
    try {
      for await (const _ of stream) {
        left -= 1;
        if (ending === 'returned' && left === 0) break;
      }
    } catch {}
  };
  return { machine, telemetry, run };
}

const chat = { operationType: 'inference', targetRatio: 0.9 } as const;

test('a stream is good if its first token, its tokens and its whole are all in time', async () => {
  const objective = { ...chat, firstTokenWithinSeconds: 1, tokenWithinSeconds: 0.25, withinSeconds: 2 };
  const { machine, telemetry, run } = opened([objective]);
  const streams = { good: [8, 2, 2], slowStart: [9, 1, 1], slowTokens: [1, 3, 3], long: [8, 2, 2, 2, 2, 2] };
  for (const gaps of Object.values(streams)) await run({ modelId: 'm', gaps, ending: 'completed' });
  machine.pass(100 - machine.monotonicMs() / 1000);
  const [result] = getObjectives(telemetry);
  assert.equal([result?.good, result?.count, result?.goodRatio, result?.goodPerSecond], [1, 4, 0.25, 0.01]);
  const labels = {
    model_id: 'm',
    operation_type: 'inference',
    objective: 'whole 2 s, first token 1 s, token 0.25 s',
  };
  assert.is(sampleOf(telemetry, 'ipfs_aiml_stream_objectives_total', { ...labels, result: 'missed' }), 3);
  const [finding] = getFindings(telemetry).filter(({ type }) => type === 'objective');
  assert.is(finding?.evidence.value, 0.25);
  assert.match(finding?.message ?? '', 'whole 2 s, first token 1 s, token 0.25 s');
  assert.match(finding?.details ?? '', 'Goodput: 0.01 per second');
});

test('one token has no time per token: the bound neither passes nor fails it', async () => {
  const perToken = { ...chat, tokenWithinSeconds: 0.01 };
  const { telemetry, run } = opened([perToken, { ...perToken, firstTokenWithinSeconds: 1 }]);
  await run({ modelId: 'm', gaps: [16], ending: 'completed' });
  await run({ modelId: 'm', gaps: [4], ending: 'completed' });
  assert.equal(
    getObjectives(telemetry).map(({ good, count }) => [good, count]),
    [
      [0, 0],
      [1, 2],
    ],
  );
});

test('what failed missed its objective; what its consumer left, and other types of operation, are not judged', async () => {
  const { telemetry, run } = opened([{ ...chat, firstTokenWithinSeconds: 1 }]);
  await run({ modelId: 'm', gaps: [1, 1], ending: 'failed' });
  await run({ modelId: 'm', gaps: [1, 1], ending: 'returned' });
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  assert.equal([getObjectives(telemetry)[0]?.good, getObjectives(telemetry)[0]?.count], [0, 1]);
});

test('objectives that change are told apart by their bounds', async () => {
  const { telemetry, run } = opened([{ ...chat, firstTokenWithinSeconds: 1 }]);
  await run({ modelId: 'm', gaps: [12], ending: 'completed' });
  telemetry.configure({ objectives: [{ ...chat, firstTokenWithinSeconds: 2 }] });
  assert.is(getObjectives(telemetry)[0]?.count, 0);
  await run({ modelId: 'm', gaps: [12], ending: 'completed' });
  assert.equal([getObjectives(telemetry)[0]?.good, getObjectives(telemetry)[0]?.count], [1, 1]);
});

test('law: the goodput is what counting the streams by hand gives', async () => {
  const modelId = fc.constantFrom('a', 'b');
  const bound = fc.option(
    fc.integer({ min: 1, max: 12 }).map((eighths) => eighths / 8),
    { nil: undefined },
  );
  const bounds = fc.record({
    first: bound,
    token: bound,
    whole: bound,
    model: fc.option(modelId, { nil: undefined }),
  });
  const stream: fc.Arbitrary<Stream> = fc.record({
    modelId,
    gaps: fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 4 }),
    ending: fc.constantFrom('completed', 'completed', 'failed', 'returned'),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(bounds, { maxLength: 4 }),
      fc.array(stream, { maxLength: 8 }),
      async (all, streams) => {
        const wanted = all.filter(({ first, token }) => first !== undefined || token !== undefined);
        const { telemetry, run } = opened(
          wanted.map(({ first, token, whole, model }) => ({
            ...chat,
            ...(first !== undefined && { firstTokenWithinSeconds: first }),
            ...(token !== undefined && { tokenWithinSeconds: token }),
            ...(whole !== undefined && { withinSeconds: whole }),
            ...(model !== undefined && { modelId: model }),
          })),
        );
        for (const one of streams) await run(one);
        const expected = wanted.map(({ first, token, whole, model }) => {
          let [good, count] = [0, 0];
          for (const { modelId, gaps, ending } of streams) {
            // Nobody leaves a stream that has nothing to give: it ends.
            const isLeft = ending === 'returned' && gaps.length > 0;
            if (model !== undefined && model !== modelId) continue;
            const seconds = gaps.reduce((sum, gap) => sum + gap, 0) / 8;
            const start = (gaps[0] ?? 0) / 8;
            if (isLeft) {
              // Nobody waited to the end, but the first token was late already.
              if (first !== undefined && start > first) count += 1;
              continue;
            }
            const kept: boolean[] = [];
            if (first !== undefined && gaps.length > 0) kept.push(start <= first);
            if (token !== undefined && gaps.length > 1)
              kept.push((seconds - start) / (gaps.length - 1) <= token);
            if (whole !== undefined) kept.push(seconds <= whole);
            if (ending !== 'failed' && kept.length === 0) continue;
            count += 1;
            if (ending !== 'failed' && kept.every(Boolean)) good += 1;
          }
          return [good, count];
        });
        assert.equal(
          getObjectives(telemetry).map(({ good, count }) => [good, count]),
          expected,
        );
        telemetry.dispose();
      },
    ),
  );
});
